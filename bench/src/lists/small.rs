//! Every algorithm once or more, small: what is run natively and in the browser to compare bytes.

use super::{clean, dense, wide};
use crate::case::Case;
use crate::work::{Link, Start, Work};

/// All of them: seconds altogether.
#[must_use]
pub fn small() -> Vec<Case> {
    let kmeans = |k, start| Work::KMeans { k, start, seed: 7 };
    let tree = |linkage| Work::Agglomerative {
        linkage,
        clusters: 8,
    };
    let density = |eps| Work::Dbscan {
        eps,
        min_points: 10,
    };
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
        Case::new(
            "kmeans-parts",
            wide(3_000, 4, 6),
            Work::KMeansParts { k: 6, parts: 3 },
        ),
        Case::new("agglomerative-ward", clean(700, 6), tree(Link::Ward)),
        Case::new(
            "agglomerative-complete",
            clean(500, 3),
            tree(Link::Complete),
        ),
        Case::new("agglomerative-average", clean(500, 9), tree(Link::Average)),
        Case::new("agglomerative-single", dense(600, 2), tree(Link::Single)),
        Case::new("dbscan-grid", dense(4_000, 2), density(0.4)),
        Case::new("dbscan-tree", dense(3_000, 7), density(2.5)),
        Case::new("advisor-round", clean(1_500, 4), Work::Advisor),
        Case::new("advisor-noise", dense(2_500, 2), Work::Advisor),
        Case::new(
            "neighbours",
            dense(3_000, 3),
            Work::Neighbours { k: 12, radius: 0.3 },
        ),
        Case::new(
            "neighbours-many-columns",
            dense(1_500, 11),
            Work::Neighbours { k: 5, radius: 2.0 },
        ),
        Case::new("preparation", wide(1_501, 6, 5), Work::Preparation),
        Case::new("silhouette", clean(1_200, 7), Work::Silhouette { k: 8 }),
    ]
}
