//! DBSTREAM against river, and what a stream must and must not do.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{expected, go, load};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use recinto_core::clustering::dbstream::{DbStream, Stream};
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use recinto_core::random::{seeded, unit};
use recinto_core::validation::adjusted_rand;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

fn close(what: &str, ours: f64, theirs: f64) {
    assert!(
        (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0),
        "{what}: {ours}, expected {theirs}"
    );
}

/// The rows of a golden stream in its order, and its parameters.
fn golden_stream(value: &Value) -> (Array2<f64>, DbStream) {
    let data = load(value["name"].as_str().unwrap());
    let step = value["step"].as_u64().unwrap() as usize;
    let order: Vec<usize> = (0..data.nrows()).map(|i| i * step % data.nrows()).collect();
    let number = |key: &str| value[key].as_f64().unwrap();
    let params = DbStream {
        radius: number("radius"),
        fading: number("fading"),
        cleanup_gap: value["gap"].as_u64().unwrap(),
        minimum_weight: number("weight"),
        intersection: number("factor"),
        ..DbStream::new(1.0)
    };
    (data.select(Axis(0), &order), params)
}

fn run(data: &Array2<f64>, params: &DbStream) -> Stream {
    let mut stream = params.stream(data.ncols()).unwrap();
    for (tick, row) in data.rows().into_iter().enumerate() {
        stream
            .learn_one(row.as_slice().unwrap(), tick as u64)
            .unwrap();
    }
    stream.advance(data.nrows() as u64).unwrap();
    stream
}

#[test]
fn micro_clusters_and_their_density_are_rivers() {
    let golden = expected("dbstream");
    for value in golden["streams"].as_array().unwrap() {
        let name = value["name"].as_str().unwrap();
        let (data, params) = golden_stream(value);
        let stream = run(&data, &params);
        let theirs = value["micro"].as_array().unwrap();
        let micro = stream.micro_clusters();
        assert_eq!(micro.len(), theirs.len(), "{name}");
        for (ours, theirs) in micro.iter().zip(theirs) {
            close(name, ours.weight, theirs["weight"].as_f64().unwrap());
            assert_eq!(ours.updated, theirs["updated"].as_u64().unwrap(), "{name}");
            for (x, y) in ours.centre.iter().zip(theirs["centre"].as_array().unwrap()) {
                close(name, *x, y.as_f64().unwrap());
            }
        }
        let place: BTreeMap<u64, u64> = micro.iter().zip(0..).map(|(m, at)| (m.id, at)).collect();
        let shared = stream.shared_density();
        let theirs = value["shared"].as_array().unwrap();
        assert_eq!(shared.len(), theirs.len(), "{name}");
        for ((a, b, density), theirs) in shared.iter().zip(theirs) {
            assert_eq!(place[a], theirs[0].as_u64().unwrap(), "{name}");
            assert_eq!(place[b], theirs[1].as_u64().unwrap(), "{name}");
            close(name, *density, theirs[2].as_f64().unwrap());
        }
        let fitted = stream.macro_clusters();
        let theirs = value["macro"].as_array().unwrap();
        assert_eq!(fitted.clusters(), theirs.len(), "{name}");
        // Strong micro-clusters by rising place; which cluster each is in.
        let mut strong: Vec<(u64, usize)> = theirs
            .iter()
            .enumerate()
            .flat_map(|(at, cluster)| {
                let members = cluster.as_array().unwrap().iter();
                members.map(move |m| (m.as_u64().unwrap(), at))
            })
            .collect();
        strong.sort_unstable();
        let theirs: Vec<i64> = strong.iter().map(|&(_, at)| at as i64).collect();
        assert!(common::same_partition(&fitted.members, &theirs), "{name}");
    }
}

/// The shapes come out: the rows of a fit agree with the truth the data sets were made from.
#[test]
fn groups_are_found() {
    let golden = expected("dbstream");
    let find = |name: &str| {
        let streams = golden["streams"].as_array().unwrap();
        golden_stream(streams.iter().find(|s| s["name"] == name).unwrap())
    };
    let (data, params) = find("blobs");
    let fitted = params.fit(data.view(), &mut go).unwrap();
    assert_eq!(fitted.clusters(), 5);
    // Row i is of blob i mod 5; the last twentieth is noise.
    let truth: Vec<u32> = (0..570).map(|i| i % 5).collect();
    let agreed = adjusted_rand(&fitted.labels()[..570], &truth).unwrap();
    assert!(agreed > 0.95, "{agreed}");
    let noise = fitted.labels()[570..]
        .iter()
        .filter(|&&l| l == NOISE)
        .count();
    assert!(noise > 15, "{noise} of 30");
    // Shapes no mean describes: what DBSCAN finds, noise aside.
    let validation = expected("validation");
    for (name, step) in [("moons", 3), ("circles", 3)] {
        let (data, params) = find(name);
        let n = data.nrows();
        let fitted = params.fit(data.view(), &mut go).unwrap();
        assert_eq!(fitted.clusters(), 2, "{name}");
        let (ours, theirs): (Vec<u32>, Vec<u32>) = (0..n)
            .map(|i| {
                (
                    fitted.labels()[i],
                    validation[name]["dense"][i * step % n].as_i64().unwrap(),
                )
            })
            .filter(|&(ours, theirs)| ours != NOISE && theirs >= 0)
            .map(|(ours, theirs)| (ours, theirs as u32))
            .unzip();
        assert!(ours.len() > n * 8 / 10, "{name}: {} of {n}", ours.len());
        let agreed = adjusted_rand(&ours, &theirs).unwrap();
        assert!(agreed > 0.98, "{name}: {agreed}");
    }
    let (data, params) = find("constant_column");
    let fitted = params.fit(data.view(), &mut go).unwrap();
    assert_eq!(fitted.clusters(), 3);
    let truth: Vec<u32> = (0..300).map(|i| i * 7 % 300 % 3).collect();
    // A few rows lie outside every strong micro-cluster; none is in another's.
    let agreed = adjusted_rand(fitted.labels(), &truth).unwrap();
    assert!(agreed > 0.95, "{agreed}");
    let kept = |of: &dyn Fn(usize) -> u32| -> Vec<u32> {
        (0..300)
            .filter(|&i| fitted.labels()[i] != NOISE)
            .map(of)
            .collect()
    };
    let (ours, theirs) = (kept(&|i| fitted.labels()[i]), kept(&|i| truth[i]));
    assert_eq!(adjusted_rand(&ours, &theirs), Ok(1.0));
}

#[test]
fn what_is_old_fades_and_goes() {
    let params = DbStream {
        fading: 0.1,
        cleanup_gap: 5,
        ..DbStream::new(1.0)
    };
    let mut stream = params.stream(1).unwrap();
    stream.learn_one(&[0.0], 0).unwrap();
    stream.learn_one(&[0.0], 0).unwrap();
    close("two at once", stream.micro_clusters()[0].weight, 2.0);
    stream.learn_one(&[0.0], 10).unwrap();
    close(
        "half of two, and one",
        stream.micro_clusters()[0].weight,
        2.0,
    );
    // Weak is below 2^(−0.5). 2·2^(−0.1·t) is so for t above 15.
    stream.advance(24).unwrap();
    assert_eq!(stream.micro_clusters().len(), 1);
    stream.advance(29).unwrap();
    assert_eq!(
        stream.micro_clusters().len(),
        1,
        "at 25 it weighs 2^(−0.5), which is not below"
    );
    stream.advance(30).unwrap();
    assert!(stream.micro_clusters().is_empty());
    assert_eq!(stream.macro_clusters().clusters(), 0);
    assert_eq!(stream.macro_clusters().assign(&[0.0]), NOISE);
    let mut lasting = DbStream {
        fading: 0.0,
        ..params
    }
    .stream(1)
    .unwrap();
    lasting.learn_one(&[0.0], 0).unwrap();
    lasting.advance(u64::MAX).unwrap();
    assert_eq!(lasting.micro_clusters().len(), 1);
}

#[test]
fn a_drifting_cluster_is_followed_and_the_old_place_forgotten() {
    let params = DbStream {
        fading: 0.02,
        cleanup_gap: 10,
        ..DbStream::new(1.0)
    };
    let mut random = seeded(4);
    let data = Array2::from_shape_fn((2_000, 2), |(i, _)| i as f64 * 0.01 + unit(&mut random));
    let fitted = params.fit(data.view(), &mut go).unwrap();
    assert_eq!(fitted.clusters(), 1);
    assert_eq!(fitted.assign(&[20.4, 20.4]), 0);
    assert_eq!(fitted.assign(&[5.0, 5.0]), NOISE);
}

#[test]
fn too_many_micro_clusters_make_the_lightest_give_way() {
    let params = DbStream {
        fading: 0.0,
        most_micro_clusters: 3,
        ..DbStream::new(1.0)
    };
    let mut stream = params.stream(1).unwrap();
    for (tick, x) in [0.0, 10.0, 20.0, 0.0, 20.0, 30.0, 30.0, 40.0]
        .iter()
        .enumerate()
    {
        stream.learn_one(&[*x], tick as u64).unwrap();
        assert!(stream.micro_clusters().len() <= 3);
    }
    let left: Vec<f64> = stream
        .micro_clusters()
        .iter()
        .map(|m| m.centre[0])
        .collect();
    // 10 gave way to 30; then all weigh 2 and the oldest gave way to 40.
    assert_eq!(left, [20.0, 30.0, 40.0]);
    assert_eq!(stream.evicted(), 2);
}

#[test]
fn evicted_micro_clusters_leave_no_density_behind() {
    let params = DbStream {
        fading: 0.0,
        most_micro_clusters: 2,
        ..DbStream::new(1.0)
    };
    let mut stream = params.stream(1).unwrap();
    for (tick, x) in [0.0, 1.5, 0.75, 9.0].iter().enumerate() {
        stream.learn_one(&[*x], tick as u64).unwrap();
        assert_eq!(stream.shared_density().len(), usize::from(tick == 2));
    }
}

#[test]
fn bad_input_is_refused() {
    let good = DbStream::new(1.0);
    for bad in [
        DbStream {
            radius: 0.0,
            ..good
        },
        DbStream {
            radius: f64::NAN,
            ..good
        },
        DbStream {
            radius: f64::INFINITY,
            ..good
        },
        DbStream {
            fading: -0.1,
            ..good
        },
        DbStream {
            fading: f64::NAN,
            ..good
        },
        DbStream {
            cleanup_gap: 0,
            ..good
        },
        DbStream {
            minimum_weight: -1.0,
            ..good
        },
        DbStream {
            intersection: 1.1,
            ..good
        },
        DbStream {
            intersection: f64::NAN,
            ..good
        },
        DbStream {
            most_micro_clusters: 0,
            ..good
        },
    ] {
        assert!(
            matches!(bad.stream(2), Err(ClusterError::Parameter { .. })),
            "{bad:?}"
        );
    }
    assert!(matches!(
        good.stream(0),
        Err(ClusterError::Parameter { .. })
    ));
    let huge = DbStream {
        most_micro_clusters: usize::MAX,
        ..good
    };
    assert!(matches!(huge.stream(2), Err(ClusterError::Memory { .. })));

    let mut stream = good.stream(2).unwrap();
    stream.learn_one(&[0.0, 0.0], 5).unwrap();
    let before = stream.clone();
    assert!(matches!(
        stream.learn_one(&[0.0], 6),
        Err(ClusterError::Parameter { .. })
    ));
    assert_eq!(
        stream.learn_one(&[0.0, f64::NAN], 6),
        Err(ClusterError::NotFinite { row: 0, column: 1 })
    );
    assert!(matches!(
        stream.learn_one(&[0.0, 0.0], 4),
        Err(ClusterError::Parameter { .. })
    ));
    assert_eq!(stream, before, "a refused point changes nothing");

    let empty = Array2::<f64>::zeros((0, 2));
    assert!(matches!(
        good.fit(empty.view(), &mut go),
        Err(ClusterError::TooFewRows { .. })
    ));
    let nan = array![[0.0, 1.0], [f64::INFINITY, 2.0]];
    assert_eq!(
        good.fit(nan.view(), &mut go).err(),
        Some(ClusterError::NotFinite { row: 1, column: 0 })
    );
    let stopped = good.fit(load("iris").view(), &mut |_| ControlFlow::Break(()));
    assert_eq!(stopped.err(), Some(ClusterError::Cancelled));
    let fitted = good.fit(load("iris").view(), &mut go).unwrap();
    assert_eq!(fitted.assign(&[1.0]), NOISE);
    assert_eq!(fitted.assign(&[f64::NAN; 4]), NOISE);
    let vast = array![
        [f64::MAX, f64::MIN],
        [f64::MIN, f64::MAX],
        [f64::MAX, f64::MIN]
    ];
    assert!(good.fit(vast.view(), &mut go).unwrap().clusters() <= 3);
    let same = good.fit(Array2::ones((30, 2)).view(), &mut go).unwrap();
    assert_eq!((same.clusters(), same.labels()), (1, &[0; 30][..]));
}

fn walk() -> impl Strategy<Value = Array2<f64>> {
    (20..120_usize, any::<u64>()).prop_map(|(n, seed)| {
        let mut random = seeded(seed);
        Array2::from_shape_fn((n, 2), |(i, j)| {
            ((i * (j + 1)) % 3) as f64 * 4.0 + unit(&mut random) * 2.0
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Turned, moved and scaled with its radius, the stream is the same stream. The numbers are such
    /// that distances stay exact, so that no row falls to the other side of a radius.
    #[test]
    fn place_and_size_change_no_label(data in walk(), by in -8..8_i32, doublings in -3..4_i32) {
        let data = data.mapv(|x| (x * 1024.0).round() / 1024.0);
        let params = DbStream { cleanup_gap: 20, ..DbStream::new(1.0) };
        let labels = params.fit(data.view(), &mut go).unwrap().labels().to_vec();
        let times = libm::exp2(f64::from(doublings));
        let larger = DbStream { radius: times, ..params };
        let scaled = larger.fit((&data * times).view(), &mut go).unwrap();
        prop_assert_eq!(scaled.labels(), &labels[..]);
        let turned = Array2::from_shape_fn(data.dim(), |(i, j)| if j == 0 { -data[[i, 1]] } else { data[[i, 0]] });
        let sizes = |labels: &[u32]| {
            let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
            for &label in labels {
                *sizes.entry(label).or_default() += 1;
            }
            sizes
        };
        let fitted = params.fit(turned.view(), &mut go).unwrap();
        prop_assert_eq!(sizes(fitted.labels()), sizes(&labels));
        prop_assert_eq!(adjusted_rand(fitted.labels(), &labels), Ok(1.0));
        let moved = params.fit((&data + f64::from(by)).view(), &mut go).unwrap();
        prop_assert!(adjusted_rand(moved.labels(), &labels).unwrap() > 0.999);
    }

    #[test]
    fn labels_are_what_assign_says(data in walk(), minimum in 0.0..4.0_f64) {
        let params = DbStream { minimum_weight: minimum, cleanup_gap: 20, ..DbStream::new(1.0) };
        let fitted = params.fit(data.view(), &mut go).unwrap();
        let mut sizes = vec![0_usize; fitted.clusters()];
        for (row, &label) in data.rows().into_iter().zip(fitted.labels()) {
            prop_assert_eq!(fitted.assign(row.as_slice().unwrap()), label);
            if label != NOISE {
                sizes[label as usize] += 1;
            }
        }
        prop_assert!(sizes.is_sorted_by(|a, b| a >= b) && sizes.iter().all(|&n| n > 0));
        prop_assert!(fitted.weights.iter().all(|&w| w >= minimum));
    }
}
