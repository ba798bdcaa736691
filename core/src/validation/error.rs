//! Why an index is not defined or could not be computed.

use crate::clustering::ClusterError;
use thiserror::Error;

/// Why an index is not defined or could not be computed.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ValidationError {
    /// Another number of labels than rows.
    #[error("there are {labels} labels for {rows} rows")]
    Labels {
        /// Labels given.
        labels: usize,
        /// Rows given.
        rows: usize,
    },
    /// A cell that is NaN or infinite.
    #[error("row {row}, column {column} is not a finite number")]
    NotFinite {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
    },
    /// Fewer clusters than the index compares.
    #[error("{clusters} clusters: at least {least} are needed")]
    TooFewClusters {
        /// Clusters there are, noise not counted.
        clusters: usize,
        /// Clusters needed.
        least: usize,
    },
    /// As many clusters as rows, or too few rows for what was asked.
    #[error("{rows} rows outside the noise: at least {least} are needed")]
    TooFewRows {
        /// Rows there are, noise not counted.
        rows: usize,
        /// Rows needed.
        least: usize,
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
    /// A refit failed.
    #[error("refitting: {0}")]
    Fit(#[source] ClusterError),
    /// The caller asked to stop.
    #[error("the validation was cancelled")]
    Cancelled,
}

impl From<ClusterError> for ValidationError {
    fn from(error: ClusterError) -> Self {
        match error {
            ClusterError::Cancelled => Self::Cancelled,
            other => Self::Fit(other),
        }
    }
}
