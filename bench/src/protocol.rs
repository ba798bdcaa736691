//! What a contestant is asked and what it answers: one JSON object a line, the same for our native program, for our
//! module in the browser's worker, and for the peers' scripts.

use crate::case::Case;
use crate::pipeline::EventCase;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A case of either sort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Loaded {
    /// Work on a table of numbers.
    Table(Case),
    /// Work on a file of events.
    Events(EventCase),
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Ask {
    /// Read the data of a case and hold it in the shape the contestant wants. Not timed.
    Load {
        /// The case.
        case: Loaded,
        /// Where the data file is.
        file: String,
    },
    /// Do the work once and time it.
    Run,
    /// What the last run gave, in full.
    Details,
}

/// What one run gave.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ran {
    /// The time of the work alone.
    pub seconds: f64,
    /// SHA-256 over everything the fit gave.
    pub fingerprint: String,
    /// Figures about the result, by name, to be compared with others'.
    pub quality: BTreeMap<String, f64>,
}

/// The result in full, as far as others' can be compared with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// The cluster of each row, −1 for noise; empty where the work gives none.
    #[serde(default)]
    pub labels: Vec<i64>,
    /// The heights of a dendrogram's merges, ascending.
    #[serde(default)]
    pub heights: Vec<f64>,
    /// Which rows are core points, as 0 and 1.
    #[serde(default)]
    pub core: Vec<u8>,
}
