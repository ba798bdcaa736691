//! Incremental K-Means: river's recurrence, decay, stable numbers, drift, and a state that is checked.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{DATASETS, expected, go, load};
use ndarray::{Array2, array, s};
use recinto_core::clustering::incremental_kmeans::{Decay, IncrementalKMeans, Stream};
use recinto_core::clustering::kmeans::KMeans;
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};

/// Where a cluster's weight stands still, the step is river's constant one.
#[test]
fn the_recurrence_is_rivers() {
    let golden = expected("incremental_kmeans");
    let half = golden["half_life"].as_f64().unwrap();
    let k = golden["k"].as_u64().unwrap() as usize;
    assert_eq!(half, 10.0);
    let weight = 1.0 / (1.0 - 0.933_032_991_536_807_4); // 2^(−1/10)
    for name in DATASETS.into_iter().filter(|&name| name != "digits") {
        let data = load(name);
        let params = IncrementalKMeans::new(k, 0, Decay::OwnRows(half));
        let start = data.slice(s![..k, ..]).to_owned();
        let mut stream = Stream::from_centroids(params, &start, &vec![weight; k]).unwrap();
        let labels: Vec<u32> = data
            .rows()
            .into_iter()
            .map(|row| stream.update(row.as_slice().unwrap(), 0.0).unwrap())
            .collect();
        let theirs: Vec<u32> = serde_json::from_value(golden[name]["labels"].clone()).unwrap();
        assert_eq!(labels, theirs, "{name}");
        let centroids: Vec<Vec<f64>> =
            serde_json::from_value(golden[name]["centroids"].clone()).unwrap();
        for (ours, theirs) in stream.centroids().iter().zip(centroids.concat()) {
            assert!(
                (ours - theirs).abs() < 1e-9 * (1.0 + theirs.abs()),
                "{name}: {ours} {theirs}"
            );
        }
    }
}

/// Without decay a centroid is the mean of its rows, and the radius is their RMS distance.
#[test]
fn without_decay_centroids_are_means() {
    let params = IncrementalKMeans::new(1, 0, Decay::Never);
    let first = array![[1.0, 1.0], [3.0, 1.0]];
    let mut stream = params.fit(first.view(), &mut go).unwrap().stream;
    for row in [[5.0, 7.0], [-1.0, 3.0]] {
        stream.update(&row, 0.0).unwrap();
    }
    assert_eq!(stream.centroids(), array![[2.0, 3.0]]);
    let squares = (1.0 + 4.0) + (1.0 + 4.0) + (9.0 + 16.0) + 9.0;
    assert!((stream.radius(0) - (squares / 4.0_f64).sqrt()).abs() < 1e-12);
    assert_eq!(stream.weights(), [4.0]);
}

#[test]
fn half_lives_halve() {
    let centroids = array![[0.0], [100.0]];
    let stream = |decay| {
        Stream::from_centroids(IncrementalKMeans::new(2, 0, decay), &centroids, &[8.0, 8.0])
            .unwrap()
    };
    // One row after one half-life: 8/2 + 1 = 5, so a fifth of the way.
    let mut rows = stream(Decay::Rows(1.0));
    assert_eq!(rows.update(&[10.0], 0.0), Ok(0));
    assert_eq!(rows.centroids(), array![[2.0], [100.0]]);
    assert_eq!(rows.weights(), [5.0, 4.0]);
    // Scatter 10 · 8 = 80 from the first row. At the next it halves, as the weight does (to 2.5);
    // a row at the centroid adds nothing.
    assert_eq!(rows.radius(0), (80.0_f64 / 5.0).sqrt());
    rows.update(&[2.0], 0.0).unwrap();
    assert_eq!(rows.radius(0), (40.0_f64 / 3.5).sqrt());
    let mut own = stream(Decay::OwnRows(1.0));
    own.update(&[10.0], 0.0).unwrap();
    assert_eq!(own.weights(), [5.0, 8.0]);
    let mut time = stream(Decay::Time(3600.0));
    time.update(&[0.0], 1000.0).unwrap(); // the first time is where the clock starts
    assert_eq!(time.weights(), [9.0, 8.0]);
    time.update(&[0.0], 1000.0 + 7200.0).unwrap();
    assert_eq!(time.weights(), [9.0 / 4.0 + 1.0, 2.0]);
}

#[test]
fn numbers_stay_though_sizes_change() {
    let data = array![[0.0], [0.2], [0.4], [9.0], [9.2]];
    let params = IncrementalKMeans::new(2, 1, Decay::Rows(20.0));
    let fitted = params.fit(data.view(), &mut go).unwrap();
    assert_eq!(fitted.labels(), [0, 0, 0, 1, 1]);
    let mut stream = fitted.stream;
    // The smaller cluster becomes the larger one and wanders off.
    for i in 0..200 {
        assert_eq!(stream.update(&[9.0 + f64::from(i) * 0.01], 0.0), Ok(1));
    }
    assert!(stream.weights()[1] > 10.0 * stream.weights()[0]);
    assert_eq!((stream.assign(&[0.0]), stream.assign(&[10.0])), (0, 1));
    let drift = stream.drift();
    assert_eq!(drift[0].moved, 0.0);
    assert!(drift[1].moved > 5.0, "{drift:?}");
    assert!(
        drift[1].share > 0.5 && drift[1].share < 0.6 && drift[0].share == -drift[1].share,
        "{drift:?}"
    );
    stream.set_baseline();
    assert!(
        stream
            .drift()
            .iter()
            .all(|d| d.moved == 0.0 && d.share == 0.0)
    );
}

#[test]
fn drift_is_in_radii() {
    // Radius 2 about 0; eight rows at 6 without decay move it to 4: two radii.
    let data = array![[-2.0], [2.0], [-2.0], [2.0]];
    let params = IncrementalKMeans::new(1, 0, Decay::Never);
    let mut stream = params.fit(data.view(), &mut go).unwrap().stream;
    for _ in 0..8 {
        stream.update(&[6.0], 0.0).unwrap();
    }
    assert!((stream.drift()[0].moved - 2.0).abs() < 1e-12);
    // One place has no radius: any move is without measure, but a number.
    let point = array![[1.0], [1.0]];
    let mut stream = params.fit(point.view(), &mut go).unwrap().stream;
    assert_eq!(stream.drift()[0].moved, 0.0);
    stream.update(&[2.0], 0.0).unwrap();
    assert_eq!(stream.drift()[0].moved, f64::MAX);
}

#[test]
fn a_stream_follows_what_moves_without_retraining() {
    // Two clusters drift from 0 and 20 to 10 and 30; a plain mean would lag behind.
    let mut stream = IncrementalKMeans {
        warm_up: 40,
        ..IncrementalKMeans::new(2, 3, Decay::Rows(100.0))
    }
    .stream(1)
    .unwrap();
    for i in 0..4000 {
        let shift = f64::from(i) / 400.0;
        let noise = f64::from((i * 37) % 11 - 5) * 0.2;
        let label = stream
            .update(&[f64::from(i % 2) * 20.0 + shift + noise], f64::from(i))
            .unwrap();
        assert_eq!(label == NOISE, i < 40, "row {i}");
    }
    let mut at: Vec<f64> = stream.centroids().iter().copied().collect();
    at.sort_by(f64::total_cmp);
    assert!(
        (at[0] - 10.0).abs() < 1.0 && (at[1] - 30.0).abs() < 1.0,
        "{at:?}"
    );
}

#[test]
fn the_warm_up_is_a_k_means() {
    let data = load("iris");
    let params = IncrementalKMeans {
        warm_up: data.nrows(),
        ..IncrementalKMeans::new(3, 5, Decay::Never)
    };
    let mut stream = params.stream(4).unwrap();
    assert_eq!((stream.clusters(), stream.centroids().nrows()), (0, 0));
    for row in data.rows() {
        assert_eq!(stream.assign(row.as_slice().unwrap()), NOISE);
        assert_eq!(stream.update(row.as_slice().unwrap(), 0.0), Ok(NOISE));
    }
    let fitted = KMeans::new(3, 5).fit(data.view(), &mut go).unwrap();
    assert_eq!(stream.centroids(), fitted.centroids);
    let same = params.continue_from(&fitted, data.view()).unwrap();
    assert_eq!(
        (stream.weights(), stream.radius(1)),
        (same.weights(), same.radius(1))
    );
}

#[test]
fn a_state_read_back_goes_on_the_same() {
    let data = load("varied");
    for warm_up in [3, 100, 400] {
        let params = IncrementalKMeans {
            warm_up,
            ..IncrementalKMeans::new(3, 5, Decay::Time(50.0))
        };
        let mut stream = params.stream(2).unwrap();
        let row = |i: usize| [data[[i, 0]], data[[i, 1]]];
        for i in 0..200 {
            stream.update(&row(i), i as f64).unwrap();
        }
        let text = serde_json::to_string(&stream).unwrap();
        let bytes = postcard::to_allocvec(&stream).unwrap();
        let mut back: Stream = serde_json::from_str(&text).unwrap();
        assert_eq!(back, stream);
        assert_eq!(postcard::from_bytes::<Stream>(&bytes).unwrap(), stream);
        for i in 200..600 {
            assert_eq!(
                back.update(&row(i), i as f64),
                stream.update(&row(i), i as f64)
            );
        }
        assert_eq!(back, stream);
    }
}

#[test]
fn a_broken_state_is_refused() {
    let params = IncrementalKMeans::new(2, 0, Decay::Rows(10.0));
    let stream =
        Stream::from_centroids(params, &array![[0.0, 1.0], [2.0, 3.0]], &[1.0, 2.0]).unwrap();
    let good = serde_json::to_value(&stream).unwrap();
    assert!(serde_json::from_value::<Stream>(good.clone()).is_ok());
    let breaks: [(&str, serde_json::Value); 7] = [
        ("/columns", 3.into()),
        ("/columns", 0.into()),
        ("/params/k", 3.into()),
        ("/now/weights", serde_json::json!([1.0])),
        ("/now/weights/0", (-1.0).into()),
        ("/now", serde_json::Value::Null),
        ("/params/decay/Rows", 0.0.into()),
    ];
    for (path, value) in breaks {
        let mut bad = good.clone();
        *bad.pointer_mut(path).unwrap() = value;
        assert!(serde_json::from_value::<Stream>(bad).is_err(), "{path}");
    }
}

#[test]
fn bad_input_is_refused_and_changes_nothing() {
    for half in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        for decay in [Decay::Rows(half), Decay::OwnRows(half), Decay::Time(half)] {
            assert!(IncrementalKMeans::new(2, 0, decay).stream(2).is_err());
        }
    }
    let params = IncrementalKMeans::new(2, 0, Decay::Time(1.0));
    assert!(params.stream(0).is_err());
    assert!(IncrementalKMeans { k: 0, ..params }.stream(1).is_err());
    assert!(
        IncrementalKMeans {
            warm_up: 1,
            ..params
        }
        .stream(1)
        .is_err()
    );
    let data = array![[0.0], [1.0], [5.0]];
    assert!(
        IncrementalKMeans::new(4, 0, Decay::Never)
            .fit(data.view(), &mut go)
            .is_err()
    );
    let mut stream = params.fit(data.view(), &mut go).unwrap().stream;
    stream.update(&[0.0], 10.0).unwrap();
    let before = stream.clone();
    assert_eq!(
        stream.update(&[f64::NAN], 11.0),
        Err(ClusterError::NotFinite { row: 0, column: 0 })
    );
    for (row, time) in [
        (&[0.0, 1.0][..], 11.0),
        (&[1e200], 11.0),
        (&[1.0], 9.0),
        (&[1.0], f64::NAN),
    ] {
        assert!(matches!(
            stream.update(row, time),
            Err(ClusterError::Parameter { .. })
        ));
    }
    assert_eq!(stream, before);
    // A gap that leaves no weight at all.
    assert_eq!(stream.update(&[0.5], 1e9), Ok(0));
    assert!(stream.centroids().iter().all(|x| x.is_finite()));
    let fitted = KMeans::new(2, 0).fit(data.view(), &mut go).unwrap();
    assert!(
        IncrementalKMeans::new(3, 0, Decay::Never)
            .continue_from(&fitted, data.view())
            .is_err()
    );
    assert!(
        params
            .continue_from(&fitted, Array2::zeros((2, 1)).view())
            .is_err()
    );
}
