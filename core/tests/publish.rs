//! What may leave the desk: a model over enough people, and files for the marketer.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::prepared;
use recinto_core::analysis::{
    Analysis, Method, Options, PublishError, analyse, people_csv, profiles, scatter, slug,
    to_model, trade_json,
};
use recinto_core::events::{DAY_MS, Event, EventKind};
use recinto_core::model::ModelError;
use std::ops::ControlFlow;

/// 120 people who buy rarely and 40 who buy often; names that a spreadsheet would run.
fn project() -> Analysis {
    let mut events = Vec::new();
    for person in 0..160_i64 {
        let often = person % 4 == 0;
        for n in 0..if often { 20 } else { 1 + person % 2 } {
            let day = 20_000 + (person * 7 + n * 3) % 30;
            let name = if person == 0 {
                "=2+3".to_owned()
            } else {
                format!("canary-{person:03}")
            };
            let mut event = Event::new(String::new(), name, day * DAY_MS, EventKind::Purchase);
            event.value_cents = Some(if often { 7_777 } else { 1_313 } + person);
            events.push(event);
        }
    }
    let options = Options {
        window_days: 30,
        method: Some(Method::k_means(2)),
        ..Options::default()
    };
    analyse(&prepared(events), &options, &mut |_, _| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

#[test]
fn a_segment_below_the_minimum_audience_is_not_published() {
    let mut project = project();
    let sizes: Vec<u64> = profiles(&project).iter().map(|p| p.size).collect();
    assert_eq!(sizes.iter().sum::<u64>(), 160);
    let least = *sizes.iter().min().unwrap() as u32;
    project.privacy.minimum_audience = least;
    assert!(to_model(&project).is_ok());
    project.privacy.minimum_audience = least + 1;
    assert!(matches!(
        to_model(&project),
        Err(PublishError::SmallSegment { minimum, .. }) if minimum == least + 1
    ));
    project.privacy.minimum_audience = 9;
    assert!(matches!(
        to_model(&project),
        Err(PublishError::Model(ModelError::Field { .. }))
    ));
}

#[test]
fn a_long_window_needs_its_necessity() {
    let mut project = project();
    project.privacy.minimum_audience = 10;
    project.window_days = 365;
    assert!(to_model(&project).is_err());
    project.privacy.necessity = "loyalty takes a year to see".into();
    assert!(to_model(&project).is_ok());
}

#[test]
fn a_model_holds_no_persons_value() {
    let mut project = project();
    project.privacy.minimum_audience = 10;
    project.model_name = "published".into();
    let bytes = to_model(&project).unwrap().to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for canary in ["canary", "=2+3", "77.7", "13.1", "1313", "7777"] {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
    // The guard can fail: a name is published as given.
    project.model_name = "canary".into();
    let leaky = to_model(&project).unwrap().to_bytes().unwrap();
    assert!(String::from_utf8(leaky).unwrap().contains("canary"));
}

#[test]
fn the_files_for_the_marketer() {
    let mut project = project();
    project.segments[0].name = "Clienti rari".into();
    project.segments[0].tags = vec!["pochi_acquisti".into()];
    project.segments[0].category = "Valore".into();
    let csv = String::from_utf8(people_csv(&project)).unwrap();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("person,label,segment,scoring"));
    assert_eq!(csv.lines().count(), 161);
    assert!(csv.contains("\n'=2+3,"), "a formula is defused: {csv}");
    let json: serde_json::Value = serde_json::from_slice(&trade_json(&project)).unwrap();
    let rows = json.as_array().unwrap();
    assert_eq!(rows.len(), 160);
    let rare = rows
        .iter()
        .find(|row| row["segmento"] == "ClientiRari")
        .unwrap();
    assert_eq!(rare["eventi"][0], "pochi_acquisti");
    assert_eq!(rare["categoria"], "Valore");
    assert!(rare["scoring"].as_f64().unwrap() > 0.5);
    let keys: Vec<&String> = rare.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 5, "persona and the trade's four: {keys:?}");
}

#[test]
fn profiles_and_scatter_describe_everyone() {
    let project = project();
    let profiles = profiles(&project);
    assert!((profiles.iter().map(|p| p.share).sum::<f64>() - 1.0).abs() < 1e-12);
    let frequency = project
        .columns
        .iter()
        .position(|column| column.key() == "frequency(purchase)")
        .unwrap();
    assert!(profiles[1].columns[frequency].mean > 3.0 * profiles[0].columns[frequency].mean);
    assert!(profiles[1].columns[frequency].difference > 1.0);
    let weighted: f64 = profiles
        .iter()
        .map(|p| p.share * p.columns[frequency].mean)
        .sum();
    assert!((weighted - profiles[0].columns[frequency].overall).abs() < 1e-9);
    let all = scatter(&project, 1000);
    assert_eq!((all.points.len(), all.sampled), (160, false));
    let some = scatter(&project, 50);
    assert_eq!((some.points.len(), some.sampled), (50, true));
    assert!(all.explained[0] >= all.explained[1]);
}

#[test]
fn labels_from_names() {
    assert_eq!(slug("Clienti più fedeli!"), "clienti-piu-fedeli");
    assert_eq!(slug("  --  "), "");
    assert_eq!(slug(&"x".repeat(50)).len(), 32);
    assert_eq!(
        slug("abcdefghijklmnopqrstuvwxyz01234 tail"),
        "abcdefghijklmnopqrstuvwxyz01234"
    );
    assert_eq!(slug("日本"), "");
}
