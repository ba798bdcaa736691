//! Clustering algorithms, a folder each: checked parameters → fit → fitted model.

pub mod kmeans;

use thiserror::Error;

/// Why a fit could not be done.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ClusterError {
    /// More clusters than distinct places to put them, or no rows.
    #[error(
        "{clusters} clusters were asked for, but there are only {rows} rows; ask for at most {rows}"
    )]
    TooFewRows {
        /// Clusters asked for.
        clusters: usize,
        /// Rows there are.
        rows: usize,
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
    /// A cell that is NaN or infinite.
    #[error("row {row}, column {column} is not a finite number; clean or fill it first")]
    NotFinite {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
    },
    /// The caller asked to stop.
    #[error("clustering was cancelled")]
    Cancelled,
}
