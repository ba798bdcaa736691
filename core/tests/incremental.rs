//! The device's state, event by event, gives what the raw events give: late, out of order,
//! repeated, over day boundaries, with a full ring.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use proptest::prelude::*;
use recinto_core::analysis::{Batch, Options, Source, analyse};
use recinto_core::events::{DAY_MS, Event, EventKind, utc_day};
use recinto_core::features::{
    FeatureSpec, FeatureState, Measure, Observed, RAW_LIMIT_MS, STATE_MAX_BYTES, compute,
};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

const WINDOW: u32 = 40;

fn vocabulary() -> Vec<String> {
    vec!["purchase".into(), "page".into()]
}

fn features() -> Vec<FeatureSpec> {
    ["purchase", "page"]
        .iter()
        .flat_map(|kind| {
            Measure::OF_A_KIND.into_iter().map(|measure| FeatureSpec {
                undefined: -1.0,
                ..FeatureSpec::new(measure, kind)
            })
        })
        .collect()
}

/// The definitions once more, straight from the raw events, sharing no code with the state.
fn from_raw(events: &[Event], as_of_ms: i64) -> Vec<f64> {
    let today = as_of_ms.div_euclid(86_400_000);
    let mut values = Vec::new();
    for kind in [EventKind::Purchase, EventKind::Page] {
        let seen: Vec<&Event> = events
            .iter()
            .filter(|e| e.kind == kind)
            .filter(|e| {
                let age = today - e.time_ms.div_euclid(86_400_000);
                (0..i64::from(WINDOW)).contains(&age)
            })
            .collect();
        let days: BTreeSet<i64> = seen
            .iter()
            .map(|e| e.time_ms.div_euclid(86_400_000))
            .collect();
        let (first, last) = (days.first(), days.last());
        let cents: i64 = seen.iter().filter_map(|e| e.value_cents).sum();
        values.push(last.map_or(-1.0, |d| (today - d) as f64));
        values.push(seen.len() as f64);
        values.push(cents as f64 / 100.0);
        values.push(first.map_or(-1.0, |d| (today - d) as f64));
        values.push(if days.len() > 1 {
            (last.unwrap() - first.unwrap()) as f64 / (days.len() - 1) as f64
        } else {
            -1.0
        });
    }
    values
}

#[derive(Debug, Clone)]
struct Arrival {
    event: Event,
    arrived_ms: i64,
}

fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let one = (
        0..90 * DAY_MS,
        -DAY_MS / 4..3 * DAY_MS,
        0..3_u8,
        0..50_000_i64,
        0..60_u8,
    );
    proptest::collection::vec(one, 0..80).prop_map(|rows| {
        let mut arrivals: Vec<Arrival> = rows
            .into_iter()
            .map(|(arrived_ms, delay, kind, cents, id)| {
                let arrived_ms = arrived_ms + 1_000 * DAY_MS;
                let kind = match kind {
                    0 => EventKind::Purchase,
                    1 => EventKind::Page,
                    _ => EventKind::Search,
                };
                // Ids repeat: what they name is then the same event, told again.
                let mut event =
                    Event::new(format!("e{id}"), String::new(), arrived_ms - delay, kind);
                event.value_cents = Some(cents);
                Arrival { event, arrived_ms }
            })
            .collect();
        arrivals.sort_by_key(|a| a.arrived_ms);
        arrivals
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn incremental_equals_batch(arrivals in arrivals()) {
        let vocabulary = vocabulary();
        // The device: an event store of 48 hours recognises repeats, the state does the rest,
        // is written out and read back after every event, and forgets what left the window.
        let mut bytes = FeatureState::new().to_bytes();
        let mut store: Vec<Event> = Vec::new();
        // What an observer with unlimited memory kept, by the stated rules.
        let mut kept: Vec<Event> = Vec::new();
        let mut ids = BTreeSet::new();
        let mut late = 0;
        for Arrival { event, arrived_ms } in &arrivals {
            store.retain(|e| e.time_ms >= arrived_ms - RAW_LIMIT_MS);
            let mut state = FeatureState::from_bytes(&bytes).unwrap();
            if !store.iter().any(|e| e.id == event.id) {
                match state.observe(&vocabulary, event, *arrived_ms) {
                    Observed::Counted => {
                        store.push(event.clone());
                        kept.push(event.clone());
                    }
                    Observed::NotInVocabulary => store.push(event.clone()),
                    Observed::Late => late += 1,
                    Observed::Future => prop_assert!(false, "no event is a day ahead"),
                }
            }
            ids.insert(event.id.clone());
            state.expire(*arrived_ms, WINDOW);
            bytes = state.to_bytes();
            prop_assert!(bytes.len() <= STATE_MAX_BYTES);
        }
        let state = FeatureState::from_bytes(&bytes).unwrap();
        prop_assert_eq!(state.late(), late);
        let as_of = arrivals.last().map_or(1_000 * DAY_MS, |a| a.arrived_ms);
        for days_later in [0, 1, 39, 40, 400] {
            let as_of = as_of + days_later * DAY_MS;
            let device = compute(&features(), &vocabulary, &state, as_of, WINDOW);
            prop_assert_eq!(device, from_raw(&kept, as_of));
        }
    }

    #[test]
    fn no_stored_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(state) = FeatureState::from_bytes(&bytes) {
            let _ = compute(&features(), &vocabulary(), &state, 0, WINDOW);
        }
    }
}

#[test]
fn a_full_ring_gives_up_its_oldest_days_and_says_so() {
    let words: Vec<String> = (0..64).map(|n| format!("custom:k{n}")).collect();
    let mut state = FeatureState::new();
    for day in 0..730_i64 {
        for word in words.iter().take(8) {
            let kind = EventKind::try_from(word.clone()).unwrap();
            let at = (20_000 + day) * DAY_MS;
            let mut event = Event::new(String::new(), String::new(), at, kind);
            event.value_cents = Some(123_456);
            assert_eq!(state.observe(&words, &event, at), Observed::Counted);
        }
        assert!(state.to_bytes().len() <= STATE_MAX_BYTES);
    }
    assert!(state.evicted() > 0);
    assert_eq!(
        state.buckets().last().unwrap().day,
        20_729,
        "the newest stay"
    );
    assert!(FeatureState::from_bytes(&state.to_bytes()).is_ok());
}

#[test]
fn out_of_range_times_are_dropped_and_counted() {
    let words = vec!["page".to_owned()];
    let now = 20_000 * DAY_MS;
    let at = |time_ms| Event::new(String::new(), String::new(), time_ms, EventKind::Page);
    let mut state = FeatureState::new();
    assert_eq!(
        state.observe(&words, &at(now - RAW_LIMIT_MS), now),
        Observed::Counted
    );
    assert_eq!(
        state.observe(&words, &at(now - RAW_LIMIT_MS - 1), now),
        Observed::Late
    );
    assert_eq!(
        state.observe(&words, &at(now + 2 * DAY_MS), now),
        Observed::Future
    );
    assert_eq!(state.observe(&words, &at(i64::MAX), now), Observed::Future);
    assert_eq!(state.observe(&words, &at(i64::MIN), now), Observed::Late);
    assert_eq!((state.late(), state.buckets().len()), (4, 1));
}

/// The desk, from a whole file, and a device fed the same person's events one by one.
#[test]
fn the_desk_and_the_device_agree_on_the_same_events() {
    let mut batch = Batch::new();
    let mut devices: Vec<FeatureState> = vec![FeatureState::new(); 60];
    let vocabulary = vec!["purchase".to_owned()];
    for n in 0..900_i64 {
        let who = ((n * n) % 60) as usize;
        let time_ms = (10_000 + (n * 37) % 300) * DAY_MS + n * 1000;
        let mut event = Event::new(
            n.to_string(),
            format!("p{who:02}"),
            time_ms,
            EventKind::Purchase,
        );
        event.value_cents = Some((n * 911) % 20_000);
        batch.observe(&event);
        devices[who].observe(&vocabulary, &event, time_ms);
    }
    let source = Source {
        name: "made".into(),
        import: Default::default(),
    };
    let options = Options {
        window_days: 200,
        ..Options::default()
    };
    let analysis = analyse(&batch, source, &options, &mut |_, _| {
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(utc_day(analysis.as_of_ms), 10_299);
    for (row, person) in analysis.people.iter().enumerate() {
        let device = &devices[person[1..].parse::<usize>().unwrap()];
        let values = compute(
            &analysis.features,
            &vocabulary,
            device,
            analysis.as_of_ms,
            200,
        );
        assert_eq!(values, analysis.raw_row(row), "{person}");
    }
}
