//! Clustering algorithms, a folder each, of one shape: checked parameters ([`Clusterer`]) → fit →
//! a fitted model that assigns new points ([`Clustering`]).
//!
//! - Data are rows × columns of finite `f64`.
//! - Clusters are numbered by falling size, ties by their coordinates, so that the numbering
//!   depends on the clusters and neither on the start nor on the order of the rows.
//! - Rows of no cluster are [`NOISE`].
//! - A fit is deterministic by its seed, tells its progress and can be stopped.

pub mod agglomerative;
mod check;
pub mod dbscan;
pub mod dbstream;
mod error;
pub mod hdbscan;
pub mod incremental_dbscan;
pub mod incremental_kmeans;
pub mod kmeans;
pub mod minibatch;
pub(crate) mod order;

pub use check::MEMORY_LIMIT;
pub use error::ClusterError;

use ndarray::ArrayView2;
use std::ops::ControlFlow;

/// The label of a row that belongs to no cluster.
pub const NOISE: u32 = u32::MAX;

/// Told the share that is done, 0 to 1; `Break` stops the fit with [`ClusterError::Cancelled`].
pub type Progress<'a> = &'a mut dyn FnMut(f64) -> ControlFlow<()>;

/// Checked parameters that can be fitted.
pub trait Clusterer {
    /// What a fit gives.
    type Fitted: Clustering;

    /// Clusters the rows of `data`.
    ///
    /// # Errors
    /// A parameter out of range, too few rows, a cell that is not finite, memory that would not
    /// fit, a cancel.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Self::Fitted, ClusterError>;
}

/// A fitted clustering.
pub trait Clustering {
    /// The cluster of each fitted row: 0 to [`clusters`](Self::clusters) − 1, or [`NOISE`].
    fn labels(&self) -> &[u32];

    /// Number of clusters, noise not counted.
    fn clusters(&self) -> usize;

    /// The cluster of a new point, or [`NOISE`]; also [`NOISE`] when the point has another width
    /// than the fitted rows or is not finite.
    fn assign(&self, point: &[f64]) -> u32;
}
