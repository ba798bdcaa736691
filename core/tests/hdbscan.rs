//! HDBSCAN against scikit-learn and hdbscan, and what has to hold beside.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, expected, go, load};
use ndarray::{Array2, Axis, array, concatenate};
use proptest::prelude::*;
use recinto_core::clustering::hdbscan::{Fitted, Hdbscan, Selection};
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

fn fit(data: &Array2<f64>, params: &Hdbscan) -> Fitted {
    params.fit(data.view(), &mut go).unwrap()
}

/// As in `golden/datasets.py`.
fn uniform(seed: u64, index: u64) -> f64 {
    let mut z = seed.wrapping_add((index + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// As in `golden/hdbscan_values.py`.
fn big() -> Array2<f64> {
    let (n, d, k) = (6000, 3, 6);
    Array2::from_shape_fn((n, d), |(i, j)| {
        let u = |seed| uniform(seed, (i * d + j) as u64);
        if i >= n - n / 10 {
            return 20.0 * u(21);
        }
        let own = i % k;
        let centre = 20.0 * uniform(24, (own * d + j) as u64);
        centre + (u(21) + u(22) + u(23) - 1.5) * (0.5 + 0.5 * own as f64)
    })
}

fn data(name: &str) -> Array2<f64> {
    if name == "big" { big() } else { load(name) }
}

/// The rows in another order.
fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..n).collect();
    rows.sort_by(|&a, &b| uniform(seed, a as u64).total_cmp(&uniform(seed, b as u64)));
    rows
}

/// The adjusted Rand index (Hubert & Arabie, J. Classification 2, 1985), noise as a cluster.
fn adjusted_rand<A: Ord + Copy, B: Ord + Copy>(a: &[A], b: &[B]) -> f64 {
    fn pairs<K: Ord>(keys: impl Iterator<Item = K>) -> f64 {
        let mut counts = BTreeMap::new();
        for key in keys {
            *counts.entry(key).or_insert(0.0) += 1.0;
        }
        counts.values().map(|n| n * (n - 1.0) / 2.0).sum()
    }
    assert_eq!(a.len(), b.len());
    let n = a.len() as f64;
    let (both, left, right) = (pairs(a.iter().zip(b)), pairs(a.iter()), pairs(b.iter()));
    let chance = left * right / (n * (n - 1.0) / 2.0);
    let most = (left + right) / 2.0;
    if most == chance {
        1.0
    } else {
        (both - chance) / (most - chance)
    }
}

#[test]
fn labels_and_scores_are_those_of_the_peers() {
    let golden = expected("hdbscan");
    let mut wrong = Vec::new();
    for name in DATASETS.iter().copied().chain(["big"]) {
        let data = data(name);
        let golden = &golden["datasets"][name];
        let size = |key: &str| golden[key].as_u64().unwrap() as usize;
        let params = Hdbscan {
            min_samples: size("min_samples"),
            ..Hdbscan::new(size("min_cluster_size"))
        };
        let leaf = Hdbscan {
            selection: Selection::Leaf,
            ..params
        };
        let epsilon = Hdbscan {
            epsilon: golden["at"].as_f64().unwrap(),
            ..leaf
        };
        for (way, params) in [("eom", params), ("leaf", leaf), ("epsilon", epsilon)] {
            let fitted = fit(&data, &params);
            let mut line = String::new();
            for theirs in golden[way].as_array().unwrap() {
                let theirs = theirs.as_str().unwrap().as_bytes();
                let ari = adjusted_rand(&fitted.labels, theirs);
                let noise = fitted
                    .labels
                    .iter()
                    .zip(theirs)
                    .filter(|(a, b)| (**a == NOISE) != (**b == b'.'))
                    .count();
                line += &format!(" {ari:.5} ({noise})");
            }
            let peers = golden[way].as_array().unwrap();
            if peers.len() > 1 {
                let (a, b) = (
                    peers[0].as_str().unwrap().as_bytes(),
                    peers[1].as_str().unwrap().as_bytes(),
                );
                line += &format!(" peers {:.5}", adjusted_rand(a, b));
            }
            if way == "eom" {
                let step = if name == "big" { 10 } else { 3 };
                let list = |key: &str| -> Vec<f64> {
                    golden[key]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|x| x.as_f64().unwrap())
                        .collect()
                };
                for (ours, key) in [
                    (&fitted.probabilities, "probabilities"),
                    (&fitted.outlier_scores, "outliers"),
                ] {
                    let theirs = list(key);
                    let off = ours
                        .iter()
                        .step_by(step)
                        .zip(&theirs)
                        .filter(|(a, b)| (**a - **b).abs() > 1e-6)
                        .count();
                    line += &format!(" {key} off {off}/{}", theirs.len());
                }
                let mut sizes: Vec<f64> = fitted
                    .condensed
                    .rows()
                    .filter(|r| r.size > 1)
                    .map(|r| f64::from(r.size))
                    .collect();
                sizes.sort_by(f64::total_cmp);
                line += &format!(" sizes {}", sizes == list("sizes"));
            }
            wrong.push(format!("{name} {way}:{line}"));
        }
    }
    panic!("{wrong:#?}");
}
