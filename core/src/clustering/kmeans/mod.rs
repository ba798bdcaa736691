//! K-Means: Lloyd's algorithm (IEEE Trans. Inf. Theory 28(2), 1982) from k-means++ starts
//! (Arthur & Vassilvitskii, SODA 2007), several starts, the one of least inertia kept.
//!
//! Every pass is Lloyd's to the last bit: a row goes to the centroid of least `f64` squared
//! distance, the first of several; centroids are means of exact sums. What is fast never decides:
//! an `f32` copy of the rows, in groups that fill the vector lanes, finds the nearest centroid
//! with a bound on its error, and only rows too close to call are looked at in `f64`; a pass adds
//! and takes off only the rows that changed their cluster; and from k = [`BOUNDS_FROM`] Hamerly's
//! bounds (SDM 2010) leave out most comparisons. So the answer does not depend on the order of the
//! rows, on how they are shared out over workers ([`shard`]), or on bounds.
//!
//! Time O(starts · iterations · n·k·d), memory 4·n·d + 16·n bytes. Deterministic by seed.

mod blocks;
mod bounds;
mod centres;
mod coordinator;
mod fixed;
mod input;
mod lloyd;
mod members;
pub(super) mod nearest;
mod params;
mod plus_plus;
pub mod shard;
mod sums;

pub(super) use input::Input;
pub use params::KMeans;

use ndarray::Array2;

/// From so many clusters a row keeps bounds on its distances: below, a plain pass is faster.
pub const BOUNDS_FROM: usize = 24;

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

/// Clusters by falling size, ties by their centroid's coordinates (flat, k × d).
pub(super) fn order(centroids: &[f64], sizes: &[f64], d: usize) -> Vec<usize> {
    let centroid = |c: usize| &centroids[c * d..(c + 1) * d];
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| {
        sizes[b].total_cmp(&sizes[a]).then_with(|| {
            let mut pairs = centroid(a).iter().zip(centroid(b));
            pairs
                .find_map(|(x, y)| Some(x.total_cmp(y)).filter(|o| o.is_ne()))
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    });
    order
}
