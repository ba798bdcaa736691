//! How the desk may cluster: every algorithm with its parameters, as a project file keeps them.

use serde::{Deserialize, Serialize};

/// An algorithm and its parameters, in the scaled space.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum Method {
    /// K-Means; without `k` the number of clusters that several indices together favour.
    KMeans {
        /// Clusters, 2 to 64.
        k: Option<usize>,
    },
    /// Mini-batch K-Means.
    MiniBatch {
        /// Clusters, 2 to 64.
        k: usize,
        /// Rows per batch, 1 or more.
        batch: usize,
    },
    /// K-Means updated person by person, the older ones counting less.
    IncrementalKMeans {
        /// Clusters, 2 to 64.
        k: usize,
        /// People after which the weight of an earlier one has halved, above 0.
        half_life: f64,
    },
    /// DBSCAN.
    Dbscan {
        /// Radius of a neighbourhood, above 0.
        epsilon: f64,
        /// People within it, the person included, that make a dense place, 1 or more.
        min_points: usize,
    },
    /// DBSCAN kept up to date person by person; the same answer as DBSCAN.
    IncrementalDbscan {
        /// As for DBSCAN.
        epsilon: f64,
        /// As for DBSCAN.
        min_points: usize,
    },
    /// Agglomerative: the tree of merges, cut.
    Agglomerative {
        /// Distance between clusters.
        linkage: Linkage,
        /// Where the tree is cut.
        cut: Cut,
    },
    /// HDBSCAN.
    Hdbscan {
        /// Least people of a cluster, 2 or more.
        min_cluster_size: usize,
        /// As `min_points` of DBSCAN.
        min_samples: usize,
        /// Which clusters of the condensed tree are kept.
        selection: Selection,
    },
    /// DBSTREAM: dense places of a stream, the older people fading.
    Dbstream {
        /// Radius of a micro-cluster, above 0.
        radius: f64,
        /// Fading λ per person: weights halve after 1/λ people. 0 or more.
        fading: f64,
    },
}

pub use crate::clustering::agglomerative::{Cut, Linkage};
pub use crate::clustering::hdbscan::Selection;

impl Method {
    /// K-Means with `k` clusters.
    #[must_use]
    pub fn k_means(k: usize) -> Self {
        Self::KMeans { k: Some(k) }
    }
}
