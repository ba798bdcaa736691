//! The device's state, event by event, gives what the desk's rows give and what the raw events
//! give: late, out of order, repeated, over day boundaries, with a full ring, the raw events gone
//! after 48 hours.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests document themselves by name, and fail by panicking; the second definition shares nothing with the first, not even libm"
)]

mod incremental_parts;

use incremental_parts::device::Device;
use incremental_parts::events::{Arrival, arrivals};
use incremental_parts::naive::Naive;
use incremental_parts::words::{features, lexicon, vocabulary};
use proptest::prelude::*;
use recinto_core::events::{DAY_MS, Event, EventKind};
use recinto_core::features::{
    Arrived, DEVICE_MAX_BYTES, Definitions, DeviceState, FeatureState, Lexicon, Measures,
    RAW_LIMIT_MS, STATE_MAX_BYTES,
};

/// The desk's state over the events that the device kept.
fn desk(lexicon: &Lexicon, kept: &[Event]) -> FeatureState {
    let mut views: Vec<_> = kept.iter().map(Event::view).collect();
    views.sort_by_key(|view| (view.time_ms, view.key));
    FeatureState::of_rows(lexicon, views.iter().cloned())
}

fn near(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * (1.0 + b.abs()),
        (a, b) => a == b,
    }
}

fn agree(arrivals: &[Arrival], window_days: u32, raw_hours: u32) -> Result<u32, TestCaseError> {
    let lexicon = lexicon(window_days).with_raw_hours(raw_hours);
    let raw_ms = lexicon.raw_limit_ms();
    prop_assert_eq!(raw_ms, i64::from(raw_hours) * 3_600_000);
    let mut device = Device::new(&lexicon, window_days);
    for arrival in arrivals {
        let mut arrival = arrival.clone();
        // The places of a day are told when its first event goes: a later fix comes too late.
        if arrival.arrived_ms - arrival.event.time_ms >= raw_ms - DAY_MS {
            arrival.event.position = None;
        }
        device.arrive(&arrival);
        prop_assert!(device.bytes.len() <= DEVICE_MAX_BYTES);
        prop_assert!(
            device
                .store
                .iter()
                .all(|e| e.time_ms >= arrival.arrived_ms - raw_ms)
        );
    }
    let state = DeviceState::from_bytes(&device.bytes).unwrap();
    prop_assert_eq!(state.late(), device.late);
    let desk = desk(&lexicon, &device.kept);
    prop_assert_eq!(state.live().evicted(), desk.evicted());
    let naive = Naive::of(&device.kept, desk.floor());
    let (features, vocabulary) = (features(), vocabulary());
    let measures = Measures::new(&features, &vocabulary);
    let last = arrivals.last().map_or(1_000 * DAY_MS, |a| a.arrived_ms);
    for days_later in [0, 1, 6, 39, 400] {
        let as_of = last + days_later * DAY_MS;
        let of_device: Vec<_> = measures.defined(state.live(), as_of, window_days).collect();
        let of_desk: Vec<_> = measures.defined(&desk, as_of, window_days).collect();
        for ((feature, device), desk) in features.iter().zip(of_device).zip(of_desk) {
            prop_assert_eq!(
                device,
                desk,
                "{:?} {} + {}",
                feature.measure,
                &feature.of,
                days_later
            );
            let raw = naive.value(feature, as_of, window_days);
            prop_assert!(
                near(device, raw),
                "{:?} {} over {:?}, {} days later: {:?}, from the raw events {:?}",
                feature.measure,
                &feature.of,
                &feature.over,
                days_later,
                device,
                raw
            );
        }
    }
    Ok(desk.evicted())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn device_desk_and_raw_events_agree(
        arrivals in arrivals(0..90),
        window_days in prop_oneof![Just(1), Just(2), Just(7), Just(40)],
        raw_hours in prop_oneof![3 => Just(48), 2 => 24..48_u32],
    ) {
        agree(&arrivals, window_days, raw_hours)?;
    }

    #[test]
    fn no_stored_bytes_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        arrivals in arrivals(1..4),
    ) {
        let lexicon = lexicon(40);
        let mut device = Device::new(&lexicon, 40);
        for cut in 0..3 {
            if let Ok(state) = FeatureState::from_bytes(&bytes[cut.min(bytes.len())..]) {
                let mut whole = vec![0];
                let inner = state.to_bytes();
                if inner.len() > 127 { continue }
                whole.push(inner.len() as u8);
                whole.extend(inner);
                whole.push(0);
                device.bytes = whole;
                for arrival in &arrivals {
                    device.arrive(arrival);
                }
            }
        }
        let _ = DeviceState::from_bytes(&bytes);
    }

    #[test]
    fn stored_bytes_cut_anywhere_are_refused(arrivals in arrivals(1..20), cut in 0.0..1.0_f64) {
        let lexicon = lexicon(40);
        let mut device = Device::new(&lexicon, 40);
        arrivals.iter().for_each(|arrival| device.arrive(arrival));
        let cut = (device.bytes.len() as f64 * cut) as usize;
        prop_assert!(DeviceState::from_bytes(&device.bytes[..cut]).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// So many that the oldest days have to go.
    #[test]
    fn a_full_ring_agrees_too(arrivals in arrivals(600..700)) {
        let evicted = agree(&arrivals, 700, 48)?;
        prop_assert!(evicted > 0, "the ring was not full");
    }
}

#[test]
fn a_full_ring_gives_up_its_oldest_days_and_says_so() {
    let words: Vec<String> = (0..64).map(|n| format!("custom:k{n}")).collect();
    let lexicon = Lexicon::new(&words, &Definitions::default(), 730);
    let mut state = DeviceState::new();
    for day in 0..730_i64 {
        for word in words.iter().take(8) {
            let kind = EventKind::try_from(word.clone()).unwrap();
            let at = (20_000 + day) * DAY_MS;
            let mut event = Event::new(word.clone(), String::new(), at, kind);
            event.value_cents = Some(123_456);
            match state.observe(&lexicon, &event.view(), at) {
                Arrived::Counted => {}
                other => {
                    assert_eq!(other, Arrived::OutOfOrder);
                }
            }
        }
        assert!(state.to_bytes().len() <= DEVICE_MAX_BYTES);
        assert!(state.live().to_bytes().len() <= STATE_MAX_BYTES);
    }
    assert!(state.live().evicted() > 0);
    let last = state.live().buckets().last().unwrap().day;
    assert_eq!(last, 20_729, "the newest stay");
    assert_eq!(
        state.live().floor().unwrap() + 1,
        state.live().buckets()[0].day
    );
}

#[test]
fn a_year_of_daily_purchases_fits() {
    let words = vec!["purchase".to_owned()];
    let lexicon = Lexicon::new(&words, &Definitions::default(), 730);
    let mut state = DeviceState::new();
    for day in 0..365_i64 {
        let at = (20_000 + day) * DAY_MS;
        let mut event = Event::new(String::new(), String::new(), at, EventKind::Purchase);
        event.value_cents = Some(99_999);
        state.observe(&lexicon, &event.view(), at);
    }
    assert_eq!(state.live().evicted(), 0);
    assert_eq!(state.live().buckets().len(), 365);
}

#[test]
fn out_of_range_times_are_dropped_and_counted() {
    let words = vec!["page".to_owned()];
    let lexicon = Lexicon::new(&words, &Definitions::default(), 30);
    let now = 20_000 * DAY_MS;
    let at = |time_ms| Event::new(String::new(), String::new(), time_ms, EventKind::Page);
    let mut state = DeviceState::new();
    let mut observe = |time_ms| state.observe(&lexicon, &at(time_ms).view(), now);
    assert_eq!(observe(now - RAW_LIMIT_MS), Arrived::Counted);
    assert_eq!(observe(now - RAW_LIMIT_MS - 1), Arrived::OutOfRange);
    assert_eq!(observe(now + DAY_MS), Arrived::Counted);
    assert_eq!(observe(now + DAY_MS + 1), Arrived::OutOfRange);
    assert_eq!(observe(i64::MAX), Arrived::OutOfRange);
    assert_eq!(observe(i64::MIN), Arrived::OutOfRange);
    assert_eq!((state.late(), state.live().buckets().len()), (4, 2));
}

#[test]
fn what_is_settled_is_final() {
    let words = vec!["page".to_owned()];
    let lexicon = Lexicon::new(&words, &Definitions::default(), 30);
    let now = 20_000 * DAY_MS;
    let event = Event::new("a".into(), String::new(), now, EventKind::Page);
    let mut state = DeviceState::new();
    state.observe(&lexicon, &event.view(), now);
    state.settle(&lexicon, &mut [event.view()], now + 1);
    // A clock turned back would let it in again.
    assert_eq!(
        state.observe(&lexicon, &event.view(), now),
        Arrived::OutOfRange
    );
    state.rebuild(&lexicon, &mut [event.view()], now);
    assert_eq!(state.live().buckets()[0].count, 1);
    // Raw events that a crash left undeleted.
    state.settle(&lexicon, &mut [event.view()], now + 2);
    state.rebuild(&lexicon, &mut [], now + RAW_LIMIT_MS + 2);
    assert_eq!(state.live().buckets()[0].count, 1);
}

#[test]
fn nothing_is_settled_before_its_48_hours() {
    let words = vec!["page".to_owned()];
    let lexicon = Lexicon::new(&words, &Definitions::default(), 30);
    let at = |time_ms: i64| Event::new("a".into(), String::new(), time_ms, EventKind::Page);
    let (now, early) = (20_000 * DAY_MS, at(20_000 * DAY_MS - RAW_LIMIT_MS));
    let later = at(early.time_ms + 1);
    let mut state = DeviceState::new();
    state.observe(&lexicon, &later.view(), later.time_ms);
    state.settle(&lexicon, &mut [later.view()], now - RAW_LIMIT_MS);
    // As late as can be.
    assert_eq!(
        state.observe(&lexicon, &early.view(), now),
        Arrived::OutOfOrder
    );
    state.rebuild(&lexicon, &mut [later.view(), early.view()], now);
    assert_eq!(state.live().buckets()[0].count, 2);
}

#[test]
fn stored_days_out_of_order_are_refused() {
    let words = vec!["page".to_owned()];
    let lexicon = Lexicon::new(&words, &Definitions::default(), 30);
    let rows: Vec<Event> = [1, 2]
        .map(|day| Event::new(String::new(), String::new(), day * DAY_MS, EventKind::Page))
        .to_vec();
    let state = FeatureState::of_rows(&lexicon, rows.iter().map(Event::view));
    let bytes = state.to_bytes();
    assert_eq!(bytes[..11], [2, 2, 1, 0, 1, 0, 2, 1, 0, 1, 0]);
    for (at, wrong) in [(6, 0), (6, 1), (3, 64), (0, 3), (2, 3)] {
        let mut broken = bytes.clone();
        broken[at] = wrong;
        assert!(FeatureState::from_bytes(&broken).is_err(), "byte {at}");
    }
    assert_eq!(FeatureState::from_bytes(&bytes), Ok(state));
}

#[test]
fn a_place_counts_with_its_third_fix() {
    let lexicon = lexicon(40);
    let mut device = Device::new(&lexicon, 40);
    let word = vocabulary()
        .iter()
        .position(|w| w == "places:recurring")
        .unwrap();
    for n in 0..4_i64 {
        let arrived_ms = 20_000 * DAY_MS + n;
        let mut event = Event::new(n.to_string(), String::new(), arrived_ms, EventKind::Page);
        event.position = Some(incremental_parts::events::SPOTS[0]);
        device.arrive(&Arrival { event, arrived_ms });
        let state = DeviceState::from_bytes(&device.bytes).unwrap();
        assert_eq!(
            state.live().counted(1 << word, arrived_ms, 40),
            u64::from(n >= 2)
        );
    }
}

#[test]
fn three_days_later_nothing_is_left_of_when_the_last_event_was() {
    let lexicon = lexicon(40);
    let mut device = Device::new(&lexicon, 40);
    let arrived_ms = 20_000 * DAY_MS;
    let event = Event::new("a".into(), String::new(), arrived_ms, EventKind::Page);
    device.arrive(&Arrival {
        event: event.clone(),
        arrived_ms,
    });
    let mut state = DeviceState::from_bytes(&device.bytes).unwrap();
    let later = arrived_ms + RAW_LIMIT_MS + DAY_MS + 1;
    state.settle(&lexicon, &mut [event.view()], later - RAW_LIMIT_MS);
    let before = state.to_bytes().len();
    state.expire(later, 40);
    assert_eq!(state.live().counted(u64::MAX, later, 40), 7);
    // Late, a state without a cursor, and no second one.
    let settled = state.live().to_bytes();
    assert_eq!(state.to_bytes().len(), settled.len() + 3);
    assert!(settled.len() + 20 < before);
}

#[test]
fn withdrawing_positions_leaves_nothing_of_them() {
    let window_days = 40;
    let lexicon = lexicon(window_days);
    let mut state = DeviceState::new();
    let mut event = Event::new("a".into(), String::new(), 20_000 * DAY_MS, EventKind::Page);
    event.position = Some(incremental_parts::events::SPOTS[0]);
    let mut raw = [event.view()];
    state.rebuild(&lexicon, &mut raw, event.time_ms);
    let place = |state: &DeviceState| {
        let words = vocabulary();
        let place = |bucket: &&recinto_core::features::Bucket| {
            recinto_core::features::Word::known(&words[usize::from(bucket.word)])
                .unwrap()
                .is_place()
        };
        state.live().buckets().iter().filter(place).count()
    };
    assert!(place(&state) > 3);
    state.forget_positions(&lexicon);
    assert_eq!(place(&state), 0);
    assert!(!state.live().buckets().is_empty());
}
