//! Bootstrap stability: what is stable, what is not, and what is refused.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{go, load};
use ndarray::{Array2, ArrayView2, array};
use recinto_core::clustering::kmeans::KMeans;
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use recinto_core::validation::{Bootstrap, Stability, ValidationError, stability};
use std::ops::ControlFlow;

const PARAMS: Bootstrap = Bootstrap {
    rounds: 20,
    most_rows: 2_000,
    seed: 5,
};

fn fit(
    data: ArrayView2<'_, f64>,
    k: usize,
    seed: u64,
) -> Result<Box<dyn Clustering>, ClusterError> {
    Ok(Box::new(KMeans::new(k, seed).fit(data, &mut go)?))
}

fn of_k_means(data: &Array2<f64>, k: usize) -> Stability {
    let labels = fit(data.view(), k, 1).unwrap().labels().to_vec();
    stability(
        data.view(),
        &labels,
        &PARAMS,
        &mut |d, seed| fit(d, k, seed),
        &mut go,
    )
    .unwrap()
}

/// Assigns by a threshold on the first coordinate, whatever it was fitted to.
struct Cut {
    at: Vec<f64>,
    noise_from: f64,
}

impl Clustering for Cut {
    fn labels(&self) -> &[u32] {
        &[]
    }
    fn clusters(&self) -> usize {
        self.at.len() + 1
    }
    fn assign(&self, point: &[f64]) -> u32 {
        if point[0] >= self.noise_from {
            return NOISE;
        }
        self.at.iter().filter(|&&at| point[0] >= at).count() as u32
    }
}

#[test]
fn clear_groups_come_back_and_one_group_in_three_does_not() {
    let clear = of_k_means(&load("constant_column"), 3);
    assert!(
        clear
            .clusters
            .iter()
            .all(|c| c.jaccard > 0.99 && c.dissolved == 0.0),
        "{clear:?}"
    );
    assert!(clear.agreement.iter().all(|&share| share > 0.9));
    assert!(!clear.sampled && clear.rows.len() == 300);
    let none = of_k_means(&load("one_cluster"), 4);
    assert!(none.mean() < 0.75, "{}", none.mean());
    let mean = none.agreement.iter().sum::<f64>() / none.agreement.len() as f64;
    assert!(mean < 0.9, "{mean}");
}

/// Everything by hand: rows 0 to 9, cut at 5; the refit cuts at 6 and calls 9 noise.
#[test]
fn known_cuts() {
    let data = Array2::from_shape_fn((10, 1), |(i, _)| i as f64);
    let labels = [8, 8, 8, 8, 8, 3, 3, 3, 3, NOISE];
    let mut refit = |_: ArrayView2<'_, f64>, _: u64| -> Result<Box<dyn Clustering>, ClusterError> {
        Ok(Box::new(Cut {
            at: vec![6.0],
            noise_from: 8.0,
        }))
    };
    let told = stability(data.view(), &labels, &PARAMS, &mut refit, &mut go).unwrap();
    // Cluster 8 is rows 0–4, the refit's 0–5: 5/6. Cluster 3 is 5–8, the refit's 6–7: 2/4.
    assert_eq!(told.clusters[0].label, 3);
    assert!((told.clusters[0].jaccard - 0.5).abs() < 1e-12);
    assert_eq!(told.clusters[0].dissolved, 0.0, "0.5 is not below 0.5");
    assert!((told.clusters[1].jaccard - 5.0 / 6.0).abs() < 1e-12);
    assert_eq!(
        told.agreement,
        [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    );
}

/// Overlaps of which neither side holds the other: {0, 1, 5} and {2, 3, 4} against a cut at 3.
#[test]
fn the_union_counts_what_only_one_side_has() {
    let data = Array2::from_shape_fn((6, 1), |(i, _)| i as f64);
    let mut refit = |_: ArrayView2<'_, f64>, _: u64| -> Result<Box<dyn Clustering>, ClusterError> {
        Ok(Box::new(Cut {
            at: vec![3.0],
            noise_from: 9.0,
        }))
    };
    let labels = [0, 0, 1, 1, 1, 0];
    let told = stability(data.view(), &labels, &PARAMS, &mut refit, &mut go).unwrap();
    assert_eq!(
        (told.clusters[0].jaccard, told.clusters[1].jaccard),
        (0.5, 0.5)
    );
    assert_eq!(told.mean(), 0.5);
    assert_eq!(told.agreement, [1.0, 1.0, 0.0, 1.0, 1.0, 0.0]);
}

/// A row of noise in the refit's cluster widens the union.
#[test]
fn noise_taken_in_counts_against() {
    let data = array![[0.0], [1.0], [2.0], [3.0]];
    let mut refit = |_: ArrayView2<'_, f64>, _: u64| -> Result<Box<dyn Clustering>, ClusterError> {
        Ok(Box::new(Cut {
            at: vec![],
            noise_from: 9.0,
        }))
    };
    let told = stability(
        data.view(),
        &[0, NOISE, NOISE, NOISE],
        &PARAMS,
        &mut refit,
        &mut go,
    )
    .unwrap();
    assert_eq!(told.clusters[0].jaccard, 0.25);
    assert_eq!(told.clusters[0].dissolved, 1.0);
    assert_eq!(told.agreement, [1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn the_resamples_are_drawn_with_replacement_and_by_seed() {
    let data = Array2::from_shape_fn((500, 1), |(i, _)| i as f64);
    let labels: Vec<u32> = (0..500).map(|i| u32::from(i >= 250)).collect();
    let seen = |params: &Bootstrap| {
        let mut shares = Vec::new();
        let mut seeds = Vec::new();
        stability(
            data.view(),
            &labels,
            params,
            &mut |drawn, seed| {
                assert_eq!(drawn.nrows(), params.most_rows.min(500));
                let mut values: Vec<u64> = drawn.iter().map(|&x| x as u64).collect();
                values.sort_unstable();
                values.dedup();
                shares.push(values.len() as f64 / drawn.nrows() as f64);
                seeds.push(seed);
                Ok(Box::new(Cut {
                    at: vec![250.0],
                    noise_from: 1e9,
                }))
            },
            &mut go,
        )
        .unwrap();
        (shares, seeds)
    };
    let (shares, seeds) = seen(&PARAMS);
    // 1 − 1/e of the rows are in a resample.
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    assert!((mean - 0.632).abs() < 0.02, "{mean}");
    assert_eq!(seeds.len(), 20);
    assert_eq!(seen(&PARAMS).1, seeds);
    assert_ne!(seen(&Bootstrap { seed: 6, ..PARAMS }).1, seeds);
    let more = seen(&Bootstrap {
        rounds: 25,
        ..PARAMS
    });
    assert_eq!(
        more.1[..20],
        seeds[..],
        "more rounds leave the first as they were"
    );
}

#[test]
fn a_cap_on_rows_is_said() {
    let data = load("blobs");
    let labels = fit(data.view(), 5, 1).unwrap().labels().to_vec();
    let params = Bootstrap {
        most_rows: 100,
        ..PARAMS
    };
    let told = stability(
        data.view(),
        &labels,
        &params,
        &mut |d, s| fit(d, 5, s),
        &mut go,
    )
    .unwrap();
    assert!(told.sampled && told.rows.len() == 100 && told.agreement.len() == 100);
    assert!(told.rows.is_sorted() && *told.rows.last().unwrap() >= 100);
}

#[test]
fn bad_input_is_refused() {
    let data = load("iris");
    let labels: Vec<u32> = (0..150).map(|i| i / 50).collect();
    let run = |labels: &[u32], params: &Bootstrap| {
        stability(
            data.view(),
            labels,
            params,
            &mut |d, s| fit(d, 3, s),
            &mut go,
        )
    };
    assert!(run(&labels, &PARAMS).is_ok());
    for bad in [
        Bootstrap {
            rounds: 0,
            ..PARAMS
        },
        Bootstrap {
            most_rows: 1,
            ..PARAMS
        },
    ] {
        assert!(matches!(
            run(&labels, &bad),
            Err(ValidationError::Parameter { .. })
        ));
    }
    assert!(matches!(
        run(&labels[1..], &PARAMS),
        Err(ValidationError::Labels { .. })
    ));
    assert_eq!(
        run(&[NOISE; 150], &PARAMS),
        Err(ValidationError::TooFewClusters {
            clusters: 0,
            least: 1
        })
    );
    let failed = stability(
        data.view(),
        &labels,
        &PARAMS,
        &mut |d, s| fit(d, 151, s),
        &mut go,
    );
    assert!(matches!(
        failed,
        Err(ValidationError::Fit(ClusterError::TooFewRows { .. }))
    ));
    let stopped = stability(
        data.view(),
        &labels,
        &PARAMS,
        &mut |d, s| fit(d, 3, s),
        &mut |share| {
            if share > 0.4 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    assert_eq!(stopped, Err(ValidationError::Cancelled));
    let many = Array2::from_shape_fn((600, 1), |(i, _)| i as f64);
    let each: Vec<u32> = (0..600).collect();
    let refused = stability(
        many.view(),
        &each,
        &PARAMS,
        &mut |d, s| fit(d, 3, s),
        &mut go,
    );
    assert!(matches!(refused, Err(ValidationError::Parameter { .. })));
    let mut nan = data.clone();
    nan[[3, 2]] = f64::NAN;
    let refused = stability(
        nan.view(),
        &labels,
        &PARAMS,
        &mut |d, s| fit(d, 3, s),
        &mut go,
    );
    assert_eq!(
        refused,
        Err(ValidationError::NotFinite { row: 3, column: 2 })
    );
}
