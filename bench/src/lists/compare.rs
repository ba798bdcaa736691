//! The cases that others are measured on too.

use super::{clean, wide};
use crate::case::Case;
use crate::work::{Start, Work};

/// In full.
#[must_use]
pub fn compare() -> Vec<Case> {
    list(1)
}

/// The same names at sizes that take moments.
#[must_use]
pub fn compare_quick() -> Vec<Case> {
    list(10)
}

fn list(divisor: usize) -> Vec<Case> {
    let kmeans = |start| Work::KMeans {
        k: 8,
        start,
        seed: 42,
    };
    let of = |n: usize| n / divisor;
    vec![
        Case::new(
            "kmeans-1m",
            wide(of(1_000_000), 8, 8),
            kmeans(Start::FirstRows),
        ),
        Case::new(
            "kmeans-100k-equal-start",
            wide(of(100_000), 8, 8),
            kmeans(Start::FirstRows),
        ),
        Case::new(
            "kmeans-100k-default",
            wide(of(100_000), 8, 8),
            kmeans(Start::PlusPlus),
        ),
        Case::new(
            "silhouette-20k",
            clean(of(20_000), 8),
            Work::Silhouette { k: 8 },
        ),
    ]
}
