//! HDBSCAN.

use serde::{Deserialize, Serialize};

/// Which clusters of the condensed tree are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Those that last longest (Campello et al. 2013, eq. 3).
    ExcessOfMass,
    /// The leaves: more and smaller clusters.
    Leaf,
}
