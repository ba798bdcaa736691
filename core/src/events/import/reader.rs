//! A file's bytes → events, one record at a time.

use super::lines::{Ends, Lines};
use super::objects::Objects;
use super::source::{self, Text};
use super::table::Table;
use super::tools::{self, Tool};
use super::{
    Bad, Content, DateFormat, Format, ImportError, ImportReport, Layout, Mapping, Reason, Record,
    RejectLog,
};
use crate::events::Told;
use std::cell::Cell;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

/// Records between two calls of `progress`.
const RECORDS_PER_PROGRESS: u64 = 2048;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes of the file taken, as it is (packed, if it is).
    pub bytes: u64,
    /// Records read.
    pub rows: u64,
}

/// As [`import_with`], without writing down what is left out.
///
/// # Errors
/// As [`import_with`].
pub fn import(
    source: impl Read,
    mapping: &Mapping,
    sink: &mut dyn FnMut(&Told<'_>),
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<ImportReport, ImportError> {
    import_with(source, mapping, sink, progress, &mut RejectLog::none())
}

/// Reads `source` to its end and hands every event to `sink`. `progress` is told how far it is,
/// every 2048 records, and may stop the import.
///
/// # Errors
/// A mapping without person or time, a source that fails, or a cancel. Bad records are no error,
/// nor is damage that ends a packed file early: they are told in the report.
pub fn import_with(
    source: impl Read,
    mapping: &Mapping,
    sink: &mut dyn FnMut(&Told<'_>),
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    rejects: &mut RejectLog<'_>,
) -> Result<ImportReport, ImportError> {
    let tool = tools::open(mapping)?;
    let failed = |error: io::Error| ImportError::Read {
        rows: 0,
        message: error.to_string(),
    };
    let Text {
        buffer,
        taken,
        failed: file_failed,
    } = source::open(source, mapping.encoding).map_err(failed)?;
    let mut run = Run {
        tool,
        sink,
        progress,
        taken,
        swapped: (mapping.format == Format::Columns)
            .then(|| mapping.dates.swapped())
            .flatten(),
        rejects,
        line: 0,
        report: ImportReport::default(),
    };
    let ended = match mapping.layout {
        Layout::Delimited(_) | Layout::Whitespace => Table::new(buffer, mapping)
            .map_err(Stop::Source)
            .and_then(|table| run.table(table, mapping.has_header)),
        Layout::JsonLines => run.lines(Lines::new(buffer, Ends::Lf, mapping.preamble)),
        Layout::JsonArray => run.objects(Objects::new(buffer)),
        Layout::Parquet => return Err(ImportError::NotAStream),
    };
    match ended {
        Ok(()) => {}
        Err(Stop::Cancelled) => return Err(ImportError::Cancelled),
        // The file itself was read well: what it holds is damaged or cut off.
        Err(Stop::Source(error)) if !file_failed.get() => {
            run.reject(run.line + 1, &Bad::new(Reason::CutOff, ""));
            run.report.cut_short = Some(error.to_string());
        }
        Err(Stop::Source(error)) => {
            return Err(ImportError::Read {
                rows: run.report.rows,
                message: error.to_string(),
            });
        }
    }
    Ok(run.end())
}

/// Why reading ended before the end.
enum Stop {
    Cancelled,
    Source(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Source(error)
    }
}

/// An import under way.
struct Run<'r, 'l> {
    tool: Box<dyn Tool>,
    sink: &'r mut dyn FnMut(&Told<'_>),
    progress: &'r mut dyn FnMut(Progress) -> ControlFlow<()>,
    taken: Rc<Cell<u64>>,
    /// The other order of day and month.
    swapped: Option<DateFormat>,
    rejects: &'r mut RejectLog<'l>,
    /// The last record's.
    line: u64,
    report: ImportReport,
}

impl Run<'_, '_> {
    fn table(&mut self, mut table: Table<'_>, has_header: bool) -> Result<(), Stop> {
        let mut header = has_header;
        while let Some(row) = table.next()? {
            if std::mem::take(&mut header) {
                continue;
            }
            self.take(row.line, row.cells.map(Content::Cells))?;
        }
        Ok(())
    }

    fn lines(&mut self, mut lines: Lines<'_>) -> Result<(), Stop> {
        while let Some(line) = lines.next()? {
            let content = match line.bytes {
                Ok(bytes) if bytes.trim_ascii().is_empty() => continue,
                Ok(bytes) => json(bytes),
                Err(bad) => Err(bad),
            };
            self.take(line.number, content)?;
        }
        Ok(())
    }

    fn objects(&mut self, mut objects: Objects<'_>) -> Result<(), Stop> {
        while let Some(object) = objects.next()? {
            self.take(object.number, object.bytes.and_then(json))?;
        }
        Ok(())
    }

    fn reject(&mut self, line: u64, bad: &Bad) {
        if bad.reason == Reason::BadTime
            && self
                .swapped
                .is_some_and(|other| other.parse(&bad.text).is_some())
        {
            self.report.contradict(line, &bad.text);
        }
        self.report.reject(bad.reason, line, &bad.text);
        self.rejects.take(line, bad);
    }

    fn take(&mut self, line: u64, content: Result<Content<'_>, Bad>) -> Result<(), Stop> {
        let Self {
            tool, sink, report, ..
        } = self;
        let done = content.and_then(|content| {
            tool.events(&Record { line, content }, &mut |told| {
                report.event(told.event.time_ms);
                sink(told);
            })
        });
        match done {
            Ok(()) => report.accept(),
            Err(bad) => self.reject(line, &bad),
        }
        self.line = line;
        let report = &self.report;
        if report.rows.is_multiple_of(RECORDS_PER_PROGRESS) {
            let now = Progress {
                bytes: self.taken.get(),
                rows: report.rows,
            };
            if (self.progress)(now).is_break() {
                return Err(Stop::Cancelled);
            }
        }
        Ok(())
    }

    fn end(mut self) -> ImportReport {
        let Self {
            tool, sink, report, ..
        } = &mut self;
        tool.end(&mut |told| {
            report.event(told.event.time_ms);
            sink(told);
        });
        self.rejects.flush();
        self.report
    }
}

/// The text of a record that should be a JSON object.
fn json(bytes: &[u8]) -> Result<Content<'_>, Bad> {
    std::str::from_utf8(bytes)
        .map(Content::Json)
        .map_err(|_| Bad::new(Reason::NotUtf8, &String::from_utf8_lossy(bytes)))
}
