//! The real CDNOW file against pandas and scikit-learn (`golden/make.py` wrote `golden/cdnow.json`).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use ndarray::Array2;
use recinto_core::analysis::{
    Analysis, Method, Options, Prepared, Source, Trees, analyse, recluster, to_model,
};
use recinto_core::assign::assign;
use recinto_core::cleaning::Plan;
use recinto_core::clustering::kmeans::KMeans;
use recinto_core::events::import::{SNIFF_BYTES, import, sniff};
use recinto_core::events::Sheet;
use recinto_core::features::{FeatureSpec, scale};
use recinto_core::model::{SegmentModel, model_id};
use recinto_core::preparation::pca;
use recinto_core::studio::Column;
use recinto_core::validation::silhouettes;
use serde_json::Value;
use std::ops::ControlFlow;
use std::sync::OnceLock;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/cdnow.json")).unwrap()
}

fn file() -> Vec<u8> {
    std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../web/sample/cdnow_master.txt"
    ))
    .unwrap()
}

/// Read and cleaned as by default.
fn read() -> Prepared {
    let bytes = file();
    let sniffed = sniff(&bytes[..SNIFF_BYTES]).unwrap();
    assert!(sniffed.known);
    let mut sheet = Sheet::new();
    let import = import(
        bytes.as_slice(),
        &sniffed.mapping,
        &mut |told| sheet.push_told(told),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    let source = Source {
        name: "cdnow_master.txt".into(),
        import,
    };
    Prepared::new(sheet, source, Plan::default(), &mut |_, _| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

fn analysis() -> &'static Analysis {
    static ANALYSIS: OnceLock<Analysis> = OnceLock::new();
    ANALYSIS.get_or_init(|| {
        analyse(&read(), &Options::default(), &mut |_, _| {
            ControlFlow::Continue(())
        })
        .unwrap()
    })
}

fn scaled() -> Array2<f64> {
    let analysis = analysis();
    let rows: Vec<f64> = (0..analysis.people.len())
        .flat_map(|person| scale(&features(analysis), analysis.raw_row(person)))
        .collect();
    Array2::from_shape_vec((analysis.people.len(), analysis.width()), rows).unwrap()
}

fn features(analysis: &Analysis) -> Vec<FeatureSpec> {
    let columns = analysis.columns.iter();
    columns.filter_map(Column::feature).cloned().collect()
}

fn close(found: f64, expected: &Value, tolerance: f64, what: &str) {
    let expected = expected.as_f64().unwrap();
    let gap = (found - expected).abs() / expected.abs().max(1e-12);
    assert!(
        gap <= tolerance,
        "{what}: {found}, reference {expected}, relative gap {gap:e}"
    );
}

#[test]
fn every_row_is_read() {
    let golden = golden();
    let prepared = read();
    let report = &prepared.source.import;
    assert_eq!(report.rows, golden["rows"].as_u64().unwrap());
    assert_eq!(report.accepted, report.rows);
    assert_eq!(
        prepared.sheet.people().len() as u64,
        golden["customers"].as_u64().unwrap()
    );
    let mut cents = 0;
    let sniffed = sniff(&file()).unwrap();
    import(
        file().as_slice(),
        &sniffed.mapping,
        &mut |told| cents += told.event.value_cents.unwrap(),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    assert_eq!(cents, golden["total_cents"].as_i64().unwrap());
}

#[test]
fn features_are_those_of_pandas() {
    let (golden, analysis) = (golden(), analysis());
    assert_eq!(
        analysis.people.len() as u64,
        golden["people_in_window"].as_u64().unwrap()
    );
    assert_eq!(
        analysis.outside.people + analysis.people.len() as u64,
        golden["customers"].as_u64().unwrap()
    );
    let features = features(analysis);
    let names: Vec<&str> = features.iter().map(|f| f.measure.name()).collect();
    assert_eq!(serde_json::to_value(&names).unwrap(), golden["features"]);
    for (j, name) in names.iter().enumerate() {
        let sum: f64 = (0..analysis.people.len())
            .map(|p| analysis.raw_row(p)[j])
            .sum();
        close(sum, &golden["sums"][j], 1e-12, name);
        close(features[j].center, &golden["mean"][j], 1e-12, name);
        close(features[j].scale, &golden["scale"][j], 1e-12, name);
    }
    for (person, expected) in golden["first_people"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        assert_eq!(analysis.people[person], expected[0].as_str().unwrap());
        for (j, x) in analysis.raw_row(person).iter().enumerate() {
            close(*x, &expected[j + 1], 1e-14, names[j]);
        }
    }
}

#[test]
fn kmeans_and_silhouette_are_those_of_scikit_learn() {
    let golden = golden();
    let expected = &golden["kmeans_first_rows"];
    let k = expected["k"].as_u64().unwrap() as usize;
    let data = scaled();
    let start = data.slice(ndarray::s![..k, ..]).to_owned();
    let params = KMeans {
        max_iterations: 1000,
        ..KMeans::new(k, 0)
    };
    let fitted = params.fit_from(data.view(), start).unwrap();
    close(fitted.inertia, &expected["inertia"], 1e-9, "inertia");
    let mut sizes = vec![0_u64; k];
    for &label in &fitted.labels {
        sizes[label as usize] += 1;
    }
    assert_eq!(serde_json::to_value(&sizes).unwrap(), expected["sizes"]);
    let part = data.slice(ndarray::s![..2000, ..]);
    let quality = silhouettes(part, &[fitted.labels[..2000].to_vec()], 0, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(!quality[0].sampled);
    close(
        quality[0].mean,
        &golden["silhouette_first_2000"],
        1e-10,
        "silhouette",
    );
}

#[test]
fn principal_components_are_those_of_scikit_learn() {
    let golden = golden();
    let components = pca(scaled().view());
    for (rank, share) in components.explained.iter().enumerate() {
        close(
            *share,
            &golden["pca_explained"][rank],
            1e-10,
            "explained variance",
        );
    }
}

#[test]
fn the_published_assigner_gives_the_fitted_labels() {
    let mut analysis = analysis().clone();
    analysis.model_name = "CDNOW".into();
    analysis.privacy.necessity = "loyalty takes a year to see".into();
    let model = to_model(&analysis).unwrap();
    for person in 0..analysis.people.len() {
        let point = scale(&model.features, analysis.raw_row(person));
        let assignment = assign(&model, &point).unwrap();
        assert_eq!(assignment.segment, analysis.labels[person] as usize);
        assert!(assignment.score >= 1.0 / model.segments.len() as f64 && assignment.score <= 1.0);
    }
}

/// Pins the bytes: a change of any digit, here or in a dependency, shows.
#[test]
fn the_models_bytes_are_pinned() {
    let mut analysis = analysis().clone();
    analysis.model_name = "CDNOW".into();
    analysis.privacy.necessity = "loyalty takes a year to see".into();
    let bytes = to_model(&analysis).unwrap().to_bytes().unwrap();
    assert_eq!(
        SegmentModel::from_bytes(&bytes)
            .unwrap()
            .to_bytes()
            .unwrap(),
        bytes
    );
    assert_eq!(model_id(&bytes), "GVkV_5mzVmvOU-pRmI1gmg");
}

#[test]
fn other_k_on_the_same_people() {
    let analysis = analysis();
    let choice = &analysis.choice;
    assert_eq!(analysis.k, choice.proposed);
    let best = choice
        .scores
        .iter()
        .max_by(|a, b| a.total.total_cmp(&b.total))
        .unwrap();
    assert_eq!(best.k, choice.proposed);
    let with = |k| {
        let go = &mut |_, _| ControlFlow::Continue(());
        recluster(analysis, Method::k_means(k), &mut Trees::default(), go)
    };
    let again = with(4).unwrap();
    assert_eq!((again.k, again.segments.len()), (4, 4));
    assert_eq!(&again.choice, choice);
    for refused in [0, 1, 65, usize::MAX] {
        assert!(with(refused).is_err(), "{refused}");
    }
}

#[test]
fn a_cancel_stops_at_every_stage() {
    let prepared = read();
    for stop_at in [0, 3, 12, 20] {
        let mut calls = 0;
        let result = analyse(&prepared, &Options::default(), &mut |_, _| {
            calls += 1;
            if calls > stop_at {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert!(result.is_err(), "stopped at call {stop_at}");
        assert_eq!(calls, stop_at + 1, "nothing goes on after a cancel");
    }
}

#[test]
fn a_project_file_survives_and_a_broken_one_is_refused() {
    let analysis = analysis();
    let bytes = analysis.to_bytes().unwrap();
    assert_eq!(&Analysis::from_bytes(&bytes).unwrap(), analysis);
    let text = String::from_utf8(bytes).unwrap();
    for (from, to) in [
        ("recinto.project/2", "recinto.project/9"),
        ("\"centroids\":[", "\"centroids\":[1.5,"),
        ("\"labels\":[", "\"labels\":[99,"),
        ("\"people\":[", "\"people\":[\"one more\","),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text);
        assert!(
            Analysis::from_bytes(broken.as_bytes()).is_err(),
            "{from} → {to}"
        );
    }
    assert!(Analysis::from_bytes(b"").is_err());
}
