//! How a file is laid out and which column means what.

use super::{DateFormat, Role};
use crate::events::EventKind;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How rows are cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Runs of blanks between cells, as CDNOW's own file.
    Whitespace,
    /// RFC 4180 with this delimiter.
    Delimited(u8),
}

/// The decimal sign of a money column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// 1,234.56
    Dot,
    /// 1.234,56
    Comma,
}

/// Everything that turns a row into an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// How rows are cut.
    pub layout: Layout,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// The role of each column, in order.
    pub roles: Vec<Role>,
    /// How the time column is written.
    pub dates: DateFormat,
    /// How the value column is written.
    pub decimal: Decimal,
    /// The kind of every event when no column tells it.
    pub default_kind: EventKind,
    /// ISO 4217 code of the value column.
    pub currency: String,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    /// Nothing in it.
    #[error("the file is empty; choose a file with a header and at least one row")]
    Empty,
    /// NUL bytes: no text file.
    #[error(
        "the file is not text (byte {offset} is 0); export it as CSV or TSV, in UTF-8, and drop that"
    )]
    Binary {
        /// Position of the first NUL byte.
        offset: usize,
    },
    /// No delimiter splits the rows.
    #[error(
        "only one column was found (first line: {first_line:?}); separate columns by comma, semicolon, tab or |"
    )]
    OneColumn {
        /// The start of the first line.
        first_line: String,
    },
    /// A header and nothing below.
    #[error("the file has a header but no rows")]
    NoRows,
    /// The mapping lacks a role that nothing works without.
    #[error("no column is marked as {0}; choose which column holds it")]
    MissingRole(&'static str),
    /// The source stopped giving bytes.
    #[error("reading stopped after {rows} rows: {message}; check the file and drop it again")]
    Read {
        /// Rows read before.
        rows: u64,
        /// What the source said.
        message: String,
    },
    /// The caller asked to stop.
    #[error("reading was cancelled")]
    Cancelled,
}
