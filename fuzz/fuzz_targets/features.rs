//! Any stored bytes, any events with any numbers, in any order: no panic, two states within their
//! bytes, and a device that agrees with the desk over what it kept.
#![no_main]

use arbitrary::Arbitrary;
use recinto_core::events::{Event, EventKind, Position};
use recinto_core::features::{
    Arrived, Calendar, Composite, DEVICE_MAX_BYTES, Definitions, DeviceState, FeatureState, Fence,
    Intent, Lexicon, Shape, Word,
};

#[derive(Debug, Arbitrary)]
struct Told {
    id: u8,
    pause: u32,
    far: Option<i64>,
    delay: u32,
    kind: u8,
    value: Option<i64>,
    name: Option<String>,
    query: Option<String>,
    duration: Option<u32>,
    depth: Option<u8>,
    offset: Option<i16>,
    position: Option<[f64; 3]>,
}

#[derive(Debug, Arbitrary)]
struct Input {
    stored: Option<Vec<u8>>,
    words: Vec<String>,
    phrase: String,
    days: [i32; 2],
    circle: [f64; 3],
    corners: Vec<[f64; 2]>,
    count: u32,
    within: u32,
    window_days: u16,
    told: Vec<Told>,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let vocabulary = vocabulary(&input.words);
    let window_days = u32::from(input.window_days % 731);
    let lexicon = Lexicon::new(&vocabulary, &definitions(&input), window_days);
    let stored = input.stored.as_deref().map(DeviceState::from_bytes);
    let told_before = matches!(stored, Some(Ok(_)));
    let mut state = stored.and_then(Result::ok).unwrap_or_default();
    let (mut store, mut kept): (Vec<Event>, Vec<Event>) = Default::default();
    let mut now = 1_700_000_000_000_i64;
    for told in input.told.iter().take(200) {
        now = told
            .far
            .unwrap_or(now.saturating_add(i64::from(told.pause)));
        let event = event(told, now);
        let mut raw: Vec<_> = store.iter().map(Event::view).collect();
        let limit = now.saturating_sub(lexicon.raw_limit_ms());
        state.settle(&lexicon, &mut raw, limit);
        store.retain(|e| e.time_ms >= limit);
        match state.observe(&lexicon, &event.view(), now) {
            Arrived::OutOfRange => {}
            arrived => {
                store.push(event.clone());
                kept.push(event);
                if arrived == Arrived::OutOfOrder {
                    let mut raw: Vec<_> = store.iter().map(Event::view).collect();
                    state.rebuild(&lexicon, &mut raw, now);
                }
            }
        }
        let bytes = state.to_bytes();
        if !told_before {
            assert!(bytes.len() <= DEVICE_MAX_BYTES);
            assert_eq!(DeviceState::from_bytes(&bytes), Ok(state.clone()));
        }
    }
    // A clock that jumps, a position that comes late, or bytes of another life end the promise.
    let steady = input
        .told
        .iter()
        .all(|t| t.far.is_none() && t.position.is_none());
    if steady && !told_before {
        let mut views: Vec<_> = kept.iter().map(Event::view).collect();
        views.sort_by_key(|view| (view.time_ms, view.key));
        let desk = FeatureState::of_rows(&lexicon, views.into_iter());
        assert_eq!(state.live().buckets(), desk.buckets());
    }
});

fn vocabulary(more: &[String]) -> Vec<String> {
    let mut words: Vec<String> = "page search purchase category:a session session:second_page \
        step:page>page step:page>search>page dwell scroll intent:x hour:sin weekday:cos weekend \
        daypart:cena season:x fence:circle fence:polygon distance places:recurring composite:x"
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    words.extend(
        more.iter()
            .filter(|word| Word::known(word).is_some())
            .take(43)
            .cloned(),
    );
    words
}

fn definitions(input: &Input) -> Definitions {
    let [lat, lon, radius_m] = input.circle;
    let fence = |name: &str, shape| Fence {
        name: name.into(),
        shape,
        point_of_sale: true,
    };
    Definitions {
        intents: vec![Intent {
            name: "x".into(),
            phrases: vec![input.phrase.clone()],
        }],
        calendars: vec![Calendar {
            name: "x".into(),
            days: vec![input.days],
        }],
        fences: vec![
            fence("circle", Shape::Circle { lat, lon, radius_m }),
            fence(
                "polygon",
                Shape::Polygon {
                    points: input.corners.iter().take(32).copied().collect(),
                },
            ),
        ],
        composites: vec![Composite {
            name: "x".into(),
            of: "page".into(),
            count: 2 + input.count % 6,
            then: vec!["purchase".into(); usize::from(input.count % 2 == 1)],
            within_min: 1 + input.within % 1440,
        }],
    }
}

fn event(told: &Told, now: i64) -> Event {
    let kind = match told.kind % 4 {
        0 => EventKind::Page,
        1 => EventKind::Search,
        2 => EventKind::Purchase,
        _ => EventKind::Custom("x".into()),
    };
    let time = now.saturating_sub(i64::from(told.delay) / 16);
    let mut event = Event::new(format!("{}-{time}", told.id), String::new(), time, kind);
    event.value_cents = told.value;
    event.category.clone_from(&told.name);
    event.campaign = told.name.clone().filter(|_| told.id % 4 == 0);
    event.query.clone_from(&told.query);
    event.duration_ms = told.duration;
    event.depth_pct = told.depth;
    event.utc_offset_min = told.offset;
    event.position = told.position.map(|[lat, lon, accuracy_m]| Position {
        lat,
        lon,
        accuracy_m,
    });
    event
}
