//! Neighbours in space.
//!
//! Distances are Euclidean. They are compared squared, and always summed in the order of the
//! columns ([`squared_distance`]), so that every search, whatever its order of visits, decides on
//! the same numbers to the last bit.

mod kd_query;
mod kd_tree;

pub use kd_query::Nearest;
pub use kd_tree::{KdTree, LEAF, Node};

use std::cmp::Ordering;
use std::ops::Range;

/// Squared Euclidean distance, summed in the order of the coordinates.
#[must_use]
pub fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}

/// The order by the first coordinate that differs: what breaks ties between points, since it does
/// not depend on the order of the rows.
pub fn lexicographic<'a>(
    a: impl IntoIterator<Item = &'a f64>,
    b: impl IntoIterator<Item = &'a f64>,
) -> Ordering {
    a.into_iter()
        .zip(b)
        .map(|(x, y)| x.total_cmp(y))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The squared distances of `point` to the points of `range`, [`LEAF`] at most, whose coordinate j
/// lies at `columns[j·n..][range]`. The rest of `out` stays as it is.
///
/// Loops over contiguous memory, so that the compiler turns them into SIMD.
#[inline]
pub(crate) fn block_distances(
    columns: &[f64],
    n: usize,
    range: Range<usize>,
    point: &[f64],
    out: &mut [f64; LEAF],
) {
    let Some(out) = out.get_mut(..range.len()) else {
        return;
    };
    out.fill(0.0);
    for (j, &x) in point.iter().enumerate() {
        let column = &columns[j * n..][range.clone()];
        for (sum, y) in out.iter_mut().zip(column) {
            *sum += (y - x) * (y - x);
        }
    }
}
