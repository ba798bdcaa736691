//! Every algorithm once or more, small: what is run natively and in the browser to compare bytes.

use super::{clean, wide};
use crate::case::Case;
use crate::work::{Start, Work};

/// All of them: seconds altogether.
#[must_use]
pub fn small() -> Vec<Case> {
    let kmeans = |k, start| Work::KMeans { k, start, seed: 7 };
    vec![
        Case::new(
            "kmeans-first-rows",
            wide(3_000, 5, 6),
            kmeans(6, Start::FirstRows),
        ),
        Case::new(
            "kmeans-plus-plus",
            wide(3_000, 5, 6),
            kmeans(6, Start::PlusPlus),
        ),
        Case::new(
            "kmeans-many-clusters",
            wide(3_000, 3, 40),
            kmeans(40, Start::PlusPlus),
        ),
        Case::new("silhouette", clean(1_200, 7), Work::Silhouette { k: 8 }),
    ]
}
