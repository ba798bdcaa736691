//! Agglomerative clustering against fastcluster, and what has to hold beside.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, expected, go, load, same_partition};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use recinto_core::clustering::agglomerative::{
    Agglomerative, Cut, Dendrogram, Fitted, Linkage, MOST_LEAVES,
};
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use std::ops::ControlFlow;

const LINKAGES: [(Linkage, &str); 4] = [
    (Linkage::Ward, "ward"),
    (Linkage::Complete, "complete"),
    (Linkage::Average, "average"),
    (Linkage::Single, "single"),
];

fn fit(data: &Array2<f64>, linkage: Linkage, k: usize) -> Fitted {
    let params = Agglomerative::new(linkage, Cut::Clusters(k));
    params.fit(data.view(), &mut go).unwrap()
}

fn heights(tree: &Dendrogram) -> Vec<f64> {
    tree.merges().iter().map(|m| m.height).collect()
}

fn near(ours: f64, theirs: f64, relative: f64) -> bool {
    (ours - theirs).abs() <= relative * theirs.abs() + 1e-300
}

/// Columns as rows go, by a fixed shuffle.
fn shuffled(n: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..n).collect();
    rows.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    rows
}

#[test]
fn heights_and_partitions_are_those_of_fastcluster() {
    let golden = expected("agglomerative");
    let mut wrong = Vec::new();
    let mut partitions = 0;
    for name in DATASETS {
        let data = load(name);
        for (linkage, key) in LINKAGES {
            let golden = &golden["datasets"][name][key];
            let fitted = fit(&data, linkage, 2);
            let ours = heights(&fitted.dendrogram);
            assert!(ours.is_sorted());
            let n = ours.len();
            let picked = ours[..n - 60].iter().step_by(7).chain(&ours[n - 60..]);
            let theirs = golden["heights"].as_array().unwrap();
            assert_eq!(picked.clone().count(), theirs.len());
            // Relative to the height, or what rounding leaves of a height of 0.
            let most = ours[n - 1];
            let off = |a: f64, b: f64| (a - b).abs() / b.abs().max(1e-5 * most);
            let worst = picked
                .zip(theirs)
                .map(|(&a, b)| off(a, b.as_f64().unwrap()))
                .fold(0.0, f64::max);
            let sum: f64 = ours.iter().sum();
            if worst > 1e-9 || !near(sum, golden["sum"].as_f64().unwrap(), 1e-9) {
                wrong.push(format!("{name} {key}: heights off by {worst:e}, sum {sum}"));
            }
            let Some(ten) = golden["ten"].as_str() else {
                continue;
            };
            let ten: Vec<i64> = ten.bytes().map(|c| i64::from(c - b'0')).collect();
            for k in 2..=10 {
                let theirs: Vec<i64> = if k == 10 {
                    ten.clone()
                } else {
                    let fewer = &golden["fewer"][9 - k];
                    if fewer.is_null() {
                        continue;
                    }
                    ten.iter()
                        .map(|&c| fewer[c as usize].as_i64().unwrap())
                        .collect()
                };
                partitions += 1;
                if !same_partition(&fitted.dendrogram.cut_k(k), &theirs) {
                    wrong.push(format!("{name} {key}: another partition into {k}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(partitions > 300, "only {partitions} partitions compared");
}
