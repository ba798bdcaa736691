//! The advisor: what it proposes for known shapes, why, and that it says so in any order and unit.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, go, load};
use ndarray::{Array2, ArrayView2, Axis, array, concatenate};
use recinto_core::advisor::{Advice, Method, Proposal, Reason, advise, measure, propose};
use recinto_core::clustering::{ClusterError, MEMORY_LIMIT};
use recinto_core::random::{seeded, unit};
use std::ops::ControlFlow;

fn ask(data: &Array2<f64>) -> Advice {
    advise(data.view(), 1, &mut go).unwrap()
}

/// Makes a cell of uniform numbers.
type Cell = fn(&mut dyn FnMut() -> f64) -> f64;

fn spread(n: usize, d: usize, seed: u64, value: Cell) -> Array2<f64> {
    let mut random = seeded(seed);
    Array2::from_shape_simple_fn((n, d), || value(&mut || unit(&mut random)))
}

/// About normal: the sum of twelve, less six.
fn bell(random: &mut dyn FnMut() -> f64) -> f64 {
    (0..12).map(|_| random()).sum::<f64>() - 6.0
}

#[test]
fn known_shapes() {
    for name in DATASETS {
        let advice = ask(&load(name));
        let found = (advice.proposal, advice.reason);
        let good = match name {
            "blobs" => matches!(found, (Proposal::KMeans { k: 5 }, Reason::Compact { .. })),
            "blobs_8d" => matches!(found, (Proposal::KMeans { k: 6 }, Reason::Compact { .. })),
            "moons" | "circles" => matches!(
                found,
                (Proposal::Dbscan { .. }, Reason::NonConvex { groups: 2, agreement }) if agreement < 0.5
            ),
            "anisotropic" => {
                matches!(
                    found,
                    (Proposal::Dbscan { .. }, Reason::NonConvex { groups: 3, .. })
                )
            }
            "varied" => {
                matches!(found, (Proposal::Hdbscan { .. }, Reason::UnevenDensity { ratio }) if ratio > 5.0)
            }
            "duplicates" => {
                assert!((advice.shape.duplicates - 0.8).abs() < 1e-12);
                matches!(
                    found,
                    (Proposal::KMeans { k: 2 | 3 }, Reason::Compact { .. })
                )
            }
            "constant_column" => {
                matches!(found, (Proposal::KMeans { k: 3 }, Reason::Compact { .. }))
            }
            "iris" => matches!(
                found,
                (Proposal::KMeans { k: 2 | 3 }, Reason::Compact { .. })
            ),
            // No number of segments stands out, as the silhouettes of the whole file say too.
            "cdnow" => matches!(
                found,
                (Proposal::Agglomerative, Reason::FewRows { rows: 600, silhouette }) if silhouette < 0.4
            ),
            "digits" => matches!(
                found,
                (Proposal::Agglomerative, Reason::FewRows { rows: 1797, .. })
                    | (Proposal::KMeans { .. }, _)
            ),
            // In its own units wine is the one column of large numbers: one long heap.
            "one_cluster" | "wine" => {
                matches!(found, (Proposal::NoGroups, Reason::NoStructure { .. }))
            }
            _ => false,
        };
        assert!(good, "{name}: {found:?} {:?}", advice.shape);
        let mut methods: Vec<Method> = advice
            .alternatives
            .iter()
            .map(|a| a.proposal.method())
            .collect();
        methods.push(advice.proposal.method());
        assert!(
            Method::ALL.iter().all(|method| methods.contains(method)) && methods.len() == 6,
            "{name}"
        );
    }
}

/// Standardised, the three wines are clusters.
#[test]
fn scaling_shows_the_wines() {
    use recinto_core::preparation::{Scaler, fit};
    let data = load("wine");
    let scaled = fit(data.view(), Scaler::Standard)
        .unwrap()
        .transform(data.view())
        .unwrap();
    let advice = ask(&scaled);
    assert!(
        matches!(advice.proposal, Proposal::KMeans { k: 3 }),
        "{advice:?}"
    );
}

#[test]
fn no_groups_where_there_are_none() {
    let values: [Cell; 3] = [|random| random(), bell, |random| libm::exp(bell(random))];
    for (kind, value) in values.into_iter().enumerate() {
        for (n, d) in [(100, 2), (500, 2), (600, 3), (400, 8), (5000, 2)] {
            for seed in 0..2 {
                let advice = ask(&spread(n, d, seed, value));
                let Reason::NoStructure { hopkins } = advice.reason else {
                    panic!("{kind} {n} {d}: {:?} {:?}", advice.reason, advice.shape);
                };
                assert_eq!(advice.proposal, Proposal::NoGroups);
                assert!(
                    kind > 0 || (0.35..0.65).contains(&hopkins),
                    "even, {n} {d}: {hopkins}"
                );
                assert!(
                    kind == 0 || n < 500 || hopkins > 0.6,
                    "a heap, {n} {d}: {hopkins}"
                );
            }
        }
    }
}

#[test]
fn many_outliers_are_left_out() {
    let mut random = seeded(3);
    let heaps = Array2::from_shape_fn((600, 2), |(i, j)| {
        let center = [[0.0, 0.0], [20.0, 3.0], [7.0, 25.0]][i % 3][j];
        center + 0.3 * bell(&mut || unit(&mut random))
    });
    let noise = spread(200, 2, 4, |random| 60.0 * random() - 20.0);
    let advice = ask(&concatenate(Axis(0), &[heaps.view(), noise.view()]).unwrap());
    let Reason::Outliers { share } = advice.reason else {
        panic!("{advice:?}")
    };
    assert!((0.15..=0.25).contains(&share), "{share}");
    assert!(matches!(
        advice.proposal,
        Proposal::Hdbscan {
            min_cluster_size: 10,
            min_samples: 10
        }
    ));
    assert!((ask(&heaps).shape.outliers) < 0.02);
}

/// Scaled up on paper: only the number of rows changes.
#[test]
fn many_rows() {
    let mut shape = ask(&load("blobs_8d")).shape;
    shape.rows = 1_000_000;
    let advice = propose(&shape);
    assert!(
        matches!(advice.proposal, Proposal::KMeans { k: 6 }),
        "{advice:?}"
    );
    let against = |advice: &Advice, method| {
        advice
            .alternatives
            .iter()
            .find(|a| a.proposal.method() == method)
            .unwrap()
            .reason
    };
    let rows = Reason::ManyRows { rows: 1_000_000 };
    for method in [Method::Dbscan, Method::Hdbscan, Method::Agglomerative] {
        assert_eq!(against(&advice, method), rows, "{method:?}");
    }
    shape.rows = 40_000_000;
    let advice = propose(&shape);
    assert_eq!(advice.reason, Reason::ManyRows { rows: 40_000_000 });
    assert!(matches!(advice.proposal, Proposal::MiniBatch { k: 6 }));
    assert!(matches!(
        against(&advice, Method::KMeans),
        Reason::Memory { needed_mb, limit_mb } if needed_mb > limit_mb && limit_mb == MEMORY_LIMIT >> 20
    ));
    shape.rows = u64::MAX;
    assert!(matches!(
        propose(&shape).proposal,
        Proposal::MiniBatch { .. }
    ));
    // Crescents of too many rows to compare.
    let mut shape = ask(&load("moons")).shape;
    shape.rows = 10_000_000;
    assert_eq!(
        propose(&shape).reason,
        Reason::ManyRows { rows: 10_000_000 }
    );
}

/// DBSCAN by its definition, for data small enough: the groups of dense rows, and their share.
fn dbscan(
    data: ArrayView2<'_, f64>,
    epsilon: f64,
    min_points: usize,
) -> (Vec<Option<usize>>, usize) {
    let n = data.nrows();
    let near = |i: usize, j: usize| {
        let squares: f64 = data
            .row(i)
            .iter()
            .zip(data.row(j))
            .map(|(x, y)| (x - y) * (x - y))
            .sum();
        squares.sqrt() <= epsilon
    };
    let dense: Vec<bool> = (0..n)
        .map(|i| (0..n).filter(|&j| near(i, j)).count() >= min_points)
        .collect();
    let mut group = vec![None; n];
    let mut groups = 0;
    for start in 0..n {
        if !dense[start] || group[start].is_some() {
            continue;
        }
        let mut waiting = vec![start];
        group[start] = Some(groups);
        while let Some(i) = waiting.pop() {
            for j in 0..n {
                if dense[j] && group[j].is_none() && near(i, j) {
                    group[j] = Some(groups);
                    waiting.push(j);
                }
            }
        }
        groups += 1;
    }
    (group, groups)
}

/// The proposed ε and min_points find the two shapes, also when only a sample was measured.
#[test]
fn the_proposed_epsilon_finds_the_groups() {
    let mut random = seeded(9);
    let mut rings = Array2::zeros((4000, 2));
    for (i, mut row) in rings.rows_mut().into_iter().enumerate() {
        let (angle, radius) = (
            std::f64::consts::TAU * unit(&mut random),
            if i % 2 == 0 { 1.0 } else { 0.5 },
        );
        let radius = radius + 0.04 * bell(&mut || unit(&mut random));
        row.assign(&array![
            radius * libm::cos(angle),
            radius * libm::sin(angle)
        ]);
    }
    for data in [load("moons"), load("circles"), rings] {
        let advice = ask(&data);
        let Proposal::Dbscan {
            epsilon,
            min_points,
        } = advice.proposal
        else {
            panic!("{advice:?}")
        };
        let (group, _) = dbscan(data.view(), epsilon, min_points);
        let mut sizes = std::collections::BTreeMap::new();
        for found in group.iter().flatten() {
            *sizes.entry(*found).or_insert(0_usize) += 1;
        }
        let dense = group.iter().flatten().count() as f64 / data.nrows() as f64;
        assert!((0.85..0.999).contains(&dense), "{dense}");
        let large = sizes
            .values()
            .filter(|&&size| size * 20 > data.nrows())
            .count();
        assert_eq!(large, 2, "{sizes:?}");
    }
}

#[test]
fn order_and_unit_do_not_matter() {
    for name in ["blobs", "moons", "varied", "iris"] {
        let data = load(name);
        let advice = ask(&data);
        let turned: Vec<usize> = (0..data.nrows()).rev().collect();
        let there = ask(&data.select(Axis(0), &turned));
        assert_eq!(there.reason, advice.reason, "{name}");
        assert_eq!(
            there,
            Advice {
                shape: there.shape.clone(),
                ..advice.clone()
            },
            "{name}"
        );
        // A power of two changes no digit; a translation does, but not the advice.
        let large = ask(&data.mapv(|x| x * 1024.0));
        assert_eq!(large.reason, advice.reason, "{name}");
        let factor = large.shape.epsilon / advice.shape.epsilon;
        assert!((factor - 1024.0).abs() < 1e-9, "{name} {factor}");
        let moved = ask(&data.mapv(|x| x + 333.0));
        assert_eq!(moved.proposal.method(), advice.proposal.method(), "{name}");
        // A mirror image is the same shape.
        assert_eq!(
            ask(&data.mapv(|x| -x)).proposal.method(),
            advice.proposal.method(),
            "{name}"
        );
        assert_eq!(ask(&data), advice);
    }
}

#[test]
fn few_rows_and_the_ends_of_numbers() {
    let alike = ask(&Array2::ones((50, 3)));
    assert_eq!(
        (alike.proposal, alike.reason),
        (Proposal::NoGroups, Reason::AllAlike)
    );
    assert_eq!(ask(&array![[1.0]]).reason, Reason::AllAlike);
    let two = ask(&array![[1.0], [2.0]]);
    assert_eq!(
        (two.proposal, two.reason),
        (Proposal::NoGroups, Reason::FewPlaces { places: 2 })
    );
    let five = ask(&Array2::from_shape_fn((5, 2), |(i, j)| (i * i + j) as f64));
    assert_eq!(
        (five.proposal, five.reason),
        (Proposal::Agglomerative, Reason::FewPlaces { places: 5 })
    );
    let places = ask(&Array2::from_shape_fn((3000, 1), |(i, _)| (i % 4) as f64));
    assert_eq!(
        (places.proposal, places.reason),
        (Proposal::KMeans { k: 4 }, Reason::FewPlaces { places: 4 })
    );
    for scale in [f64::MAX, f64::MIN_POSITIVE, 1e300, 5e-324] {
        let advice = ask(&Array2::from_shape_fn((40, 2), |(i, j)| {
            if (i + j) % 2 == 0 {
                scale
            } else {
                -scale * (i as f64 / 40.0)
            }
        }));
        let numbers = serde_json::to_value(&advice).unwrap().to_string();
        assert!(!numbers.contains("null,\"min_points"), "{numbers}");
        assert!(advice.shape.epsilon > 0.0 && advice.shape.epsilon.is_finite());
    }
}

/// Found by fuzzing: rows that differ, but not at the scale of the others, are at distance 0.
#[test]
fn rows_that_differ_by_less_than_rounding() {
    let data = Array2::from_shape_fn((40, 1), |(i, _)| match i {
        0..30 => i as f64 * 1e-20,
        _ => f64::MAX / (1 + i) as f64,
    });
    let shape = ask(&data).shape;
    assert!(
        shape.density_ratio.is_finite() && shape.outliers < 0.5,
        "{shape:?}"
    );
}

/// On a lattice most k-distances are the same; the others are no outliers for that.
#[test]
fn a_lattice_has_no_outliers_but_its_corners() {
    let lattice = Array2::from_shape_fn(
        (400, 2),
        |(i, j)| if j == 0 { i % 20 } else { i / 20 } as f64,
    );
    let advice = ask(&lattice);
    // Its four corners.
    assert_eq!(advice.shape.outliers, 0.01);
    assert_eq!(advice.proposal, Proposal::NoGroups, "{advice:?}");
}

#[test]
fn refused() {
    let ask = |data: &Array2<f64>| advise(data.view(), 1, &mut go).map(|_| ());
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut data = load("iris");
        data[[3, 2]] = bad;
        assert_eq!(
            ask(&data),
            Err(ClusterError::NotFinite { row: 3, column: 2 })
        );
    }
    assert!(matches!(
        ask(&Array2::zeros((0, 2))),
        Err(ClusterError::Parameter { .. })
    ));
    assert!(matches!(
        ask(&Array2::zeros((2, 0))),
        Err(ClusterError::Parameter { .. })
    ));
    // Stopped wherever it is, and never sooner than asked; progress never falls.
    let data = load("iris");
    let mut told = Vec::new();
    measure(data.view(), 1, &mut |share| {
        told.push(share);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(
        told.len() > 20 && told.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12),
        "{told:?}"
    );
    assert!(told.iter().all(|share| (0.0..=1.0).contains(share)));
    for stop in [0, told.len() / 3, told.len() - 1] {
        let mut at = 0;
        let stopped = advise(data.view(), 1, &mut |_| {
            at += 1;
            if at > stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(stopped, Err(ClusterError::Cancelled), "{stop}");
        assert_eq!(at, stop + 1);
    }
}

#[test]
fn reasons_have_their_numbers() {
    let advice = ask(&load("moons"));
    assert_eq!(
        advice.reason.to_string(),
        "there are 2 groups with empty space between them whose shape K-Means would cut (it agrees 0.26 of 1)"
    );
    let json = serde_json::to_string(&advice).unwrap();
    assert_eq!(serde_json::from_str::<Advice>(&json).unwrap(), advice);
    assert!(json.contains(r#""why":"non_convex","groups":2"#), "{json}");
    let outliers = Reason::Outliers { share: 0.214 };
    assert!(outliers.to_string().starts_with("21 % of the rows"));
}
