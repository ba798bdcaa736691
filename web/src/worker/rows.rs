//! The rows at hand: read from a file, cleaned; read again where that is cheaper than keeping.

use crate::desk::{Failed, browser};
use crate::files::Pieces;
use crate::find::stage_of;
use crate::post::Meter;
use recinto_core::analysis::{Prepared, Source};
use recinto_core::cleaning::Plan;
use recinto_core::events::import::{
    Layout, Mapping, Progress, RejectLog, import_parquet, import_with,
};
use recinto_core::events::{Sheet, Told};
use recinto_web::problem::Problem;
use recinto_web::protocol::Stage;
use recinto_web::views::read::Reading;
use std::ops::ControlFlow;
use web_sys::File;

/// Up to so many rows are kept as they were read, beside the cleaned ones: a hundred bytes a row.
/// Beyond, the file is read again for another way of cleaning.
const KEPT_MOST: usize = 999_999;

/// A file, how it is read and cleaned, and what was made of it.
pub struct Rows {
    file: File,
    pub reading: Reading,
    pub plan: Plan,
    /// The rows that could not be read, as CSV.
    pub rejects: Vec<u8>,
    raw: Option<(Sheet, Source)>,
    prepared: Option<Prepared>,
}

impl Rows {
    /// A file that is read when its rows are needed.
    pub fn new(file: File, reading: Reading, plan: Plan) -> Self {
        Self {
            file,
            reading,
            plan,
            rejects: Vec::new(),
            raw: None,
            prepared: None,
        }
    }

    /// Another way of cleaning.
    pub fn replan(&mut self, plan: Plan) {
        self.plan = plan;
        self.prepared = None;
    }

    /// The cleaned rows.
    pub fn prepared(&mut self, meter: &mut Meter) -> Result<&Prepared, Failed> {
        if self.prepared.is_none() {
            let (sheet, source) = match &self.raw {
                Some((sheet, source)) => (sheet.clone(), source.clone()),
                None => self.read(meter)?,
            };
            let (rows, report) = (source.import.rows, source.import.clone());
            meter.tell(Stage::Cleaning, 0.0, rows);
            let plan = self.plan.clone();
            let made = Prepared::new(sheet, source, plan, &mut |stage, share| {
                meter.tell(stage_of(stage), share, rows);
                ControlFlow::Continue(())
            });
            self.prepared =
                Some(made.map_err(|error| Failed(error.into(), Some(Box::new(report))))?);
        }
        let missing = || Failed::from(Problem::FileNeeded);
        self.prepared.as_ref().ok_or_else(missing)
    }

    /// The cleaned rows, if they need not be read again.
    pub fn at_hand(&self) -> Option<&Prepared> {
        self.prepared.as_ref()
    }

    fn read(&mut self, meter: &mut Meter) -> Result<(Sheet, Source), Failed> {
        let mapping = Mapping::try_from(self.reading.clone())?;
        let size = self.file.size().max(1.0);
        let (pieces, _) = Pieces::new(self.file.clone()).map_err(|error| browser(&error))?;
        let mut sheet = Sheet::new();
        meter.tell(Stage::Reading, 0.0, 0);
        let mut rejects = Vec::new();
        let mut log = RejectLog::new(&mut rejects);
        let sink = &mut |told: &Told<'_>| sheet.push_told(told);
        let progress = &mut |progress: Progress| {
            meter.tell(Stage::Reading, progress.bytes as f64 / size, progress.rows);
            ControlFlow::Continue(())
        };
        let report = match mapping.layout {
            Layout::Parquet => import_parquet(pieces, &mapping, sink, progress, &mut log)?,
            _ => import_with(pieces, &mapping, sink, progress, &mut log)?,
        };
        drop(log);
        self.rejects = rejects;
        if sheet.rows().is_empty() {
            return Err(Failed(Problem::NoEvents, Some(Box::new(report))));
        }
        let source = Source {
            name: self.file.name(),
            import: report,
        };
        if sheet.rows().len() <= KEPT_MOST {
            self.raw = Some((sheet.clone(), source.clone()));
        }
        Ok((sheet, source))
    }
}
