//! Which algorithm suits the data: its shape is measured ([`measure`]) and a method with parameters
//! proposed ([`propose`]), with one honest reason and what speaks against every other method.
//!
//! The caller may overrule everything: this only proposes. Distances are taken as they are, so the
//! data should be scaled as they will be clustered. Same data and seed, same advice; up to 2,000
//! rows, in any order.

mod compact;
mod density;
mod hopkins;
mod propose;
mod reach;
mod reason;
mod sample;
mod shape;

pub use propose::{memory, propose};
pub use reason::Reason;
pub use shape::{LEAST_PLACES, Shape, measure};

use crate::clustering::{ClusterError, Progress};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// A method that can be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// K-Means over all rows.
    KMeans,
    /// Mini-batch K-Means.
    MiniBatch,
    /// Agglomerative clustering with Ward's linkage.
    Agglomerative,
    /// DBSCAN.
    Dbscan,
    /// HDBSCAN.
    Hdbscan,
    /// No clustering.
    NoGroups,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 6] = [
        Self::KMeans,
        Self::MiniBatch,
        Self::Agglomerative,
        Self::Dbscan,
        Self::Hdbscan,
        Self::NoGroups,
    ];
}

/// A method and its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "method")]
pub enum Proposal {
    /// K-Means.
    KMeans {
        /// Clusters.
        k: usize,
    },
    /// Mini-batch K-Means.
    MiniBatch {
        /// Clusters.
        k: usize,
    },
    /// Agglomerative clustering with Ward's linkage; the tree is cut by hand.
    Agglomerative,
    /// DBSCAN.
    Dbscan {
        /// Radius of a neighbourhood, in the units of the data.
        epsilon: f64,
        /// Rows within it, the row itself among them, that make a row dense.
        min_points: usize,
    },
    /// HDBSCAN.
    Hdbscan {
        /// The smallest cluster.
        min_cluster_size: usize,
        /// Neighbours that make a row dense.
        min_samples: usize,
    },
    /// No clustering: the rows form no groups.
    NoGroups,
}

impl Proposal {
    /// The method alone.
    #[must_use]
    pub fn method(&self) -> Method {
        match self {
            Self::KMeans { .. } => Method::KMeans,
            Self::MiniBatch { .. } => Method::MiniBatch,
            Self::Agglomerative => Method::Agglomerative,
            Self::Dbscan { .. } => Method::Dbscan,
            Self::Hdbscan { .. } => Method::Hdbscan,
            Self::NoGroups => Method::NoGroups,
        }
    }
}

/// A method that was not proposed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// The method, with the parameters to begin with.
    pub proposal: Proposal,
    /// Why it is not proposed first.
    pub reason: Reason,
}

/// What is proposed, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// The method with its parameters.
    pub proposal: Proposal,
    /// Why.
    pub reason: Reason,
    /// Every other method.
    pub alternatives: Vec<Alternative>,
    /// The numbers it rests on.
    pub shape: Shape,
}

/// Measures `data` (rows × columns, scaled as they will be clustered) and proposes.
///
/// # Errors
/// As [`measure`].
pub fn advise(
    data: ArrayView2<'_, f64>,
    seed: u64,
    progress: Progress<'_>,
) -> Result<Advice, ClusterError> {
    measure(data, seed, progress).map(|shape| propose(&shape))
}
