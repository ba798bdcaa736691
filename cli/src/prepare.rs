//! From a file to a table of features: whole in memory where it fits, else a part of the people at
//! a time. Both give the same table, byte for byte.

use crate::error::CliError;
use crate::spill::Spill;
use recinto_core::analysis::{About, Source};
use recinto_core::cleaning::{CleaningError, CleaningReport, Plan, Times, clean_part};
use recinto_core::events::import::{
    ImportReport, Layout, Mapping, RejectLog, import_parquet, import_with,
};
use recinto_core::events::{Sheet, Told};
use recinto_core::studio::{
    Catalogue, Choice, Extras, Overview, Survey, Table, TableMaker, events_csv,
};
use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::ops::ControlFlow;
use std::path::Path;

/// Bytes of a file whose events fit into memory at once.
const WHOLE_BYTES: u64 = 128 << 20;
/// A packed file's events take so many times its bytes.
const PACKED: u64 = 8;
/// The most parts: each has an open file.
const PARTS_MAX: u64 = 512;

/// Which features.
pub(crate) enum Features {
    /// What the catalogue proposes.
    Proposed,
    /// The five measures of this kind of event.
    Kind(String),
    /// These.
    Chosen(Box<Choice>),
}

/// How to prepare.
pub(crate) struct Wanted<'a> {
    /// The file.
    pub(crate) file: &'a Path,
    /// How it is read.
    pub(crate) mapping: &'a Mapping,
    /// How it is cleaned.
    pub(crate) plan: Plan,
    /// Days looked back.
    pub(crate) window_days: u32,
    /// Parts; `None`: as many as the file's size asks for.
    pub(crate) parts: Option<usize>,
    /// Where the cleaned events are written to.
    pub(crate) events: Option<&'a Path>,
    /// Where the rows left out are written to.
    pub(crate) rejects: Option<&'a Path>,
}

/// What was prepared.
pub(crate) struct Made {
    pub(crate) table: Table,
    pub(crate) about: About,
    pub(crate) currency: String,
    /// Unless the features were told.
    pub(crate) catalogue: Option<Catalogue>,
}

/// Reads, cleans and measures. `extras` is asked once the span of the events is known.
pub(crate) fn prepare(
    wanted: Wanted<'_>,
    features: Features,
    extras: impl FnOnce(&Overview) -> Result<Extras, CliError>,
) -> Result<Made, CliError> {
    let (mut store, import) = Store::read(&wanted)?;
    let mut overview = Overview::new();
    let mut cleaning = CleaningReport::default();
    let mut out = wanted.events.map(Events::new).transpose()?;
    store.each(|sheet, report| {
        overview.add(sheet);
        if let Some(report) = report {
            cleaning.merge(report);
        }
        match &mut out {
            Some(out) => out.write(sheet),
            None => Ok(()),
        }
    })?;
    let extras = extras(&overview)?;
    let as_of_ms = overview
        .last_ms
        .ok_or(recinto_core::analysis::AnalysisError::NoEvents)?;
    let currency = overview.currency();
    let window_days = wanted.window_days;
    let (choice, catalogue) = match features {
        Features::Chosen(choice) => (*choice, None),
        other => {
            let mut survey = Survey::new(overview, window_days, &extras);
            store.each(|sheet, _| {
                survey.add(sheet);
                Ok(())
            })?;
            let catalogue = survey.done();
            let choice = match other {
                Features::Kind(kind) if !catalogue.kinds.contains_key(&kind) => {
                    return Err(recinto_core::analysis::AnalysisError::NoSuchKind(kind).into());
                }
                Features::Kind(kind) => catalogue.of_a_kind(&kind),
                _ => catalogue.proposed.clone(),
            };
            (choice, Some(catalogue))
        }
    };
    let places = extras.places.as_ref();
    let mut maker = TableMaker::new(choice, as_of_ms, window_days, places)
        .map_err(recinto_core::analysis::AnalysisError::from)?;
    store.each(|sheet, _| {
        maker.add(sheet);
        Ok(())
    })?;
    let name = wanted.file.file_name();
    Ok(Made {
        table: maker.done(),
        about: About {
            source: Source {
                name: name.unwrap_or_default().to_string_lossy().into_owned(),
                import,
            },
            plan: wanted.plan,
            cleaning,
        },
        currency,
        catalogue,
    })
}

/// The cleaned events.
enum Store {
    /// In memory; with the report until it is asked for.
    Whole(Box<Sheet>, Option<CleaningReport>),
    /// On disk, cleaned as they are read back.
    Parts {
        spill: Spill,
        plan: Box<Plan>,
        times: Times,
    },
}

impl Store {
    fn read(wanted: &Wanted<'_>) -> Result<(Self, ImportReport), CliError> {
        let parts = match wanted.parts {
            Some(parts) => parts,
            None => parts_for(wanted.file)?,
        };
        let mut plan = wanted.plan.clone();
        let mut times = Times::new(&plan);
        if parts <= 1 {
            let mut sheet = Sheet::new();
            let report = read(wanted, &mut |told| {
                times.add(&told.event, told.received_ms);
                sheet.push_told(told);
            })?;
            sheet.seal();
            let cleaned = clean_part(
                &mut sheet,
                &plan,
                &times,
                &mut |_| ControlFlow::Continue(()),
            )?;
            return Ok((Self::Whole(Box::new(sheet), Some(cleaned)), report));
        }
        if plan.outliers.on && plan.outliers.remove {
            return Err(CliError::Usage(
                "outliers can only be removed from all people at once, and this file is worked through in parts; switch `outliers.remove` off in the plan, or use --parts 1 if the memory is there".into(),
            ));
        }
        // They would be sought among a part's people only.
        plan.outliers.on = false;
        let directory = std::env::temp_dir();
        let mut spill = Spill::new(&directory, parts).map_err(laid)?;
        let report = read(wanted, &mut |told| {
            times.add(&told.event, told.received_ms);
            spill.push(told);
        })?;
        let plan = Box::new(plan);
        Ok((Self::Parts { spill, plan, times }, report))
    }

    /// Every part, cleaned, with what cleaning did to it; the whole's report only once.
    fn each(
        &mut self,
        mut work: impl FnMut(&Sheet, Option<CleaningReport>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        match self {
            Self::Whole(sheet, report) => work(sheet, report.take()),
            Self::Parts { spill, plan, times } => spill.each(|mut sheet| {
                sheet.seal();
                let go = &mut |_| ControlFlow::Continue(());
                let report = clean_part(&mut sheet, plan, times, go)?;
                work(&sheet, Some(report))
            }),
        }
    }
}

fn read(wanted: &Wanted<'_>, sink: &mut dyn FnMut(&Told<'_>)) -> Result<ImportReport, CliError> {
    let mut file = File::open(wanted.file).map_err(|source| CliError::File {
        path: wanted.file.to_owned(),
        source,
    })?;
    let go = &mut |_| ControlFlow::Continue(());
    let mut out = wanted.rejects.map(create).transpose()?;
    let mut rejects = match &mut out {
        Some(out) => RejectLog::new(out),
        None => RejectLog::none(),
    };
    let read = if wanted.mapping.layout == Layout::Parquet {
        import_parquet(&mut file, wanted.mapping, sink, go, &mut rejects)
    } else {
        let buffered = BufReader::with_capacity(1 << 20, file);
        import_with(buffered, wanted.mapping, sink, go, &mut rejects)
    };
    read.map_err(|source| CliError::Import {
        path: wanted.file.to_owned(),
        source,
    })
}

fn create(path: &Path) -> Result<BufWriter<File>, CliError> {
    let file = File::create(path).map_err(|source| CliError::File {
        path: path.to_owned(),
        source,
    })?;
    Ok(BufWriter::new(file))
}

fn parts_for(path: &Path) -> Result<usize, CliError> {
    let failed = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    let bytes = std::fs::metadata(path).map_err(failed)?.len();
    let packed = path
        .extension()
        .is_some_and(|end| end == "gz" || end == "parquet");
    let bytes = if packed {
        bytes.saturating_mul(PACKED)
    } else {
        bytes
    };
    Ok(bytes.div_ceil(WHOLE_BYTES).clamp(1, PARTS_MAX) as usize)
}

/// The CSV of cleaned events.
struct Events {
    out: BufWriter<File>,
    begun: bool,
}

impl Events {
    fn new(path: &Path) -> Result<Self, CliError> {
        Ok(Self {
            out: create(path)?,
            begun: false,
        })
    }

    fn write(&mut self, sheet: &Sheet) -> Result<(), CliError> {
        events_csv(sheet, !self.begun, &mut self.out).map_err(laid)?;
        self.begun = true;
        Ok(())
    }
}

fn laid(source: io::Error) -> CliError {
    CliError::Io {
        what: "the temporary or written events".into(),
        source,
    }
}

impl From<io::Error> for CliError {
    fn from(source: io::Error) -> Self {
        laid(source)
    }
}

impl From<CleaningError> for CliError {
    fn from(error: CleaningError) -> Self {
        Self::Usage(error.to_string())
    }
}
