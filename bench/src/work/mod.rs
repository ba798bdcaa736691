//! What can be done with data: each algorithm of `recinto-core` with its parameters.
//!
//! [`Work::run`] is what is timed. What comes after, the fingerprint and the figures, is not.

mod advisor;
mod agglomerative;
mod dbscan;
mod hdbscan;
mod kmeans;
mod kmeans_parts;
mod minibatch;
mod neighbours;
mod preparation;
mod silhouette;
mod streams;
mod validation;

pub use agglomerative::Link;

use crate::fingerprint::Fingerprint;
use crate::protocol::Details;
use ndarray::ArrayView2;
use recinto_core::clustering::{Clustering, NOISE};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Figures about a result, by name.
pub type Quality = BTreeMap<String, f64>;

/// An algorithm and its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "algorithm", rename_all = "snake_case")]
pub enum Work {
    /// K-Means.
    #[serde(rename = "kmeans")]
    KMeans {
        /// Clusters.
        k: usize,
        /// Where it starts.
        start: Start,
        /// Seed of the starts by k-means++.
        seed: u64,
    },
    /// K-Means from the first k rows over several parts of the rows.
    #[serde(rename = "kmeans_parts")]
    KMeansParts {
        /// Clusters.
        k: usize,
        /// Parts.
        parts: usize,
    },
    /// Agglomerative clustering, the whole dendrogram.
    Agglomerative {
        /// What the distance of two clusters is.
        linkage: Link,
        /// Clusters of the cut.
        clusters: usize,
    },
    /// DBSCAN.
    Dbscan {
        /// Radius.
        eps: f64,
        /// Rows within it that make a core point, itself counted.
        min_points: usize,
    },
    /// HDBSCAN.
    Hdbscan {
        /// The smallest cluster.
        min_cluster_size: usize,
        /// Rows within a core distance, itself counted.
        min_samples: usize,
        /// Whether the leaves are taken, and not the excess of mass.
        leaf: bool,
    },
    /// Mini-batch K-Means.
    #[serde(rename = "minibatch")]
    MiniBatch {
        /// Clusters.
        k: usize,
        /// Rows of a batch.
        batch: usize,
        /// Seed.
        seed: u64,
    },
    /// Incremental K-Means: a fit, and then a stream that drifts.
    #[serde(rename = "incremental_kmeans")]
    IncrementalKMeans {
        /// Clusters.
        k: usize,
        /// Seed.
        seed: u64,
    },
    /// Incremental DBSCAN: rows come and go.
    IncrementalDbscan {
        /// Radius.
        eps: f64,
        /// Rows within it that make a core point, itself counted.
        min_points: usize,
    },
    /// DBSTREAM, a row a tick.
    #[serde(rename = "dbstream")]
    DbStream {
        /// Radius of a micro-cluster.
        radius: f64,
    },
    /// Every index of a clustering.
    Validation {
        /// Clusters.
        k: usize,
    },
    /// The advisor's proposal.
    Advisor,
    /// Searches in a KD-tree.
    Neighbours {
        /// Nearest points of each row.
        k: usize,
        /// And those within this distance.
        radius: f64,
    },
    /// All that is done before clustering.
    Preparation,
    /// The exact mean silhouette of the labels i mod k.
    Silhouette {
        /// Clusters.
        k: usize,
    },
}

/// Where K-Means starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The first k rows, and on until no row changes its cluster.
    FirstRows,
    /// One start by k-means++.
    PlusPlus,
}

/// What the work gave.
pub trait Done {
    /// Everything it gave for these rows, and what it says of some new points, in one hash.
    fn fingerprint(&self, data: ArrayView2<'_, f64>) -> String;
    /// Figures about it.
    fn quality(&self) -> Quality;
    /// Labels and the like.
    fn details(&self) -> Details;
}

/// A result of which the fingerprint is all that others have to know.
struct Print(String);

impl Done for Print {
    fn fingerprint(&self, _: ArrayView2<'_, f64>) -> String {
        self.0.clone()
    }

    fn quality(&self) -> Quality {
        Quality::default()
    }

    fn details(&self) -> Details {
        Details::default()
    }
}

/// Why the work could not be done.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The algorithm refused.
    #[error("{0}")]
    Clustering(#[from] recinto_core::clustering::ClusterError),
    /// Something else refused, in its own words.
    #[error("{0}")]
    Refused(String),
}

/// The result of a run.
pub type Outcome = Result<Box<dyn Done>, WorkError>;

impl Work {
    /// Does it.
    ///
    /// # Errors
    /// As the algorithm does.
    pub fn run(&self, data: ArrayView2<'_, f64>) -> Outcome {
        match *self {
            Self::KMeans { k, start, seed } => kmeans::run(data, k, start, seed),
            Self::KMeansParts { k, parts } => kmeans_parts::run(data, k, parts),
            Self::Agglomerative { linkage, clusters } => {
                agglomerative::run(data, linkage, clusters)
            }
            Self::Dbscan { eps, min_points } => dbscan::run(data, eps, min_points),
            Self::Hdbscan {
                min_cluster_size,
                min_samples,
                leaf,
            } => hdbscan::run(data, min_cluster_size, min_samples, leaf),
            Self::MiniBatch { k, batch, seed } => minibatch::run(data, k, batch, seed),
            Self::IncrementalKMeans { k, seed } => streams::kmeans(data, k, seed),
            Self::IncrementalDbscan { eps, min_points } => streams::dbscan(data, eps, min_points),
            Self::DbStream { radius } => streams::density(data, radius),
            Self::Validation { k } => validation::run(data, k),
            Self::Advisor => advisor::run(data),
            Self::Neighbours { k, radius } => neighbours::run(data, k, radius),
            Self::Preparation => preparation::run(data),
            Self::Silhouette { k } => silhouette::run(data, k),
        }
    }
}

/// Nobody stops a run.
fn on(_: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Figures from pairs.
fn quality<const N: usize>(pairs: [(&str, f64); N]) -> Quality {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Labels as others write them: −1 for noise.
fn signed(labels: &[u32]) -> Vec<i64> {
    let sign = |&label: &u32| if label == NOISE { -1 } else { i64::from(label) };
    labels.iter().map(sign).collect()
}

/// Labels, their number, and what the model says of new points: some between rows and one far away.
fn common(what: &str, fitted: &impl Clustering, data: ArrayView2<'_, f64>) -> Fingerprint {
    Fingerprint::of(what)
        .labels("labels", fitted.labels())
        .count("clusters", fitted.clusters())
        .labels("assigned", &assigned(fitted, data))
}

/// The labels of up to 257 new points: some near rows, and one far from all.
fn assigned(fitted: &impl Clustering, data: ArrayView2<'_, f64>) -> Vec<u32> {
    let step = data.nrows().div_ceil(256).max(1);
    let near = data.rows().into_iter().step_by(step);
    let mut points: Vec<Vec<f64>> = near
        .map(|row| row.iter().map(|x| x + 0.25).collect())
        .collect();
    points.push(vec![1e6; data.ncols()]);
    points.iter().map(|point| fitted.assign(point)).collect()
}
