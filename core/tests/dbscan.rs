//! DBSCAN: against scikit-learn, against brute force, and against itself on moved data.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{expected, go, load, same_partition};
use ndarray::{Array2, array};
use proptest::prelude::*;
use recinto_core::clustering::dbscan::{Dbscan, Fitted, Search};
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use recinto_core::neighbours::{lexicographic, squared_distance};
use recinto_core::random::{below, seeded, unit};
use recinto_core::validation::{CURVE, KNEE_ROWS, suggest_epsilon};
use std::ops::ControlFlow;

fn row(data: &Array2<f64>, i: usize) -> &[f64] {
    data.row(i).to_slice().unwrap()
}

fn fit(data: &Array2<f64>, epsilon: f64, min_points: usize, search: Search) -> Fitted {
    let params = Dbscan {
        search,
        ..Dbscan::new(epsilon, min_points)
    };
    params.fit(data.view(), &mut go).unwrap()
}

/// Core points, and each row's cluster as the least core row of it (`None`: noise), by the
/// definition.
fn brute_force(
    data: &Array2<f64>,
    epsilon: f64,
    min_points: usize,
) -> (Vec<bool>, Vec<Option<usize>>) {
    let n = data.nrows();
    let distance = |i: usize, j: usize| squared_distance(row(data, i), row(data, j));
    let near = |i: usize, j: usize| distance(i, j) <= epsilon * epsilon;
    let core: Vec<bool> = (0..n)
        .map(|i| (0..n).filter(|&j| near(i, j)).count() >= min_points)
        .collect();
    let mut labels: Vec<Option<usize>> = vec![None; n];
    for first in (0..n).filter(|&i| core[i]) {
        if labels[first].is_some() {
            continue;
        }
        labels[first] = Some(first);
        let mut waiting = vec![first];
        while let Some(i) = waiting.pop() {
            for j in (0..n).filter(|&j| core[j] && near(i, j)) {
                if labels[j].is_none() {
                    labels[j] = Some(first);
                    waiting.push(j);
                }
            }
        }
    }
    for i in (0..n).filter(|&i| !core[i]) {
        labels[i] = (0..n)
            .filter(|&j| core[j] && near(i, j))
            .min_by(|&a, &b| {
                distance(i, a)
                    .total_cmp(&distance(i, b))
                    .then_with(|| lexicographic(row(data, a), row(data, b)))
            })
            .and_then(|j| labels[j]);
    }
    (core, labels)
}

fn agree_with_brute_force(data: &Array2<f64>, epsilon: f64, min_points: usize) {
    let (core, labels) = brute_force(data, epsilon, min_points);
    let labels: Vec<i64> = labels
        .iter()
        .map(|l| l.map_or(-1, |first| first as i64))
        .collect();
    let tree = fit(data, epsilon, min_points, Search::Tree);
    assert_eq!(tree.core, core);
    assert!(same_partition(&tree.labels, &labels));
    assert_eq!(fit(data, epsilon, min_points, Search::Grid), tree);
    for (i, &label) in tree.labels.iter().enumerate() {
        assert_eq!(tree.assign(row(data, i)), label);
    }
}

/// Whole numbers from a small range: many distances are ties, and ε itself is one.
fn coarse(n: usize, d: usize, values: u64, seed: u64) -> Array2<f64> {
    let mut random = seeded(seed);
    Array2::from_shape_simple_fn((n, d), || below(values, &mut random) as f64)
}

fn fine(n: usize, d: usize, seed: u64) -> Array2<f64> {
    let mut random = seeded(seed);
    Array2::from_shape_simple_fn((n, d), || unit(&mut random) * 10.0)
}

#[test]
fn the_same_core_cluster_and_noise_sets_as_scikit_learn() {
    let golden = expected("dbscan");
    let runs = golden["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 26);
    let mut borders = 0;
    for run in runs {
        let name = run["data"].as_str().unwrap();
        let epsilon = run["epsilon"].as_f64().unwrap();
        let min_points = run["min_points"].as_u64().unwrap() as usize;
        let data = load(name);
        let core: Vec<bool> = run["core"]
            .as_str()
            .unwrap()
            .chars()
            .map(|c| c == '1')
            .collect();
        let theirs: Vec<i64> = run["labels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l.as_i64().unwrap())
            .collect();
        for search in [Search::Chosen, Search::Grid, Search::Tree] {
            let ours = fit(&data, epsilon, min_points, search);
            assert_eq!(ours.core, core, "{name} {epsilon}");
            let of_core = |i: &usize| core[*i];
            let our_cores: Vec<u32> = (0..core.len())
                .filter(of_core)
                .map(|i| ours.labels[i])
                .collect();
            let their_cores: Vec<i64> =
                (0..core.len()).filter(of_core).map(|i| theirs[i]).collect();
            assert!(same_partition(&our_cores, &their_cores), "{name} {epsilon}");
            for (i, &label) in ours.labels.iter().enumerate() {
                assert_eq!(label == NOISE, theirs[i] == -1, "{name} {epsilon} row {i}");
                if core[i] || label == NOISE {
                    continue;
                }
                borders += 1;
                let nearest = (0..core.len())
                    .filter(|&j| core[j])
                    .min_by(|&a, &b| {
                        let of = |j: usize| squared_distance(row(&data, i), row(&data, j));
                        of(a)
                            .total_cmp(&of(b))
                            .then_with(|| lexicographic(row(&data, a), row(&data, b)))
                    })
                    .unwrap();
                assert_eq!(label, ours.labels[nearest]);
                assert!(squared_distance(row(&data, i), row(&data, nearest)) <= epsilon * epsilon);
            }
        }
    }
    assert!(borders > 500, "{borders} border points were looked at");
}

#[test]
fn a_border_point_between_two_clusters() {
    // 0 and 4 are core with their three neighbours; 2 is as far from both.
    let data = array![[4.0], [5.0], [5.5], [2.0], [0.0], [-1.0], [-1.5]];
    let fitted = fit(&data, 2.0, 4, Search::Chosen);
    assert_eq!(fitted.core, [true, false, false, false, true, false, false]);
    assert_eq!(
        fitted.labels[3], fitted.labels[4],
        "the tie goes to the lesser coordinate"
    );
    assert_eq!(fitted.assign(&[2.1]), fitted.labels[0]);
    assert_eq!(fitted.assign(&[2.0]), fitted.labels[4]);
    assert_eq!(fitted.assign(&[6.0]), fitted.labels[0]);
    assert_eq!(fitted.assign(&[6.1]), NOISE);
    assert_eq!(fitted.assign(&[f64::NAN]), NOISE);
    assert_eq!(fitted.assign(&[1.0, 1.0]), NOISE);
    // The larger first.
    assert_eq!(fitted.labels, [1, 1, 1, 0, 0, 0, 0]);
}

#[test]
fn bad_input_is_refused_with_its_place() {
    let data = array![[0.0, 1.0], [2.0, 3.0]];
    let refused = |epsilon, min_points| {
        let got = Dbscan::new(epsilon, min_points).fit(data.view(), &mut go);
        matches!(got, Err(ClusterError::Parameter { .. }))
    };
    for epsilon in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::MAX, 1e-200] {
        assert!(refused(epsilon, 2), "{epsilon}");
    }
    assert!(refused(1.0, 0));
    assert!(!refused(1.0, usize::MAX));
    assert_eq!(fit(&data, 1.0, usize::MAX, Search::Chosen).clusters, 0);
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut data = data.clone();
        data[[1, 0]] = bad;
        assert_eq!(
            Dbscan::new(1.0, 2).fit(data.view(), &mut go),
            Err(ClusterError::NotFinite { row: 1, column: 0 })
        );
    }
    for shape in [(0, 2), (3, 0), (0, 0)] {
        let none = Array2::<f64>::zeros(shape);
        assert!(Dbscan::new(1.0, 2).fit(none.view(), &mut go).is_err());
    }
    for stop_after in 0..5 {
        for search in [Search::Grid, Search::Tree] {
            let mut told = 0;
            let mut stop = |_: f64| {
                told += 1;
                if told > stop_after {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            };
            let data = fine(3000, 2, 1);
            let params = Dbscan {
                search,
                ..Dbscan::new(0.2, 5)
            };
            let got = params.fit(data.view(), &mut stop);
            if stop_after < 3 {
                assert_eq!(got, Err(ClusterError::Cancelled));
            }
        }
    }
}

#[test]
fn the_progress_only_rises_to_one() {
    for search in [Search::Grid, Search::Tree] {
        let mut last = 0.0;
        let mut told = |share: f64| {
            assert!(share >= last && share <= 1.0);
            last = share;
            ControlFlow::Continue(())
        };
        let params = Dbscan {
            search,
            ..Dbscan::new(0.1, 5)
        };
        params.fit(fine(20_000, 2, 1).view(), &mut told).unwrap();
        assert_eq!(last, 1.0);
    }
}

#[test]
fn extremes_of_scale() {
    // Cells that cannot be numbered, squares that overflow, and coordinates so far from zero that
    // they are rounded to steps near ε.
    let mut data = fine(120, 2, 5);
    data[[3, 0]] = f64::MAX;
    data[[4, 0]] = -f64::MAX;
    data[[5, 1]] = 1e300;
    agree_with_brute_force(&data, 1.0, 4);
    agree_with_brute_force(&fine(120, 2, 6), 1e-9, 1);
    agree_with_brute_force(&(fine(120, 2, 7) * 1e150), 1e150, 4);
    agree_with_brute_force(&(fine(120, 3, 7) * 1e-150), 2e-150, 4);
    agree_with_brute_force(&(fine(150, 2, 8) + 1e15), 0.75, 4);
    agree_with_brute_force(&(fine(150, 1, 8) * 1e6), 0.5, 1);
    agree_with_brute_force(&Array2::from_elem((300, 3), 7.0), 0.5, 300);
    agree_with_brute_force(&Array2::from_elem((300, 3), 7.0), 0.5, 301);
    for d in 1..=5 {
        // One far row: most cells between are empty.
        let mut data = fine(150, d, 9) / 3.0;
        data[[0, d - 1]] = 4000.0;
        agree_with_brute_force(&data, 0.6, 3);
    }
}

/// Two points in the facing corners of cells with as many empty cells between as ε allows: the
/// farthest neighbours there are.
#[test]
fn the_farthest_neighbour_cells() {
    for d in 1..=5_usize {
        let side = 1.0 / (d as f64).sqrt() * (1.0 - 1.0 / f64::from(1 << 20));
        for pattern in 0..3_usize.pow(d as u32) {
            let gap = |j: usize| (pattern / 3_usize.pow(j as u32)) % 3;
            if (0..d).map(|j| gap(j).pow(2)).sum::<usize>() != d {
                continue;
            }
            for flip in [false, true] {
                let data = Array2::from_shape_fn((3, d), |(i, j)| {
                    let far = gap(j) as f64 + 1.0;
                    match (i, gap(j), flip && j % 2 == 1) {
                        (0, ..) => 0.0,
                        (_, 0, _) => side * 0.5,
                        (1, _, false) | (2, _, true) => side * (1.0 - 1e-9),
                        _ => side * far,
                    }
                });
                agree_with_brute_force(&data, 1.0, 2);
                let last = fit(&data, 1.0, 2, Search::Grid);
                assert!(last.core[1] && last.core[2], "{d} {pattern}");
            }
        }
    }
}

#[test]
fn a_cells_diagonal_is_within_epsilon() {
    for d in 1..=5 {
        for beyond in [
            -1e-3, -1e-6, -1e-12, 0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 8e-4,
        ] {
            let far = (1.0 + beyond) / (d as f64).sqrt();
            let data = Array2::from_shape_fn((2, d), |(i, _)| if i == 0 { 0.0 } else { far });
            agree_with_brute_force(&data, 1.0, 2);
        }
    }
}

#[test]
fn two_large_cells_that_miss_each_other() {
    // Two parallel lines across the corners of their boxes: the boxes are within ε, no two points
    // are, and there are too many pairs to try them all.
    let mut data = Array2::zeros((4000, 2));
    for i in 0..2000 {
        let t = i as f64 / 2000.0;
        data[[i, 0]] = t * 0.5;
        data[[i, 1]] = 0.5 - t * 0.5;
        data[[2000 + i, 0]] = 1.3 - t * 0.5;
        data[[2000 + i, 1]] = 0.8 + t * 0.5;
    }
    for (epsilon, clusters) in [(1.1, 2), (1.14, 1)] {
        let grid = fit(&data, epsilon, 5, Search::Grid);
        assert_eq!(grid.clusters, clusters);
        assert_eq!(grid, fit(&data, epsilon, 5, Search::Tree));
    }
}

#[test]
fn many_rows_by_grid_and_tree() {
    for d in 1..=5 {
        let data = fine(6000, d, d as u64);
        let epsilon = [0.004, 0.12, 0.4, 0.9, 1.45][d - 1];
        for min_points in [2, 6, 40] {
            let grid = fit(&data, epsilon, min_points, Search::Grid);
            assert_eq!(grid, fit(&data, epsilon, min_points, Search::Tree));
            if min_points == 6 {
                assert!(
                    grid.clusters > 1 && grid.noise() > 50,
                    "{d} {} {}",
                    grid.clusters,
                    grid.noise()
                );
            }
        }
    }
}

/// The distances to the k-th nearest row, itself the first, ascending.
fn distances_to(data: &Array2<f64>, k: usize) -> Vec<f64> {
    let n = data.nrows();
    let mut all: Vec<f64> = (0..n)
        .map(|i| {
            let mut from: Vec<f64> = (0..n)
                .map(|j| squared_distance(row(data, i), row(data, j)).sqrt())
                .collect();
            from.sort_by(f64::total_cmp);
            from[k - 1]
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all
}

#[test]
fn the_suggested_epsilon_finds_the_known_groups() {
    // With fewer than about ten the knee is too low for the thin rings and arcs, whose sparse
    // stretches then tear: a limit of the method, told in its documentation.
    let groups_of = [("blobs", 5), ("moons", 2), ("circles", 2)];
    for (name, groups, min_points) in groups_of
        .iter()
        .flat_map(|&(name, groups)| [(name, groups, 12), (name, groups, 15)])
    {
        let data = load(name);
        let got = suggest_epsilon(data.view(), min_points, &mut go).unwrap();
        let fitted = fit(&data, got.epsilon, min_points, Search::Chosen);
        let sizes: Vec<usize> = (0..fitted.clusters as u32)
            .map(|c| fitted.labels.iter().filter(|&&l| l == c).count())
            .collect();
        assert_eq!(fitted.clusters, groups, "{name}");
        // The known groups are of equal size.
        assert!(
            sizes.iter().all(|&n| n * groups * 10 >= data.nrows() * 8),
            "{name} {sizes:?}"
        );
        let not_core = fitted.core.iter().filter(|&&core| !core).count();
        assert_eq!(
            not_core as f64 / data.nrows() as f64,
            got.noise_share,
            "{name}"
        );
    }
}

#[test]
fn the_curve_and_its_knee_by_their_definition() {
    for name in ["blobs", "iris", "moons", "duplicates"] {
        let data = load(name);
        let got = suggest_epsilon(data.view(), 6, &mut go).unwrap();
        let all = distances_to(&data, 6);
        assert!(!got.sampled);
        assert_eq!(got.curve.len(), all.len().min(CURVE));
        assert_eq!((got.curve[0], got.curve.last()), (all[0], all.last()));
        assert!(got.curve.iter().all(|x| all.contains(x)));
        let positive: Vec<f64> = all.iter().copied().filter(|&x| x > 0.0).collect();
        let m = positive.len() - 1;
        let below = |i: usize| {
            i as f64 / m as f64 - (positive[i] - positive[0]) / (positive[m] - positive[0])
        };
        let best = (0..=m)
            .max_by(|&a, &b| below(a).total_cmp(&below(b)).then(b.cmp(&a)))
            .unwrap();
        assert!((got.epsilon / positive[best] - 1.0).abs() < 1e-12, "{name}");
        let above = all.iter().filter(|&&x| x > got.epsilon).count();
        assert_eq!(got.noise_share, above as f64 / all.len() as f64);
    }
}

#[test]
fn epsilon_for_rows_that_lie_together() {
    let same = Array2::from_elem((50, 2), 3.0);
    assert!(matches!(
        suggest_epsilon(same.view(), 4, &mut go),
        Err(ClusterError::Parameter { .. })
    ));
    // Nine of ten rows are copies: their distance 0 is no radius.
    let mut copies = Array2::from_elem((100, 1), 3.0);
    for i in 0..10 {
        copies[[i, 0]] = 10.0 + (i * i) as f64;
    }
    assert!(suggest_epsilon(copies.view(), 4, &mut go).unwrap().epsilon >= 1.0);
    // All at the same distance: that one.
    let line = Array2::from_shape_fn((40, 1), |(i, _)| (i / 2 * 5 + i % 2) as f64);
    let got = suggest_epsilon(line.view(), 2, &mut go).unwrap();
    assert!((got.epsilon - 1.0).abs() < 1e-12 && got.noise_share == 0.0);
    for min_points in [0, 1, 41] {
        assert!(suggest_epsilon(line.view(), min_points, &mut go).is_err());
    }
    let mut stop = |_: f64| ControlFlow::Break(());
    let cancelled = suggest_epsilon(line.view(), 2, &mut stop);
    assert_eq!(cancelled, Err(ClusterError::Cancelled));
    let far = Array2::from_shape_fn(
        (4, 1),
        |(i, _)| if i % 2 == 0 { f64::MAX } else { -f64::MAX },
    );
    assert!(suggest_epsilon(far.view(), 3, &mut go).is_err());
}

#[test]
fn epsilon_of_a_sample_says_so_and_does_not_depend_on_the_order_of_the_rows() {
    let data = fine(KNEE_ROWS + 1, 2, 4);
    let got = suggest_epsilon(data.view(), 5, &mut go).unwrap();
    assert!(got.sampled);
    let (turned, _) = permuted(&data, 9);
    assert_eq!(suggest_epsilon(turned.view(), 5, &mut go).unwrap(), got);
    let scaled = suggest_epsilon((&data * 4.0).view(), 5, &mut go).unwrap();
    assert_eq!(scaled.epsilon, got.epsilon * 4.0);
    let all = suggest_epsilon(data.slice(ndarray::s![..KNEE_ROWS, ..]), 5, &mut go).unwrap();
    assert!(!all.sampled && (all.epsilon / got.epsilon - 1.0).abs() < 0.05);
}

fn permuted(data: &Array2<f64>, seed: u64) -> (Array2<f64>, Vec<usize>) {
    let mut order: Vec<usize> = (0..data.nrows()).collect();
    let mut random = seeded(seed);
    for i in (1..order.len()).rev() {
        order.swap(i, below(i as u64 + 1, &mut random) as usize);
    }
    (data.select(ndarray::Axis(0), &order), order)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn both_searches_agree_with_brute_force(n in 1..150_usize, d in 1..8_usize, values in 2..20_u64, epsilon in 1..5_u32, min_points in 1..10_usize, seed: u64) {
        let epsilon = f64::from(epsilon);
        agree_with_brute_force(&coarse(n, d, values, seed), epsilon, min_points);
        agree_with_brute_force(&coarse(n, d, values, seed), epsilon.sqrt(), min_points);
        agree_with_brute_force(&fine(n, d, seed), epsilon * 0.7, min_points);
    }

    /// Whole numbers, so that the sums which break ties between clusters are exact.
    #[test]
    fn rows_in_another_order_keep_their_labels(n in 1..150_usize, d in 1..4_usize, values in 3..30_u64, min_points in 1..8_usize, seed: u64) {
        let data = coarse(n, d, values, seed);
        let (turned, order) = permuted(&data, !seed);
        for search in [Search::Grid, Search::Tree] {
            let (a, b) = (fit(&data, 1.5, min_points, search), fit(&turned, 1.5, min_points, search));
            for (i, &old) in order.iter().enumerate() {
                prop_assert_eq!(b.labels[i], a.labels[old]);
                prop_assert_eq!(b.core[i], a.core[old]);
            }
        }
    }

    /// Whole numbers move without rounding; so do powers of two as scales, and quarter turns.
    #[test]
    fn moved_scaled_and_turned(n in 1..150_usize, values in 3..30_u64, min_points in 1..8_usize, seed: u64, shift in -1000..1000_i32, power in -20..20_i32) {
        let data = coarse(n, 2, values, seed);
        let scale = if power < 0 { 1.0 / f64::from(1 << -power) } else { f64::from(1 << power) };
        let here = fit(&data, 1.5, min_points, Search::Chosen);
        let moved = fit(&(&data + f64::from(shift)), 1.5, min_points, Search::Chosen);
        prop_assert_eq!(&moved.labels, &here.labels);
        let scaled = fit(&(&data * scale), 1.5 * scale, min_points, Search::Chosen);
        prop_assert_eq!(&scaled.labels, &here.labels);
        let quarter = Array2::from_shape_fn((n, 2), |(i, j)| if j == 0 { -data[[i, 1]] } else { data[[i, 0]] });
        prop_assert_eq!(&fit(&quarter, 1.5, min_points, Search::Chosen).core, &here.core);
    }

    /// Any turn: with real numbers no distance is ε and no two are alike, so nothing changes.
    #[test]
    fn rotated(n in 2..150_usize, min_points in 1..6_usize, seed: u64, half in -5.0..5.0_f64) {
        let data = fine(n, 2, seed);
        // The angle by the tangent of its half.
        let (sin, cos) = (2.0 * half / (1.0 + half * half), (1.0 - half * half) / (1.0 + half * half));
        let turned = Array2::from_shape_fn((n, 2), |(i, j)| {
            let (x, y) = (data[[i, 0]], data[[i, 1]]);
            if j == 0 { cos * x - sin * y } else { sin * x + cos * y }
        });
        let (a, b) = (fit(&data, 0.8, min_points, Search::Chosen), fit(&turned, 0.8, min_points, Search::Chosen));
        prop_assert_eq!(&a.core, &b.core);
        let labels: Vec<i64> = a.labels.iter().map(|&l| if l == NOISE { -1 } else { i64::from(l) }).collect();
        prop_assert!(same_partition(&b.labels, &labels));
    }
}
