//! Why data could not be prepared.

use thiserror::Error;

/// Why data could not be prepared. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PreparationError {
    /// No rows or no columns.
    #[error("there are {rows} rows and {columns} columns; at least one of each is needed")]
    Empty {
        /// Rows there are.
        rows: usize,
        /// Columns there are.
        columns: usize,
    },
    /// A missing or infinite cell where a number is needed.
    #[error(
        "row {row}, column {column} is not a finite number; fill what is missing first, or leave the row out"
    )]
    NotFinite {
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// An infinite cell in data whose missing cells are to be filled.
    #[error("row {row}, column {column} is infinite; correct it, or mark it as missing (NaN)")]
    Infinite {
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// A column in which nothing is known.
    #[error("column {column} has no known value to fill from; leave the column out")]
    NothingKnown {
        /// The column.
        column: usize,
    },
    /// A time that is not finite.
    #[error("the time of row {row} is not a finite number; leave the row out")]
    Time {
        /// Its row.
        row: usize,
    },
    /// As many times as rows are needed.
    #[error("there are {times} times for {rows} rows; one for each row is needed")]
    Times {
        /// Times given.
        times: usize,
        /// Rows of the data.
        rows: usize,
    },
    /// A value of which there is no log1p.
    #[error(
        "row {row}, column {column} is {value}: log1p needs more than -1; use Yeo-Johnson instead"
    )]
    NoLogarithm {
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
        /// The value.
        value: f64,
    },
    /// Values so far apart that their spread is no finite number.
    #[error(
        "the values of column {column} are too large to compute with; divide the column by a constant first"
    )]
    TooLarge {
        /// The column.
        column: usize,
    },
    /// Another number of columns than fitted.
    #[error("the data have {columns} columns, {fitted} were fitted; give the same columns")]
    Width {
        /// Columns given.
        columns: usize,
        /// Columns fitted.
        fitted: usize,
    },
    /// A value no original value is scaled to.
    #[error(
        "row {row}, column {column}: nothing is scaled to {value}, so it cannot be scaled back"
    )]
    NoInverse {
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
        /// The value.
        value: f64,
    },
    /// A count below 0.
    #[error("row {row}, column {column} counts {value}; a count cannot be negative")]
    NegativeCount {
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
        /// The value.
        value: f64,
    },
    /// A parameter outside its range.
    #[error("{name} is {value}, it has to be {range}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
}
