//! The cases that others are measured on too.

use super::{clean, dense, wide};
use crate::case::Case;
use crate::data::Recipe;
use crate::work::{Link, Start, Work};

/// In full.
#[must_use]
pub fn compare() -> Vec<Case> {
    list(1)
}

/// The same names at a tenth of the rows: moments.
#[must_use]
pub fn compare_quick() -> Vec<Case> {
    list(10)
}

fn list(divisor: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |name: &str, data: Recipe, work: Work| {
        // No fewer than leave something to do.
        let n = (data.n / divisor).max(data.n.min(500));
        cases.push(Case::new(name, Recipe { n, ..data }, work));
    };
    let kmeans = |start| Work::KMeans {
        k: 8,
        start,
        seed: 42,
    };
    case("kmeans-1m", wide(1_000_000, 8, 8), kmeans(Start::FirstRows));
    case(
        "kmeans-pool-1m",
        wide(1_000_000, 8, 8),
        kmeans(Start::FirstRows),
    );
    case(
        "kmeans-100k-equal-start",
        wide(100_000, 8, 8),
        kmeans(Start::FirstRows),
    );
    case(
        "kmeans-100k-default",
        wide(100_000, 8, 8),
        kmeans(Start::PlusPlus),
    );
    let density = |eps| Work::Dbscan {
        eps,
        min_points: 10,
    };
    case("dbscan-20k-d2", dense(20_000, 2), density(0.3));
    case("dbscan-20k-d4", dense(20_000, 4), density(0.6));
    case("dbscan-100k-d2", dense(100_000, 2), density(0.15));
    case("dbscan-100k-d4", dense(100_000, 4), density(0.5));
    let persistent = || Work::Hdbscan {
        min_cluster_size: 50,
        min_samples: 10,
        leaf: false,
    };
    case("hdbscan-50k", dense(50_000, 4), persistent());
    case("hdbscan-1k", dense(1_000, 4), persistent());
    case(
        "minibatch-100k",
        wide(100_000, 8, 8),
        Work::MiniBatch {
            k: 8,
            batch: 1024,
            seed: 42,
        },
    );
    let ward = || Work::Agglomerative {
        linkage: Link::Ward,
        clusters: 8,
    };
    case("ward-2k", clean(2_000, 8), ward());
    case("ward-5k", clean(5_000, 8), ward());
    case(
        "silhouette-20k",
        clean(20_000, 8),
        Work::Silhouette { k: 8 },
    );
    cases
}
