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
