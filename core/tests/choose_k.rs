//! The proposed number of clusters on data whose number is known, and its reasons.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{go, load};
use ndarray::{Array2, Axis, s};
use recinto_core::clustering::kmeans::KMeans;
use recinto_core::clustering::{ClusterError, Clusterer, Clustering};
use recinto_core::validation::{ChooseK, Index, Task, ValidationError, choose_k};
use std::ops::ControlFlow;

fn fit(task: Task<'_>) -> Result<Box<dyn Clustering>, ClusterError> {
    let starts = if task.refit { 4 } else { 8 };
    let params = KMeans {
        starts,
        ..KMeans::new(task.k, task.seed)
    };
    Ok(Box::new(params.fit(task.data, &mut go)?))
}

fn choose(data: &Array2<f64>, seed: u64) -> ChooseK {
    choose_k(data.view(), 2..=8, &mut fit, seed, &mut go).unwrap()
}

fn standardised(mut data: Array2<f64>) -> Array2<f64> {
    for mut column in data.axis_iter_mut(Axis(1)) {
        let mean = column.mean().unwrap();
        let deviation = column.std(0.0);
        column.mapv_inplace(|x| (x - mean) / deviation);
    }
    data
}

/// The last twentieth of the lies anywhere: with them some indices want clusters of outliers.
#[test]
fn blobs_are_five() {
    let data = load("blobs");
    let clean = data.slice(s![..570, ..]).to_owned();
    for seed in [1, 2, 3] {
        let told = choose(&clean, seed);
        assert_eq!(told.proposed, 5, "{told:#?}");
        assert!(told.clear_groups && told.silhouette_suffices, "{told:#?}");
        for vote in &told.votes {
            // Whole blobs taken together come back as well as single ones.
            assert!(vote.agrees || vote.index == Index::Stability, "{told:#?}");
        }
        assert!(told.margin > 0.1, "{told:#?}");
        let noisy = choose(&data, seed);
        assert_eq!(noisy.proposed, 5, "{noisy:#?}");
        assert!(
            noisy.clear_groups && noisy.margin < told.margin,
            "{noisy:#?}"
        );
        for vote in &noisy.votes {
            match vote.index {
                Index::ClusterSilhouette | Index::DaviesBouldin => assert!(vote.agrees),
                Index::CalinskiHarabasz => assert!(!vote.agrees),
                _ => {}
            }
        }
    }
}

#[test]
fn iris_is_two_or_three_and_wine_three() {
    for seed in [1, 2, 3] {
        let iris = choose(&load("iris"), seed);
        assert!([2, 3].contains(&iris.proposed), "{iris:#?}");
        assert!(iris.clear_groups, "{iris:#?}");
        let wine = choose(&standardised(load("wine")), seed);
        assert_eq!(wine.proposed, 3, "{wine:#?}");
        assert!(wine.clear_groups, "{wine:#?}");
    }
}

#[test]
fn one_cluster_is_no_clear_groups() {
    for seed in [1, 2, 3] {
        let told = choose(&load("one_cluster"), seed);
        assert!(!told.clear_groups, "{told:#?}");
        assert_eq!(told.gap_choice, Some(1), "{told:#?}");
    }
}

/// Digits do lie in groups, says the gap statistic, but none that a mean silhouette sees.
#[test]
fn a_low_silhouette_is_no_clear_groups_whatever_the_gap() {
    let data = load("digits").slice(s![..500, ..]).to_owned();
    let told = choose_k(data.view(), 2..=4, &mut fit, 1, &mut go).unwrap();
    assert_ne!(told.gap_choice, Some(1), "{told:#?}");
    assert!(!told.silhouette_suffices && !told.clear_groups, "{told:#?}");
}

#[test]
fn the_reasons_hold_together() {
    let told = choose(&load("blobs_8d"), 4);
    assert_eq!(told.votes.len(), 6);
    let best = told
        .candidates
        .iter()
        .find(|c| c.k == told.proposed)
        .unwrap();
    let second = told
        .candidates
        .iter()
        .find(|c| Some(c.k) == told.runner_up)
        .unwrap();
    assert!(told.candidates.iter().all(|c| c.total <= best.total));
    assert!((best.total - second.total - told.margin).abs() < 1e-12);
    for candidate in &told.candidates {
        let total: f64 = Index::ALL
            .iter()
            .zip(candidate.points)
            .map(|(index, points)| f64::from(index.weight()) * points / 7.0)
            .sum();
        assert!((total - candidate.total).abs() < 1e-12);
        assert!((0.0..=1.0).contains(&candidate.stability));
    }
    let weights: u32 = Index::ALL.iter().map(|index| index.weight()).sum();
    assert_eq!(weights, Index::WEIGHTS);
    for vote in &told.votes {
        assert_eq!(vote.agrees, vote.favourite == told.proposed);
        // The favourite is what the index itself puts first.
        let of = |k: usize| {
            let candidate = told.candidates.iter().find(|c| c.k == k).unwrap();
            match vote.index {
                Index::Silhouette => candidate.silhouette.mean,
                Index::ClusterSilhouette => candidate.cluster_silhouette,
                Index::CalinskiHarabasz => candidate.calinski_harabasz,
                Index::DaviesBouldin => -candidate.davies_bouldin,
                Index::Gap => -(k.abs_diff(told.gap_choice.unwrap()) as f64),
                Index::Stability => candidate.stability,
            }
        };
        assert!(
            told.candidates
                .iter()
                .all(|c| of(c.k) <= of(vote.favourite)),
            "{vote:?}"
        );
    }
    assert_eq!(
        told,
        choose(&load("blobs_8d"), 4),
        "the same seed, the same answer"
    );
}

#[test]
fn the_work_asked_for_is_bounded() {
    let data = Array2::from_shape_fn((5_000, 1), |(i, _)| {
        (i % 3) as f64 * 10.0 + (i % 7) as f64 * 0.1
    });
    let (mut whole, mut refits) = (0, 0);
    let told = choose_k(
        data.view(),
        2..=4,
        &mut |task| {
            if task.refit {
                refits += 1;
                assert_eq!(task.data.nrows(), 2_000);
            } else {
                whole += 1;
                assert_eq!(task.data.nrows(), 5_000);
            }
            fit(task)
        },
        1,
        &mut go,
    )
    .unwrap();
    assert_eq!(
        (whole, refits, told.proposed, told.refit_rows),
        (3, 3 * 21, 3, 2_000)
    );
}

#[test]
fn bad_input_is_refused() {
    let data = load("iris");
    let run = |data: &Array2<f64>, ks| choose_k(data.view(), ks, &mut fit, 1, &mut go);
    #[allow(clippy::reversed_empty_ranges, reason = "the caller's mistake")]
    let empty = 5..=4;
    for ks in [1..=4, 0..=3, empty] {
        assert!(matches!(
            run(&data, ks),
            Err(ValidationError::Parameter { .. })
        ));
    }
    let few = Array2::from_shape_fn((4, 1), |(i, _)| i as f64 * i as f64);
    let told = run(&few, 2..=usize::MAX).unwrap();
    assert_eq!(
        told.candidates.iter().map(|c| c.k).collect::<Vec<_>>(),
        [2, 3]
    );
    let two = Array2::from_shape_fn((2, 1), |(i, _)| i as f64);
    assert_eq!(
        run(&two, 2..=3),
        Err(ValidationError::TooFewRows { rows: 2, least: 3 })
    );
    let mut nan = data.clone();
    nan[[7, 1]] = f64::NAN;
    assert_eq!(
        run(&nan, 2..=3),
        Err(ValidationError::NotFinite { row: 7, column: 1 })
    );
    assert_eq!(
        run(&Array2::ones((20, 2)), 2..=4),
        Err(ValidationError::TooFewClusters {
            clusters: 1,
            least: 2
        })
    );
    for stop in [0.0, 0.3, 0.6, 0.9, 1.0] {
        let stopped = choose_k(data.view(), 2..=4, &mut fit, 1, &mut |share| {
            if share >= stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(stopped, Err(ValidationError::Cancelled), "at {stop}");
    }
}
