//! Agglomerative clustering.

use serde::{Deserialize, Serialize};

/// Distance between two clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Linkage {
    /// Growth of the sum of squares (Ward, JASA 58, 1963).
    Ward,
    /// The farthest two members.
    Complete,
    /// The mean over all pairs of members.
    Average,
    /// The nearest two members.
    Single,
}

/// Where the tree is cut.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Into so many clusters, 1 or more.
    Clusters(usize),
    /// Undoing every merge above this height, 0 or more.
    Height(f64),
}
