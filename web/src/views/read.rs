//! How a file is read: what was recognised, open to correction, and what the first rows become.

use crate::problem::Problem;
use recinto_core::events::EventKind;
use recinto_core::events::import::{
    DateFormat, Decimal, DecimalEvidence, Encoding, Format, Layout, Mapping, Role, Zone,
};
use serde::{Deserialize, Serialize};

/// A [`Mapping`] as the page changes and remembers it. The zone stays text: its rules are the
/// worker's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The tool.
    pub format: Format,
    /// How bytes become text.
    pub encoding: Encoding,
    /// How records are cut.
    pub layout: Layout,
    /// The sign around cells.
    pub quote: u8,
    /// Lines before the header.
    pub preamble: u32,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// The columns.
    pub columns: Vec<String>,
    /// Their roles.
    pub roles: Vec<Role>,
    /// How times are written.
    pub dates: DateFormat,
    /// The zone of times that name none.
    pub zone: String,
    /// How numbers are written.
    pub decimal: Decimal,
    /// The kind of every event when no column tells it.
    pub default_kind: String,
    /// The currency of values that name none.
    pub currency: String,
}

impl From<Mapping> for Reading {
    fn from(mapping: Mapping) -> Self {
        Self {
            format: mapping.format,
            encoding: mapping.encoding,
            layout: mapping.layout,
            quote: mapping.quote,
            preamble: mapping.preamble,
            has_header: mapping.has_header,
            columns: mapping.columns,
            roles: mapping.roles,
            dates: mapping.dates,
            zone: mapping.zone.into(),
            decimal: mapping.decimal,
            default_kind: mapping.default_kind.to_string(),
            currency: mapping.currency,
        }
    }
}

impl TryFrom<Reading> for Mapping {
    type Error = Problem;

    fn try_from(reading: Reading) -> Result<Self, Problem> {
        let setting = |value: &str, range: &str| Problem::Setting {
            value: value.to_owned(),
            range: range.to_owned(),
        };
        let zone = Zone::try_from(reading.zone.clone())
            .map_err(|_| setting(&reading.zone, "Europe/Rome, UTC, +01:00, …"))?;
        let default_kind = EventKind::try_from(reading.default_kind.clone())
            .map_err(|_| setting(&reading.default_kind, "page, purchase, …"))?;
        Ok(Self {
            format: reading.format,
            encoding: reading.encoding,
            layout: reading.layout,
            quote: reading.quote,
            preamble: reading.preamble,
            has_header: reading.has_header,
            columns: reading.columns,
            roles: reading.roles,
            dates: reading.dates,
            zone,
            decimal: reading.decimal,
            default_kind,
            currency: reading.currency,
        })
    }
}

/// What a first look found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// The file's name.
    pub name: String,
    /// The first cells of each column.
    pub cells: Vec<Vec<String>>,
    /// What is proposed.
    pub reading: Reading,
    /// How sure the tool is, 0 to 1; 0 when none was recognised.
    pub confidence: f64,
    /// Whether dates fit day/month as well as month/day.
    pub ambiguous_dates: bool,
    /// What speaks for the decimal sign; nothing where no number has a comma or a dot.
    pub decimals: Option<DecimalEvidence>,
    /// A date that can be read in one order of day and month only, and that order.
    pub evidence: Option<(String, DateFormat)>,
    /// Whether nothing needs to be asked.
    pub known: bool,
    /// The first rows as they will be read.
    pub preview: Preview,
    /// Names of zones.
    pub zones: Vec<String>,
}

/// The first rows as they will be read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Events.
    pub rows: Vec<PreviewRow>,
    /// Rows that will be left out, of those looked at.
    pub rejected: u64,
    /// Why it cannot be read this way.
    pub problem: Option<Problem>,
}

/// An event as it will be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Line in the file.
    pub line: u64,
    /// Whose.
    pub person: String,
    /// When, ms since epoch on the clock of the place.
    pub local_ms: i64,
    /// What happened.
    pub kind: String,
    /// Money, hundredths, and its currency.
    pub value: Option<(i64, String)>,
    /// What else is told, in few words.
    pub rest: String,
}
