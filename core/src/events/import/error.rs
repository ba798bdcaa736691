//! Why a file cannot be read at all.

use thiserror::Error;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    /// Nothing in it.
    #[error("the file is empty; choose a file with a header and at least one row")]
    Empty,
    /// NUL bytes: no text file.
    #[error(
        "the file is not text (byte {offset} is 0); export it as CSV, TSV, JSON or Parquet, and drop that"
    )]
    Binary {
        /// Position of the first NUL byte.
        offset: usize,
    },
    /// An archive.
    #[error(
        "this is a ZIP archive{}; unpack it, and drop a file from inside (.json.gz files as they are)",
        within(inside)
    )]
    Zip {
        /// The name of its first file, at most 100 characters; empty when it cannot be told.
        inside: String,
    },
    /// A spreadsheet's own file.
    #[error("this is a spreadsheet's own file; save the sheet as CSV there, and drop that")]
    Workbook,
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
    /// JSON without an object.
    #[error(
        "no JSON object was found; export one object per event, in an array or one on each line"
    )]
    NoObjects,
    /// JSON whose first record does not end within what is looked at.
    #[error(
        "no record ends within the first 256 KB, so what the file holds cannot be told; put a shorter record first"
    )]
    FirstTooLong,
    /// Sums over people.
    #[error(
        "this is an export of {tool} and holds sums over all visitors, not what each of them did; export raw events with a visitor's id from another tool"
    )]
    Aggregate {
        /// Whose.
        tool: String,
    },
    /// A damaged or unsupported Parquet file.
    #[error("the Parquet file cannot be read: {0}; write it again, or export it as NDJSON")]
    Parquet(String),
    /// The layout needs a source that can be read at any place.
    #[error("a Parquet file is read from its end; hand it over as a file and not as a stream")]
    NotAStream,
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

fn within(inside: &str) -> String {
    if inside.is_empty() {
        return String::new();
    }
    format!(" (first in it: {inside})")
}
