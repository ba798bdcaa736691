//! The features of a clickstream and of CDNOW against pandas (`golden/features.py` wrote
//! `golden/features.json`). The clickstream's first 40 people are from retentioneering 5.2.4
//! (Apache-2.0).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use recinto_core::events::{DAY_MS, Event, EventKind};
use recinto_core::features::{Definitions, FeatureSpec, FeatureState, Lexicon, Measure, Measures};
use serde_json::Value;
use std::collections::BTreeMap;

type People = BTreeMap<String, Vec<Event>>;

fn golden(part: &str) -> Value {
    let golden: Value = serde_json::from_str(include_str!("golden/features.json")).unwrap();
    golden[part].clone()
}

fn texts(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap()
}

fn specs(golden: &Value) -> Vec<FeatureSpec> {
    let spec = |told: &Value| FeatureSpec {
        over: told["over"].as_str().unwrap().into(),
        decay: told["decay"].as_f64().unwrap(),
        ..FeatureSpec::new(
            serde_json::from_value::<Measure>(told["measure"].clone()).unwrap(),
            told["of"].as_str().unwrap(),
        )
    };
    golden["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(spec)
        .collect()
}

/// Per feature the values of everyone.
fn values(golden: &Value, people: &People) -> Vec<Vec<Option<f64>>> {
    let words = texts(&golden["words"]);
    let window_days = golden["window_days"].as_u64().unwrap() as u32;
    let as_of_ms = golden["today"].as_i64().unwrap() * DAY_MS;
    let lexicon = Lexicon::new(&words, &Definitions::default(), window_days);
    let specs = specs(golden);
    let measures = Measures::new(&specs, &words);
    let mut columns = vec![Vec::new(); specs.len()];
    for events in people.values() {
        let state = FeatureState::of_rows(&lexicon, events.iter().map(Event::view));
        assert_eq!(state.evicted(), 0);
        let row = measures.defined(&state, as_of_ms, window_days);
        row.zip(&mut columns)
            .for_each(|(value, column)| column.push(value));
    }
    columns
}

fn close(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-10 * (1.0 + b.abs()),
        (a, b) => a == b,
    }
}

fn name(spec: &Value) -> String {
    format!(
        "{} of {} over {}",
        spec["measure"], spec["of"], spec["over"]
    )
}

#[test]
fn the_clickstreams_features_are_those_of_pandas() {
    let golden = golden("clickstream");
    let mut people = People::new();
    for line in include_str!("golden/data/clickstream.csv").lines().skip(1) {
        let [person, kind, time, offset, category, source] =
            line.split(',').collect::<Vec<_>>().try_into().unwrap();
        let time: DateTime = time.parse().unwrap();
        let time_ms = TimeZone::UTC.to_timestamp(time).unwrap().as_millisecond();
        let kind = EventKind::try_from(kind.to_owned()).unwrap();
        let mut event = Event::new(String::new(), person.to_owned(), time_ms, kind);
        event.utc_offset_min = Some(offset.parse().unwrap());
        event.category = Some(category.into());
        event.source = Some(source.into());
        people.entry(person.to_owned()).or_default().push(event);
    }
    people
        .values_mut()
        .for_each(|events| events.sort_by_key(|e| e.time_ms));
    assert_eq!(
        people.keys().cloned().collect::<Vec<_>>(),
        texts(&golden["people"])
    );
    let found = values(&golden, &people);
    for (at, column) in found.iter().enumerate() {
        let name = name(&golden["features"][at]);
        assert!(column.iter().any(Option::is_some), "{name} says nothing");
        for (row, value) in column.iter().enumerate() {
            let expected = golden["values"][at][row].as_f64();
            assert!(
                close(*value, expected),
                "{name}, person {row}: {value:?}, pandas {expected:?}"
            );
        }
    }
}

#[test]
fn cdnows_features_are_those_of_pandas() {
    let golden = golden("cdnow");
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../web/sample/cdnow_master.txt"
    );
    let mut people = People::new();
    for line in std::fs::read_to_string(file).unwrap().lines().skip(1) {
        let [person, date, _, value] = line
            .split_whitespace()
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        let number =
            |range: std::ops::Range<usize>| date.get(range).unwrap().parse::<i16>().unwrap();
        let date = jiff::civil::date(number(0..4), number(4..6) as i8, number(6..8) as i8);
        let time_ms = TimeZone::UTC
            .to_timestamp(date.into())
            .unwrap()
            .as_millisecond();
        let mut event = Event::new(String::new(), person.into(), time_ms, EventKind::Purchase);
        // Two decimals each: the cents without the point.
        event.value_cents = Some(value.replace('.', "").parse().unwrap());
        people.entry(person.to_owned()).or_default().push(event);
    }
    people
        .values_mut()
        .for_each(|events| events.sort_by_key(|e| e.time_ms));
    let found = values(&golden, &people);
    for (at, column) in found.iter().enumerate() {
        let name = name(&golden["features"][at]);
        let defined: Vec<f64> = column.iter().copied().flatten().collect();
        assert_eq!(
            defined.len() as u64,
            golden["defined"][at].as_u64().unwrap(),
            "{name}"
        );
        let sum = defined.iter().sum::<f64>();
        assert!(
            close(Some(sum), golden["sum"][at].as_f64()),
            "{name}: sum {sum}"
        );
        let squares = defined.iter().map(|x| x * x).sum::<f64>();
        assert!(
            close(Some(squares), golden["squares"][at].as_f64()),
            "{name}: squares {squares}"
        );
        for (row, value) in column.iter().take(20).enumerate() {
            let expected = golden["first"][at][row].as_f64();
            assert!(
                close(*value, expected),
                "{name}, person {row}: {value:?}, pandas {expected:?}"
            );
        }
    }
}
