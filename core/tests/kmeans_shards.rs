//! Shards give the same bytes however many there are; bounds change nothing; neither do moves of the data.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, go, load, same_partition};
use ndarray::{Array2, Axis, concatenate, s};
use proptest::prelude::*;
use recinto_core::clustering::kmeans::shard::{Answer, Ask, Coordinator, Extent, Part, Shard};
use recinto_core::clustering::kmeans::{BOUNDS_FROM, Fitted, KMeans, squared_distance};
use recinto_core::clustering::{ClusterError, Clusterer, NOISE};
use std::ops::ControlFlow;

/// Centroids and labels of `shards` workers, in the numbering of the start; every message goes
/// through JSON, as it might between workers.
fn pooled(
    data: &Array2<f64>,
    start: &Array2<f64>,
    shards: usize,
    bounds: bool,
) -> (Vec<f64>, Vec<u32>, f64) {
    let (n, d) = data.dim();
    let k = start.nrows();
    let cut = |i: usize| n * i / shards;
    let rows = |i: usize| {
        data.slice(s![cut(i)..cut(i + 1), ..])
            .iter()
            .copied()
            .collect::<Vec<f64>>()
    };
    let extent = (0..shards)
        .map(|i| Extent::of(&rows(i), d, None).unwrap())
        .reduce(Extent::and)
        .unwrap();
    let mut workers: Vec<Shard<'_>> = (0..shards)
        .map(|i| {
            let part = Part::new(rows(i), d).starting_at(cut(i) as u64);
            let shard = Shard::new(part, extent, k).unwrap();
            if bounds { shard } else { shard.plain() }
        })
        .collect();
    let mut coordinator =
        Coordinator::new(start.iter().copied().collect(), d, extent, 300).unwrap();
    while let Some(ask) = coordinator.ask() {
        let posted = serde_json::to_string(ask).unwrap();
        let answers: Vec<Answer> = workers
            .iter_mut()
            .map(|worker| {
                let ask: Ask = serde_json::from_str(&posted).unwrap();
                let answer = worker.answer(&ask, &mut go).unwrap();
                let posted = serde_json::to_string(&answer).unwrap();
                serde_json::from_str(&posted).unwrap()
            })
            .collect();
        coordinator.take(&answers);
    }
    let labels = workers.iter().flat_map(|w| w.labels().to_vec()).collect();
    (
        coordinator.centroids().to_vec(),
        labels,
        coordinator.inertia(),
    )
}

/// Lloyd by the book.
fn by_the_book(data: &Array2<f64>, start: &Array2<f64>) -> Vec<u32> {
    let (n, d) = data.dim();
    let k = start.nrows();
    let mut centroids = start.clone();
    let mut labels = vec![NOISE; n];
    for _ in 0..300 {
        let mut changed = false;
        for (i, row) in data.rows().into_iter().enumerate() {
            let distance = |c: usize| {
                squared_distance(
                    row.as_slice().unwrap(),
                    centroids.row(c).as_slice().unwrap(),
                )
            };
            let nearest = (1..k).fold(0, |best, c| {
                if distance(c) < distance(best) {
                    c
                } else {
                    best
                }
            });
            changed |= labels[i] != nearest as u32;
            labels[i] = nearest as u32;
        }
        if !changed {
            break;
        }
        for c in 0..k {
            let rows: Vec<usize> = (0..n).filter(|&i| labels[i] as usize == c).collect();
            assert!(!rows.is_empty(), "not for data that empties a cluster");
            for j in 0..d {
                centroids[[c, j]] =
                    rows.iter().map(|&i| data[[i, j]]).sum::<f64>() / rows.len() as f64;
            }
        }
    }
    labels
}

fn spread(data: &Array2<f64>, k: usize) -> Array2<f64> {
    let step = data.nrows() / k;
    Array2::from_shape_fn((k, data.ncols()), |(c, j)| data[[c * step, j]])
}

fn from(data: &Array2<f64>, start: &Array2<f64>) -> Fitted {
    KMeans::new(start.nrows(), 0)
        .fit_from(data.view(), start.clone())
        .unwrap()
}

#[test]
fn any_number_of_shards_gives_the_same_bytes() {
    for name in DATASETS {
        let data = load(name);
        for k in [3, 7, BOUNDS_FROM + 6] {
            let start = spread(&data, k);
            let one = pooled(&data, &start, 1, true);
            for shards in [2, 3, 7] {
                assert_eq!(
                    one,
                    pooled(&data, &start, shards, true),
                    "{name} {k} {shards}"
                );
            }
            let fitted = from(&data, &start);
            assert_eq!(fitted.inertia.to_bits(), one.2.to_bits(), "{name} {k}");
            for (ours, pooled) in fitted.labels.iter().zip(&one.1) {
                let pooled = &one.0[*pooled as usize * data.ncols()..][..data.ncols()];
                assert_eq!(
                    fitted.centroids.row(*ours as usize).as_slice().unwrap(),
                    pooled
                );
            }
        }
    }
}

#[test]
fn bounds_change_nothing() {
    for name in DATASETS {
        let data = load(name);
        for k in [BOUNDS_FROM, 50] {
            let start = spread(&data, k);
            let with = pooled(&data, &start, 1, true);
            assert_eq!(with, pooled(&data, &start, 1, false), "{name} {k}");
        }
    }
}

#[test]
fn labels_are_lloyds_by_the_book() {
    for name in ["blobs_8d", "varied", "wine", "digits", "iris"] {
        let data = load(name);
        for k in [4, 10, 26] {
            let start = spread(&data, k);
            let book = by_the_book(&data, &start);
            assert_eq!(pooled(&data, &start, 2, true).1, book, "{name} {k}");
        }
    }
}

/// Offsets, outliers and scales that leave `f32` nothing to tell rows apart by.
#[test]
fn what_f32_cannot_tell_apart_is_told_apart() {
    let data = load("blobs_8d");
    let start = spread(&data, 6);
    let plain = from(&data, &start);
    for factor in [1e-300, 1e-200, 1e-30, 1e30, 1e200, 1e300] {
        let power = factor_of_two(factor);
        let scaled = from(&(&data * power), &(&start * power));
        assert_eq!(scaled.labels, plain.labels, "{factor:e}");
        assert_eq!(scaled.centroids, &plain.centroids * power, "{factor:e}");
    }
    // A column that dwarfs the others but is the same for all, and an outlier of its own cluster.
    let huge = concatenate![Axis(1), data, Array2::from_elem((data.nrows(), 1), 1e12)];
    let wide = concatenate![Axis(1), start, Array2::from_elem((6, 1), 1e12)];
    assert_eq!(from(&huge, &wide).labels, plain.labels);
    let outlier = Array2::from_elem((1, 8), 1e11);
    let with = from(
        &concatenate![Axis(0), data, outlier],
        &concatenate![Axis(0), start, outlier],
    );
    assert_eq!(with.labels[..data.nrows()], plain.labels);
    assert_eq!(with.labels[data.nrows()], 6);
    let gap = (&with.centroids.slice(s![..6, ..]) - &plain.centroids).mapv(f64::abs);
    assert!(gap.iter().all(|&x| x < 1e-9), "{gap}");
}

fn factor_of_two(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & (0x7ff << 52))
}

#[test]
fn every_width_and_few_rows() {
    for d in [1, 2, 3, 7, 16, 65] {
        for n in [1, 2, 7, 8, 9, 17] {
            let data = Array2::from_shape_fn((n, d), |(i, j)| ((i * 7 + j * 3) % 11) as f64);
            for k in 1..=n.min(3) {
                let fitted = from(&data, &data.slice(s![..k, ..]).to_owned());
                assert_eq!(fitted.labels.len(), n);
                assert!(fitted.inertia.is_finite());
            }
        }
    }
}

#[test]
fn duplicates_leave_no_cluster_empty() {
    let data = Array2::from_elem((40, 3), 0.1);
    let fitted = from(&data, &Array2::from_elem((4, 3), 0.1));
    let mut sizes = [0; 4];
    for &label in &fitted.labels {
        sizes[label as usize] += 1;
    }
    assert_eq!(sizes, [37, 1, 1, 1]);
    assert_eq!(fitted.inertia, 0.0);
    assert!(fitted.iterations < 5, "{}", fitted.iterations);
}

#[test]
fn whole_weights_are_repeated_rows() {
    let data = load("wine");
    let n = data.nrows();
    let weights: Vec<f64> = (0..n).map(|i| ((i * 5) % 4) as f64).collect();
    let times: Vec<usize> = (0..n).flat_map(|i| vec![i; weights[i] as usize]).collect();
    let repeated = data.select(Axis(0), &times);
    for k in [3, 30] {
        let start = data.select(Axis(0), &(0..k).map(|c| c * 4 + 1).collect::<Vec<_>>());
        let params = KMeans::new(k, 0);
        let weighted = params
            .fit_weighted_from(data.view(), &weights, start.clone())
            .unwrap();
        let fitted = params.fit_from(repeated.view(), start).unwrap();
        let labels: Vec<u32> = times.iter().map(|&i| weighted.labels[i]).collect();
        assert_eq!(labels, fitted.labels);
        assert!((weighted.inertia / fitted.inertia - 1.0).abs() < 1e-12);
        let gap = (&weighted.centroids - &fitted.centroids).mapv(f64::abs);
        assert!(gap.iter().all(|&x| x < 1e-9), "{gap}");
    }
}

#[test]
fn weights_draw_the_starts() {
    // All the weight lies on two places: so do all starts.
    let data = load("blobs");
    let mut weights = vec![0.0; data.nrows()];
    (weights[3], weights[77]) = (0.5, 1e6);
    let fitted = KMeans::new(2, 9)
        .fit_weighted(data.view(), &weights, &mut go)
        .unwrap();
    assert_eq!(fitted.centroids.row(0), data.row(77));
    assert_eq!(fitted.centroids.row(1), data.row(3));
    assert_eq!(fitted.inertia, 0.0);
}

#[test]
fn bad_weights_and_starts_are_refused() {
    let data = load("iris");
    let fit = |weights: &[f64]| {
        KMeans::new(2, 0)
            .fit_weighted(data.view(), weights, &mut go)
            .map(|_| ())
    };
    let n = data.nrows();
    for bad in [-1.0, f64::NAN, f64::INFINITY, 1e13] {
        let mut weights = vec![1.0; n];
        weights[7] = bad;
        assert!(
            matches!(fit(&weights), Err(ClusterError::Parameter { .. })),
            "{bad}"
        );
    }
    assert!(matches!(fit(&[1.0]), Err(ClusterError::Parameter { .. })));
    let mut one = vec![0.0; n];
    one[5] = 1.0;
    let few = ClusterError::TooFewRows {
        clusters: 2,
        rows: 1,
    };
    assert_eq!(fit(&one), Err(few));
    assert!(fit(&vec![0.0; n]).is_err());
    for bad in [f64::NAN, f64::INFINITY, 1e200] {
        let start = Array2::from_elem((2, 4), bad);
        assert!(
            KMeans::new(2, 0).fit_from(data.view(), start).is_err(),
            "{bad}"
        );
    }
    let extent = Extent::of(&[1.0, 2.0], 1, None).unwrap();
    assert!(Extent::of(&[1.0, 2.0, 3.0], 2, None).is_err());
    assert!(
        Shard::new(
            Part::new(vec![1e200], 1),
            Extent {
                largest: 1e200,
                ..extent
            },
            1
        )
        .is_err()
    );
    assert!(Shard::new(Part::new(vec![9.0], 1), extent, 1).is_err());
    assert!(Coordinator::new(vec![1.0; 3], 1, extent, 10).is_err());
    let mut shard = Shard::new(Part::new(vec![1.0, 2.0], 1), extent, 2).unwrap();
    let wrong = Ask::Assign {
        centroids: vec![1.0],
    };
    assert!(shard.answer(&wrong, &mut go).is_err());
    shard
        .answer(
            &Ask::Move {
                row: 99,
                cluster: 7,
            },
            &mut go,
        )
        .unwrap();
}

#[test]
fn extremes_do_not_panic() {
    let data = ndarray::array![
        [f64::MAX, -1.0],
        [f64::MIN, 1.0],
        [0.0, 0.0],
        [1.0, f64::MAX]
    ];
    let fitted = KMeans::new(2, 0).fit(data.view(), &mut go).unwrap();
    assert_eq!(fitted.labels.len(), 4);
    assert!(fitted.centroids.iter().all(|x| x.is_finite()));
    let tiny = ndarray::array![[5e-324], [0.0], [1e-310]];
    assert_eq!(
        KMeans::new(3, 0)
            .fit(tiny.view(), &mut go)
            .unwrap()
            .labels
            .len(),
        3
    );
}

#[test]
fn a_cancel_works_within_a_start() {
    let data = load("digits");
    let mut told = Vec::new();
    let params = KMeans {
        starts: 1,
        ..KMeans::new(10, 0)
    };
    let fitted = params
        .fit(data.view(), &mut |share| {
            told.push(share);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(told.len() > fitted.iterations, "{}", told.len());
    assert!(told.windows(2).all(|pair| pair[0] <= pair[1]), "{told:?}");
    assert_eq!(told.last(), Some(&1.0));
    let mut calls = 0;
    let stopped = params.fit(data.view(), &mut |_| {
        calls += 1;
        if calls == 15 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!(stopped, Err(ClusterError::Cancelled));
    assert_eq!(calls, 15);
}

fn rows() -> impl Strategy<Value = Array2<f64>> {
    (1..6_usize, 12..90_usize).prop_flat_map(|(d, n)| {
        proptest::collection::vec(-50.0..50.0_f64, n * d)
            .prop_map(move |cells| Array2::from_shape_vec((n, d), cells).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Bit for bit: sums are exact.
    #[test]
    fn the_order_of_rows_is_nothing(data in rows(), k in 1..12_usize, turn in 1..50_usize) {
        let start = spread(&data, k);
        let fitted = from(&data, &start);
        let n = data.nrows();
        let order: Vec<usize> = (0..n).rev().map(|i| (i + turn) % n).collect();
        let turned = from(&data.select(Axis(0), &order), &start);
        let labels: Vec<u32> = order.iter().map(|&i| fitted.labels[i]).collect();
        prop_assert_eq!(labels, turned.labels);
        prop_assert_eq!(fitted.centroids, turned.centroids);
        prop_assert_eq!(fitted.inertia.to_bits(), turned.inertia.to_bits());
    }

    #[test]
    fn moving_turning_and_scaling_keep_the_labels(data in rows(), k in 1..8_usize, by in -1e6..1e6_f64, angle in 0.0..6.0_f64) {
        let start = spread(&data, k);
        let fitted = from(&data, &start);
        let moved = from(&(&data + by), &(&start + by));
        prop_assert_eq!(&moved.labels, &fitted.labels);
        prop_assert!((moved.inertia - fitted.inertia).abs() <= 1e-6 * (1.0 + fitted.inertia));
        let scaled = from(&(&data * 1024.0), &(&start * 1024.0));
        prop_assert_eq!(&scaled.labels, &fitted.labels);
        if data.ncols() > 1 {
            let (sin, cos) = (sine(angle), sine(angle + std::f64::consts::FRAC_PI_2));
            let turn = |a: &Array2<f64>| {
                let mut b = a.clone();
                for (i, row) in a.rows().into_iter().enumerate() {
                    b[[i, 0]] = cos * row[0] - sin * row[1];
                    b[[i, 1]] = sin * row[0] + cos * row[1];
                }
                b
            };
            let turned = from(&turn(&data), &turn(&start));
            prop_assert!((turned.inertia - fitted.inertia).abs() <= 1e-6 * (1.0 + fitted.inertia));
            // Clusters of one size are numbered by their coordinates, which turn.
            let there: Vec<i64> = fitted.labels.iter().map(|&label| i64::from(label)).collect();
            prop_assert!(same_partition(&turned.labels, &there));
        }
    }
}

/// By Taylor: any rotation does.
fn sine(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    for n in 1..40 {
        term *= -x * x / f64::from(2 * n * (2 * n + 1));
        sum += term;
    }
    sum
}
