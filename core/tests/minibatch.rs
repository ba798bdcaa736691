//! Mini-batch K-Means: as good as scikit-learn's, near K-Means, deterministic, refusing what it cannot do.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, expected, go, load};
use ndarray::Array2;
use recinto_core::clustering::kmeans::squared_distance;
use recinto_core::clustering::minibatch::MiniBatch;
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use std::ops::ControlFlow;

/// No seed is more than 10 % above the worst of five of scikit-learn's, and the median of five is
/// at most 5 % above their median and 15 % above the best K-Means.
#[test]
fn as_good_as_scikit_learn() {
    let golden = expected("kmeans");
    for name in DATASETS {
        let data = load(name);
        let fit = |seed| {
            MiniBatch::new(5, seed)
                .fit(data.view(), &mut go)
                .unwrap()
                .inertia
        };
        let mut ours: Vec<f64> = (0..5).map(fit).collect();
        let mut theirs: Vec<f64> =
            serde_json::from_value(golden[name]["minibatch"].clone()).unwrap();
        ours.sort_by(f64::total_cmp);
        theirs.sort_by(f64::total_cmp);
        let best = golden[name]["best"].as_f64().unwrap();
        assert!(ours[4] <= 1.1 * theirs[4], "{name}: {ours:?} {theirs:?}");
        assert!(ours[2] <= 1.05 * theirs[2], "{name}: {ours:?} {theirs:?}");
        assert!(ours[2] <= 1.15 * best, "{name}: {ours:?} {best}");
    }
}

#[test]
fn labels_are_of_the_nearest_centroid_and_stand_by_size() {
    let data = load("varied");
    let fitted = MiniBatch::new(6, 4).fit(data.view(), &mut go).unwrap();
    let mut sizes = [0_usize; 6];
    let mut inertia = 0.0;
    for (row, &label) in data.rows().into_iter().zip(&fitted.labels) {
        let row = row.as_slice().unwrap();
        let at = |c: usize| squared_distance(row, fitted.centroids.row(c).as_slice().unwrap());
        assert!((0..6).all(|c| at(label as usize) <= at(c)));
        assert_eq!(fitted.assign(row), label);
        sizes[label as usize] += 1;
        inertia += at(label as usize);
    }
    assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]), "{sizes:?}");
    assert!((inertia / fitted.inertia - 1.0).abs() < 1e-12);
    assert_eq!(
        fitted,
        MiniBatch::new(6, 4).fit(data.view(), &mut go).unwrap()
    );
    assert_ne!(
        fitted,
        MiniBatch::new(6, 5).fit(data.view(), &mut go).unwrap()
    );
    assert_eq!(fitted.assign(&[f64::NAN, 0.0]), NOISE);
    assert_eq!(fitted.assign(&[0.0]), NOISE);
}

/// Two rare clusters far off: they have a fiftieth of the rows of the others, and must not be taken
/// for starved ones.
#[test]
fn rare_clusters_are_not_starved() {
    let data = Array2::from_shape_fn((5000, 2), |(i, j)| {
        let blob = if i < 100 {
            1000.0 + 40.0 * (i % 2) as f64
        } else {
            (i % 4) as f64 * 10.0
        };
        blob + ((i * 31 + j * 17) % 13) as f64 * 0.01
    });
    let inertia = |starved: f64| -> f64 {
        let mut all: Vec<f64> = (0..9)
            .map(|seed| {
                let params = MiniBatch {
                    batch: 200,
                    starved,
                    patience: 200,
                    max_steps: 2000,
                    ..MiniBatch::new(6, seed)
                };
                params.fit(data.view(), &mut go).unwrap().inertia
            })
            .collect();
        all.sort_by(f64::total_cmp);
        all[4]
    };
    let (without, with) = (inertia(0.0), inertia(0.2));
    assert!(with <= 1.05 * without && with < 3000.0, "{with} {without}");
}

#[test]
fn bad_input_is_refused() {
    let data = load("iris");
    let base = MiniBatch::new(3, 0);
    for bad in [
        MiniBatch { k: 0, ..base },
        MiniBatch { batch: 0, ..base },
        MiniBatch {
            max_steps: 0,
            ..base
        },
        MiniBatch {
            patience: 0,
            ..base
        },
        MiniBatch {
            starved: f64::NAN,
            ..base
        },
        MiniBatch {
            starved: 1.5,
            ..base
        },
    ] {
        let refused = bad.fit(data.view(), &mut go);
        assert!(
            matches!(refused, Err(ClusterError::Parameter { .. })),
            "{bad:?}"
        );
    }
    let few = MiniBatch::new(151, 0).fit(data.view(), &mut go);
    assert_eq!(
        few,
        Err(ClusterError::TooFewRows {
            clusters: 151,
            rows: 150
        })
    );
    let mut holes = data.clone();
    holes[[4, 2]] = f64::INFINITY;
    let refused = base.fit(holes.view(), &mut go);
    assert_eq!(refused, Err(ClusterError::NotFinite { row: 4, column: 2 }));
    let stopped = base.fit(data.view(), &mut |_| ControlFlow::Break(()));
    assert_eq!(stopped, Err(ClusterError::Cancelled));
    let same = Array2::from_elem((30, 2), 3.0);
    assert_eq!(
        MiniBatch::new(4, 0)
            .fit(same.view(), &mut go)
            .unwrap()
            .inertia,
        0.0
    );
    let huge = Array2::from_shape_fn(
        (30, 2),
        |(i, _)| if i % 2 == 0 { f64::MAX } else { f64::MIN },
    );
    assert_eq!(
        MiniBatch::new(2, 0)
            .fit(huge.view(), &mut go)
            .unwrap()
            .labels
            .len(),
        30
    );
}
