//! Preparation: scikit-learn's and pandas' numbers, what has to hold, and what is refused.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, expected, load};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use recinto_core::preparation::{
    FittedColumn, FittedScaler, Mix, Pca, PreparationError, Scaler, fill_by_time, fill_median, fit,
};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    let d = rows[0].len();
    Array2::from_shape_vec((rows.len(), d), rows.concat()).unwrap()
}

fn close(ours: f64, theirs: f64, tolerance: f64) -> bool {
    (ours - theirs).abs() <= tolerance * theirs.abs().max(1.0)
}

fn assert_close(ours: &Array2<f64>, theirs: &Array2<f64>, tolerance: f64, what: &str) {
    assert_eq!(ours.dim(), theirs.dim(), "{what}");
    for (at, theirs) in theirs.indexed_iter() {
        assert!(
            close(ours[at], *theirs, tolerance),
            "{what} {at:?}: {} {theirs}",
            ours[at]
        );
    }
}

#[test]
fn centres_and_scales_are_scikit_learns() {
    let golden = expected("preparation");
    for name in DATASETS {
        let data = load(name);
        for (key, scaler) in [
            ("standard", Scaler::Standard),
            ("robust", Scaler::Robust),
            ("min_max", Scaler::MinMax),
        ] {
            let theirs = &golden["data"][name][key];
            let (centers, scales) = (numbers(&theirs[0]), numbers(&theirs[1]));
            let fitted = fit(data.view(), scaler).unwrap();
            let scaled = fitted.transform(data.view()).unwrap();
            for (j, column) in fitted.columns.iter().enumerate() {
                let FittedColumn::Shift { center, scale } = column else {
                    panic!("{column:?}")
                };
                assert!(
                    close(*center, centers[j], 1e-12),
                    "{name} {key} {j}: {center} {}",
                    centers[j]
                );
                assert!(
                    close(*scale, scales[j], 1e-12),
                    "{name} {key} {j}: {scale} {}",
                    scales[j]
                );
                for i in 0..data.nrows() {
                    let there = (data[[i, j]] - centers[j]) / scales[j];
                    assert!(close(scaled[[i, j]], there, 1e-11), "{name} {key} {i} {j}");
                }
            }
        }
    }
}

#[test]
fn quantiles_are_scikit_learns() {
    let golden = expected("preparation");
    let (mut compared, mut torn) = (0, 0);
    for name in DATASETS {
        let data = load(name);
        let theirs = &golden["data"][name];
        let rows: Vec<usize> = numbers(&theirs["rows"])
            .into_iter()
            .map(|row| row as usize)
            .collect();
        let some = data.select(Axis(0), &rows);
        let new = some.mapv(|x| x * 1.01 + 0.013);
        let uniform = fit(data.view(), Scaler::QuantileUniform).unwrap();
        let normal = fit(data.view(), Scaler::QuantileNormal).unwrap();
        for (x, suffix) in [(&some, ""), (&new, "_new")] {
            let ranks = uniform.transform(x.view()).unwrap();
            let deviates = normal.transform(x.view()).unwrap();
            let their_ranks = matrix(&theirs[format!("quantile_uniform{suffix}")]);
            let their_deviates = matrix(&theirs[format!("quantile_normal{suffix}")]);
            for (at, &rank) in ranks.indexed_iter() {
                let column = data.column(at.1);
                let below = column.iter().filter(|other| **other < x[at]).count();
                let ties = column.iter().filter(|other| **other == x[at]).count();
                let last = (data.nrows() - 1) as f64;
                if data.nrows() <= 1000 && ties > 0 {
                    let middle = if below == 0 {
                        0.0
                    } else if below + ties == data.nrows() {
                        1.0
                    } else {
                        (below as f64 + (ties - 1) as f64 / 2.0) / last
                    };
                    assert!(close(rank, middle, 1e-14), "{name} {at:?}: {rank} {middle}");
                }
                compared += 1;
                if ties > 1 && !close(rank, their_ranks[at], 1e-12) {
                    // A tie that scikit-learn's rounding tore apart.
                    torn += 1;
                    assert!(
                        (rank - their_ranks[at]).abs() <= 0.501 / last.min(999.0),
                        "{name} {at:?}"
                    );
                    continue;
                }
                assert!(
                    close(rank, their_ranks[at], 1e-12),
                    "{name} {at:?}: {rank} {}",
                    their_ranks[at]
                );
                // Near a rank of 0 or 1 the deviate is the rank's logarithm: its last digit shows.
                assert!(
                    close(deviates[at], their_deviates[at], 1e-8),
                    "{name} {at:?}: {} {}",
                    deviates[at],
                    their_deviates[at]
                );
            }
        }
        for (key, fitted) in [("uniform", &uniform), ("normal", &normal)] {
            let there = matrix(&theirs[format!("quantile_{key}_back")]);
            let back = fitted
                .inverse(fitted.transform(some.view()).unwrap().view())
                .unwrap();
            assert_close(&back, &there, 1e-8, &format!("{name} {key} back"));
        }
    }
    assert!(torn * 20 < compared, "{torn} of {compared}");
}

/// The deviate of a rank is scipy's `norm.ppf`.
#[test]
fn normal_deviates_are_scipys() {
    let golden = &expected("preparation")["normal"];
    let fitted = FittedScaler {
        scaler: Scaler::QuantileNormal,
        columns: vec![FittedColumn::Deviate {
            values: vec![0.0, 1.0],
        }],
        constant: Vec::new(),
    };
    let p = numbers(&golden["p"]);
    let p = Array2::from_shape_vec((p.len(), 1), p).unwrap();
    let ours = fitted.transform(p.view()).unwrap();
    for (ours, theirs) in ours.iter().zip(numbers(&golden["x"])) {
        assert!(
            (ours - theirs).abs() <= 2e-14 * theirs.abs().max(1.0),
            "{ours} {theirs}"
        );
    }
}

/// Yeo & Johnson's equation 3.1, as it stands in the paper, without its constant.
fn log_likelihood(column: &[f64], lambda: f64) -> f64 {
    let n = column.len() as f64;
    let psi = |x: f64| {
        if x >= 0.0 {
            if lambda == 0.0 {
                libm::log1p(x)
            } else {
                (libm::pow(x + 1.0, lambda) - 1.0) / lambda
            }
        } else if lambda == 2.0 {
            -libm::log1p(-x)
        } else {
            -(libm::pow(1.0 - x, 2.0 - lambda) - 1.0) / (2.0 - lambda)
        }
    };
    let values: Vec<f64> = column.iter().map(|&x| psi(x)).collect();
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / n;
    let sum: f64 = column
        .iter()
        .map(|x| x.signum() * libm::log1p(x.abs()))
        .sum();
    -0.5 * n * libm::log(variance) + (lambda - 1.0) * sum
}

#[test]
fn lambda_is_scikit_learns_or_likelier() {
    let golden = expected("preparation");
    let mut equal = 0;
    let mut likelier = 0;
    for name in DATASETS {
        let data = load(name);
        let theirs = numbers(&golden["data"][name]["yeo_johnson"]);
        let fitted = fit(data.view(), Scaler::YeoJohnson).unwrap();
        for (j, (column, &there)) in fitted.columns.iter().zip(&theirs).enumerate() {
            let FittedColumn::YeoJohnson { lambda } = column else {
                panic!("{column:?}")
            };
            let values = data.column(j).to_vec();
            if fitted.constant.contains(&j) {
                assert!(values.iter().all(|x| *x == values[0]), "{name} {j}");
                assert!(*lambda == 1.0 && there == 1.0);
                continue;
            }
            let (l, r) = (
                log_likelihood(&values, *lambda),
                log_likelihood(&values, there),
            );
            assert!(
                l >= r - 1e-9 * r.abs(),
                "{name} {j}: λ {lambda} {there}: {l} {r}"
            );
            if (lambda - there).abs() <= 1e-4 {
                equal += 1;
            } else {
                // scipy's search gives up on a few columns of almost only zeros.
                assert!(
                    l > r + 1e-6 * r.abs(),
                    "{name} {j}: λ {lambda} {there}: {l} {r}"
                );
                assert_eq!(name, "digits", "{j}: λ {lambda} {there}");
                likelier += 1;
            }
        }
    }
    println!("{equal} equal, {likelier} likelier");
    assert!(equal >= 90, "{equal} equal, {likelier} likelier");
}

/// Timestamps, amounts in the smallest unit, one outlier, both signs: finite and still in order.
#[test]
fn yeo_johnson_of_awkward_columns() {
    let awkward: [Vec<f64>; 7] = [
        (0..50).map(|i| 1.7e12 + f64::from(i * i)).collect(),
        (0..50).map(|i| -1.7e12 - f64::from(i * i)).collect(),
        (0..50).map(|i| f64::from(i) * 1e-12).collect(),
        (0..50)
            .map(|i| if i == 49 { 1e300 } else { f64::from(i) })
            .collect(),
        (0..50).map(|i| f64::from(i - 25) * 1e305).collect(),
        (0..50).map(|i| libm::pow(f64::from(i - 25), 9.0)).collect(),
        (0..50).map(|i| if i == 0 { 1.0 } else { 0.0 }).collect(),
    ];
    for (at, column) in awkward.into_iter().enumerate() {
        let data = Array2::from_shape_vec((50, 1), column.clone()).unwrap();
        let fitted = fit(data.view(), Scaler::YeoJohnson).unwrap();
        assert!(fitted.constant.is_empty(), "{at}");
        let scaled = fitted.transform(data.view()).unwrap();
        let mut order: Vec<usize> = (0..50).collect();
        order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
        for pair in order.windows(2) {
            let (a, b) = (scaled[[pair[0], 0]], scaled[[pair[1], 0]]);
            assert!(
                a <= b && (a < b || column[pair[0]] == column[pair[1]] || at == 3),
                "{at}: {fitted:?} {a} {b}"
            );
        }
    }
}

#[test]
fn components_are_scikit_learns() {
    let golden = expected("preparation");
    for name in DATASETS {
        let data = load(name);
        let theirs = &golden["data"][name]["pca"];
        let ours = Pca::fit(data.view()).unwrap();
        let (variance, explained) = (numbers(&theirs["variance"]), numbers(&theirs["explained"]));
        for j in 0..data.ncols() {
            assert!(
                close(ours.variance[j], variance[j], 1e-10),
                "{name} {j}: {} {}",
                ours.variance[j],
                variance[j]
            );
            assert!(close(ours.explained[j], explained[j], 1e-10), "{name} {j}");
        }
        let components = matrix(&theirs["components"]);
        for ((rank, j), there) in components.indexed_iter() {
            let here = ours.components[[rank, j]];
            assert!(
                close(here, *there, 1e-8),
                "{name} {rank} {j}: {here} {there}"
            );
        }
        let scores = ours.transform(data.view(), 2).unwrap();
        let spread: f64 = scores.column(0).iter().map(|x| x * x).sum();
        assert!(
            close(spread / (data.nrows() - 1) as f64, variance[0], 1e-9),
            "{name}"
        );
    }
}

#[test]
fn filled_as_pandas_fills() {
    let golden = &expected("preparation")["missing"];
    let mut data = load("varied").slice(ndarray::s![..60, ..]).to_owned();
    for (at, gap) in matrix(&golden["gaps"]).indexed_iter() {
        if *gap == 1.0 {
            data[at] = f64::NAN;
        }
    }
    let counts: Vec<usize> = numbers(&golden["filled"])
        .into_iter()
        .map(|n| n as usize)
        .collect();
    assert!(counts.iter().all(|&n| n > 10));
    let times = numbers(&golden["times"]);
    let by_time = fill_by_time(&times, data.view()).unwrap();
    assert_close(&by_time.data, &matrix(&golden["by_time"]), 1e-12, "by time");
    assert_eq!(by_time.filled, counts);
    let median = fill_median(data.view()).unwrap();
    assert_close(&median.data, &matrix(&golden["median"]), 1e-12, "median");
    assert_eq!(median.filled, counts);
}

#[test]
fn filling_by_hand() {
    let gap = f64::NAN;
    // Known twice at time 4 (mean 7), asked at 0 (before all), 3, 4, 5 and 9 (after all).
    let times = [2.0, 4.0, 4.0, 6.0, 0.0, 3.0, 4.0, 5.0, 9.0];
    let data = array![
        [1.0],
        [6.0],
        [8.0],
        [9.0],
        [gap],
        [gap],
        [gap],
        [gap],
        [gap]
    ];
    let filled = fill_by_time(&times, data.view()).unwrap();
    let expected = array![
        [1.0],
        [6.0],
        [8.0],
        [9.0],
        [1.0],
        [4.0],
        [7.0],
        [8.0],
        [9.0]
    ];
    assert_eq!(filled.data, expected);
    assert_eq!(filled.filled, [5]);
    // The ends of what numbers can hold.
    let (most, least) = (f64::MAX, f64::MIN);
    let data = array![[least], [gap], [most]];
    let filled = fill_by_time(&[least, 0.0, most], data.view()).unwrap();
    assert_eq!(filled.data[[1, 0]], 0.0);
    assert_eq!(
        fill_median(array![[1.0, gap], [2.0, gap]].view()),
        Err(PreparationError::NothingKnown { column: 1 })
    );
    assert_eq!(
        fill_median(array![[1.0, gap], [f64::INFINITY, 2.0]].view()),
        Err(PreparationError::Infinite { row: 1, column: 0 })
    );
    let data = array![[1.0], [gap]];
    assert_eq!(
        fill_by_time(&[1.0, gap], data.view()),
        Err(PreparationError::Time { row: 1 })
    );
    assert_eq!(
        fill_by_time(&[1.0], data.view()),
        Err(PreparationError::Times { times: 1, rows: 2 })
    );
}

#[test]
fn shares_by_hand() {
    let counts = array![
        [1.0, 2.0, 0.0, 1.0],
        [0.0, 0.0, 0.0, 0.0],
        [0.0, 8.0, 9.0, 0.0]
    ];
    let mix = Mix {
        keep: 2,
        smoothing: 0.0,
    }
    .fit(counts.view())
    .unwrap();
    assert_eq!((mix.kept.as_slice(), mix.other), ([1, 2].as_slice(), true));
    let shares = mix.transform(counts.view()).unwrap();
    assert_eq!(shares.empty, 1);
    assert_eq!(
        shares.shares,
        array![
            [0.5, 0.0, 0.5],
            [0.0, 0.0, 0.0],
            [8.0 / 17.0, 9.0 / 17.0, 0.0]
        ]
    );
    let smooth = Mix {
        keep: 9,
        smoothing: 1.0,
    }
    .fit(counts.view())
    .unwrap();
    assert!(!smooth.other);
    let shares = smooth.transform(counts.view()).unwrap();
    assert_eq!(shares.empty, 1);
    assert_eq!(shares.shares.row(0).to_vec(), [0.25, 0.375, 0.125, 0.25]);
    assert_eq!(shares.shares.row(1).to_vec(), [0.25; 4]);

    let refused = |keep, smoothing, counts: &Array2<f64>| {
        Mix { keep, smoothing }
            .fit(counts.view())
            .map(|_| ())
            .unwrap_err()
    };
    assert!(matches!(
        refused(0, 0.0, &counts),
        PreparationError::Parameter { .. }
    ));
    assert!(matches!(
        refused(1, -1.0, &counts),
        PreparationError::Parameter { .. }
    ));
    assert!(matches!(
        refused(1, f64::NAN, &counts),
        PreparationError::Parameter { .. }
    ));
    let negative = array![[1.0, -2.0]];
    assert_eq!(
        refused(1, 0.0, &negative),
        PreparationError::NegativeCount {
            row: 0,
            column: 1,
            value: -2.0
        }
    );
    let huge = array![[f64::MAX, 1.0], [f64::MAX, 1.0]];
    assert_eq!(
        refused(1, 0.0, &huge),
        PreparationError::TooLarge { column: 0 }
    );
    assert_eq!(
        mix.transform(negative.view()),
        Err(PreparationError::Width {
            columns: 2,
            fitted: 4
        })
    );
}

#[test]
fn columns_without_spread() {
    let data = array![
        [5.0, 1.0, 2.0],
        [5.0, 2.0, 2.0],
        [5.0, 3.0, 2.0],
        [5.0, 9.0, 2.0],
        [5.0, 0.0, 77.0]
    ];
    for scaler in Scaler::ALL {
        let fitted = fit(data.view(), scaler).unwrap();
        // The third column varies, but not between its quartiles.
        let constant = if scaler == Scaler::Robust {
            vec![0, 2]
        } else {
            vec![0]
        };
        assert_eq!(fitted.constant, constant, "{scaler:?}");
        let scaled = fitted.transform(data.view()).unwrap();
        assert!(
            scaled.column(0).iter().all(|x| *x == scaled[[0, 0]]),
            "{scaler:?}"
        );
        let back = fitted.inverse(scaled.view()).unwrap();
        assert_close(&back, &data, 1e-9, &format!("{scaler:?}"));
    }
    // Rounding is no spread: the mean of 0.1 is not exactly 0.1.
    let tenths = Array2::from_elem((7, 1), 0.1);
    assert_eq!(fit(tenths.view(), Scaler::Standard).unwrap().constant, [0]);
}

#[test]
fn refused_with_the_place() {
    let good = array![[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]];
    for scaler in Scaler::ALL {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut data = good.clone();
            data[[1, 1]] = bad;
            let error = Err(PreparationError::NotFinite { row: 1, column: 1 });
            assert_eq!(fit(data.view(), scaler), error);
            let fitted = fit(good.view(), scaler).unwrap();
            assert_eq!(
                fitted.transform(data.view()).map(|_| ()),
                error.clone().map(|_| ())
            );
            assert_eq!(fitted.inverse(data.view()).map(|_| ()), error.map(|_| ()));
        }
        for shape in [(0, 2), (3, 0)] {
            let (rows, columns) = shape;
            let error = Err(PreparationError::Empty { rows, columns });
            assert_eq!(fit(Array2::zeros(shape).view(), scaler), error);
        }
        let fitted = fit(good.view(), scaler).unwrap();
        assert_eq!(
            fitted.transform(Array2::zeros((1, 3)).view()),
            Err(PreparationError::Width {
                columns: 3,
                fitted: 2
            })
        );
        assert_eq!(
            fitted
                .transform(Array2::zeros((0, 2)).view())
                .unwrap()
                .dim(),
            (0, 2)
        );
    }
    let far = array![[f64::MIN], [f64::MIN], [f64::MAX], [f64::MAX], [1.0]];
    for scaler in [Scaler::Standard, Scaler::Robust, Scaler::MinMax] {
        let error = Err(PreparationError::TooLarge { column: 0 });
        assert_eq!(fit(far.view(), scaler), error, "{scaler:?}");
    }
    let minus = array![[0.0, 0.0], [0.0, -1.0]];
    let error = PreparationError::NoLogarithm {
        row: 1,
        column: 1,
        value: -1.0,
    };
    assert_eq!(fit(minus.view(), Scaler::Log1p), Err(error.clone()));
    let fitted = fit(good.view(), Scaler::Log1p).unwrap();
    assert_eq!(fitted.transform(minus.view()), Err(error));
    let fitted = FittedScaler {
        scaler: Scaler::YeoJohnson,
        columns: vec![FittedColumn::YeoJohnson { lambda: -1.0 }],
        constant: Vec::new(),
    };
    // ψ(−1, x) stays below 1.
    assert_eq!(
        fitted.inverse(array![[0.5], [1.0]].view()),
        Err(PreparationError::NoInverse {
            row: 1,
            column: 0,
            value: 1.0
        })
    );
    assert_eq!(
        Pca::fit(far.view()),
        Err(PreparationError::TooLarge { column: 0 })
    );
}

#[test]
fn fitted_scalers_are_kept_whole_by_json_and_postcard() {
    let data = load("iris");
    for scaler in Scaler::ALL {
        let fitted = fit(data.view(), scaler).unwrap();
        let json = serde_json::to_string(&fitted).unwrap();
        assert_eq!(serde_json::from_str::<FittedScaler>(&json).unwrap(), fitted);
        let bytes = postcard::to_allocvec(&fitted).unwrap();
        assert_eq!(
            postcard::from_bytes::<FittedScaler>(&bytes).unwrap(),
            fitted
        );
    }
}

fn rows() -> impl Strategy<Value = Array2<f64>> {
    let cell = prop_oneof![4 => -50.0..50.0_f64, 1 => (-3..3_i32).prop_map(f64::from)];
    proptest::collection::vec((cell.clone(), cell), 2..60).prop_map(|rows| {
        // Above −1, so that every scaler takes it; the second column of both signs but for log1p.
        Array2::from_shape_fn((rows.len(), 2), |(i, j)| {
            if j == 0 { rows[i].0.abs() } else { rows[i].1 }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Scaled back is as before; order is kept; rows in another order give the same scaler.
    #[test]
    fn every_scaler(data in rows(), turn in 0..60_usize) {
        for scaler in Scaler::ALL {
            let data = if scaler == Scaler::Log1p { data.mapv(f64::abs) } else { data.clone() };
            let fitted = fit(data.view(), scaler).unwrap();
            let scaled = fitted.transform(data.view()).unwrap();
            let back = fitted.inverse(scaled.view()).unwrap();
            for (at, x) in data.indexed_iter() {
                prop_assert!(close(back[at], *x, 1e-6), "{scaler:?} {at:?}: {} {x}", back[at]);
            }
            for j in 0..2 {
                for a in 0..data.nrows() {
                    for b in 0..data.nrows() {
                        if data[[a, j]] < data[[b, j]] {
                            prop_assert!(scaled[[a, j]] <= scaled[[b, j]], "{scaler:?}");
                        }
                    }
                }
            }
            let n = data.nrows();
            let turned: Vec<usize> = (0..n).map(|i| (i * (n - 1) + turn) % n).collect();
            let other = fit(data.select(Axis(0), &turned).view(), scaler).unwrap();
            let there = other.transform(data.view()).unwrap();
            for (at, x) in scaled.indexed_iter() {
                prop_assert!(close(there[at], *x, 1e-6), "{scaler:?} {at:?}: {} {x}", there[at]);
            }
            prop_assert_eq!(other.constant, fitted.constant);
        }
    }

    /// A line is filled by its own values; the counts are those of the gaps; known cells stay.
    #[test]
    fn gaps_in_a_line(times in proptest::collection::vec(-1e3..1e3_f64, 3..40), gaps: u64, slope in -5.0..5.0_f64) {
        let inner = |t: f64| times.iter().any(|x| *x < t) && times.iter().any(|x| *x > t);
        let data = Array2::from_shape_fn((times.len(), 1), |(i, _)| {
            if inner(times[i]) && gaps >> (i % 64) & 1 == 1 { f64::NAN } else { times[i] * slope }
        });
        let filled = fill_by_time(&times, data.view()).unwrap();
        for (i, t) in times.iter().enumerate() {
            prop_assert!(close(filled.data[[i, 0]], t * slope, 1e-9));
        }
        prop_assert_eq!(filled.filled[0], data.iter().filter(|x| x.is_nan()).count());
    }

    #[test]
    fn shares_sum_to_one(counts in proptest::collection::vec(0..9_u32, 5 * 12), keep in 1..7_usize, smooth: bool) {
        let counts = Array2::from_shape_fn((12, 5), |(i, j)| f64::from(counts[i * 5 + j]));
        let mix = Mix { keep, smoothing: if smooth { 0.5 } else { 0.0 } };
        let shares = mix.fit(counts.view()).unwrap().transform(counts.view()).unwrap();
        for (row, mix) in counts.rows().into_iter().zip(shares.shares.rows()) {
            let expected = if smooth || row.sum() > 0.0 { 1.0 } else { 0.0 };
            prop_assert!((mix.sum() - expected).abs() < 1e-12);
            prop_assert!(mix.iter().all(|share| (0.0..=1.0).contains(share)));
        }
    }
}
