//! Why a fit could not be done.

use thiserror::Error;

/// Why a fit could not be done.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ClusterError {
    /// Fewer rows than the fit needs.
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
    /// The fit would need more memory than it may take.
    #[error("about {needed_mb} MB of memory would be needed, {limit_mb} MB are allowed; {way_out}")]
    Memory {
        /// Estimate, in units of 2^20 bytes.
        needed_mb: u64,
        /// Limit, in units of 2^20 bytes.
        limit_mb: u64,
        /// What to do instead.
        way_out: &'static str,
    },
    /// The caller asked to stop.
    #[error("clustering was cancelled")]
    Cancelled,
}
