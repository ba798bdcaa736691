//! Distances to the k-th neighbour among all rows, for ε: in a sample neighbours lie farther apart.

use super::density::quantile;
use super::sample::Sample;
use crate::clustering::{ClusterError, Progress};
use crate::random::sample;
use ndarray::ArrayView2;

/// The most cells of the data that are looked at, over all asked rows.
const MOST_CELLS: u64 = 1_000_000_000;
/// The most and the fewest rows asked.
const ASKED: (u64, u64) = (50, 2000);
/// What DBSCAN takes.
pub(super) const EPSILON: (f64, f64) = (1e-150, 1e150);
/// Rounding must not leave the row whose distance ε is outside of it.
const ROOM: f64 = 1.0 + 1e-9;

/// The `q`-quantile of the distances of rows to their `k`-th neighbour among all rows, in the
/// units of the data.
pub(super) fn full_reach(
    data: ArrayView2<'_, f64>,
    drawn: &Sample,
    k: usize,
    q: f64,
    seed: u64,
    progress: Progress<'_>,
) -> Result<f64, ClusterError> {
    let (n, d) = data.dim();
    let affordable = MOST_CELLS / (n as u64 * d as u64).max(1);
    let asked = sample(n, affordable.clamp(ASKED.0, ASKED.1) as usize, seed);
    let data = data.as_standard_layout();
    let flat = data.as_slice().unwrap_or_default();
    let scale = if drawn.scale > 0.0 { drawn.scale } else { 1.0 };
    // Rows outside of the sample may lie beyond 1; only squares above the greatest number would
    // not be ordered, and those are never nearest.
    let shrink = 1.0 / scale;
    let shrink = if shrink.is_finite() { shrink } else { f64::MAX };
    let mut far = Vec::with_capacity(asked.len());
    let mut nearest = Vec::with_capacity(k + 2);
    for (done, &i) in asked.iter().enumerate() {
        let own: Vec<f64> = flat[i * d..(i + 1) * d]
            .iter()
            .map(|x| x * shrink)
            .collect();
        nearest.clear();
        let mut limit = f64::INFINITY;
        for row in flat.chunks_exact(d) {
            let here: f64 = row
                .iter()
                .zip(&own)
                .map(|(x, y)| (x * shrink - y) * (x * shrink - y))
                .sum();
            if here < limit || nearest.len() <= k {
                let at = nearest.partition_point(|&other| other <= here);
                nearest.insert(at, here);
                // The row itself is the 0-th.
                nearest.truncate(k + 1);
                if nearest.len() == k + 1 {
                    limit = nearest[k];
                }
            }
        }
        far.push(nearest.last().copied().unwrap_or(0.0).sqrt());
        if progress(done as f64 / asked.len() as f64).is_break() {
            return Err(ClusterError::Cancelled);
        }
    }
    // Where many rows share a place their k-distance is 0, which is no ε.
    let positive: Vec<f64> = far.iter().copied().filter(|&x| x > 0.0).collect();
    let epsilon = match quantile(far, q) {
        0.0 => quantile(positive, 0.5),
        some => some,
    };
    let wide = epsilon * scale * ROOM;
    Ok(if wide > 0.0 {
        wide.min(f64::MAX)
    } else {
        scale
    })
}
