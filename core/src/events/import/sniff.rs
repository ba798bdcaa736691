//! A first look at a file: enough to propose how to read it, for a person to correct.

use super::roles::guess;
use super::{
    DateFormat, Decimal, Encoding, Format, ImportError, Layout, Mapping, Role, Sample, Zone, money,
    tools,
};
use crate::events::EventKind;
use serde::{Deserialize, Serialize};

/// How much of the file's start [`sniff`] wants, at most.
pub const SNIFF_BYTES: usize = 64 * 1024;

/// Rows shown in the preview.
const PREVIEW_ROWS: usize = 10;
/// The delimiters tried.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A proposal for how to read a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sniffed {
    /// The names of the columns: the header's, or "1", "2", ….
    pub columns: Vec<String>,
    /// The first rows.
    pub preview: Vec<Vec<String>>,
    /// What is proposed.
    pub mapping: Mapping,
    /// True when the dates seen fit day/month as well as month/day.
    pub ambiguous_dates: bool,
    /// How sure the recognised tool is, 0 to 1; 0 for plain columns.
    pub confidence: f64,
    /// True when the file is CDNOW's own: nothing to ask.
    pub known: bool,
}

/// Looks at the first bytes of a file (at most [`SNIFF_BYTES`] are of use).
///
/// # Errors
/// An empty file, a binary file, a file of one column, a header without rows.
pub fn sniff(head: &[u8]) -> Result<Sniffed, ImportError> {
    let head = head.get(..SNIFF_BYTES).unwrap_or(head);
    let cut = head.len() == SNIFF_BYTES;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if let Some(offset) = head.iter().position(|&b| b == 0) {
        return Err(ImportError::Binary { offset });
    }
    let text = String::from_utf8_lossy(head);
    let mut lines: Vec<&str> = text.lines().collect();
    if cut {
        lines.pop();
    }
    lines.retain(|line| !line.trim().is_empty());
    let first = *lines.first().ok_or(ImportError::Empty)?;
    let layout = layout_of(&lines).ok_or_else(|| ImportError::OneColumn {
        first_line: first.chars().take(60).collect(),
    })?;
    let rows = cells(&lines.join("\n"), layout);
    let width = rows.first().map_or(0, Vec::len);
    let has_header = rows.first().is_some_and(|row| is_header(row));
    let columns: Vec<String> = if has_header {
        rows.first().cloned().unwrap_or_default()
    } else {
        (1..=width).map(|n| n.to_string()).collect()
    };
    let body = rows.get(usize::from(has_header)..).unwrap_or_default();
    if body.is_empty() {
        return Err(ImportError::NoRows);
    }
    let column = |at: usize| -> Vec<&str> {
        body.iter()
            .filter_map(|row| row.get(at).map(|cell| cell.trim()))
            .filter(|cell| !cell.is_empty())
            .collect()
    };
    let mut roles = guess(&columns);
    if !roles.contains(&Role::Time) {
        // No telling name: the first unnamed column in which every cell is a date.
        let found = (0..width).find(|&at| {
            roles.get(at) == Some(&Role::Ignore) && !DateFormat::matching(&column(at)).is_empty()
        });
        if let Some(role) = found.and_then(|at| roles.get_mut(at)) {
            *role = Role::Time;
        }
    }
    let place = |role: Role| roles.iter().position(|&r| r == role);
    let (dates, ambiguous_dates) = place(Role::Time)
        .and_then(|at| DateFormat::best(&column(at)))
        .unwrap_or((DateFormat::Iso, false));
    let decimal = place(Role::Value).map_or(Decimal::Dot, |at| money::decimal_of(&column(at)));
    let known = columns == ["customer_id", "date", "number_of_cds", "dollar_value"];
    let currency = if known || columns.iter().any(|c| c.to_lowercase().contains("dollar")) {
        "USD"
    } else {
        "EUR"
    };
    let default_kind = if place(Role::Value).is_some() {
        EventKind::Purchase
    } else {
        EventKind::Page
    };
    let rows: Vec<Vec<String>> = body.iter().take(PREVIEW_ROWS).cloned().collect();
    let mut mapping = Mapping {
        format: Format::Columns,
        encoding: Encoding::Utf8,
        layout,
        quote: b'"',
        preamble: 0,
        has_header,
        columns: columns.clone(),
        roles,
        dates,
        zone: Zone::default(),
        decimal,
        default_kind,
        currency: currency.to_owned(),
    };
    let sample = Sample {
        layout,
        columns: &columns,
        rows: &rows,
        json: &[],
    };
    let confidence = tools::recognise(&sample, &mut mapping)?;
    Ok(Sniffed {
        preview: rows,
        mapping,
        ambiguous_dates,
        known,
        columns,
        confidence,
    })
}

/// The layout whose number of cells is above one and steadiest over the lines.
fn layout_of(lines: &[&str]) -> Option<Layout> {
    let candidates = DELIMITERS
        .iter()
        .map(|&delimiter| Layout::Delimited(delimiter))
        .chain([Layout::Whitespace]);
    let sample = lines.get(..50).unwrap_or(lines).join("\n");
    let mut best: Option<(Layout, f64)> = None;
    for layout in candidates {
        let rows = cells(&sample, layout);
        let width = rows.first().map_or(0, Vec::len);
        if width < 2 {
            continue;
        }
        let steady = rows.iter().filter(|row| row.len() == width).count();
        let share = steady as f64 / rows.len() as f64;
        // Blanks also stand inside cells: they are believed only when every row agrees.
        let enough = if layout == Layout::Whitespace {
            1.0
        } else {
            0.5
        };
        if share >= enough && best.is_none_or(|(_, most)| share > most) {
            best = Some((layout, share));
        }
    }
    best.map(|(layout, _)| layout)
}

fn cells(text: &str, layout: Layout) -> Vec<Vec<String>> {
    match layout {
        Layout::Whitespace => text
            .lines()
            .map(|line| line.split_whitespace().map(str::to_owned).collect())
            .collect(),
        Layout::Delimited(delimiter) => csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .filter_map(Result::ok)
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect(),
        Layout::JsonLines | Layout::JsonArray | Layout::Parquet => Vec::new(),
    }
}

/// A header has no cell that is a number or a date, and no empty one beyond the first.
fn is_header(row: &[String]) -> bool {
    row.iter().all(|cell| {
        let cell = cell.trim();
        cell.parse::<f64>().is_err()
            && DateFormat::ALL.iter().all(|f| f.parse(cell).is_none())
            && (money::cents(cell, Decimal::Dot).is_err())
            && (money::cents(cell, Decimal::Comma).is_err())
    })
}
