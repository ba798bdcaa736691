//! What several test files need: data sets and golden values.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use ndarray::Array2;
use recinto_core::analysis::{Prepared, Source};
use recinto_core::cleaning::Plan;
use recinto_core::clustering::NOISE;
use recinto_core::events::{Event, Imported, Sheet};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Data sets of `golden/datasets.py`.
pub const DATASETS: [&str; 13] = [
    "blobs",
    "blobs_8d",
    "moons",
    "circles",
    "varied",
    "anisotropic",
    "duplicates",
    "constant_column",
    "one_cluster",
    "iris",
    "wine",
    "digits",
    "cdnow",
];

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// A data set by name.
pub fn load(name: &str) -> Array2<f64> {
    let path = golden().join("data").join(format!("{name}.csv"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let rows: Vec<Vec<f64>> = text
        .lines()
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let d = rows[0].len();
    Array2::from_shape_vec((rows.len(), d), rows.concat()).unwrap()
}

/// Golden values: `golden/NAME.json`.
pub fn expected(name: &str) -> serde_json::Value {
    let path = golden().join(format!("{name}.json"));
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&bytes).unwrap()
}

/// Goes on, whatever the share.
pub fn go(_: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The same partition up to renaming; noise (−1 in golden files) matches only noise.
pub fn same_partition(ours: &[u32], theirs: &[i64]) -> bool {
    let mut there = BTreeMap::new();
    let mut back = BTreeMap::new();
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|(&a, &b)| {
            (a == NOISE) == (b == -1)
                && *there.entry(a).or_insert(b) == b
                && *back.entry(b).or_insert(a) == a
        })
}

/// A plan that changes nothing.
pub fn no_cleaning() -> Plan {
    let mut plan = Plan::default();
    plan.impossible.on = false;
    plan.duplicates.on = false;
    plan.near_duplicates.on = false;
    plan.clock.on = false;
    plan.bots.on = false;
    plan.currency.on = false;
    plan.outliers.on = false;
    plan.gaps.on = false;
    plan
}

/// Events as they are, ready for an analysis.
pub fn prepared(events: impl IntoIterator<Item = Event>) -> Prepared {
    let mut sheet = Sheet::new();
    for (line, event) in events.into_iter().enumerate() {
        sheet.push(&Imported::new(event, line as u64 + 1));
    }
    let source = Source {
        name: "canary-file.csv".into(),
        import: Default::default(),
    };
    Prepared::new(sheet, source, no_cleaning(), &mut |_, _| {
        ControlFlow::Continue(())
    })
    .unwrap()
}
