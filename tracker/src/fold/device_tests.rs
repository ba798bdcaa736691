//! The device against the desk: whatever order events arrive in, and however the store's raw events
//! expire, the state is that of the same events in one sorted row.

use super::tests::{Done, NOON, Told, at, fold, model};
use super::*;
use crate::kept::Kept;
use recinto_core::events::{DAY_MS, EventKind};
use recinto_core::features::{
    Calendar, Composite, DEVICE_MAX_BYTES, Definitions, FeatureState, Fence, Intent, RAW_LIMIT_MS,
    Shape,
};
use recinto_core::random::{below, seeded};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

const WORDS: [&str; 19] = [
    "page",
    "view_item",
    "search",
    "purchase",
    "category:scarpe",
    "campaign:estate",
    "session",
    "session:second_page",
    "step:page>view_item",
    "step:page>view_item>purchase",
    "dwell",
    "scroll",
    "intent:prezzo",
    "daypart:pranzo",
    "hour:sin",
    "weekend",
    "season:feste",
    "fence:duomo",
    "composite:ricerca",
];

fn words(more: &[&str]) -> Rc<Identified> {
    let mut known = model("w", &["purchase"]).model;
    let all = WORDS.iter().chain(more);
    known.vocabulary = all.map(|word| (*word).to_owned()).collect();
    known.definitions = Definitions {
        intents: vec![Intent {
            name: "prezzo".to_owned(),
            phrases: vec!["quanto costa".to_owned()],
        }],
        calendars: vec![Calendar {
            name: "feste".to_owned(),
            days: vec![[20_000, 20_001]],
        }],
        fences: vec![Fence {
            name: "duomo".to_owned(),
            shape: Shape::Circle {
                lat: 45.4642,
                lon: 9.19,
                radius_m: 300.0,
            },
            point_of_sale: true,
        }],
        composites: vec![Composite {
            name: "ricerca".to_owned(),
            of: "search".to_owned(),
            count: 2,
            then: vec!["purchase".to_owned()],
            within_min: 60,
        }],
    };
    known.check().expect("a model");
    Rc::new(Identified::new(
        "w".repeat(22),
        known.into(),
        Arc::default(),
    ))
}

/// What `engine/store.js` and `engine/engine.js` do, in memory: two tabs over one store.
struct Device {
    /// The record in the store.
    stored: Vec<u8>,
    tabs: [Kept; 2],
    /// How many transactions there were.
    told: usize,
    model: Rc<Identified>,
    raw: BTreeMap<String, Event>,
    /// How often the raw events were asked for.
    reads: Cell<usize>,
}

impl Device {
    fn new(model: Rc<Identified>, moment: &Moment) -> Self {
        let mut profile = Profile::default();
        adopt(&mut profile, None, &model, &[], moment);
        Self {
            stored: profile.to_bytes(),
            tabs: Default::default(),
            told: 0,
            model,
            raw: BTreeMap::new(),
            reads: Cell::new(0),
        }
    }

    fn tell(&mut self, event: Option<&Event>, moment: &Moment) -> Done {
        // The tabs take turns of some events, and now and then a page is new.
        self.told += 1;
        let tab = self.told / 3 % 2;
        if self.told.is_multiple_of(50) {
            self.tabs[tab] = Kept::default();
        }
        let mut kept = std::mem::take(&mut self.tabs[tab]);
        let (bytes, out) = self.transact(&mut kept, event, moment);
        // Whoever keeps nothing writes the same.
        let anew = self.transact(&mut Kept::default(), event, moment);
        assert_eq!((&bytes, &out), (&anew.0, &anew.1), "told {}", self.told);
        assert_eq!(
            *kept,
            Profile::from_bytes(&bytes),
            "what is kept is what is written"
        );
        self.tabs[tab] = kept;
        let before = Profile::from_bytes(&self.stored);
        if self.told.is_multiple_of(11) {
            // The commit failed, and it is told anew, by the same tab.
            return self.tell(event, moment);
        }
        self.stored = bytes;
        if forgets(&before, moment.purposes) {
            self.raw
                .values_mut()
                .for_each(|event| event.position = None);
        }
        if let Some(event) = event.filter(|_| out.keep) {
            self.raw.insert(event.id.clone(), event.clone());
        }
        self.raw.retain(|_, event| !over(event, moment));
        assert!(self.profile().state.to_bytes().len() <= DEVICE_MAX_BYTES);
        out
    }

    /// The bytes to write.
    fn transact(
        &self,
        profile: &mut Kept,
        event: Option<&Event>,
        moment: &Moment,
    ) -> (Vec<u8>, Done) {
        let known = event.is_some_and(|event| self.raw.contains_key(&event.id));
        let stored = || self.raw.values().cloned();
        let mut raw = None;
        let out = loop {
            profile.load(self.stored.clone());
            if self.raw.values().any(|event| over(event, moment)) {
                let raw: Vec<Event> = stored().collect();
                retire(
                    profile,
                    Some(&self.model),
                    &raw,
                    moment.now_ms - RAW_LIMIT_MS,
                );
            }
            let out = fold(
                profile,
                Some(&self.model),
                "cd-shop",
                event,
                known,
                raw.as_deref(),
                moment,
                &Told::default(),
            );
            if !out.wants_raw {
                break out;
            }
            assert!(raw.is_none(), "asked twice");
            self.reads.set(self.reads.get() + 1);
            raw = Some(stored().collect::<Vec<_>>());
        };
        (profile.to_bytes().to_vec(), out)
    }

    fn profile(&self) -> Profile {
        Profile::from_bytes(&self.stored)
    }

    fn live(&self) -> FeatureState {
        self.profile().state.live().clone()
    }
}

fn over(event: &Event, moment: &Moment) -> bool {
    event.time_ms + RAW_LIMIT_MS < moment.now_ms
}

fn moment(now_ms: i64) -> Moment {
    Moment {
        purposes: purposes::SEGMENT | purposes::POSITION,
        ..at(now_ms)
    }
}

/// The desk's state of the same events, cut to the same window.
fn desk(model: &Identified, events: &[Event], now_ms: i64) -> FeatureState {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by_key(|event| (event.time_ms, event.view().key));
    let views = sorted.iter().map(|event| counted(event, Some(model)));
    let mut state = FeatureState::of_rows(&model.lexicon, views);
    state.expire(now_ms, model.model.window_days);
    state
}

fn event(n: u64, time_ms: i64, kind: EventKind) -> Event {
    Event::new(format!("e{n}"), String::new(), time_ms, kind)
}

fn some_event(n: u64, time_ms: i64, random: &mut recinto_core::random::SeededRandom) -> Event {
    let mut pick = |bound| below(bound, random);
    let kind = match pick(4) {
        0 => EventKind::Page,
        1 => EventKind::ViewItem,
        2 => EventKind::Search,
        _ => EventKind::Purchase,
    };
    let mut event = event(n, time_ms, kind);
    event.category = (pick(2) == 0).then(|| "scarpe".to_owned());
    event.campaign = (pick(9) == 0).then(|| "estate".to_owned());
    event.query = Some(if pick(2) == 0 { "Quanto costa?" } else { "blu" }.to_owned());
    event.value_cents = Some(pick(10_000) as i64);
    event.currency = (pick(5) == 0).then(|| "USD".to_owned());
    event.duration_ms = Some(pick(60_000) as u32);
    event.depth_pct = Some(pick(101) as u8);
    event.utc_offset_min = Some(60);
    event.position = (pick(3) == 0).then(|| Position {
        lat: 45.4642 + pick(50) as f64 * 1e-4,
        lon: 9.19,
        accuracy_m: pick(200) as f64,
    });
    event
}

/// Sixty days of visits; a third of the events arrive up to 47 hours late, some twice.
fn any_order(more: &[&str], seed: u64) {
    let model = words(more);
    let mut random = seeded(seed);
    let mut device = Device::new(model.clone(), &moment(NOON));
    let mut all: Vec<Event> = Vec::new();
    let mut now = NOON;
    for n in 0..300 {
        // A silence of more than three days makes a fold forget what it settled just before.
        let pause = match below(40, &mut random) {
            0 => below(6 * DAY_MS as u64, &mut random),
            1..10 => below(DAY_MS as u64, &mut random),
            _ => below(20 * 60_000, &mut random),
        };
        now += pause as i64;
        let late = if below(3, &mut random) == 0 {
            below(47 * 3_600_000, &mut random) as i64
        } else {
            0
        };
        let event = some_event(n, now - late, &mut random);
        let out = device.tell(Some(&event), &moment(now));
        assert!(out.keep, "event {n}");
        all.push(event.clone());
        if below(5, &mut random) == 0 {
            assert!(!device.tell(Some(&event), &moment(now)).keep, "told twice");
        }
        assert!(
            device.raw.values().all(|e| e.time_ms >= now - RAW_LIMIT_MS),
            "48 hours are a hard limit"
        );
    }
    // Days later, the browser was closed meanwhile.
    for closed in [0, DAY_MS, 3 * DAY_MS] {
        now += closed;
        device.tell(None, &moment(now));
        let (device, desk) = (device.live(), desk(&model, &all, now));
        assert_eq!(
            device.buckets(),
            desk.buckets(),
            "seed {seed}, {closed} later"
        );
        assert!(!device.buckets().is_empty());
        assert_eq!(
            features(&model, &state_from(&device), now).0,
            features(&model, &state_from(&desk), now).0
        );
    }
    assert!(device.raw.is_empty());
    assert!(device.reads.get() > 0, "some event was out of order");
}

/// A device that knows nothing but a state.
fn state_from(state: &FeatureState) -> DeviceState {
    let mut bytes = recinto_core::features::codec::Writer::new();
    bytes.number(0);
    bytes.bytes(&state.to_bytes());
    bytes.bytes(&[]);
    DeviceState::from_bytes(&bytes.done()).expect("a state")
}

#[test]
fn the_device_has_the_desks_state_whatever_the_order_of_arrival() {
    for seed in 0..6 {
        any_order(&[], seed);
    }
}

#[test]
fn places_of_a_day_too() {
    for seed in 10..13 {
        any_order(&["places:recurring", "distance"], seed);
    }
}

#[test]
fn events_in_order_never_read_the_raw_ones() {
    let model = words(&[]);
    let mut device = Device::new(model, &moment(NOON));
    for n in 0..20 {
        let now = NOON + n as i64 * 60_000;
        device.tell(Some(&event(n, now, EventKind::Page)), &moment(now));
    }
    assert_eq!(device.reads.get(), 0);
}

#[test]
fn without_position_its_share_is_gone_and_nothing_else() {
    let model = words(&["distance", "places:recurring"]);
    let mut random = seeded(3);
    let mut device = Device::new(model.clone(), &moment(NOON));
    let mut all = Vec::new();
    let mut now = NOON;
    // Three days: some of it is settled.
    for n in 0..90 {
        now += 50 * 60_000;
        let event = some_event(n, now, &mut random);
        device.tell(Some(&event), &moment(now));
        all.push(event);
    }
    let place = |state: &FeatureState| {
        let of_place = |word: u8| {
            let word = &model.model.vocabulary[usize::from(word)];
            word.starts_with("fence:") || word == "distance" || word.starts_with("places:")
        };
        state.buckets().iter().filter(|b| of_place(b.word)).count()
    };
    assert!(place(&device.live()) > 0);
    assert!(place(&state_of_settled(&device)) > 0);
    let mut fewer = moment(now);
    fewer.purposes = purposes::SEGMENT;
    device.tell(None, &fewer);
    assert_eq!(place(&device.live()), 0);
    assert_eq!(place(&state_of_settled(&device)), 0);
    assert!(device.raw.values().all(|event| event.position.is_none()));
    all.iter_mut().for_each(|event| event.position = None);
    assert_eq!(device.live().buckets(), desk(&model, &all, now).buckets());
    // And it stays gone when the state is made anew.
    let mut early = event(1_000, now - 3_600_000, EventKind::Page);
    early.utc_offset_min = Some(60);
    device.tell(Some(&early), &fewer);
    all.push(early);
    assert_eq!(device.live().buckets(), desk(&model, &all, now).buckets());
}

/// What is settled, read out of the bytes: late, settled, live.
fn state_of_settled(device: &Device) -> FeatureState {
    let state = device.profile().state.to_bytes();
    let mut bytes = recinto_core::features::codec::Reader::new(&state);
    bytes.small().expect("late");
    FeatureState::from_bytes(bytes.bytes().expect("settled")).expect("a state")
}

#[derive(Debug)]
struct Milano;

impl Whereabouts for Milano {
    fn commune(&self, _: &Position) -> Option<CommuneRef<'_>> {
        Some(CommuneRef {
            istat: 15_146,
            province: "MI",
            region: "Lombardia",
        })
    }
}

#[test]
fn positions_counted_without_the_place_pack_are_counted_anew_with_it() {
    let model = words(&["commune:015146", "province:MI"]);
    assert!(model.lacks_places());
    let mut random = seeded(8);
    let mut device = Device::new(model, &moment(NOON));
    let mut all = Vec::new();
    for n in 0..30 {
        let now = NOON + n as i64 * 60_000;
        let event = some_event(n, now, &mut random);
        device.tell(Some(&event), &moment(now));
        all.push(event);
    }
    assert!(device.profile().unplaced);
    let now = NOON + 30 * 60_000;
    device.model.places.come(Box::new(Milano));
    assert!(!device.model.lacks_places());
    device.tell(None, &moment(now));
    assert!(!device.profile().unplaced);
    let desk = desk(&device.model, &all, now);
    assert_eq!(device.live().buckets(), desk.buckets());
    let milano = WORDS.len() as u8;
    assert!(
        desk.buckets()
            .iter()
            .any(|b| b.word == milano && b.count > 0)
    );
}

#[test]
fn what_the_lost_disk_held_stays_counted() {
    let model = words(&[]);
    let mut device = Device::new(model, &moment(NOON));
    device.tell(Some(&event(1, NOON, EventKind::Page)), &moment(NOON));
    let before = device.live();
    device.raw.clear();
    let mut profile = device.profile();
    cut(&mut profile);
    device.stored = profile.to_bytes();
    // Before the last event: what it would have meant can no longer be told.
    let early = event(2, NOON - 1, EventKind::Page);
    assert!(!device.tell(Some(&early), &moment(NOON)).keep);
    assert_eq!(device.live().buckets(), before.buckets());
    let later = event(3, NOON + 1, EventKind::Page);
    assert!(device.tell(Some(&later), &moment(NOON + 1)).keep);
    assert_eq!(device.live().buckets()[0].count, 2);
}

/// What `engine.js` does with events that wait together: each without the raw ones, and if any takes them, all once more.
fn together(profile: &mut Profile, model: &Identified, events: &[Event], raw: &mut Vec<Event>) {
    let now = moment(events.iter().map(|event| event.time_ms).max().unwrap_or(0));
    let mut anew = false;
    for event in events {
        let out = super::fold(profile, Some(model), Some(event), false, None, &now);
        anew |= out.wants_raw;
        raw.extend(out.keep.then(|| event.clone()));
    }
    if anew {
        let out = super::fold(profile, Some(model), None, false, Some(raw), &now);
        assert!(!out.wants_raw);
    }
}

#[test]
fn events_that_are_folded_together_are_the_desks_too() {
    for more in [&[][..], &["places:recurring"]] {
        let (model, mut random) = (words(more), seeded(7));
        let mut profile = Profile::default();
        adopt(&mut profile, None, &model, &[], &moment(NOON));
        // Twenty of each millisecond, in the order in which they were told, and cut anywhere.
        let told = |n: u64| some_event(n, NOON + n as i64 / 20, &mut random);
        let all: Vec<Event> = (0..400).map(told).collect();
        let mut raw = Vec::new();
        for events in all.chunks(37) {
            together(&mut profile, &model, events, &mut raw);
        }
        assert_eq!(raw, all);
        let live = profile.state.live();
        assert_eq!(*live, desk(&model, &all, NOON + 20));
    }
}

#[test]
fn raw_events_that_go_before_their_time_stay_counted() {
    let (model, mut random) = (words(&[]), seeded(8));
    let mut profile = Profile::default();
    adopt(&mut profile, None, &model, &[], &moment(NOON));
    let told = |n: u64| some_event(n, NOON + n as i64 * 10_000, &mut random);
    let all: Vec<Event> = (0..300).map(told).collect();
    let mut raw = Vec::new();
    together(&mut profile, &model, &all[..200], &mut raw);
    // `edge` in `engine/store.js`: as if it were so late that the first hundred are over.
    let until = all[100].time_ms + RAW_LIMIT_MS;
    retire(&mut profile, Some(&model), &raw, until);
    raw.retain(|event| event.time_ms + RAW_LIMIT_MS >= until);
    assert_eq!(raw.len(), 100);
    // The last first, so that all is counted anew of what is left.
    for events in [&all[299..], &all[200..299]] {
        together(&mut profile, &model, events, &mut raw);
    }
    let end = all[299].time_ms;
    assert_eq!(*profile.state.live(), desk(&model, &all, end));
    // What would come before those that went is late.
    let early = event(300, all[50].time_ms + 1, EventKind::Page);
    let out = super::fold(
        &mut profile,
        Some(&model),
        Some(&early),
        false,
        None,
        &moment(end),
    );
    assert!(!out.keep && !out.wants_raw);
}
