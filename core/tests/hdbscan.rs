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

/// The parameters of the golden values.
fn golden_params(golden: &serde_json::Value) -> Hdbscan {
    let size = |key: &str| golden[key].as_u64().unwrap() as usize;
    Hdbscan {
        min_samples: size("min_samples"),
        ..Hdbscan::new(size("min_cluster_size"))
    }
}

/// How many rows of `theirs` ("." noise, "?" left out) do not have the same partition in `ours`.
fn other_rows(ours: &[u32], theirs: &str) -> usize {
    // Each of their clusters is the one of ours that it shares most rows with.
    let mut shared: BTreeMap<(u8, u32), usize> = BTreeMap::new();
    for (&a, b) in ours.iter().zip(theirs.bytes()).filter(|(_, b)| *b != b'?') {
        *shared.entry((b, a)).or_default() += 1;
    }
    let mut pairs: Vec<_> = shared.into_iter().collect();
    pairs.sort_by_key(|&((b, a), count)| (std::cmp::Reverse(count), b, a));
    let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
    let mut wrong = 0;
    for ((b, a), count) in pairs {
        let same = (b == b'.') == (a == NOISE)
            && *there.entry(b).or_insert(a) == a
            && *back.entry(a).or_insert(b) == b;
        if !same {
            wrong += count;
        }
    }
    wrong
}

#[test]
fn labels_and_scores_are_those_of_the_peers() {
    let golden = expected("hdbscan");
    let mut wrong = Vec::new();
    let (mut compared, mut rows) = (0, 0);
    for name in DATASETS.iter().copied().chain(["big"]) {
        let data = data(name);
        let golden = &golden["datasets"][name];
        let params = golden_params(golden);
        let leaf = Hdbscan {
            selection: Selection::Leaf,
            ..params
        };
        let epsilon = Hdbscan {
            epsilon: golden["at"].as_f64().unwrap(),
            ..leaf
        };
        for (way, params) in [("eom", params), ("leaf", leaf), ("epsilon", epsilon)] {
            let theirs = golden[way].as_str().unwrap();
            let fitted = fit(&data, &params);
            let other = other_rows(&fitted.labels, theirs);
            if other > 0 {
                wrong.push(format!("{name} {way}: {other} rows in other clusters"));
            }
            rows += theirs.len();
            compared += theirs.bytes().filter(|c| *c != b'?').count();
        }
        let fitted = fit(&data, &params);
        for (ours, key) in [
            (&fitted.probabilities, "probabilities"),
            (&fitted.outlier_scores, "outliers"),
        ] {
            let theirs = golden[key].as_array().unwrap();
            assert_eq!(theirs.len(), ours.len().div_ceil(5));
            let pairs = ours.iter().step_by(5).zip(theirs);
            let off = pairs
                .filter(|(a, b)| b.as_f64().is_some_and(|b| (*a - b).abs() > 1e-6))
                .count();
            if off > 0 {
                wrong.push(format!("{name}: {off} {key} of {}", theirs.len()));
            }
        }
        if let Some(sizes) = golden["sizes"].as_array() {
            let rows = fitted.condensed.rows().filter(|r| r.size > 1);
            let mut ours: Vec<u64> = rows.map(|r| u64::from(r.size)).collect();
            ours.sort_unstable();
            if ours
                != sizes
                    .iter()
                    .map(|s| s.as_u64().unwrap())
                    .collect::<Vec<_>>()
            {
                wrong.push(format!("{name}: condensed sizes {ours:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Not so much left out that nothing is compared.
    assert!(compared * 100 > rows * 90, "{compared} of {rows}");
}

/// The sum of the weights of the spanning tree, read off a condensed tree that condenses nothing
/// but pairs: every merge is a row that falls out or a split.
#[test]
fn the_spanning_tree_weighs_as_much_as_that_of_hdbscan() {
    let golden = expected("hdbscan");
    for name in DATASETS.iter().copied().chain(["big"]) {
        let golden = &golden["datasets"][name];
        let params = Hdbscan {
            min_cluster_size: 2,
            ..golden_params(golden)
        };
        let fitted = fit(&data(name), &params);
        // A merge of two rows has both fall out, a split has two lines; else one row falls out.
        let mut ends: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        let mut sum = 0.0;
        let mut splits = BTreeSet::new();
        for row in fitted.condensed.rows() {
            if row.size > 1 {
                if splits.insert(row.parent) {
                    sum += 1.0 / row.lambda;
                }
            } else {
                ends.entry(row.parent).or_default().push(1.0 / row.lambda);
            }
        }
        for (parent, mut weights) in ends {
            weights.sort_by(|a, b| b.total_cmp(a));
            // The last two rows of a leaf of the tree share a merge.
            if !splits.contains(&parent) {
                weights.pop();
            }
            sum += weights.iter().sum::<f64>();
        }
        let theirs = golden["weights"].as_f64().unwrap();
        assert!(
            (sum - theirs).abs() <= 1e-9 * theirs,
            "{name} {sum} {theirs}"
        );
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    for name in ["blobs", "digits", "big"] {
        let data = data(name);
        let params = golden_params(&expected("hdbscan")["datasets"][name]);
        let fitted = fit(&data, &params);
        let rows = shuffled(data.nrows(), 3);
        let other = fit(&data.select(Axis(0), &rows), &params);
        let moved = |of: &[f64]| -> Vec<f64> { rows.iter().map(|&i| of[i]).collect() };
        let labels: Vec<u32> = rows.iter().map(|&i| fitted.labels[i]).collect();
        assert_eq!(labels, other.labels, "{name}");
        assert_eq!(moved(&fitted.probabilities), other.probabilities);
        assert_eq!(moved(&fitted.outlier_scores), other.outlier_scores);
        assert_eq!(fitted.stabilities, other.stabilities);
        let clusters = |f: &Fitted| {
            f.condensed
                .rows()
                .filter(|r| r.size > 1)
                .collect::<Vec<_>>()
        };
        assert_eq!(clusters(&fitted), clusters(&other));
    }
}

#[test]
fn the_condensed_tree_is_a_tree_of_all_rows() {
    let data = big();
    let fitted = fit(&data, &Hdbscan::new(40));
    let n = data.nrows() as u32;
    let rows: Vec<_> = fitted.condensed.rows().collect();
    let births: BTreeMap<u32, (f64, u32)> = rows
        .iter()
        .filter(|r| r.child >= n)
        .map(|r| (r.child, (r.lambda, r.size)))
        .chain([(n, (0.0, n))])
        .collect();
    let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
    for row in &rows {
        assert!(row.lambda >= births[&row.parent].0);
        assert!(row.child < n || row.size >= 40);
        assert!(row.child < n || row.child > row.parent);
        *sizes.entry(row.parent).or_default() += row.size;
    }
    // What leaves a cluster is all that was in it.
    for (cluster, (_, size)) in births {
        assert_eq!(sizes[&cluster], size);
    }
    let mut fallen: Vec<u32> = rows.iter().map(|r| r.child).filter(|&c| c < n).collect();
    fallen.sort_unstable();
    assert_eq!(fallen, (0..n).collect::<Vec<_>>());
}

#[test]
fn rows_that_coincide_leave_no_nan() {
    // Three places of 20 rows, and two rows on the way.
    let mut data = Array2::zeros((62, 2));
    for i in 0..60 {
        data[[i, 0]] = (i / 20 * 10) as f64;
    }
    data[[60, 0]] = 4.0;
    data[[61, 0]] = 14.0;
    for selection in [Selection::ExcessOfMass, Selection::Leaf] {
        for (min_samples, size) in [(1, 2), (5, 5), (5, 20), (20, 3)] {
            let fitted = fit(
                &data,
                &Hdbscan {
                    min_samples,
                    selection,
                    ..Hdbscan::new(size)
                },
            );
            assert_eq!(fitted.clusters(), 3, "{selection:?} {min_samples} {size}");
            assert!(fitted.stabilities.iter().all(|s| *s == f64::INFINITY));
            for i in 0..60 {
                assert_eq!(fitted.labels[i], fitted.labels[i / 20 * 20]);
                assert_eq!(
                    (fitted.probabilities[i], fitted.outlier_scores[i]),
                    (1.0, 0.0)
                );
            }
            for i in 60..62 {
                assert!((0.0..=1.0).contains(&fitted.probabilities[i]));
                assert_eq!(fitted.outlier_scores[i], 1.0);
            }
        }
    }
    let same = Array2::from_elem((30, 3), -4.5);
    for allow_single_cluster in [false, true] {
        for selection in [Selection::ExcessOfMass, Selection::Leaf] {
            let params = Hdbscan {
                allow_single_cluster,
                selection,
                ..Hdbscan::new(5)
            };
            let fitted = fit(&same, &params);
            let label = if allow_single_cluster { 0 } else { NOISE };
            assert_eq!(fitted.labels, [label; 30]);
            assert_eq!(fitted.outlier_scores, [0.0; 30]);
            assert_eq!(fitted.assign(&[-4.5; 3]), label);
            assert_eq!(fitted.clusters(), usize::from(allow_single_cluster));
        }
    }
}

#[test]
fn one_cluster_only_when_it_is_allowed() {
    let data = load("one_cluster");
    let params = Hdbscan {
        min_samples: 5,
        ..Hdbscan::new(15)
    };
    assert_eq!(fit(&data, &params).clusters(), 0);
    let one = Hdbscan {
        allow_single_cluster: true,
        epsilon: 0.7,
        ..params
    };
    let fitted = fit(&data, &one);
    assert_eq!(fitted.clusters(), 1);
    // Rows that leave at 0.7 or later are in it: hdbscan counts the same.
    let within = fitted
        .condensed
        .rows()
        .filter(|r| r.size == 1 && r.lambda >= 1.0 / 0.7);
    let members = fitted.labels.iter().filter(|l| **l == 0).count();
    assert_eq!(members, within.count());
    assert!(members > 150 && members < 300, "{members}");
    assert_eq!(fitted.assign(&[1e3, 1e3, 1e3]), NOISE);
}

#[test]
fn new_points_join_the_cluster_they_lie_in() {
    let data = big();
    let params = golden_params(&expected("hdbscan")["datasets"]["big"]);
    let fitted = fit(&data, &params);
    let same = |i: usize| fitted.assign(data.row(i).as_slice().unwrap()) == fitted.labels[i];
    let kept = (0..data.nrows()).filter(|&i| same(i)).count();
    assert!(kept * 1000 >= data.nrows() * 995, "{kept}");
    for c in 0..fitted.clusters() {
        let own: Vec<usize> = (0..data.nrows())
            .filter(|&i| fitted.labels[i] == c as u32 && fitted.probabilities[i] > 0.9)
            .collect();
        let middle = data.select(Axis(0), &own).mean_axis(Axis(0)).unwrap();
        assert_eq!(fitted.assign(middle.as_slice().unwrap()), c as u32);
    }
    for far in [
        [1e3, 0.0, 0.0],
        [-50.0, 90.0, 3.0],
        [f64::MAX, f64::MAX, -f64::MAX],
    ] {
        assert_eq!(fitted.assign(&far), NOISE);
    }
    assert_eq!(fitted.assign(&[1.0, 1.0]), NOISE);
    assert_eq!(fitted.assign(&[1.0, f64::NAN, 1.0]), NOISE);
    // Alone among itself, the point is as near to the cluster as its border: noise or not by λ.
    let line = Array2::from_shape_fn(
        (20, 1),
        |(i, _)| if i < 10 { i as f64 } else { 90.0 + i as f64 },
    );
    let fitted = fit(
        &line,
        &Hdbscan {
            min_samples: 2,
            ..Hdbscan::new(5)
        },
    );
    // The clusters split at 91: a point nearer than that joins, one at 91 does not.
    assert_eq!(fitted.assign(&[-90.5]), fitted.labels[0]);
    assert_eq!(fitted.assign(&[-91.0]), NOISE);
}

#[test]
fn bad_input_is_refused_with_its_numbers() {
    let data = concatenate![Axis(0), array![[0.0, 1.0], [2.0, 3.0]], array![[4.0, 5.0]]];
    let good = Hdbscan::new(2);
    let go =
        |data: &Array2<f64>, params: Hdbscan| params.fit(data.view(), &mut go).map(|f| f.labels);
    assert!(go(&data, good).is_ok());
    assert!(go(&data, Hdbscan::new(3)).is_ok());
    let bad = |result: Result<Vec<u32>, ClusterError>, named: &str, number: &str| match result {
        Err(ClusterError::Parameter { name, value, .. }) => {
            assert_eq!((name, value.as_str()), (named, number));
        }
        other => panic!("{other:?}"),
    };
    bad(
        go(&data, Hdbscan::new(4)),
        "min_cluster_size",
        "4 for 3 rows",
    );
    bad(
        go(
            &data,
            Hdbscan {
                min_cluster_size: 1,
                ..good
            },
        ),
        "min_cluster_size",
        "1",
    );
    bad(
        go(
            &data,
            Hdbscan {
                min_samples: 0,
                ..good
            },
        ),
        "min_samples",
        "0",
    );
    bad(
        go(
            &data,
            Hdbscan {
                min_samples: 4,
                ..good
            },
        ),
        "min_samples",
        "4 for 3 rows",
    );
    bad(
        go(
            &data,
            Hdbscan {
                epsilon: -1.0,
                ..good
            },
        ),
        "epsilon",
        "-1",
    );
    bad(
        go(
            &data,
            Hdbscan {
                epsilon: f64::NAN,
                ..good
            },
        ),
        "epsilon",
        "NaN",
    );
    bad(
        go(
            &data,
            Hdbscan {
                epsilon: f64::INFINITY,
                ..good
            },
        ),
        "epsilon",
        "inf",
    );
    bad(
        go(&Array2::zeros((3, 0)), good),
        "the number of columns",
        "0",
    );
    assert!(matches!(
        go(&Array2::zeros((0, 2)), good),
        Err(ClusterError::TooFewRows { .. })
    ));
    for x in [f64::NAN, f64::INFINITY] {
        let mut data = data.clone();
        data[[2, 0]] = x;
        assert_eq!(
            go(&data, good),
            Err(ClusterError::NotFinite { row: 2, column: 0 })
        );
    }
    let many = Array2::<f64>::zeros((4_000_000, 1));
    assert!(matches!(
        go(&many, good),
        Err(ClusterError::Memory { limit_mb: 1024, .. })
    ));
}

#[test]
fn numbers_at_the_edge() {
    let places = Array2::from_shape_fn((40, 1), |(i, _)| (i % 20) as f64 + (i / 20 * 100) as f64);
    let params = Hdbscan {
        min_samples: 3,
        ..Hdbscan::new(10)
    };
    let plain = fit(&places, &params);
    assert_eq!(plain.clusters(), 2);
    for factor in [2.0_f64.recip(), f64::MAX / 256.0, f64::MIN_POSITIVE] {
        let fitted = fit(&places.mapv(|x| x * factor), &params);
        assert_eq!(fitted.labels, plain.labels, "{factor}");
        assert!(fitted.probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
    }
    let ends = array![[f64::MAX], [-f64::MAX], [f64::MAX], [-f64::MAX], [0.0]];
    let fitted = fit(
        &ends,
        &Hdbscan {
            min_samples: 1,
            ..Hdbscan::new(2)
        },
    );
    assert_eq!(fitted.labels[0], fitted.labels[2]);
    assert_ne!(fitted.labels[0], fitted.labels[1]);
}

#[test]
fn a_fit_can_be_stopped_and_tells_rising_shares() {
    for data in [load("digits"), big()] {
        let params = Hdbscan::new(10);
        let mut shares = Vec::new();
        let fitted = params.fit(data.view(), &mut |share| {
            shares.push(share);
            ControlFlow::Continue(())
        });
        assert!(fitted.is_ok());
        assert!(shares.len() > 10 && shares.is_sorted(), "{shares:?}");
        assert_eq!(shares.last(), Some(&1.0));
        for stop in [0, shares.len() / 2, shares.len() - 1] {
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
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Moving and scaling by whole numbers, which is exact, changes no label; scores stay in range.
    #[test]
    fn where_the_data_lie_does_not_matter(
        rows in proptest::collection::vec((-40_i32..40, -40_i32..40), 8..120),
        shift in -1000_i32..1000, power in 0_i32..20, size in 2_usize..8, samples in 1_usize..8, leaf: bool, single: bool,
    ) {
        let params = Hdbscan {
            min_samples: samples,
            selection: if leaf { Selection::Leaf } else { Selection::ExcessOfMass },
            allow_single_cluster: single,
            ..Hdbscan::new(size)
        };
        let data = Array2::from_shape_fn((rows.len(), 2), |(i, j)| f64::from(if j == 0 { rows[i].0 } else { rows[i].1 }));
        let fitted = fit(&data, &params);
        let factor = f64::from(1 << power);
        let moved = fit(&data.mapv(|x| (x + f64::from(shift)) * factor), &params);
        prop_assert_eq!(&fitted.labels, &moved.labels);
        for (score, label) in fitted.probabilities.iter().zip(&fitted.labels) {
            prop_assert!((0.0..=1.0).contains(score));
            prop_assert!(*label != NOISE || *score == 0.0);
        }
        prop_assert!(fitted.outlier_scores.iter().all(|s| (0.0..=1.0).contains(s)));
        let mut sizes = vec![0; fitted.clusters()];
        for &label in fitted.labels.iter().filter(|l| **l != NOISE) {
            sizes[label as usize] += 1;
        }
        prop_assert!(sizes.iter().all(|&n| n > 0) && sizes.is_sorted_by(|a, b| a >= b));
    }
}
