//! A file's bytes → events, one row at a time.

use super::money::{self, BadMoney};
use super::{ImportError, ImportReport, Layout, Mapping, Reason, Role};
use crate::events::{Event, EventKind};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// Rows between two calls of `progress`.
const ROWS_PER_PROGRESS: u64 = 2048;

/// Reads `source` to its end and hands every good row to `sink`. `progress` is told the rows read
/// so far and may stop the import.
///
/// # Errors
/// A mapping without person or time, a source that fails, or a cancel. Bad rows are no error:
/// they are counted in the report.
pub fn import(
    source: impl Read,
    mapping: &Mapping,
    sink: &mut dyn FnMut(Event),
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<ImportReport, ImportError> {
    let mut rows = Rows::new(mapping)?;
    match mapping.layout {
        Layout::Delimited(delimiter) => {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .has_headers(mapping.has_header)
                .flexible(true)
                .from_reader(source);
            let mut record = csv::ByteRecord::new();
            loop {
                let more = reader
                    .read_byte_record(&mut record)
                    .map_err(|error| rows.failed(&error))?;
                if !more {
                    break;
                }
                let line = record.position().map_or(0, csv::Position::line);
                let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
                rows.take(line, cells.ok().as_deref(), sink);
                rows.pause(progress)?;
            }
        }
        Layout::Whitespace => {
            let mut reader = BufReader::new(source);
            let mut bytes = Vec::new();
            let mut line = 0_u64;
            loop {
                bytes.clear();
                let read = reader
                    .read_until(b'\n', &mut bytes)
                    .map_err(|error| rows.failed(&error))?;
                if read == 0 {
                    break;
                }
                line += 1;
                if (line == 1 && mapping.has_header) || bytes.trim_ascii().is_empty() {
                    continue;
                }
                let text = std::str::from_utf8(&bytes).ok();
                let cells: Option<Vec<&str>> = text.map(|t| t.split_whitespace().collect());
                rows.take(line, cells.as_deref(), sink);
                rows.pause(progress)?;
            }
        }
    }
    Ok(rows.report)
}

/// The columns that are read, and what was read so far.
struct Rows<'a> {
    mapping: &'a Mapping,
    person: usize,
    time: usize,
    kind: Option<usize>,
    value: Option<usize>,
    quantity: Option<usize>,
    id: Option<usize>,
    item: Option<usize>,
    category: Option<usize>,
    seen: HashSet<String>,
    report: ImportReport,
}

impl<'a> Rows<'a> {
    fn new(mapping: &'a Mapping) -> Result<Self, ImportError> {
        let place = |role| mapping.roles.iter().position(|&r| r == role);
        Ok(Self {
            mapping,
            person: place(Role::Person).ok_or(ImportError::MissingRole("the person"))?,
            time: place(Role::Time).ok_or(ImportError::MissingRole("the time"))?,
            kind: place(Role::Kind),
            value: place(Role::Value),
            quantity: place(Role::Quantity),
            id: place(Role::Id),
            item: place(Role::Item),
            category: place(Role::Category),
            seen: HashSet::new(),
            report: ImportReport::default(),
        })
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> ImportError {
        ImportError::Read {
            rows: self.report.rows,
            message: error.to_string(),
        }
    }

    fn pause(&self, progress: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<(), ImportError> {
        if self.report.rows.is_multiple_of(ROWS_PER_PROGRESS)
            && progress(self.report.rows).is_break()
        {
            return Err(ImportError::Cancelled);
        }
        Ok(())
    }

    fn take(&mut self, line: u64, cells: Option<&[&str]>, sink: &mut dyn FnMut(Event)) {
        let Some(cells) = cells else {
            self.report.reject(Reason::NotUtf8, line, "");
            return;
        };
        match self.event(line, cells) {
            Ok(event) => {
                self.report.accept(event.time_ms);
                sink(event);
            }
            Err((reason, cell)) => self.report.reject(reason, line, &cell),
        }
    }

    fn event(&mut self, line: u64, cells: &[&str]) -> Result<Event, (Reason, String)> {
        let cell = |at: usize| cells.get(at).map(|text| text.trim());
        let present = |at: Option<usize>| at.and_then(cell).filter(|text| !text.is_empty());
        let short = || (Reason::TooFewCells, cells.join(" "));
        let person = cell(self.person).ok_or_else(short)?;
        if person.is_empty() {
            return Err((Reason::NoPerson, String::new()));
        }
        let time = cell(self.time).ok_or_else(short)?;
        if time.is_empty() {
            return Err((Reason::NoTime, String::new()));
        }
        let time_ms = self
            .mapping
            .dates
            .parse(time)
            .ok_or_else(|| (Reason::BadTime, time.to_owned()))?;
        let kind = match present(self.kind) {
            Some(text) => kind_of(text),
            None => self.mapping.default_kind.clone(),
        };
        let mut event = Event::new(String::new(), person.to_owned(), time_ms, kind);
        if let Some(at) = self.value {
            let text = cell(at).ok_or_else(short)?;
            if !text.is_empty() {
                let cents = money::cents(text, self.mapping.decimal).map_err(|bad| {
                    let reason = match bad {
                        BadMoney::NotANumber => Reason::BadValue,
                        BadMoney::Huge => Reason::HugeValue,
                    };
                    (reason, text.to_owned())
                })?;
                if cents < 0 {
                    return Err((Reason::NegativeValue, text.to_owned()));
                }
                event.value_cents = Some(cents);
                event.currency = Some(self.mapping.currency.clone());
            }
        }
        if let Some(text) = present(self.quantity) {
            let quantity = text
                .parse()
                .map_err(|_| (Reason::BadQuantity, text.to_owned()))?;
            event.quantity = Some(quantity);
        }
        event.item = present(self.item).map(str::to_owned);
        event.category = present(self.category).map(str::to_owned);
        event.id = match present(self.id) {
            Some(id) => {
                if !self.seen.insert(id.to_owned()) {
                    return Err((Reason::RepeatedId, id.to_owned()));
                }
                id.to_owned()
            }
            None => line.to_string(),
        };
        Ok(event)
    }
}

/// The kinds we know keep their names; others become `custom:` with the name's own letters.
fn kind_of(text: &str) -> EventKind {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(32)
        .collect();
    let known = match plain.as_str() {
        "page_view" | "pageview" | "view" => "page",
        "order" | "ordine" | "acquisto" | "transaction" | "payment_done" => "purchase",
        "cart" | "carrello" => "add_to_cart",
        "product" | "prodotto" | "product_view" => "view_item",
        "ricerca" | "view_search_results" => "search",
        other => other,
    };
    EventKind::try_from(known.to_owned()).unwrap_or(EventKind::Custom(plain))
}
