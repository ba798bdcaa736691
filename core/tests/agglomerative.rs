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

/// As in `golden/datasets.py`.
fn uniform(seed: u64, index: u64) -> f64 {
    let mut z = seed.wrapping_add((index + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// The rows in another order.
fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..n).collect();
    rows.sort_by(|&a, &b| uniform(seed, a as u64).total_cmp(&uniform(seed, b as u64)));
    rows
}

#[test]
fn heights_and_partitions_are_those_of_fastcluster() {
    let golden = expected("agglomerative");
    let mut wrong = Vec::new();
    let mut partitions = 0;
    for name in DATASETS {
        let plain = load(name);
        for (linkage, key) in LINKAGES {
            let golden = &golden["datasets"][name][key];
            let mut data = plain.clone();
            if golden["tied"] == true {
                for (i, x) in data.iter_mut().enumerate() {
                    *x += 1e-3 * uniform(9, i as u64);
                }
            }
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

#[test]
fn the_order_of_the_rows_changes_nothing() {
    for name in ["iris", "duplicates", "varied"] {
        let data = load(name);
        for (linkage, _) in LINKAGES {
            let fitted = fit(&data, linkage, 4);
            let rows = shuffled(data.nrows(), 1);
            let other = fit(&data.select(Axis(0), &rows), linkage, 4);
            assert_eq!(
                heights(&fitted.dendrogram),
                heights(&other.dendrogram),
                "{name} {linkage:?}"
            );
            // Rows that coincide can change places; iris has one such pair, in one cluster.
            let moved: Vec<u32> = rows.iter().map(|&i| fitted.labels[i]).collect();
            assert_eq!(moved, other.labels, "{name} {linkage:?}");
        }
    }
}

#[test]
fn merges_are_in_the_format_of_scipy() {
    let data = array![[0.0], [1.0], [10.0], [12.0]];
    for (linkage, top) in [
        (Linkage::Single, 9.0),
        (Linkage::Complete, 12.0),
        (Linkage::Average, 10.5),
        // √(2·2·2/4)·(11 − 0.5)
        (Linkage::Ward, 2.0_f64.sqrt() * 10.5),
    ] {
        let tree = fit(&data, linkage, 2).dendrogram;
        let merges: Vec<_> = tree.merges().iter().map(|m| (m.a, m.b, m.size)).collect();
        assert_eq!(merges, [(0, 1, 2), (2, 3, 2), (4, 5, 4)]);
        let heights = heights(&tree);
        assert_eq!(heights[..2], [1.0, 2.0]);
        assert!(near(heights[2], top, 1e-15), "{linkage:?} {heights:?}");
        assert_eq!(tree.largest_gap(10), Some(2));
        assert_eq!(tree.clusters_at(2.0), 2);
        assert_eq!(tree.clusters_at(1.999), 3);
        assert_eq!(tree.cut_height(1.0), [0, 0, 1, 2]);
        assert_eq!(tree.cut_k(0), tree.cut_k(1));
        assert_eq!(tree.cut_k(99), [0, 1, 2, 3]);
    }
}

#[test]
fn another_cut_is_what_a_fit_there_gives() {
    let data = load("varied");
    let mut fitted = fit(&data, Linkage::Ward, 3);
    let tree = fitted.dendrogram.clone();
    // Between the heights that leave 5 and 4.
    let n = tree.merges().len();
    let height = (tree.merges()[n - 4].height + tree.merges()[n - 5].height) / 2.0;
    fitted.cut(data.view(), Cut::Height(height)).unwrap();
    assert!(fitted == fit(&data, Linkage::Ward, 5));
    assert_eq!(fitted.clusters(), 5);
    let before = fitted.clone();
    for bad in [
        Cut::Clusters(0),
        Cut::Clusters(601),
        Cut::Height(f64::NAN),
        Cut::Height(-1.0),
    ] {
        assert!(fitted.cut(data.view(), bad).is_err(), "{bad:?}");
    }
    assert!(fitted.cut(load("iris").view(), Cut::Clusters(2)).is_err());
    assert!(fitted == before);
}

#[test]
fn a_point_goes_to_the_nearest_mean() {
    let data = array![[0.0, 0.0], [0.0, 2.0], [0.0, 1.0], [10.0, 0.0], [10.0, 2.0]];
    let fitted = fit(&data, Linkage::Ward, 2);
    assert_eq!(fitted.means, array![[0.0, 1.0], [10.0, 1.0]]);
    assert_eq!(fitted.assign(&[4.9, 50.0]), 0);
    assert_eq!(fitted.assign(&[5.1, -50.0]), 1);
    assert_eq!(fitted.assign(&[5.1]), NOISE);
    assert_eq!(fitted.assign(&[f64::NAN, 0.0]), NOISE);
    assert_eq!(fitted.assign(&[f64::INFINITY, 0.0]), NOISE);
}

#[test]
fn the_top_of_the_tree_collapses_the_rest() {
    let data = load("digits");
    let tree = fit(&data, Linkage::Ward, 2).dendrogram;
    for m in [1, 2, 10, 64, 1000] {
        let top = tree.top(m);
        let m = m.min(MOST_LEAVES);
        assert_eq!(top.leaves.len(), m);
        assert_eq!(top.merges.len(), m - 1);
        assert_eq!(top.leaves.iter().map(|l| l.size).sum::<u32>(), 1797);
        // The leaves are the clusters of the cut into m.
        let mut sizes = vec![0_u32; m];
        for label in tree.cut_k(m) {
            sizes[label as usize] += 1;
        }
        let mut ours: Vec<u32> = top.leaves.iter().map(|l| l.size).collect();
        ours.sort_by(|a, b| b.cmp(a));
        assert_eq!(ours, sizes);
        // Every merge joins neighbours, so no lines cross, and adds up.
        let mut spans: Vec<(u32, u32, u32)> = (0..m as u32)
            .map(|i| (i, i + 1, top.leaves[i as usize].size))
            .collect();
        for (merge, whole) in top.merges.iter().zip(&tree.merges()[1797 - m..]) {
            let (a, b) = (spans[merge.a as usize], spans[merge.b as usize]);
            assert!(a.1 == b.0 || b.1 == a.0, "{a:?} {b:?}");
            assert_eq!(a.2 + b.2, merge.size);
            assert_eq!((merge.size, merge.height), (whole.size, whole.height));
            spans.push((a.0.min(b.0), a.1.max(b.1), merge.size));
        }
    }
}

#[test]
fn bad_input_is_refused_with_its_numbers() {
    let data = array![[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]];
    let fit = |data: &Array2<f64>, params: Agglomerative| params.fit(data.view(), &mut go);
    for (linkage, _) in LINKAGES {
        let params = |cut| Agglomerative::new(linkage, cut);
        assert!(fit(&data, params(Cut::Clusters(3))).is_ok());
        assert!(fit(&data, params(Cut::Height(f64::INFINITY))).is_ok());
        assert_eq!(
            fit(&data, params(Cut::Clusters(4))),
            Err(ClusterError::TooFewRows {
                clusters: 4,
                rows: 3
            })
        );
        for cut in [Cut::Clusters(0), Cut::Height(-1.0), Cut::Height(f64::NAN)] {
            let error = fit(&data, params(cut));
            assert!(
                matches!(error, Err(ClusterError::Parameter { .. })),
                "{error:?}"
            );
        }
        for cut in [Cut::Clusters(1), Cut::Height(1.0)] {
            let none = fit(&Array2::zeros((0, 2)), params(cut));
            assert!(matches!(none, Err(ClusterError::TooFewRows { .. })));
            let narrow = fit(&Array2::zeros((3, 0)), params(cut));
            assert!(matches!(narrow, Err(ClusterError::Parameter { .. })));
            for bad in [f64::NAN, f64::INFINITY] {
                let mut data = data.clone();
                data[[1, 1]] = bad;
                assert_eq!(
                    fit(&data, params(cut)),
                    Err(ClusterError::NotFinite { row: 1, column: 1 })
                );
            }
        }
        let alone = fit(&array![[3.0, 4.0]], params(Cut::Clusters(1))).unwrap();
        assert!(alone.dendrogram.merges().is_empty());
        assert_eq!((alone.labels, alone.means), (vec![0], array![[3.0, 4.0]]));
        assert_eq!(alone.dendrogram.largest_gap(5), None);
        assert_eq!(alone.dendrogram.top(5).leaves.len(), 1);
    }
}

#[test]
fn distances_that_would_not_fit_are_refused_beforehand() {
    let data = Array2::<f64>::zeros((100_000, 1));
    for linkage in [Linkage::Complete, Linkage::Average] {
        let error = Agglomerative::new(linkage, Cut::Clusters(2)).fit(data.view(), &mut go);
        // 100 000 · 99 999 / 2 · 8 bytes, and 136 a row.
        let Err(ClusterError::Memory {
            needed_mb,
            limit_mb,
            ..
        }) = error
        else {
            panic!("{error:?}");
        };
        assert_eq!((needed_mb, limit_mb), (38_160, 1024));
    }
    let little = Agglomerative {
        memory_limit: 1000,
        ..Agglomerative::new(Linkage::Ward, Cut::Clusters(2))
    };
    assert!(matches!(
        little.fit(data.view(), &mut go),
        Err(ClusterError::Memory { .. })
    ));
    assert!(little.memory(usize::MAX, usize::MAX) == u64::MAX);
}

#[test]
fn one_place_for_all_and_numbers_at_the_edge() {
    for (linkage, _) in LINKAGES {
        let same = fit(&Array2::from_elem((40, 3), 7.25), linkage, 3);
        assert_eq!(heights(&same.dendrogram), [0.0; 39]);
        assert_eq!(same.dendrogram.largest_gap(10), None);
        assert_eq!(same.clusters(), 3);
        let huge = array![[f64::MAX], [f64::MAX / 2.0], [-f64::MAX], [-f64::MAX / 2.0]];
        let fitted = fit(&huge, linkage, 2);
        assert_eq!(fitted.dendrogram.cut_k(2), [0, 0, 1, 1], "{linkage:?}");
        assert_eq!(fitted.assign(&[f64::MAX]), fitted.labels[0]);
        // Squares of these vanish.
        let tiny = array![[1e-300], [2e-300], [8e-300], [9e-300]];
        let fitted = fit(&tiny, linkage, 2);
        assert_eq!(fitted.dendrogram.cut_k(2), [0, 0, 1, 1], "{linkage:?}");
        assert!(near(fitted.dendrogram.merges()[0].height, 1e-300, 1e-12));
        assert_eq!(fitted.assign(&[8.5e-300]), fitted.labels[2]);
    }
}

#[test]
fn a_fit_can_be_stopped_and_tells_rising_shares() {
    let data = load("wine");
    for (linkage, _) in LINKAGES {
        let params = Agglomerative::new(linkage, Cut::Clusters(2));
        let mut shares = Vec::new();
        let fitted = params.fit(data.view(), &mut |share| {
            shares.push(share);
            ControlFlow::Continue(())
        });
        assert!(fitted.is_ok());
        assert!(shares.len() > 4 && shares.is_sorted(), "{shares:?}");
        assert_eq!(shares.last(), Some(&1.0));
        for stop in 0..shares.len() {
            let mut told = 0;
            let fitted = params.fit(data.view(), &mut |_| {
                told += 1;
                if told > stop {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            assert_eq!(fitted, Err(ClusterError::Cancelled));
            assert_eq!(told, stop + 1);
        }
    }
}

/// The merges by trying all pairs each time: heights, by definition of the linkage.
fn by_definition(data: &Array2<f64>, linkage: Linkage) -> Vec<f64> {
    let mut clusters: Vec<Vec<usize>> = (0..data.nrows()).map(|i| vec![i]).collect();
    let distance = |a: usize, b: usize| -> f64 {
        let rows = data.row(a).to_owned() - data.row(b);
        rows.mapv(|x| x * x).sum().sqrt()
    };
    let mean = |c: &[usize]| data.select(Axis(0), c).mean_axis(Axis(0)).unwrap();
    let height = |a: &[usize], b: &[usize]| -> f64 {
        let pairs = a
            .iter()
            .flat_map(|&i| b.iter().map(move |&j| distance(i, j)));
        let (m, n) = (a.len() as f64, b.len() as f64);
        match linkage {
            Linkage::Single => pairs.fold(f64::INFINITY, f64::min),
            Linkage::Complete => pairs.fold(0.0, f64::max),
            Linkage::Average => pairs.sum::<f64>() / (m * n),
            Linkage::Ward => {
                let apart = (mean(a) - mean(b)).mapv(|x| x * x).sum();
                (2.0 * m * n / (m + n) * apart).sqrt()
            }
        }
    };
    let mut heights = Vec::new();
    while clusters.len() > 1 {
        let mut best = (f64::INFINITY, 0, 0);
        for i in 0..clusters.len() {
            for j in 0..i {
                let here = height(&clusters[i], &clusters[j]);
                if here < best.0 {
                    best = (here, i, j);
                }
            }
        }
        heights.push(best.0);
        let gone = clusters.swap_remove(best.1);
        clusters[best.2].extend(gone);
    }
    heights
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Heights are those of the definition; moving, turning and scaling changes no cluster.
    #[test]
    fn heights_by_definition_in_every_position(
        cells in proptest::collection::vec(-50.0..50.0_f64, 6..60),
        shift in -100.0..100.0_f64, factor in 0.01..100.0_f64, t in -3.0..3.0_f64,
    ) {
        let data = Array2::from_shape_vec((cells.len() / 2, 2), cells[..cells.len() / 2 * 2].to_vec()).unwrap();
        // The rotation with tan(half the angle) = t.
        let (cos, sin) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
        let moved = Array2::from_shape_fn(data.dim(), |(i, j)| {
            let (x, y) = (data[[i, 0]], data[[i, 1]]);
            factor * if j == 0 { cos * x - sin * y + shift } else { sin * x + cos * y }
        });
        for (linkage, _) in LINKAGES {
            let fitted = fit(&data, linkage, 3);
            for (ours, theirs) in heights(&fitted.dendrogram).iter().zip(by_definition(&data, linkage)) {
                prop_assert!(near(*ours, theirs, 1e-9), "{linkage:?} {ours} {theirs}");
            }
            let other = fit(&moved, linkage, 3);
            for (a, b) in heights(&fitted.dendrogram).iter().zip(heights(&other.dendrogram)) {
                prop_assert!(near(b, a * factor, 1e-7), "{linkage:?} {a} {b}");
            }
            prop_assert_eq!(fitted.dendrogram.cut_k(3), other.dendrogram.cut_k(3));
        }
    }
}
