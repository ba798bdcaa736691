//! A first look at a file: what it is, and what its first rows become.

use crate::desk::{Desk, Failed, browser};
use crate::files::{self, Pieces};
use crate::post;
use recinto_core::analysis::{Analysis, PROJECT_FORMAT};
use recinto_core::events::Told;
use recinto_core::events::import::{
    ImportError, Layout, Mapping, Reason, Rejected, SNIFF_BYTES, Zone, import, is_parquet,
    parquet_head, sniff,
};
use recinto_web::problem::Problem;
use recinto_web::protocol::Tell;
use recinto_web::views::read::{Looked, Preview, PreviewRow, Reading};
use serde::Deserialize;
use std::ops::ControlFlow;
use web_sys::File;

/// Rows shown.
const SHOWN: usize = 10;
/// A project file says what it is near its start.
const MARK_BYTES: usize = 4096;

/// What a JSON file says it is.
#[derive(Default, Deserialize)]
struct Marked {
    #[serde(default)]
    format: String,
}

impl Desk {
    /// Looks at a file. A project is opened at once: then it is true.
    pub fn look(&mut self, file: Option<File>) -> Result<bool, Failed> {
        let file = file.ok_or(Problem::FileNeeded)?;
        let head = files::head(&file, SNIFF_BYTES).map_err(|error| browser(&error))?;
        if is_own(&head) {
            let bytes = files::whole(&file).map_err(|error| browser(&error))?;
            self.open(&bytes)?;
            return Ok(true);
        }
        let parquet = is_parquet(&head);
        let head = if parquet {
            let (pieces, _) = Pieces::new(file.clone()).map_err(|error| browser(&error))?;
            parquet_head(pieces)?
        } else {
            head
        };
        let mut sniffed = sniff(&head)?;
        if parquet {
            sniffed.mapping.layout = Layout::Parquet;
        }
        let telling = sniffed.dates.and_then(|dates| dates.telling);
        let evidence = telling.map(|date| (date, sniffed.mapping.dates));
        let reading = Reading::from(sniffed.mapping);
        let preview = first(&head, reading.clone());
        self.head = head;
        post::tell(&Tell::Looked(Box::new(Looked {
            name: file.name(),
            cells: sniffed.preview,
            reading,
            confidence: sniffed.confidence,
            ambiguous_dates: sniffed.ambiguous_dates,
            decimals: sniffed.decimals,
            evidence,
            known: sniffed.known,
            preview,
            zones: Zone::names().map(str::to_owned).collect(),
        })));
        self.file = Some(file);
        Ok(false)
    }

    /// The first rows, read another way.
    pub fn preview(&self, reading: Reading) {
        post::tell(&Tell::Previewed(Box::new(first(&self.head, reading))));
    }

    fn open(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        // The format first: a later one would otherwise fail on some field of its own.
        let format = serde_json::from_slice::<Marked>(bytes)
            .unwrap_or_default()
            .format;
        if format.starts_with("recinto.segments/") {
            return Err(Problem::IsModel.into());
        }
        if format != PROJECT_FORMAT {
            return Err(Problem::Version { found: format }.into());
        }
        let opened = Analysis::from_bytes(bytes)?;
        self.rows = None;
        self.kept = None;
        self.others(opened);
        Ok(())
    }
}

/// Whether a file says that it is one of ours.
fn is_own(head: &[u8]) -> bool {
    let start = head.get(..MARK_BYTES).unwrap_or(head);
    start.trim_ascii_start().starts_with(b"{")
        && start
            .windows(b"\"recinto.".len())
            .any(|part| part == b"\"recinto.")
}

/// The first rows of the head, read in earnest.
fn first(head: &[u8], reading: Reading) -> Preview {
    let mapping = match Mapping::try_from(reading) {
        // Its head is kept as lines.
        Ok(mapping) if mapping.layout == Layout::Parquet => Mapping {
            layout: Layout::JsonLines,
            ..mapping
        },
        Ok(mapping) => mapping,
        Err(problem) => {
            return Preview {
                problem: Some(problem),
                ..Preview::default()
            };
        }
    };
    let mut preview = Preview::default();
    // A row cut by the end of the head would be told as bad: it is left away.
    let cut = head.len() >= SNIFF_BYTES;
    let end = head.iter().rposition(|&byte| byte == b'\n');
    let whole = end
        .filter(|_| cut)
        .and_then(|at| head.get(..at))
        .unwrap_or(head);
    let done = import(
        whole,
        &mapping,
        &mut |told| {
            if preview.rows.len() < SHOWN {
                preview.rows.push(row(told));
            }
        },
        &mut |_| ControlFlow::Continue(()),
    );
    match done {
        Ok(report) => {
            let told = |why: &&Rejected| !cut || why.reason != Reason::CutOff;
            let counts = report.rejected.iter().filter(told).map(|why| why.count);
            preview.rejected = counts.sum();
        }
        Err(ImportError::Cancelled) => {}
        Err(error) => preview.problem = Some(error.into()),
    }
    preview
}

fn row(told: &Told<'_>) -> PreviewRow {
    let event = &told.event;
    let offset = i64::from(event.utc_offset_min.unwrap_or(0)) * 60_000;
    let texts = [
        event.item,
        event.brand,
        event.category,
        event.page,
        event.query,
        event.campaign,
        event.source,
    ];
    let mut rest: Vec<String> = texts.into_iter().flatten().map(str::to_owned).collect();
    rest.extend(
        told.attributes
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    PreviewRow {
        line: told.line,
        person: told.person.to_owned(),
        local_ms: event.time_ms + offset,
        kind: event.kind.to_string(),
        value: event
            .value_cents
            .map(|cents| (cents, event.currency.unwrap_or_default().to_owned())),
        rest: rest.join(" · "),
    }
}
