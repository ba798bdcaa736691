//! Why an analysis could not be done.

use super::options::Stage;
use super::project::PROJECT_FORMAT;
use crate::clustering::ClusterError;
use crate::studio::ChoiceError;
use crate::validation::ValidationError;
use thiserror::Error;

impl AnalysisError {
    /// A cancel names the stage it came in.
    pub(super) fn of(error: ValidationError, stage: Stage) -> Self {
        match error {
            ValidationError::Cancelled | ValidationError::Fit(ClusterError::Cancelled) => {
                Self::Cancelled(stage)
            }
            other => other.into(),
        }
    }
}

/// Why an analysis could not be done.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum AnalysisError {
    /// No event at all.
    #[error("no row could be used; see the rows left out and their reasons")]
    NoEvents,
    /// The kind asked for does not occur.
    #[error("there is no event of kind {0:?} in the data")]
    NoSuchKind(String),
    /// Too few people in the window.
    #[error(
        "only {people} people have an event in the last {window_days} days, at least {least} are needed; choose a longer window"
    )]
    TooFewPeople {
        /// People in the window.
        people: usize,
        /// The window.
        window_days: u32,
        /// How many are needed.
        least: usize,
    },
    /// Everyone is alike.
    #[error("all people have the same feature values: there are no groups to find")]
    AllAlike,
    /// A parameter outside its range.
    #[error("{name} is {value}; it has to be {range}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
    /// Clustering failed.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// More clusters than a model can hold.
    #[error("{found} segments were found, at most {most} can be told apart; ask for larger ones")]
    TooManySegments {
        /// Clusters found.
        found: usize,
        /// The most there may be.
        most: usize,
    },
    /// Measuring quality failed.
    #[error(transparent)]
    Validation(#[from] ValidationError),
    /// A choice that cannot be computed.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// Another version's project file.
    #[error(
        "this project file has the format {0:?}, this version of Recinto reads {PROJECT_FORMAT:?}; find the segments again from the file of events"
    )]
    ProjectFormat(String),
    /// Not a project file.
    #[error("this is no project file of Recinto: {0}")]
    ProjectFile(String),
    /// The caller asked to stop.
    #[error("cancelled while {0}")]
    Cancelled(Stage),
}
