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
    let persistent = |leaf| Work::Hdbscan {
        min_cluster_size: 40,
        min_samples: 8,
        leaf,
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
        Case::new("hdbscan-few-columns", dense(3_000, 3), persistent(false)),
        Case::new("hdbscan-many-columns", dense(1_000, 20), persistent(false)),
        Case::new("hdbscan-leaf", dense(2_000, 2), persistent(true)),
        Case::new(
            "minibatch",
            wide(4_000, 5, 6),
            Work::MiniBatch {
                k: 6,
                batch: 256,
                seed: 7,
            },
        ),
        Case::new(
            "incremental_kmeans",
            wide(2_000, 4, 5),
            Work::IncrementalKMeans { k: 5, seed: 7 },
        ),
        Case::new(
            "incremental_dbscan",
            dense(2_000, 2),
            Work::IncrementalDbscan {
                eps: 0.5,
                min_points: 8,
            },
        ),
        Case::new("dbstream", dense(2_000, 2), Work::DbStream { radius: 1.0 }),
        Case::new("validation", clean(600, 4), Work::Validation { k: 4 }),
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A new algorithm without a case here would never be compared.
    #[test]
    fn every_algorithm_has_a_case() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/clustering");
        let names: Vec<String> = small().into_iter().map(|case| case.name).collect();
        let mut algorithms = 0;
        for entry in std::fs::read_dir(folder).expect("core is there") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                algorithms += 1;
                assert!(
                    names.iter().any(|case| case.starts_with(&name)),
                    "no case begins with {name}"
                );
            }
        }
        assert!(algorithms > 6, "{algorithms} algorithms");
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<String> = small().into_iter().map(|case| case.name).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
