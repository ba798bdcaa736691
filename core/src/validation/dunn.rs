//! Dunn's index (J. Cybernetics 3(3), 1973).

use super::ValidationError;
use super::labels::{checked, in_range, step};
use super::tiles::{LANES, Tiles, squared};
use crate::clustering::Progress;
use ndarray::ArrayView2;

/// The least distance between two rows of different clusters, divided by the greatest between two
/// rows of one cluster (the greatest diameter). 0 or more, more is better. Exact: O(n²·d / 2).
///
/// # Errors
/// Labels of another length than the data, a cell that is not finite, fewer than two clusters, a
/// cancel; [`ValidationError::TooFewRows`] when every diameter is 0, so that there is no ratio.
/// Noise takes no part.
pub fn dunn(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    progress: Progress<'_>,
) -> Result<f64, ValidationError> {
    let dense = checked(data, labels)?;
    let rows = in_range(data);
    let members = dense.members();
    let tiles = Tiles::new(
        rows.as_slice().unwrap_or_default(),
        data.ncols(),
        members.iter().map(Vec::as_slice),
    );
    let (mut nearest, mut farthest) = ([f64::INFINITY; LANES], [0.0; LANES]);
    let all = dense.rows() as f64;
    for (a, left) in tiles.groups.iter().enumerate() {
        step(progress, left.first as f64 / all)?;
        for (b, right) in tiles.groups.iter().enumerate().skip(a) {
            let end = right.first + right.rows;
            for from in (right.first..end).step_by(tiles.strip()) {
                let to = (from + tiles.strip()).min(end);
                for block in left.block..left.block + left.blocks() {
                    // Lanes filled up repeat a row: neither extreme changes.
                    let lanes = tiles.block(block);
                    if a == b {
                        extremes(
                            lanes,
                            tiles.rows(from, to),
                            tiles.d,
                            &mut farthest,
                            |x, y| x > y,
                        );
                    } else {
                        extremes(
                            lanes,
                            tiles.rows(from, to),
                            tiles.d,
                            &mut nearest,
                            |x, y| x < y,
                        );
                    }
                }
            }
        }
    }
    let nearest = nearest.iter().copied().fold(f64::INFINITY, f64::min);
    let farthest = farthest.iter().copied().fold(0.0, f64::max);
    if farthest > 0.0 {
        Ok(nearest.sqrt() / farthest.sqrt())
    } else {
        Err(ValidationError::TooFewRows {
            rows: dense.rows(),
            least: dense.clusters() + 1,
        })
    }
}

/// Keeps per lane what is `better` of the squared distances to the points.
fn extremes(
    lanes: &[[f64; LANES]],
    points: &[f64],
    d: usize,
    kept: &mut [f64; LANES],
    better: impl Fn(f64, f64) -> bool,
) {
    let mut best = *kept;
    for point in points.chunks_exact(d) {
        let there = squared(lanes, point);
        for lane in 0..LANES {
            best[lane] = if better(there[lane], best[lane]) {
                there[lane]
            } else {
                best[lane]
            };
        }
    }
    *kept = best;
}
