//! Why cleaning ended early.

use thiserror::Error;

/// Why cleaning ended early.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CleaningError {
    /// The caller asked to stop.
    #[error("cleaning was cancelled; the events are cleaned in part, so read the file again")]
    Cancelled,
}
