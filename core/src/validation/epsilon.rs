//! Suggest ε: the knee of the k-distance curve (Ester et al., KDD 1996, section 4.2).
//!
//! The distance of each row to its (`min_points` − 1)-th nearest other row is the least ε that
//! makes it a core point. Sorted, these distances rise slowly over the rows in clusters and steeply
//! over noise; ε is taken where the curve turns, as in Kneedle (Satopää, Albrecht, Irwin &
//! Raghavan, ICDCS Workshops 2011), without its smoothing: with the sorted positive distances
//! y₀ ≤ … ≤ yₘ and both axes scaled to 0…1, the knee is the i of the largest difference
//!
//! ```text
//! i/m − (yᵢ − y₀)/(yₘ − y₀)
//! ```
//!
//! which is also the point farthest below the chord from the first to the last point. Rows at
//! distance 0 (copies of each other) are left out of the search for the knee, so ε is above 0.
//!
//! A suggestion, no more: about a tenth of the rows of a thin cluster lie above the knee, and with
//! `min_points` below about 10 that tears arcs and rings of a few hundred rows apart (with 12 and
//! 15 they stay whole), while compact groups come out with any. Look at the curve.

use crate::clustering::dbscan::check_rows;
use crate::clustering::{ClusterError, Progress};
use crate::neighbours::KdTree;
use crate::random::sample;
use ndarray::ArrayView2;

/// Above so many rows the distances of a sample of this size are taken, each to all rows.
pub const KNEE_ROWS: usize = 20_000;

/// Points of the curve that are given at most.
pub const CURVE: usize = 256;

/// Seed of the sample of rows.
const SEED: u64 = 0x6570_7369;

/// Rows between two calls of the progress.
const TELL: usize = 256;

/// The k-distance curve and its knee.
#[derive(Debug, Clone, PartialEq)]
pub struct KDistance {
    /// Distances to the (`min_points` − 1)-th nearest other row, ascending: at most [`CURVE`]
    /// quantiles at equal steps, the least and the greatest among them.
    pub curve: Vec<f64>,
    /// The suggestion, above 0.
    pub epsilon: f64,
    /// Share of the rows whose distance is above `epsilon`, 0 to 1: with `min_points` as here they
    /// will not be core points, and at most so many rows will be noise.
    pub noise_share: f64,
    /// Whether the distances are those of a sample of [`KNEE_ROWS`] rows.
    pub sampled: bool,
}

/// Suggests ε for DBSCAN with `min_points` on these rows. About O(n·log n·d) in few dimensions,
/// up to O(n·20,000·d) in many; memory O(n·d).
///
/// # Errors
/// `min_points` below 2 (every row is a core point then, whatever ε) or above the number of rows,
/// rows that all lie together so that there is no scale to choose ε from, distances too large or
/// small for their squares, a cell that is not finite, a cancel.
pub fn suggest_epsilon(
    data: ArrayView2<'_, f64>,
    min_points: usize,
    progress: Progress<'_>,
) -> Result<KDistance, ClusterError> {
    check_rows(data, 1)?;
    let n = data.nrows();
    if min_points < 2 || min_points > n {
        return Err(ClusterError::Parameter {
            name: "min_points",
            value: min_points.to_string(),
            range: "2 to the number of rows",
        });
    }
    let tree = KdTree::new(data);
    // Positions, not rows: the sample is then of the points, in whatever order the rows come.
    let positions = sample(n, KNEE_ROWS, SEED);
    let mut distances = Vec::with_capacity(positions.len());
    let mut point = vec![0.0; data.ncols()];
    let mut buffer = Vec::new();
    for (done, &position) in positions.iter().enumerate() {
        if done % TELL == 0 && progress(done as f64 / positions.len() as f64).is_break() {
            return Err(ClusterError::Cancelled);
        }
        tree.copy_point(position, &mut point);
        let squared = tree.k_distance(&point, min_points, &mut buffer);
        distances.push(squared.sqrt());
    }
    distances.sort_unstable_by(f64::total_cmp);
    let epsilon = usable(knee(&distances))?;
    let above = distances.iter().filter(|&&x| x > epsilon).count();
    let m = distances.len();
    let points = m.min(CURVE);
    let curve = (0..points)
        .map(|i| distances[i * (m - 1) / (points - 1).max(1)])
        .collect();
    if progress(1.0).is_break() {
        return Err(ClusterError::Cancelled);
    }
    Ok(KDistance {
        curve,
        epsilon,
        noise_share: above as f64 / m as f64,
        sampled: m < n,
    })
}

/// The knee of ascending distances, 0 when none is positive.
fn knee(distances: &[f64]) -> f64 {
    let positive = &distances[distances.partition_point(|&x| x <= 0.0)..];
    let (Some(&least), Some(&most)) = (positive.first(), positive.last()) else {
        return 0.0;
    };
    let steps = (positive.len() - 1).max(1) as f64;
    let mut best = (0.0, least);
    for (i, &x) in positive.iter().enumerate().filter(|_| most > least) {
        let below = i as f64 / steps - (x - least) / (most - least);
        if below > best.0 {
            best = (below, x);
        }
    }
    // A curve that never lies below its chord has no knee: its middle then.
    if best.0 > 0.0 {
        best.1
    } else {
        positive[positive.len() / 2]
    }
}

/// ε as DBSCAN accepts it, a hair above the knee's distance: that came from a root, whose square
/// may fall short of the squared distance that DBSCAN compares.
fn usable(knee: f64) -> Result<f64, ClusterError> {
    let epsilon = knee * (1.0 + 4.0 * f64::EPSILON);
    if (1e-150..=1e150).contains(&epsilon) {
        return Ok(epsilon);
    }
    Err(ClusterError::Parameter {
        name: "the distance to the min_points-th nearest row",
        value: knee.to_string(),
        range: "1e-150 to 1e150 for some rows; rows that lie all together, or immensely far apart, have no scale to choose epsilon from",
    })
}
