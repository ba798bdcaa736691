//! K-Means: Lloyd's algorithm (IEEE Trans. Inf. Theory 28(2), 1982) from k-means++ starts
//! (Arthur & Vassilvitskii, SODA 2007), several starts, the one of least inertia kept.
//!
//! Time O(starts · iterations · n·k·d), memory O(n + k·d). Deterministic by seed.

mod lloyd;
mod params;
mod plus_plus;

pub use params::KMeans;

use ndarray::Array2;

/// A fitted K-Means.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// k × d, each the mean of its cluster's rows. Clusters by falling size, ties by coordinates.
    pub centroids: Array2<f64>,
    /// The cluster of each row.
    pub labels: Vec<u32>,
    /// Sum of squared distances of rows to their centroid.
    pub inertia: f64,
    /// Lloyd iterations of the start that was kept.
    pub iterations: usize,
}

/// Squared Euclidean distance, summed in the order of the coordinates.
#[must_use]
pub fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}
