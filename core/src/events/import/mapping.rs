//! How a file is laid out and what its columns mean: proposed by a first look, corrected by hand,
//! and kept, so that the next file of the same kind needs no question.

use super::{DateFormat, Encoding, Format, Role, Zone};
use crate::events::EventKind;
use serde::{Deserialize, Serialize};

/// How records are told apart and cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Runs of blanks between cells, as CDNOW's own file.
    Whitespace,
    /// RFC 4180 with this delimiter; rows end at CR, LF or both.
    Delimited(u8),
    /// A JSON object on each line.
    JsonLines,
    /// JSON objects in an array, alone or as a value of an outer object; or one after another.
    JsonArray,
    /// Apache Parquet.
    Parquet,
}

impl Layout {
    /// Whether rows have cells, and no keys.
    #[must_use]
    pub fn is_table(self) -> bool {
        matches!(self, Self::Whitespace | Self::Delimited(_))
    }
}

/// The sign before the decimals, of cells and of texts of JSON. A JSON number has a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// 1,234.56
    #[default]
    Dot,
    /// 1.234,56
    Comma,
}

/// Everything that turns a record into events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// The tool whose export it is.
    #[serde(default)]
    pub format: Format,
    /// How bytes become text.
    #[serde(default)]
    pub encoding: Encoding,
    /// How records are cut.
    pub layout: Layout,
    /// The sign around cells that hold a delimiter.
    #[serde(default = "quote")]
    pub quote: u8,
    /// Lines before the header, or before the first row where there is no header.
    #[serde(default)]
    pub preamble: u32,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// The names of the columns; of JSON the keys, nested ones as `a.b`.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The role of each column, in order.
    pub roles: Vec<Role>,
    /// How the time column is written.
    pub dates: DateFormat,
    /// The zone of times that name none.
    #[serde(default)]
    pub zone: Zone,
    /// How numbers are written, in every column alike.
    pub decimal: Decimal,
    /// The kind of every event when no column tells it.
    pub default_kind: EventKind,
    /// ISO 4217 code of values that name none.
    pub currency: String,
}

/// RFC 4180's.
pub(super) fn quote() -> u8 {
    b'"'
}

impl Mapping {
    /// The first column of a role.
    #[must_use]
    pub fn place(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|&known| known == role)
    }
}
