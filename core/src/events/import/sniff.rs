//! A first look at a file: enough to propose how to read it, for a person to correct.

use super::archive;
use super::encoding::Utf8;
use super::look::{Looked, json, table};
use super::roles::guess;
use super::source::{is_gzip, unpacked};
use super::{
    DateFormat, Decimal, DecimalEvidence, Encoding, Format, ImportError, Layout, Mapping, Role,
    Sample, Zone, amounts, money, tools,
};
use crate::events::EventKind;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Read;

/// How much of the file's start [`sniff`] wants, at most.
pub const SNIFF_BYTES: usize = 256 * 1024;

/// How much of a packed file's start is looked at, unpacked.
const UNPACKED_BYTES: usize = 1 << 20;

/// Records of JSON that the recognisers look at.
const SAMPLE_RECORDS: usize = 200;

/// Rows shown in the preview.
const PREVIEW_ROWS: usize = 10;

/// What Parquet files begin with.
const PARQUET: &[u8] = b"PAR1";

/// A proposal for how to read a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sniffed {
    /// The names of the columns: the header's, or "1", "2", …; of JSON the keys, nested ones as
    /// `a.b`.
    pub columns: Vec<String>,
    /// The first rows.
    pub preview: Vec<Vec<String>>,
    /// What is proposed.
    pub mapping: Mapping,
    /// How sure the recognised tool is, 0 to 1; 0 for plain columns.
    pub confidence: f64,
    /// Why the dates are read as proposed; `None` when no column of times was found.
    pub dates: Option<DateEvidence>,
    /// True when the dates seen fit day/month as well as month/day.
    pub ambiguous_dates: bool,
    /// Why numbers are read as proposed; `None` when none with a comma or a dot was seen.
    pub decimals: Option<DecimalEvidence>,
    /// Whether the file is packed by gzip.
    pub packed: bool,
    /// True when the file is CDNOW's own: nothing to ask.
    pub known: bool,
}

/// What was seen of the column of times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateEvidence {
    /// Cells looked at.
    pub cells: u64,
    /// Of those, cells that the proposed format reads.
    pub read: u64,
    /// The first cell that tells day from month (31/01); `None` where nothing has to be told, or
    /// nothing does.
    pub telling: Option<String>,
}

/// Looks at the first bytes of a file (at most [`SNIFF_BYTES`] are of use).
///
/// # Errors
/// An empty file, an archive, a binary file, a file of one column, a header without rows, JSON without
/// objects, an export of sums over people.
pub fn sniff(head: &[u8]) -> Result<Sniffed, ImportError> {
    let head = head.get(..SNIFF_BYTES).unwrap_or(head);
    if head.starts_with(PARQUET) {
        return Err(ImportError::NotAStream);
    }
    if let Some(refused) = archive::refused(head) {
        return Err(refused);
    }
    let packed = is_gzip(head);
    let (bytes, cut_inside) = if packed {
        let (bytes, cut) = unpacked(head, UNPACKED_BYTES);
        (Cow::Owned(bytes), cut)
    } else {
        (Cow::Borrowed(head), false)
    };
    let cut = head.len() == SNIFF_BYTES || cut_inside;
    let encoding = Encoding::guess(&bytes);
    let mut text = Vec::new();
    // A source in memory does not fail.
    let _ = Utf8::new(bytes.as_ref(), encoding).read_to_end(&mut text);
    if let Some(offset) = text.iter().position(|&byte| byte == 0) {
        return Err(ImportError::Binary { offset });
    }
    let first = text.trim_ascii_start().first().copied();
    let looked = match first {
        None => return Err(ImportError::Empty),
        Some(b'{' | b'[') => json(&text, cut)?,
        Some(_) => table(&text, cut)?,
    };
    propose(looked, encoding, packed)
}

/// What is proposed for what was seen.
fn propose(looked: Looked, encoding: Encoding, packed: bool) -> Result<Sniffed, ImportError> {
    let columns = looked.columns.clone();
    let column = |at: usize| -> Vec<&str> {
        looked
            .rows
            .iter()
            .filter_map(|row| row.get(at).map(|cell| cell.trim()))
            .filter(|cell| !cell.is_empty())
            .collect()
    };
    let mut roles = guess(&columns);
    if !roles.contains(&Role::Time) {
        // No telling name: the first unnamed column in which every cell is a date.
        let found = (0..columns.len()).find(|&at| {
            roles.get(at) == Some(&Role::Ignore) && !DateFormat::matching(&column(at)).is_empty()
        });
        if let Some(role) = found.and_then(|at| roles.get_mut(at)) {
            *role = Role::Time;
        }
    }
    let place = |role: Role| roles.iter().position(|&r| r == role);
    let times = place(Role::Time).map(column).unwrap_or_default();
    let best = DateFormat::best(&times);
    let known = columns == ["customer_id", "date", "number_of_cds", "dollar_value"];
    let unseen = if known {
        DateFormat::Compact
    } else {
        DateFormat::Iso
    };
    let (dates, ambiguous_dates) = best.unwrap_or((unseen, false));
    let evidence = best.map(|(format, _)| DateEvidence {
        cells: times.len() as u64,
        read: times.iter().filter(|t| format.parse(t).is_some()).count() as u64,
        telling: format.swapped().and_then(|other| {
            let tells = |t: &&&str| format.parse(t).is_some() && other.parse(t).is_none();
            times.iter().find(tells).map(|&t| t.to_owned())
        }),
    });
    let values = place(Role::Value).map(column).unwrap_or_default();
    let dollars = known || columns.iter().any(|c| c.to_lowercase().contains("dollar"));
    let currency = match values.iter().find_map(|value| money::currency_of(value)) {
        Some(code) => code,
        None if dollars => "USD",
        None => "EUR",
    }
    .to_owned();
    let default_kind = if place(Role::Value).is_some() {
        EventKind::Purchase
    } else {
        EventKind::Page
    };
    // A written time is the visitor's own, whatever zone that was in; a count of seconds is not,
    // and Recinto's visitors are taken to be in Italy until somebody says otherwise.
    let counted = matches!(
        dates,
        DateFormat::EpochSeconds | DateFormat::EpochMillis | DateFormat::EpochMicros
    ) || (dates == DateFormat::Iso && times.iter().any(|t| t.ends_with('Z')));
    let zone = if counted && currency == "EUR" {
        Zone::rome()
    } else {
        Zone::default()
    };
    let mut mapping = Mapping {
        format: Format::Columns,
        encoding,
        layout: looked.layout,
        quote: looked.quote,
        preamble: looked.preamble,
        has_header: looked.has_header,
        columns: columns.clone(),
        roles,
        dates,
        zone,
        decimal: Decimal::Dot,
        default_kind,
        currency,
    };
    let sample = Sample {
        layout: looked.layout,
        columns: &columns,
        rows: &looked.rows,
        json: looked.json.get(..SAMPLE_RECORDS).unwrap_or(&looked.json),
    };
    let confidence = tools::recognise(&sample, &mut mapping)?;
    let decimals;
    (mapping.decimal, decimals) = amounts::decide(&looked, &mapping);
    Ok(Sniffed {
        preview: looked.rows.iter().take(PREVIEW_ROWS).cloned().collect(),
        columns,
        mapping,
        confidence,
        dates: evidence,
        ambiguous_dates,
        decimals,
        packed,
        known,
    })
}

/// Whether a file is Parquet, by its first bytes.
#[must_use]
pub fn is_parquet(head: &[u8]) -> bool {
    head.starts_with(PARQUET)
}

/// A header has no cell that is a number or a date.
pub(super) fn is_header(row: &[String]) -> bool {
    row.iter().all(|cell| {
        let cell = cell.trim();
        cell.parse::<f64>().is_err()
            && DateFormat::ALL.iter().all(|f| f.parse(cell).is_none())
            && (money::cents(cell, Decimal::Dot).is_err())
            && (money::cents(cell, Decimal::Comma).is_err())
    })
}

/// Names for the columns of a table: the header's, blank ones by their number, repeated ones with
/// a number behind (`price`, `price_2`), so that each name means one column.
pub(super) fn distinct(header: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for (at, name) in header.iter().enumerate() {
        let name = name.trim();
        let name = if name.is_empty() {
            (at + 1).to_string()
        } else {
            name.chars().take(128).collect()
        };
        let mut candidate = name.clone();
        let mut count = 1;
        while names.contains(&candidate) {
            count += 1;
            candidate = format!("{name}_{count}");
        }
        names.push(candidate);
    }
    names
}

/// A mapping that says how a table is cut, and nothing else.
pub(super) fn blank_mapping(layout: Layout, quote: u8, preamble: u32) -> Mapping {
    Mapping {
        format: Format::Columns,
        encoding: Encoding::Utf8,
        layout,
        quote,
        preamble,
        has_header: false,
        columns: Vec::new(),
        roles: Vec::new(),
        dates: DateFormat::Iso,
        zone: Zone::default(),
        decimal: Decimal::Dot,
        default_kind: EventKind::Page,
        currency: String::new(),
    }
}
