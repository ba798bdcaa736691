//! How cost grows: the same work at four sizes, each twice the one before.

use super::{clean, dense, wide};
use crate::case::Case;
use crate::data::Recipe;
use crate::work::{Link, Start, Work};
use serde::{Deserialize, Serialize};

/// One thing that grows while everything else stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// The work's name.
    pub name: String,
    /// What grows: `n`, `d` or `k`.
    pub axis: String,
    /// Its sizes, one per case.
    pub sizes: Vec<usize>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// In full.
#[must_use]
pub fn growth() -> Vec<Growth> {
    list(1)
}

/// The same at a tenth of the rows: moments.
#[must_use]
pub fn growth_quick() -> Vec<Growth> {
    list(10)
}

fn series(name: &str, axis: &str, first: usize, case: impl Fn(usize) -> (Recipe, Work)) -> Growth {
    let sizes: Vec<usize> = (0..4).map(|step| first << step).collect();
    let named = |&size: &usize| {
        let (data, work) = case(size);
        Case::new(format!("{name}-{axis}-{size}"), data, work)
    };
    Growth {
        name: name.into(),
        axis: axis.into(),
        cases: sizes.iter().map(named).collect(),
        sizes,
    }
}

fn list(divisor: usize) -> Vec<Growth> {
    let of = |n: usize| n / divisor;
    // From given rows, with as many iterations as it takes: the report shows the time per iteration.
    let kmeans = |k| Work::KMeans {
        k,
        start: Start::FirstRows,
        seed: 42,
    };
    let ward = || Work::Agglomerative {
        linkage: Link::Ward,
        clusters: 8,
    };
    let density = |eps| Work::Dbscan {
        eps,
        min_points: 10,
    };
    let persistent = || Work::Hdbscan {
        min_cluster_size: 50,
        min_samples: 10,
        leaf: false,
    };
    let silhouette = || Work::Silhouette { k: 8 };
    vec![
        series("kmeans", "n", of(50_000), |n| (wide(n, 8, 8), kmeans(8))),
        series("kmeans", "d", 4, |d| (wide(of(100_000), d, 8), kmeans(8))),
        series("kmeans", "k", 4, |k| (wide(of(100_000), 8, k), kmeans(k))),
        series("ward", "n", of(1_250), |n| (clean(n, 8), ward())),
        series("ward", "d", 4, |d| (clean(of(2_500), d), ward())),
        series("dbscan", "n", of(25_000), |n| (dense(n, 2), density(0.3))),
        series("dbscan", "d", 2, |d| {
            (dense(of(20_000), d), density(0.15 * d as f64))
        }),
        series("hdbscan", "n", of(12_500), |n| (dense(n, 4), persistent())),
        series("hdbscan", "d", 2, |d| (dense(of(10_000), d), persistent())),
        series("silhouette", "n", of(2_500), |n| {
            (clean(n, 8), silhouette())
        }),
        series("silhouette", "d", 4, |d| {
            (clean(of(5_000), d), silhouette())
        }),
    ]
}
