//! Incremental DBSCAN equals DBSCAN after every insert and every removal.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::go;
use ndarray::Array2;
use proptest::prelude::*;
use recinto_core::clustering::dbscan::Dbscan;
use recinto_core::clustering::incremental_dbscan::IncrementalDbscan;
use recinto_core::clustering::{ClusterError, Clusterer, NOISE};
use recinto_core::random::{below, seeded, unit};
use std::collections::BTreeMap;

/// Core, labels by size and the lasting numbers against the batch over the points that are there.
fn equals_batch(state: &IncrementalDbscan, epsilon: f64, min_points: usize, columns: usize) {
    let ids: Vec<u64> = state.labels().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), state.len());
    if ids.is_empty() {
        assert_eq!(state.clusters(), 0);
        return;
    }
    let flat = ids.iter().flat_map(|&id| state.point(id).unwrap().to_vec());
    let data = Array2::from_shape_vec((ids.len(), columns), flat.collect()).unwrap();
    let batch = Dbscan::new(epsilon, min_points)
        .fit(data.view(), &mut go)
        .unwrap();
    let core: Vec<bool> = ids.iter().map(|&id| state.is_core(id).unwrap()).collect();
    assert_eq!(core, batch.core);
    let ours: Vec<u32> = state
        .labels_by_size()
        .into_iter()
        .map(|(_, label)| label)
        .collect();
    assert_eq!(ours, batch.labels);
    assert_eq!(state.clusters(), batch.clusters);
    // The lasting numbers are another naming of the same clusters.
    let mut names = BTreeMap::new();
    for ((_, lasting), by_size) in state.labels().zip(ours) {
        assert_eq!(lasting == NOISE, by_size == NOISE);
        assert_eq!(*names.entry(by_size).or_insert(lasting), lasting);
    }
    let mut lasting: Vec<u32> = names.into_values().collect();
    lasting.sort_unstable();
    assert!(lasting.windows(2).all(|pair| pair[0] < pair[1]));
}

/// The core points and their lasting numbers.
fn cores(state: &IncrementalDbscan) -> BTreeMap<u64, u32> {
    state
        .labels()
        .filter(|&(id, _)| state.is_core(id).unwrap())
        .collect()
}

#[derive(Debug, Default)]
struct Seen {
    merges: usize,
    splits: usize,
    steps: usize,
}

/// Numbers after a step from those before, by the rules of the documentation.
fn numbers_last(before: &BTreeMap<u64, u32>, after: &BTreeMap<u64, u32>, seen: &mut Seen) {
    // Core points that stayed core, by (old, new) number: how many, and the oldest.
    let mut flows: BTreeMap<(u32, u32), (usize, u64)> = BTreeMap::new();
    for (id, new) in after {
        if let Some(old) = before.get(id) {
            let flow = flows.entry((*old, *new)).or_insert((0, *id));
            flow.0 += 1;
        }
    }
    let count = |map: &BTreeMap<u64, u32>, of: u32| map.values().filter(|&&x| x == of).count();
    for &(old, new) in flows.keys() {
        let into: Vec<u32> = flows.keys().filter(|f| f.1 == new).map(|f| f.0).collect();
        let parts: Vec<(u32, usize, u64)> = flows
            .iter()
            .filter(|(f, _)| f.0 == old)
            .map(|(f, &(n, id))| (f.1, n, id))
            .collect();
        if into.len() > 1 {
            // Each is met once per cluster of it.
            seen.merges += usize::from(into[0] == old);
            let largest = into.iter().map(|&o| count(before, o)).max().unwrap();
            let kept = into.iter().find(|&&o| count(before, o) == largest).unwrap();
            assert_eq!(new, *kept, "the largest, then the oldest of {into:?}");
        } else if parts.len() > 1 {
            seen.splits += usize::from(parts[0].0 == new);
            let kept = parts
                .iter()
                .max_by(|a, b| a.1.cmp(&b.1).then(b.2.cmp(&a.2)))
                .unwrap();
            assert_eq!(kept.0, old, "the largest, then the oldest of {parts:?}");
        } else {
            assert_eq!(old, new, "nothing else renames a cluster");
        }
    }
}

/// Random inserts and removals with `point`, at most `most` points, each step compared.
fn churn(
    steps: usize,
    most: usize,
    (epsilon, min_points, columns): (f64, usize, usize),
    seed: u64,
    point: &mut dyn FnMut(u64) -> Vec<f64>,
    seen: &mut Seen,
) {
    let mut random = seeded(seed);
    use rand_core::Rng as _;
    let mut state = IncrementalDbscan::new(epsilon, min_points, columns).unwrap();
    let mut ids: Vec<u64> = Vec::new();
    let mut growing = true;
    for _ in 0..steps {
        let before = cores(&state);
        // Waves, so that clusters grow together and fall apart.
        if ids.len() >= most {
            growing = false;
        } else if ids.len() < most / 3 {
            growing = true;
        }
        let insert = below(10, &mut random) < if growing { 8 } else { 2 };
        if insert || ids.is_empty() {
            ids.push(state.insert(&point(random.next_u64())).unwrap());
        } else {
            let id = ids.swap_remove(below(ids.len() as u64, &mut random) as usize);
            assert!(state.remove(id));
            assert!(!state.remove(id));
            assert_eq!(state.label(id), None);
        }
        equals_batch(&state, epsilon, min_points, columns);
        numbers_last(&before, &cores(&state), seen);
        seen.steps += 1;
    }
}

#[test]
fn equal_to_batch_after_each_of_thousands_of_steps() {
    let mut seen = Seen::default();
    // Whole numbers from small ranges: ties, duplicates, ε itself a distance.
    for (columns, values, epsilon, min_points) in [
        (1, 120, 1.0, 2),
        (1, 200, 3.0, 4),
        (2, 16, 1.0, 3),
        (2, 14, 1.5, 5),
        (2, 20, 2.0, 6),
        (3, 8, 1.5, 4),
        (6, 3, 1.0, 3),
        (6, 4, 2.0, 6),
    ] {
        for seed in 0..5 {
            let mut point = |seed| {
                let mut random = seeded(seed);
                (0..columns)
                    .map(|_| below(values, &mut random) as f64)
                    .collect()
            };
            let params = (epsilon, min_points, columns);
            churn(400, 150, params, seed, &mut point, &mut seen);
        }
    }
    assert!(seen.steps >= 16_000, "{seen:?}");
    assert!(seen.merges > 300 && seen.splits > 300, "{seen:?}");
}

#[test]
fn equal_to_batch_far_from_zero_and_far_apart() {
    let mut seen = Seen::default();
    for scale in [1e-3, 1.0, 1e9, 1e15, 1e300] {
        let mut point = |seed| {
            let mut random = seeded(seed);
            (0..2)
                .map(|_| (unit(&mut random) * 12.0 - 6.0) + scale)
                .collect()
        };
        churn(200, 90, (1.0, 4, 2), 1, &mut point, &mut seen);
        let mut point = |seed| {
            let mut random = seeded(seed);
            (0..2).map(|_| (unit(&mut random) - 0.5) * scale).collect()
        };
        churn(100, 60, (1.0, 4, 2), 1, &mut point, &mut seen);
    }
}

#[test]
fn numbers_last_by_hand() {
    let mut state = IncrementalDbscan::new(1.0, 2, 1).unwrap();
    let left: Vec<u64> = [0.0, 1.0, 2.0]
        .iter()
        .map(|&x| state.insert(&[x]).unwrap())
        .collect();
    let right: Vec<u64> = [4.0, 5.0]
        .iter()
        .map(|&x| state.insert(&[x]).unwrap())
        .collect();
    assert_eq!(
        (state.label(left[0]), state.label(right[0])),
        (Some(0), Some(1))
    );
    // The larger survives the merge …
    let bridge = state.insert(&[3.0]).unwrap();
    assert!(state.labels().all(|(_, label)| label == 0));
    // … and keeps its number when the smaller part splits off.
    assert!(state.remove(bridge));
    assert_eq!(
        (state.label(left[0]), state.label(right[0])),
        (Some(0), Some(2))
    );
    let more: Vec<u64> = [6.0, 7.0]
        .iter()
        .map(|&x| state.insert(&[x]).unwrap())
        .collect();
    assert_eq!(state.label(more[1]), Some(2));
    assert_eq!(state.labels_by_size()[0], (left[0], 1));
    for id in left.into_iter().chain(right).chain(more) {
        assert!(state.remove(id));
    }
    assert!(state.is_empty());
    assert!(!state.remove(99));
}

#[test]
fn bad_input_is_refused() {
    assert!(IncrementalDbscan::new(0.0, 2, 1).is_err());
    assert!(IncrementalDbscan::new(f64::NAN, 2, 1).is_err());
    assert!(IncrementalDbscan::new(1.0, 0, 1).is_err());
    assert!(IncrementalDbscan::new(1.0, 2, 0).is_err());
    let mut state = IncrementalDbscan::new(1.0, 2, 2).unwrap();
    assert!(matches!(
        state.insert(&[1.0]),
        Err(ClusterError::Parameter { .. })
    ));
    assert_eq!(
        state.insert(&[1.0, f64::NAN]),
        Err(ClusterError::NotFinite { row: 0, column: 1 })
    );
    assert_eq!(state.insert(&[1.0, 1.0]), Ok(0));
}

#[test]
fn a_stored_state_goes_on_where_it_was() {
    let mut random = seeded(3);
    let mut draw = || vec![below(12, &mut random) as f64, below(12, &mut random) as f64];
    let mut state = IncrementalDbscan::new(1.0, 3, 2).unwrap();
    for _ in 0..120 {
        state.insert(&draw()).unwrap();
    }
    for id in (0..120).step_by(3) {
        state.remove(id);
    }
    let text = serde_json::to_string(&state).unwrap();
    let mut again: IncrementalDbscan = serde_json::from_str(&text).unwrap();
    let bytes = postcard::to_allocvec(&state).unwrap();
    let binary: IncrementalDbscan = postcard::from_bytes(&bytes).unwrap();
    assert!(binary.labels().eq(state.labels()));
    assert!(state.clusters() > 3);
    for id in (1..120).step_by(3) {
        let point = draw();
        assert_eq!(again.insert(&point), state.insert(&point));
        assert_eq!(again.remove(id), state.remove(id));
        assert!(again.labels().eq(state.labels()));
        equals_batch(&again, 1.0, 3, 2);
    }
    let noise = format!(",{NOISE},[");
    for (from, to) in [
        ("\"epsilon\":1.0", "\"epsilon\":-1.0"),
        (noise.as_str(), ",0,["),
        ("\"next_id\":120", "\"next_id\":2"),
    ] {
        assert!(text.contains(from), "{from}");
        let broken = text.replacen(from, to, 1);
        assert!(
            serde_json::from_str::<IncrementalDbscan>(&broken).is_err(),
            "{to}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn equal_to_batch(columns in 1..5_usize, values in 3..40_u64, epsilon in 1..4_u32, min_points in 1..8_usize, seed: u64) {
        let mut seen = Seen::default();
        let mut point = |seed| {
            let mut random = seeded(seed);
            (0..columns).map(|_| below(values, &mut random) as f64).collect()
        };
        churn(100, 60, (f64::from(epsilon), min_points, columns), seed, &mut point, &mut seen);
    }
}
