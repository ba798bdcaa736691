//! The indices against scikit-learn, scipy and hdbscan; what must not change them; what they refuse.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, expected, go, load};
use ndarray::{Array2, ArrayView2, Axis, array, s};
use proptest::prelude::*;
use recinto_core::clustering::NOISE;
use recinto_core::random::{seeded, unit};
use recinto_core::validation::{
    EXACT_ROWS, Gap, GapPoint, MOST_POINTS, Reference, ValidationError,
    adjusted_mutual_information, adjusted_rand, calinski_harabasz, davies_bouldin, dbcv, dunn, gap,
    normalised_mutual_information, silhouette_widths, silhouettes,
};
use serde_json::Value;
use std::ops::ControlFlow;

fn labels(value: &Value) -> Vec<u32> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|label| u32::try_from(label.as_i64().unwrap()).unwrap_or(NOISE))
        .collect()
}

fn close(what: &str, ours: f64, theirs: &Value) {
    let theirs = theirs.as_f64().unwrap();
    assert!(
        (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0),
        "{what}: {ours}, expected {theirs}"
    );
}

fn indices(name: &str, data: ArrayView2<'_, f64>, labels: &[u32], expected: &Value) {
    let told = silhouettes(data, &[labels.to_vec()], 0, &mut go).unwrap()[0];
    close(
        &format!("{name} silhouette"),
        told.mean,
        &expected["silhouette"],
    );
    let noise = labels.iter().filter(|&&label| label == NOISE).count();
    assert_eq!((told.rows, told.sampled), (labels.len() - noise, false));
    let widths = silhouette_widths(data, labels, 0, &mut go).unwrap();
    close(
        &format!("{name} widths"),
        widths.mean,
        &expected["silhouette"],
    );
    assert_eq!(widths.noise, noise);
    for (cluster, mean) in widths
        .clusters
        .iter()
        .zip(expected["cluster_silhouettes"].as_array().unwrap())
    {
        close(
            &format!("{name} cluster {}", cluster.label),
            cluster.mean,
            mean,
        );
    }
    let db = davies_bouldin(data, labels).unwrap();
    close(
        &format!("{name} Davies–Bouldin"),
        db,
        &expected["davies_bouldin"],
    );
    let ch = calinski_harabasz(data, labels).unwrap();
    close(
        &format!("{name} Caliński–Harabasz"),
        ch,
        &expected["calinski_harabasz"],
    );
    let dunn = dunn(data, labels, &mut go).unwrap();
    close(&format!("{name} Dunn"), dunn, &expected["dunn"]);
    if let Some(theirs) = expected.get("dbcv") {
        let ours = dbcv(data, labels, &mut go).unwrap();
        for ((label, ours), theirs) in ours
            .clusters
            .iter()
            .zip(theirs["clusters"].as_array().unwrap())
        {
            close(&format!("{name} DBCV of {label}"), *ours, theirs);
        }
        close(&format!("{name} DBCV"), ours.index, &theirs["index"]);
    }
}

fn agreement(name: &str, a: &[u32], b: &[u32], expected: &Value) {
    close(
        &format!("{name} ARI"),
        adjusted_rand(a, b).unwrap(),
        &expected["ari"],
    );
    let ami = adjusted_mutual_information(a, b).unwrap();
    close(&format!("{name} AMI"), ami, &expected["ami"]);
    let nmi = normalised_mutual_information(a, b).unwrap();
    close(&format!("{name} NMI"), nmi, &expected["nmi"]);
}

#[test]
fn every_index_is_the_peers_on_every_data_set() {
    let golden = expected("validation");
    let mut dense_seen = 0;
    for name in DATASETS {
        let data = load(name);
        let here = &golden[name];
        let first = labels(&here["labels"]);
        indices(name, data.view(), &first, &here["indices"]);
        agreement(name, &first, &labels(&here["other"]), &here["agreement"]);
        if let Some(dense) = here.get("dense") {
            dense_seen += 1;
            let dense = labels(dense);
            let name = format!("{name} by DBSCAN");
            indices(&name, data.view(), &dense, &here["dense_indices"]);
            agreement(&name, &first, &dense, &here["dense_agreement"]);
        }
    }
    assert!(dense_seen >= 8, "{dense_seen}");
}

/// Several labelings at once are each what they are alone, among them some that tell rows apart so
/// finely that they are not taken together, one of noise only and one of one cluster.
#[test]
fn several_labelings_at_once() {
    let data = load("blobs_8d");
    let n = data.nrows();
    let mut random = seeded(5);
    let mut labelings: Vec<Vec<u32>> = [2_u32, 3, 7, 40, 290]
        .iter()
        .map(|&k| {
            (0..n)
                .map(|_| (unit(&mut random) * f64::from(k)) as u32)
                .collect()
        })
        .collect();
    labelings.push(vec![NOISE; n]);
    labelings.push(vec![4; n]);
    labelings.push(
        (0..n as u32)
            .map(|i| {
                if i % 5 == 0 {
                    NOISE
                } else {
                    i % 2 * 4_000_000_000
                }
            })
            .collect(),
    );
    let together = silhouettes(data.view(), &labelings, 0, &mut go).unwrap();
    for (labels, told) in labelings.iter().zip(&together) {
        let alone = silhouettes(data.view(), std::slice::from_ref(labels), 0, &mut go).unwrap()[0];
        assert!((alone.mean - told.mean).abs() < 1e-12, "{alone:?} {told:?}");
        assert_eq!(alone.rows, told.rows);
        let plain = plain_silhouette(data.view(), labels);
        assert!((plain - told.mean).abs() < 1e-10, "{plain} {told:?}");
    }
    assert_eq!((together[5].rows, together[6].rows), (0, 0));
}

/// As the definition says, pair by pair.
fn plain_silhouette(data: ArrayView2<'_, f64>, labels: &[u32]) -> f64 {
    let mut names: Vec<u32> = labels.iter().copied().filter(|&l| l != NOISE).collect();
    names.sort_unstable();
    names.dedup();
    let (mut total, mut rows) = (0.0, 0);
    for (i, &own) in labels.iter().enumerate() {
        if own == NOISE || names.len() < 2 {
            continue;
        }
        rows += 1;
        let mean = |label: u32| {
            let others: Vec<usize> = (0..labels.len())
                .filter(|&j| labels[j] == label && j != i)
                .collect();
            let sum: f64 = others
                .iter()
                .map(|&j| (&data.row(i) - &data.row(j)).mapv(|x| x * x).sum().sqrt())
                .sum();
            (sum / others.len() as f64, others.len())
        };
        let (a, fellows) = mean(own);
        if fellows == 0 {
            continue;
        }
        let b = names
            .iter()
            .filter(|&&label| label != own)
            .map(|&label| mean(label).0)
            .fold(f64::INFINITY, f64::min);
        total += (b - a) / a.max(b);
    }
    total / f64::from(rows.max(1))
}

#[test]
fn many_rows_are_sampled_and_it_is_said() {
    let mut random = seeded(9);
    let n = EXACT_ROWS + 1;
    let labels: Vec<u32> = (0..n as u32).map(|i| i % 3).collect();
    let data = Array2::from_shape_fn((n, 1), |(i, _)| {
        f64::from(labels[i]) * 10.0 + unit(&mut random)
    });
    let told = silhouettes(data.view(), std::slice::from_ref(&labels), 1, &mut go).unwrap()[0];
    assert_eq!((told.rows, told.sampled), (EXACT_ROWS, true));
    // Within a cluster the mean distance is 1/3, between neighbours 10.
    assert!(
        (told.mean - (1.0 - 1.0 / 30.0)).abs() < 0.005,
        "{}",
        told.mean
    );
    // The plot of fewer: quantiles of each cluster, from the widest to the narrowest.
    let few = data.slice(s![..3_000, ..]);
    let widths = silhouette_widths(few, &labels[..3_000], 1, &mut go).unwrap();
    assert!(!widths.sampled && widths.rows == 3_000);
    for cluster in &widths.clusters {
        assert_eq!(cluster.widths.len(), MOST_POINTS);
        assert!(cluster.widths.is_sorted_by(|a, b| a >= b));
    }
}

/// Rows so many for their clusters that the sums of all do not fit are done eight at a time.
#[test]
fn very_many_clusters_give_the_same() {
    let n = 9_000;
    let labels: Vec<u32> = (0..n as u32).map(|i| i / 2).collect();
    let data = Array2::from_shape_fn((n, 1), |(i, _)| (i / 2 * 10 + i % 2) as f64);
    let told = silhouettes(data.view(), &[labels], 1, &mut go).unwrap()[0];
    // a = 1; the nearest cluster is 10 away from both on average, 9.5 on the inner side.
    let inner = 8.5 / 9.5;
    let expected = (inner * (n as f64 - 2.0) + 2.0 * 9.5 / 10.5) / n as f64;
    assert!(
        (told.mean - expected).abs() < 1e-9,
        "{} {expected}",
        told.mean
    );
}

#[test]
fn the_plot_of_known_points() {
    let data = array![[0.0], [1.0], [9.5], [9.5], [4.0]];
    let widths = silhouette_widths(data.view(), &[7, 7, 2, 2, NOISE], 0, &mut go).unwrap();
    let (low, high) = (&widths.clusters[1], &widths.clusters[0]);
    assert_eq!(
        (high.label, low.label, widths.rows, widths.noise),
        (2, 7, 4, 1)
    );
    assert_eq!(high.widths, [1.0, 1.0]);
    assert_eq!(low.widths, [(9.5 - 1.0) / 9.5, (8.5 - 1.0) / 8.5]);
    assert_eq!(low.misplaced, 0.0);
    let swapped = silhouette_widths(data.view(), &[0, 1, 1, 1, NOISE], 0, &mut go).unwrap();
    assert!((swapped.clusters[1].misplaced - 1.0 / 3.0).abs() < 1e-15);
}

#[test]
fn noise_of_no_cluster_changes_no_index_but_dbcv() {
    let data = load("blobs");
    let mut named = labels(&expected("validation")["blobs"]["labels"]);
    for label in named.iter_mut().step_by(7) {
        *label = NOISE;
    }
    let kept: Vec<usize> = (0..named.len()).filter(|&i| named[i] != NOISE).collect();
    let part = data.select(Axis(0), &kept);
    let inside: Vec<u32> = kept.iter().map(|&i| named[i]).collect();
    assert_eq!(
        davies_bouldin(data.view(), &named).unwrap(),
        davies_bouldin(part.view(), &inside).unwrap()
    );
    assert_eq!(
        calinski_harabasz(data.view(), &named).unwrap(),
        calinski_harabasz(part.view(), &inside).unwrap()
    );
    assert_eq!(
        dunn(data.view(), &named, &mut go).unwrap(),
        dunn(part.view(), &inside, &mut go).unwrap()
    );
    let share = kept.len() as f64 / named.len() as f64;
    let whole = dbcv(data.view(), &named, &mut go).unwrap().index;
    let within = dbcv(part.view(), &inside, &mut go).unwrap().index;
    assert!((whole - within * share).abs() < 1e-12);
}

#[test]
fn undefined_cases_are_typed() {
    let data = array![[0.0, 1.0], [2.0, 3.0], [4.0, 9.0], [4.0, 9.5]];
    let view = data.view();
    type Call = fn(ArrayView2<'_, f64>, &[u32]) -> Option<ValidationError>;
    let calls: [Call; 5] = [
        |d, l| davies_bouldin(d, l).err(),
        |d, l| calinski_harabasz(d, l).err(),
        |d, l| dunn(d, l, &mut go).err(),
        |d, l| dbcv(d, l, &mut go).err(),
        |d, l| silhouette_widths(d, l, 0, &mut go).err(),
    ];
    for call in calls {
        assert_eq!(call(view, &[0, 0, 1, 1]), None);
        assert_eq!(
            call(view, &[0, 0, 1]),
            Some(ValidationError::Labels { labels: 3, rows: 4 })
        );
        for (one, clusters) in [([5; 4], 1), ([NOISE; 4], 0), ([NOISE, 1, 1, 1], 1)] {
            assert_eq!(
                call(view, &one),
                Some(ValidationError::TooFewClusters { clusters, least: 2 })
            );
        }
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut data = data.clone();
            data[[2, 1]] = bad;
            assert_eq!(
                call(data.view(), &[0, 0, 1, 1]),
                Some(ValidationError::NotFinite { row: 2, column: 1 })
            );
        }
        let none = Array2::<f64>::zeros((0, 2));
        assert!(matches!(
            call(none.view(), &[]),
            Some(ValidationError::TooFewClusters { .. })
        ));
        let narrow = Array2::<f64>::zeros((4, 0));
        assert!(matches!(
            call(narrow.view(), &[0, 0, 1, 1]),
            Some(ValidationError::Parameter { .. })
        ));
    }
    let alone = [0, 1, 2, 3];
    assert_eq!(
        davies_bouldin(view, &alone),
        Err(ValidationError::TooFewRows { rows: 4, least: 5 })
    );
    assert_eq!(
        dunn(view, &alone, &mut go),
        Err(ValidationError::TooFewRows { rows: 4, least: 5 })
    );
    assert!(matches!(
        dbcv(view, &alone, &mut go),
        Err(ValidationError::TooFewClusters { .. })
    ));
    assert_eq!(
        silhouette_widths(view, &alone, 0, &mut go).unwrap().mean,
        0.0
    );
    assert!(silhouettes(view, &[vec![0, 1]], 0, &mut go).is_none());
    assert!(adjusted_rand(&[0, 1], &[0]).is_err());
}

/// The largest and the smallest numbers there are: squares of both leave the range of f64.
#[test]
fn extreme_numbers_give_the_same_indices() {
    let data = load("iris");
    let named = labels(&expected("validation")["iris"]["labels"]);
    let plain = silhouette_widths(data.view(), &named, 0, &mut go).unwrap();
    let factors = [1e307, 1e300, 1e160, 1e-160, 1e-300];
    for factor in factors {
        let scaled = &data * factor;
        let there = silhouette_widths(scaled.view(), &named, 0, &mut go).unwrap();
        assert!(
            (there.mean - plain.mean).abs() < 1e-9,
            "{factor}: {}",
            there.mean
        );
        for (ours, theirs) in [
            (
                davies_bouldin(scaled.view(), &named),
                davies_bouldin(data.view(), &named),
            ),
            (
                calinski_harabasz(scaled.view(), &named),
                calinski_harabasz(data.view(), &named),
            ),
            (
                dunn(scaled.view(), &named, &mut go),
                dunn(data.view(), &named, &mut go),
            ),
        ] {
            let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
            assert!(
                (ours / theirs - 1.0).abs() < 1e-9,
                "{factor}: {ours} {theirs}"
            );
        }
        assert!(
            dbcv(scaled.view(), &named, &mut go)
                .unwrap()
                .index
                .is_finite()
        );
    }
    let edge = array![[f64::MAX], [f64::MIN], [f64::MAX], [0.0]];
    assert!(
        silhouettes(edge.view(), &[vec![0, 1, 0, 1]], 0, &mut go).unwrap()[0]
            .mean
            .is_finite()
    );
}

#[test]
fn rows_that_coincide() {
    let data = Array2::<f64>::ones((12, 3));
    let named: Vec<u32> = (0..12).map(|i| i % 3).collect();
    assert_eq!(
        silhouettes(data.view(), std::slice::from_ref(&named), 0, &mut go).unwrap()[0].mean,
        0.0
    );
    // As scikit-learn answers here.
    assert_eq!(davies_bouldin(data.view(), &named), Ok(0.0));
    assert_eq!(calinski_harabasz(data.view(), &named), Ok(1.0));
    assert!(dunn(data.view(), &named, &mut go).is_err());
    assert_eq!(dbcv(data.view(), &named, &mut go).unwrap().index, 0.0);
}

#[test]
fn a_cancel_stops() {
    let data = load("digits");
    let named = labels(&expected("validation")["digits"]["labels"]);
    let mut stop = |_| ControlFlow::Break(());
    assert!(silhouettes(data.view(), std::slice::from_ref(&named), 0, &mut stop).is_none());
    assert_eq!(
        dunn(data.view(), &named, &mut stop),
        Err(ValidationError::Cancelled)
    );
    assert_eq!(
        dbcv(data.view(), &named, &mut stop),
        Err(ValidationError::Cancelled)
    );
    assert_eq!(
        silhouette_widths(data.view(), &named, 0, &mut stop),
        Err(ValidationError::Cancelled)
    );
}

#[test]
fn agreement_at_its_ends() {
    let one = [3; 6];
    let each = [0, 1, 2, 3, 4, 5];
    let two = [0, 0, 0, 1, 1, NOISE];
    for score in [
        adjusted_rand,
        adjusted_mutual_information,
        normalised_mutual_information,
    ] {
        assert_eq!(score(&one, &one), Ok(1.0));
        assert_eq!(score(&[], &[]), Ok(1.0));
        assert!((score(&each, &each).unwrap() - 1.0).abs() < 1e-12);
        assert!((score(&two, &two).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(score(&one, &two), Ok(0.0));
        assert!(
            score(&two, &[0, 0, 0, 1, 1, 1]).unwrap() < 1.0,
            "noise is a class"
        );
    }
}

/// Two lines of rows: W and the reference are known in closed form.
#[test]
fn the_gap_by_hand() {
    let data = Array2::from_shape_fn((200, 1), |(i, _)| i as f64 / 200.0);
    let params = Gap {
        references: 20,
        reference: Reference::Columns,
        most_rows: 1_000,
        seed: 3,
    };
    // Halves, thirds, … of the range: what K-Means finds on a line.
    let mut cut = |rows: ArrayView2<'_, f64>, k: usize, _| {
        let (low, high) = rows
            .iter()
            .fold((f64::MAX, f64::MIN), |(l, h), &x| (l.min(x), h.max(x)));
        Ok(rows
            .iter()
            .map(|x| (((x - low) / (high - low) * k as f64) as u32).min(k as u32 - 1))
            .collect())
    };
    let points = gap(data.view(), 1..=4, &params, &mut cut, &mut go).unwrap();
    // Evenly spread rows are hardly tighter than random ones, whatever the k.
    for point in &points {
        assert!(point.gap.abs() < 0.1, "{point:?}");
        assert!(point.error > 0.0 && point.error < 0.1, "{point:?}");
    }
    // Two tight heaps at the ends: W falls far below the reference's, and only from k = 2 on.
    let heaps = Array2::from_shape_fn((200, 1), |(i, _)| (i % 2) as f64 + i as f64 * 1e-4);
    let points = gap(heaps.view(), 1..=3, &params, &mut cut, &mut go).unwrap();
    // At k = 1: variance 1/4 against 1/12 of the reference.
    assert!((points[0].gap + libm::log(3.0)).abs() < 0.15, "{points:?}");
    // At k = 2: ln((1/48) / (0.02²/12)).
    assert!(
        (points[1].gap - libm::log(625.0)).abs() < 0.15,
        "{points:?}"
    );
    assert_eq!(GapPoint::least_sufficient(&points), Some(2));
}

/// What the paper's formulas make of the sums of squares that the fits were asked for.
#[test]
fn the_gap_and_its_error_are_the_papers() {
    let data = load("iris");
    let params = Gap {
        references: 6,
        reference: Reference::Principal,
        most_rows: 1_000,
        seed: 8,
    };
    let mut logs = Vec::new();
    let points = gap(
        data.view(),
        2..=2,
        &params,
        &mut |rows, _, _| {
            let mean = rows.mean_axis(Axis(0)).unwrap();
            logs.push(libm::log((&rows - &mean).mapv(|x| x * x).sum()));
            Ok(vec![7; rows.nrows()])
        },
        &mut go,
    )
    .unwrap();
    assert_eq!(logs.len(), 7);
    let mean = logs[1..].iter().sum::<f64>() / 6.0;
    let variance = logs[1..]
        .iter()
        .map(|x| (x - mean) * (x - mean))
        .sum::<f64>()
        / 6.0;
    assert!(
        (points[0].gap - (mean - logs[0])).abs() < 1e-9,
        "{points:?}"
    );
    assert!(
        (points[0].error - (variance * 7.0 / 6.0).sqrt()).abs() < 1e-9,
        "{points:?}"
    );
}

#[test]
fn two_rules_for_the_gap() {
    let curve = |gaps: &[f64]| -> Vec<GapPoint> {
        let points = gaps.iter().enumerate();
        points
            .map(|(i, &gap)| GapPoint {
                k: i + 1,
                gap,
                error: 0.1,
            })
            .collect()
    };
    let both = |gaps: &[f64]| {
        let points = curve(gaps);
        (
            GapPoint::least_sufficient(&points),
            GapPoint::least_near_greatest(&points),
        )
    };
    assert_eq!(both(&[0.1, 0.5, 1.0, 0.95]), (Some(3), Some(3)));
    // Within one error of the next, or of the greatest.
    assert_eq!(both(&[0.1, 0.95, 1.0, 0.9]), (Some(2), Some(2)));
    // It falls before it rises.
    assert_eq!(both(&[0.5, 0.4, 1.0, 0.8]), (Some(1), Some(3)));
    assert_eq!(both(&[0.1, 0.3, 0.5]), (None, Some(3)));
    assert_eq!(both(&[]), (None, None));
}

#[test]
fn the_gap_turns_with_the_data_in_the_box_of_components() {
    let mut random = seeded(4);
    let long = Array2::from_shape_fn((300, 2), |(_, j)| unit(&mut random) * [10.0, 1.0][j]);
    let data = long.dot(&array![[0.8, 0.6], [-0.6, 0.8]]);
    let mut one = |rows: ArrayView2<'_, f64>, _: usize, _: u64| Ok(vec![0; rows.nrows()]);
    let mut at = |data: &Array2<f64>, reference| {
        let params = Gap {
            references: 30,
            reference,
            most_rows: 1_000,
            seed: 3,
        };
        gap(data.view(), 1..=1, &params, &mut one, &mut go).unwrap()[0].gap
    };
    let turned = data.dot(&array![[0.8, -0.6], [0.6, 0.8]]);
    let (a, b) = (
        at(&data, Reference::Principal),
        at(&turned, Reference::Principal),
    );
    assert!((a - b).abs() < 0.03, "{a} {b}");
    let (a, b) = (
        at(&data, Reference::Columns),
        at(&turned, Reference::Columns),
    );
    assert!((a - b).abs() > 0.05, "{a} {b}");
}

#[test]
fn the_gap_refuses() {
    let data = load("iris");
    let good = Gap {
        references: 5,
        reference: Reference::Principal,
        most_rows: 100,
        seed: 3,
    };
    let mut one = |rows: ArrayView2<'_, f64>, _: usize, _: u64| Ok(vec![0; rows.nrows()]);
    let mut run = |params: &Gap, ks| gap(data.view(), ks, params, &mut one, &mut go);
    assert!(run(&good, 1..=2).is_ok());
    assert!(
        run(
            &Gap {
                references: 1,
                ..good
            },
            1..=2
        )
        .is_err()
    );
    assert!(
        run(
            &Gap {
                most_rows: 1,
                ..good
            },
            1..=2
        )
        .is_err()
    );
    assert_eq!(
        run(&good, 1..=101),
        Err(ValidationError::TooFewRows {
            rows: 100,
            least: 101
        })
    );
    assert!(run(&good, 0..=2).is_err());
    let same = Array2::<f64>::ones((10, 2));
    let none = gap(same.view(), 1..=2, &good, &mut one, &mut go).unwrap();
    assert!(none.is_empty(), "the logarithm of 0 is no gap: {none:?}");
}

/// Rows with labels of 2 to 4 clusters and noise, each of the first clusters with a row at least.
fn labelled() -> impl Strategy<Value = (Array2<f64>, Vec<u32>)> {
    (8..60_usize, 1..5_usize, 2..5_u32, any::<u64>()).prop_map(|(n, d, k, seed)| {
        let mut random = seeded(seed);
        let named: Vec<u32> = (0..n)
            .map(
                |i| match (unit(&mut random) * (f64::from(k) + 0.5)) as u32 {
                    _ if i < 2 * k as usize => i as u32 % k,
                    label if label < k => label,
                    _ => NOISE,
                },
            )
            .collect();
        let data = Array2::from_shape_fn((n, d), |(i, j)| {
            let centre = if named[i] == NOISE {
                0.0
            } else {
                f64::from(named[i]) * (j as f64 + 1.0)
            };
            centre + unit(&mut random) * 4.0
        });
        (data, named)
    })
}

fn all(data: ArrayView2<'_, f64>, named: &[u32]) -> [f64; 5] {
    [
        silhouettes(data, &[named.to_vec()], 0, &mut go).unwrap()[0].mean,
        davies_bouldin(data, named).unwrap(),
        calinski_harabasz(data, named).unwrap(),
        dunn(data, named, &mut go).unwrap(),
        dbcv(data, named, &mut go).unwrap().index,
    ]
}

fn same(a: [f64; 5], b: [f64; 5], what: &str) {
    for (at, (a, b)) in a.iter().zip(b).enumerate() {
        assert!(
            (a - b).abs() <= 1e-8 * a.abs().max(1.0),
            "{what}, index {at}: {a} {b}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_place_size_and_names_change_no_index((data, named) in labelled(), seed: u64, by in -100.0..100.0_f64, times in 0.01..100.0_f64) {
        let before = all(data.view(), &named);
        let mut random = seeded(seed);
        let mut order: Vec<usize> = (0..named.len()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, (unit(&mut random) * (i + 1) as f64) as usize);
        }
        let shuffled: Vec<u32> = order.iter().map(|&i| named[i]).collect();
        same(before, all(data.select(Axis(0), &order).view(), &shuffled), "order");
        same(before, all((&data + by).view(), &named), "translation");
        same(before, all((&data * times).view(), &named), "scale");
        let renamed: Vec<u32> = named.iter().map(|&l| if l == NOISE { l } else { 4_294_967_000 - l * 13 }).collect();
        same(before, all(data.view(), &renamed), "names");
    }

    /// All but DBCV, whose ties go by coordinates.
    #[test]
    fn turning_changes_no_index((data, named) in labelled(), angle in 0.0..6.0_f64) {
        prop_assume!(data.ncols() > 1);
        let before = all(data.view(), &named);
        let (sin, cos) = libm::sincos(angle);
        let mut turned = data.clone();
        turned.slice_mut(s![.., 0]).assign(&(&data.column(0) * cos - &data.column(1) * sin));
        turned.slice_mut(s![.., 1]).assign(&(&data.column(0) * sin + &data.column(1) * cos));
        let mut after = all(turned.view(), &named);
        after[4] = before[4];
        same(before, after, "rotation");
    }

    #[test]
    fn agreement_knows_no_order_and_no_names(pairs in proptest::collection::vec((0..5_u32, 0..4_u32), 2..80)) {
        let a: Vec<u32> = pairs.iter().map(|p| p.0).collect();
        let b: Vec<u32> = pairs.iter().map(|p| if p.1 == 3 { NOISE } else { p.1 }).collect();
        let renamed: Vec<u32> = a.iter().map(|&l| if l == 0 { NOISE } else { 1_000_000 - l }).collect();
        for score in [adjusted_rand, adjusted_mutual_information, normalised_mutual_information] {
            let one = score(&a, &b).unwrap();
            prop_assert!((score(&b, &a).unwrap() - one).abs() < 1e-9);
            prop_assert!((score(&renamed, &b).unwrap() - one).abs() < 1e-9);
            let (ra, rb): (Vec<u32>, Vec<u32>) = a.iter().copied().zip(b.iter().copied()).rev().unzip();
            prop_assert!((score(&ra, &rb).unwrap() - one).abs() < 1e-9);
            prop_assert!(one <= 1.0 + 1e-9);
        }
    }
}
