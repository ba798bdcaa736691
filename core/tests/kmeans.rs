//! K-Means beyond the golden values: what has to hold, and what is refused.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use ndarray::{Array2, array};
use proptest::prelude::*;
use recinto_core::clustering::kmeans::{KMeans, squared_distance};
use recinto_core::clustering::{ClusterError, Clusterer};
use recinto_core::validation::silhouettes;
use std::ops::ControlFlow;

fn go(data: &Array2<f64>, params: &KMeans) -> Result<Vec<u32>, ClusterError> {
    params
        .fit(data.view(), &mut |_| ControlFlow::Continue(()))
        .map(|fitted| fitted.labels)
}

#[test]
fn an_emptied_cluster_takes_the_farthest_row() {
    let data = array![[1000.0], [1001.0], [1002.0], [1100.0]];
    // The third centre is nearest to nobody.
    let start = array![[1000.0], [1100.0], [1e6]];
    let fitted = KMeans::new(3, 0).fit_from(data.view(), start).unwrap();
    let mut sizes = [0; 3];
    for &label in &fitted.labels {
        sizes[label as usize] += 1;
    }
    assert!(sizes.iter().all(|&n| n > 0), "{sizes:?}");
    assert!(
        (fitted.inertia - 0.5).abs() < 1e-12,
        "inertia {}",
        fitted.inertia
    );
}

#[test]
fn bad_input_is_refused_with_its_place() {
    let good = array![[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]];
    assert!(go(&good, &KMeans::new(3, 1)).is_ok());
    assert_eq!(
        go(&good, &KMeans::new(4, 1)),
        Err(ClusterError::TooFewRows {
            clusters: 4,
            rows: 3
        })
    );
    assert!(matches!(
        go(&good, &KMeans::new(0, 1)),
        Err(ClusterError::Parameter { .. })
    ));
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut data = good.clone();
        data[[1, 1]] = bad;
        assert_eq!(
            go(&data, &KMeans::new(2, 1)),
            Err(ClusterError::NotFinite { row: 1, column: 1 })
        );
    }
    let none = Array2::<f64>::zeros((3, 0));
    assert!(matches!(
        go(&none, &KMeans::new(2, 1)),
        Err(ClusterError::Parameter { .. })
    ));
    let wrong = KMeans::new(2, 1).fit_from(good.view(), Array2::zeros((3, 2)));
    assert!(matches!(wrong, Err(ClusterError::Parameter { .. })));
}

#[test]
fn duplicates_and_one_place_for_all() {
    let data = Array2::<f64>::ones((20, 3));
    let labels = go(&data, &KMeans::new(4, 3)).unwrap();
    assert_eq!(labels.len(), 20);
}

#[test]
fn the_silhouette_of_known_points() {
    // By hand: rows 0 and 1 have a = 1, b = 9.5 and 8.5; row 2 is alone.
    let data = array![[0.0], [1.0], [9.5], [9.5]];
    let s = silhouettes(
        data.view(),
        &[vec![0, 0, 1, 1], vec![0, 0, 0, 1]],
        0,
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    let expected = ((9.5 - 1.0) / 9.5 + (8.5 - 1.0) / 8.5 + 1.0 + 1.0) / 4.0;
    assert!((s[0].mean - expected).abs() < 1e-12);
    // Row 3 alone counts 0; row 2 is nearer to it than to its own.
    let expected = ((9.5 - 5.25) / 9.5 + (8.5 - 4.75) / 8.5 - 1.0 + 0.0) / 4.0;
    assert!(
        (s[1].mean - expected).abs() < 1e-12,
        "{} {expected}",
        s[1].mean
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each row lies in the cluster of its nearest centroid, centroids are means, no cluster is
    /// empty, clusters stand by size, and the same seed gives the same answer.
    #[test]
    fn a_fit_is_a_fixed_point(rows in proptest::collection::vec((-50.0..50.0_f64, -50.0..50.0_f64), 8..60), k in 1..6_usize, seed: u64) {
        let data = Array2::from_shape_fn((rows.len(), 2), |(i, j)| if j == 0 { rows[i].0 } else { rows[i].1 });
        let params = KMeans::new(k, seed);
        let fitted = params.fit(data.view(), &mut |_| ControlFlow::Continue(())).unwrap();
        let mut sizes = vec![0_usize; k];
        let mut sums = Array2::<f64>::zeros((k, 2));
        for (i, &label) in fitted.labels.iter().enumerate() {
            sizes[label as usize] += 1;
            for j in 0..2 { sums[[label as usize, j]] += data[[i, j]]; }
            let own = squared_distance(data.row(i).as_slice().unwrap(), fitted.centroids.row(label as usize).as_slice().unwrap());
            for c in 0..k {
                let other = squared_distance(data.row(i).as_slice().unwrap(), fitted.centroids.row(c).as_slice().unwrap());
                prop_assert!(own <= other + 1e-9);
            }
        }
        prop_assert!(sizes.iter().all(|&n| n > 0));
        prop_assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]));
        for c in 0..k {
            for j in 0..2 {
                prop_assert!((sums[[c, j]] / sizes[c] as f64 - fitted.centroids[[c, j]]).abs() < 1e-9);
            }
        }
        let again = params.fit(data.view(), &mut |_| ControlFlow::Continue(())).unwrap();
        prop_assert_eq!(fitted, again);
    }
}
