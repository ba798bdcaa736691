//! K-Means against scikit-learn on all data sets (`golden/kmeans.py`).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, expected, load, same_partition};
use ndarray::{Array2, s};
use recinto_core::clustering::kmeans::{Fitted, KMeans};
use serde_json::Value;

fn sizes(fitted: &Fitted) -> Vec<u64> {
    let mut sizes = vec![0; fitted.centroids.nrows()];
    for &label in &fitted.labels {
        sizes[label as usize] += 1;
    }
    sizes
}

fn ours(data: &Array2<f64>, k: usize, weights: Option<&[f64]>) -> Fitted {
    let params = KMeans {
        max_iterations: 10_000,
        ..KMeans::new(k, 0)
    };
    let start = data.slice(s![..k, ..]).to_owned();
    match weights {
        None => params.fit_from(data.view(), start).unwrap(),
        Some(weights) => params
            .fit_weighted_from(data.view(), weights, start)
            .unwrap(),
    }
}

fn compare(name: &str, fitted: &Fitted, golden: &Value) {
    let k = golden["k"].as_u64().unwrap();
    let inertia = golden["inertia"].as_f64().unwrap();
    let gap = (fitted.inertia - inertia).abs() / inertia.max(1e-300);
    assert!(gap < 1e-9, "{name}, k {k}: {} {inertia}", fitted.inertia);
    let mut found = sizes(fitted);
    found.sort_unstable_by(|a, b| b.cmp(a));
    let theirs: Vec<u64> = serde_json::from_value(golden["sizes"].clone()).unwrap();
    assert_eq!(found, theirs, "{name}, k {k}");
    let centroids: Vec<Vec<f64>> = serde_json::from_value(golden["centroids"].clone()).unwrap();
    for (c, theirs) in centroids.iter().enumerate() {
        let near = fitted.centroids.rows().into_iter().any(|ours| {
            let mut pairs = ours.iter().zip(theirs);
            pairs.all(|(a, b)| (a - b).abs() <= 1e-9 * (1.0 + b.abs()))
        });
        assert!(near, "{name}, k {k}: centroid {c}, {theirs:?}");
    }
    if !golden["labels"].is_null() {
        let labels: Vec<i64> = serde_json::from_value(golden["labels"].clone()).unwrap();
        assert!(same_partition(&fitted.labels, &labels), "{name}, k {k}");
    }
}

#[test]
fn every_data_set_from_its_first_rows() {
    let golden = expected("kmeans");
    for name in DATASETS {
        let data = load(name);
        for run in golden[name]["kmeans"].as_array().unwrap() {
            let fitted = ours(&data, run["k"].as_u64().unwrap() as usize, None);
            compare(name, &fitted, run);
        }
    }
}

#[test]
fn every_data_set_with_weights() {
    let golden = expected("kmeans");
    for name in DATASETS {
        let data = load(name);
        let weights: Vec<f64> = (0..data.nrows()).map(|i| (i % 4) as f64).collect();
        let run = &golden[name]["weighted"];
        compare(name, &ours(&data, 4, Some(&weights)), run);
    }
}

#[test]
fn many_starts_find_the_best() {
    let golden = expected("kmeans");
    for name in DATASETS {
        let data = load(name);
        let best = golden[name]["best"].as_f64().unwrap();
        let fitted = recinto_core::clustering::Clusterer::fit(
            &KMeans {
                starts: 40,
                ..KMeans::new(5, 1)
            },
            data.view(),
            &mut common::go,
        )
        .unwrap();
        assert!(
            fitted.inertia < 1.002 * best,
            "{name}: {} {best}",
            fitted.inertia
        );
    }
}
