//! The device against the desk, in a real browser: a model with every sort of word; what the engine exports is what the
//! same code makes of the same events natively, whatever their order, over reloads, tabs and days.

use crate::visitor::{arrive, engine, export, export_when, visit_page};
use recinto_core::assign::{assign, page_segment};
use recinto_core::events::{Event, EventKind, Position, utc_day};
use recinto_core::features::place::Communes;
use recinto_core::features::{
    Calendar, Composite, Definitions, FeatureSpec, FeatureState, Fence, Intent, Lexicon, Measure,
    Shape, compute, scale,
};
use recinto_core::model::{Assigner, Mechanism, Point, SegmentModel};
use recinto_tests::browser::Browser;
use recinto_tests::canary::Canary;
use recinto_tests::desk;
use recinto_tests::proxy::Tamper;
use recinto_tests::record::{Fate, Seen};
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const QUERY: &str = "Quanto costa un bunting~Kk38!pTz?";
const LAT: f64 = 45.464_193_7;
const LON: f64 = 9.190_338_2;
const HOUR: i64 = 3_600_000;

fn canaries() -> Vec<Canary> {
    vec![
        Canary::text("search", "bunting~Kk38!pTz"),
        Canary::text("category", "Scarpe~linnet"),
        Canary::number("latitude", LAT),
        Canary::number("longitude", LON),
    ]
}

pub fn model() -> SegmentModel {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let today = utc_day(now.as_millis() as i64) as i32;
    let mut model = desk::model(Mechanism::Exact);
    let words = "page view_item search purchase visit_store category:Scarpe~linnet campaign:estate source:posta session \
        session:second_page step:page>view_item step:page>view_item>purchase dwell scroll intent:prezzo daypart:colazione \
        daypart:mattina daypart:pranzo daypart:pomeriggio daypart:aperitivo daypart:cena daypart:notte hour:sin hour:cos \
        weekday:sin weekday:cos weekend season:ora fence:duomo distance places:recurring commune:015146 province:MI \
        region:Lombardia composite:ricerca";
    model.vocabulary = words.split_whitespace().map(str::to_owned).collect();
    model.definitions = Definitions {
        intents: vec![Intent {
            name: "prezzo".into(),
            phrases: vec!["quanto costa".into(), "offerta".into()],
        }],
        calendars: vec![Calendar {
            name: "ora".into(),
            days: vec![[today - 1, today + 1]],
        }],
        fences: vec![Fence {
            name: "duomo".into(),
            shape: Shape::Circle {
                lat: 45.4642,
                lon: 9.19,
                radius_m: 300.0,
            },
            point_of_sale: true,
        }],
        composites: vec![Composite {
            name: "ricerca".into(),
            of: "search".into(),
            count: 2,
            then: vec!["purchase".into()],
            within_min: 120,
        }],
    };
    let ratio = |of: &str, over: &str| FeatureSpec {
        over: over.into(),
        ..FeatureSpec::new(Measure::Ratio, of)
    };
    let mut fading = FeatureSpec::new(Measure::Frequency, "page");
    fading.decay = 0.9;
    model.features = vec![
        fading,
        FeatureSpec::new(Measure::Recency, "purchase"),
        FeatureSpec::new(Measure::Monetary, "category:*"),
        FeatureSpec::new(Measure::Mean, "session"),
        FeatureSpec::new(Measure::Mean, "dwell"),
        ratio("session:second_page", "session"),
        ratio("intent:prezzo", "search"),
        FeatureSpec::new(Measure::Entropy, "daypart:*"),
        FeatureSpec::new(Measure::Depth, "page>view_item>purchase"),
        FeatureSpec::new(Measure::Mean, "fence:duomo"),
        FeatureSpec::new(Measure::Mean, "distance"),
        ratio("province:MI", "distance"),
    ];
    let point = |x: f64, segment| Point {
        at: vec![x; 12],
        segment,
    };
    model.assigner = Assigner::Centroids {
        points: vec![point(0.0, 0), point(30.0, 1)],
    };
    model.check().expect("a model");
    model
}

/// Two days of a visitor, most of it told out of order.
const LIVE: &str = "
  const [query, lat, lon] = arguments;
  const hour = 3600000, now = Date.now();
  const at = (hours, kind, data) => recinto.track(kind, { ...data, time: now - Math.round(hours * hour) });
  const here = { lat, lon, accuracy_m: 15 };
  at(3, 'search', { query });
  at(2.5, 'search', { query: 'blu', position: here });
  at(40, 'page', { page: '/a', campaign: 'estate', source: 'posta', duration_ms: 4000, depth_pct: 60, position: here });
  at(39.9, 'view_item', { category: 'Scarpe~linnet', value: 50, currency: 'EUR' });
  at(39.8, 'purchase', { category: 'Scarpe~linnet', value: 50, currency: 'EUR', position: here });
  at(39.7, 'page', { page: '/b', duration_ms: 9000, position: { lat, lon, accuracy_m: 900 } });
  at(2.4, 'page', { page: '/c?recinto_store=duomo-1', position: here });
  at(2.3, 'view_item', { category: 'Scarpe~linnet', value: 20, currency: 'USD', position: here });
  at(2.35, 'page', { page: '/d', depth_pct: 100 });
  at(60, 'purchase', { value: 99 });
  recinto.track('page', { page: '/e', duration_ms: 100 });";

/// The events of an export, as the desk would have them.
fn events(export: &Value) -> Vec<Event> {
    let text = |record: &Value, name: &str| record[name].as_str().map(str::to_owned);
    let records = export["events"].as_array().expect("events");
    records
        .iter()
        .map(|record| {
            let kind = EventKind::try_from(text(record, "kind").expect("a kind")).expect("ours");
            let time = record["time"].as_i64().expect("a time");
            let mut event = Event::new(
                text(record, "id").expect("an id"),
                String::new(),
                time,
                kind,
            );
            event.page = text(record, "page");
            event.category = text(record, "category");
            event.query = text(record, "query");
            event.campaign = text(record, "campaign");
            event.source = text(record, "source");
            event.currency = text(record, "currency");
            event.value_cents = record["value"]
                .as_f64()
                .map(|value| (value * 100.0).round() as i64);
            event.duration_ms = record["duration_ms"].as_u64().map(|ms| ms as u32);
            event.depth_pct = record["depth_pct"].as_u64().map(|percent| percent as u8);
            event.utc_offset_min = record["utc_offset_min"]
                .as_i64()
                .map(|minutes| minutes as i16);
            assert!(
                event.utc_offset_min.is_some(),
                "by the page's clock: {record}"
            );
            let at = |name: &str| record["position"][name].as_f64();
            event.position =
                at("lat")
                    .zip(at("lon"))
                    .zip(at("accuracy_m"))
                    .map(|((lat, lon), accuracy_m)| Position {
                        lat,
                        lon,
                        accuracy_m,
                    });
            event
        })
        .collect()
}

/// The desk's state of events, at a time.
fn state(model: &SegmentModel, events: &[Event], now_ms: i64) -> FeatureState {
    let pack =
        std::fs::read(recinto_tests::repository("core/data/communes.pack")).expect("the pack");
    let communes = Communes::from_bytes(&pack).expect("a pack");
    let lexicon = Lexicon::of(model).with_whereabouts(Arc::new(communes));
    batch(model, &lexicon, events.iter(), now_ms)
}

/// The state of events that are told all at once, in their order.
pub fn batch<'e>(
    model: &SegmentModel,
    lexicon: &Lexicon,
    events: impl Iterator<Item = &'e Event>,
    now_ms: i64,
) -> FeatureState {
    let mut sorted: Vec<&Event> = events.collect();
    sorted.sort_by_key(|event| (event.time_ms, event.view().key));
    let views = sorted.iter().map(|event| {
        let mut view = event.view();
        if view
            .currency
            .is_some_and(|currency| currency != model.currency)
        {
            view.value_cents = None;
        }
        view
    });
    let mut state = FeatureState::of_rows(lexicon, views);
    state.expire(now_ms, model.window_days);
    state
}

/// The device's counts, features and segment are those of these events.
async fn assert_same(
    browser: &Browser,
    model: &SegmentModel,
    events: &[Event],
    export: &Value,
    when: &str,
) {
    let now = browser
        .js("return Date.now()", vec![])
        .await
        .as_i64()
        .expect("a time");
    let state = state(model, events, now);
    let desk: Vec<(i64, &str, u64, i64)> = state
        .buckets()
        .iter()
        .map(|b| {
            (
                b.day,
                model.vocabulary[usize::from(b.word)].as_str(),
                u64::from(b.count),
                b.sum,
            )
        })
        .collect();
    let days = export["state"]["days"].as_array().expect("days");
    let day = |text: &str| {
        let date: Vec<i64> = text
            .split('-')
            .map(|part| part.parse().expect("a date"))
            .collect();
        days_from_civil(date[0], date[1], date[2])
    };
    let device: Vec<(i64, &str, u64, i64)> = days
        .iter()
        .map(|d| {
            (
                day(d["day"].as_str().expect("a day")),
                d["word"].as_str().expect("a word"),
                d["count"].as_u64().expect("a count"),
                d["sum"].as_i64().expect("a sum"),
            )
        })
        .collect();
    assert_eq!(device, desk, "{when}");
    let raw = compute(
        &model.features,
        &model.vocabulary,
        &state,
        now,
        model.window_days,
    );
    let shown = export["features"].as_array().expect("features");
    assert_eq!(shown.len(), raw.len());
    for (shown, raw) in shown.iter().zip(&raw) {
        let device = shown["raw"].as_f64().expect("a number");
        assert!(
            (device - raw).abs() <= 1e-12 * raw.abs(),
            "{when}: {shown} but {raw}"
        );
    }
    let assigned = assign(model, &scale(&model.features, &raw)).expect("a segment");
    let desk = page_segment(model, &assigned).expect("a segment");
    let page = browser
        .js("return recinto.segments()[0] || null", vec![])
        .await;
    assert_eq!(page, serde_json::to_value(desk).expect("JSON"), "{when}");
    let bytes = export["state"]["bytes"].as_u64().expect("bytes");
    assert!(bytes <= 8 * 1024, "{when}: {bytes} bytes of state");
}

/// Days since 1970-01-01 of a date (Richards 2013).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shift = (month - 14) / 12;
    1461 * (year + 4800 + shift) / 4 + 367 * (month - 2 - 12 * shift) / 12
        - 3 * ((year + 4900 + shift) / 100) / 4
        + day
        - 32_075
        - 2_440_588
}

/// A visitor who grants what is named, with the model and the place pack at hand.
async fn begin(world: &World, model: &SegmentModel, position: bool) {
    let wish = json!({ "segment": true, "position": position });
    begin_in(&world.browser, world, model, wish).await;
}

/// The same in another browser, and with any purposes.
async fn begin_in(browser: &Browser, world: &World, model: &SegmentModel, wish: Value) {
    let token = desk::register(world).await;
    desk::publish(&token, &model.to_bytes().expect("a good model")).await;
    arrive(browser, &visit_page()).await;
    browser
        .js("recinto.consent(arguments[0])", vec![wish])
        .await;
    engine(browser).await;
}

async fn pack(world: &World) {
    packs(world, 1).await;
}

/// Waits until the place pack was given so many times.
async fn packs(world: &World, times: usize) {
    let start = Instant::now();
    let given = |seen: &Seen| seen.url.ends_with("communes.pack") && seen.fate != Fate::Open;
    while world
        .proxy
        .record
        .all()
        .iter()
        .filter(|seen| given(seen))
        .count()
        < times
    {
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "waited in vain for the place pack:\n{}",
            world.proxy.record.text()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// As many times as there were pages the pack was asked for, the ledger tells of it, and the network saw it.
fn assert_packs(world: &World, export: &Value, pages: usize) {
    let entries = export["ledger"].as_array().into_iter().flatten();
    let reasons: Vec<&Value> = entries
        .filter(|entry| entry["what"] == "get places")
        .map(|entry| &entry["reason"])
        .collect();
    assert_eq!(reasons, vec!["position"; pages]);
    let seen = world.proxy.record.all();
    let asked = seen
        .iter()
        .filter(|seen| seen.url.ends_with("communes.pack"));
    assert_eq!(asked.count(), pages);
}

/// Waits until so many events are kept and the state no longer changes.
async fn settled(browser: &Browser, events: usize) -> Value {
    export_when(browser, "all events", |e| {
        e["events"]
            .as_array()
            .is_some_and(|all| all.len() == events)
    })
    .await;
    // The place pack's recount may come after it.
    tokio::time::sleep(Duration::from_millis(500)).await;
    export(browser).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_device_counts_as_the_desk_does() {
    story("device_and_desk", Plan::default(), |world| async move {
        let model = model();
        begin(&world, &model, true).await;
        pack(&world).await;
        let browser = &world.browser;
        browser.js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)]).await;
        // The page's own view, ten in time, the visit that the QR link tells; the one of 60 hours ago is late.
        let seen = settled(browser, 12).await;
        assert_eq!(seen["state"]["late"], json!(1));
        assert_packs(&world, &seen, 1);
        let mut all = events(&seen);
        let of = |word: &str| seen["state"]["days"].as_array().is_some_and(|days| days.iter().any(|d| d["word"] == word));
        for word in ["session", "step:page>view_item>purchase", "intent:prezzo", "fence:duomo", "province:MI", "visit_store"] {
            assert!(of(word), "nothing of {word}: {:#}", seen["state"]);
        }
        assert_same(browser, &model, &all, &seen, "out of order").await;

        browser.reload().await;
        engine(browser).await;
        browser.js("recinto.track('page', { page: '/f', time: Date.now() - 7200000 })", vec![]).await;
        let seen = settled(browser, 14).await;
        all = events(&seen);
        assert_same(browser, &model, &all, &seen, "after a reload").await;
        assert_packs(&world, &seen, 2);

        // What is told while the pack is on its way asks for it no second time.
        world.proxy.tamper(|_, url| url.ends_with("communes.pack").then_some(Tamper::Wait(Duration::from_secs(1))));
        browser.new_tab().await;
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        browser.js("for (let i = 0; i < 20; i++) recinto.track('search', { query: 'offerta', time: Date.now() - (i % 3) * 60000 })", vec![]).await;
        packs(&world, 3).await;
        let seen = settled(browser, 35).await;
        all = events(&seen);
        assert_same(browser, &model, &all, &seen, "with a second tab").await;
        assert_packs(&world, &seen, 3);
        browser.close_tab().await;

        // The browser is closed and opened three days later: the first thing it does is to let the raw events go.
        let clock = "const real = Date.now.bind(Date); Date.now = () => real() + 72 * 3600000;";
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock })).await;
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        let seen = settled(browser, 1).await;
        let fresh = events(&seen);
        assert!(fresh.iter().all(|event| all.iter().all(|old| old.time_ms + 48 * HOUR < event.time_ms)));
        all.extend(fresh);
        assert_same(browser, &model, &all, &seen, "three days later").await;
        world.assert_egress(0, &canaries());
    })
    .await;
}

/// A tab that stays open over days of silence: the fold that ends them settles what is over its time and then forgets
/// the last event of old. It must not be told twice, which the next recount would show.
#[tokio::test(flavor = "multi_thread")]
async fn after_days_of_silence_nothing_is_counted_twice() {
    story("device_silence", Plan::default(), |world| async move {
        let model = model();
        begin(&world, &model, false).await;
        let browser = &world.browser;
        browser
            .js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)])
            .await;
        let mut all = events(&settled(browser, 12).await);
        let later = "
          const real = Date.now.bind(Date);
          Date.now = () => real() + 5 * 86400000;
          recinto.track('page', { page: '/back' });";
        browser.js(later, vec![]).await;
        let seen = settled(browser, 1).await;
        let late = "recinto.track('page', { page: '/late', time: Date.now() - 7200000 })";
        browser.js(late, vec![]).await;
        let seen_late = settled(browser, 2).await;
        assert_ne!(seen["state"], seen_late["state"]);
        all.extend(events(&seen_late));
        assert_same(
            browser,
            &model,
            &all,
            &seen_late,
            "one event out of order, five days later",
        )
        .await;
        world.assert_egress(0, &canaries());
    })
    .await;
}

/// The same with two events told together, of which the first has a place, so that the day's are counted anew, and the
/// second ends the silence: what was settled in this very fold must not be told again.
#[tokio::test(flavor = "multi_thread")]
async fn after_days_of_silence_two_at_once_count_nothing_twice() {
    story("device_silence_places", Plan::default(), |world| async move {
        let model = model();
        begin(&world, &model, true).await;
        pack(&world).await;
        let browser = &world.browser;
        browser
            .js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)])
            .await;
        let mut all = events(&settled(browser, 12).await);
        let later = "
          const real = Date.now.bind(Date), [lat, lon] = arguments;
          Date.now = () => real() + 5 * 86400000;
          recinto.track('page', { page: '/here', time: Date.now() - 1000, position: { lat, lon, accuracy_m: 15 } });
          recinto.track('page', { page: '/back' });";
        browser.js(later, vec![json!(LAT), json!(LON)]).await;
        let seen = settled(browser, 2).await;
        all.extend(events(&seen));
        assert_same(browser, &model, &all, &seen, "two at once, five days later").await;
        world.assert_egress(0, &canaries());
    })
    .await;
}

/// The bodies of the reports that have left, each once.
fn reported(world: &World) -> Vec<Value> {
    let mut bodies: Vec<Vec<u8>> = Vec::new();
    for seen in world.proxy.record.all() {
        if seen.url.ends_with("/v1/labels") && !bodies.contains(&seen.body) {
            bodies.push(seen.body);
        }
    }
    let read = |body: &Vec<u8>| serde_json::from_slice(body).expect("a report");
    bodies.iter().map(read).collect()
}

/// The page's clock from now on, off by so many minutes; and an event, and until it was folded or let go.
async fn minutes_off(browser: &Browser, minutes: i64, page: &str) {
    let body = "
      window.real ||= Date.now.bind(Date);
      Date.now = () => real() + arguments[0] * 60000;
      recinto.track('page', { page: arguments[1] });";
    browser.js(body, vec![json!(minutes), json!(page)]).await;
    export(browser).await;
}

/// Set ahead by three days in the midst of a visit, back, before the day of the choice, and right again. Each event
/// counts once; each epoch has one report; and what the clock says is past is not shown before its time.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_counts_and_reports_nothing_twice() {
    story("device_clock", Plan::default(), |world| async move {
        let model = model();
        let browser = &world.browser;
        let wish = json!({ "segment": true, "report": true });
        // From noon on, so that no epoch ends by itself; and what comes back begins a session of its own.
        let noon = "{ const real = Date.now.bind(Date), shift = 43200000 - real() % 86400000; Date.now = () => real() + shift; }";
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": noon })).await;
        const DAYS: i64 = 3 * 24 * 60;
        begin_in(browser, &world, &model, wish).await;
        browser.js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)]).await;
        let first = settled(browser, 12).await;
        let mut all = events(&first);
        assert_same(browser, &model, &all, &first, "at first").await;
        // As if the page went: what waits to be reported leaves at once.
        let hide = "dispatchEvent(new Event('pagehide'))";
        let reports = async |count: usize, when: &str| {
            browser.js(hide, vec![]).await;
            let start = Instant::now();
            while reported(&world).len() < count {
                assert!(start.elapsed() < Duration::from_secs(5), "{when}: {:?}", reported(&world));
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            crate::visitor::quiet(&world, Duration::from_secs(1)).await;
            assert_eq!(reported(&world).len(), count, "{when}");
        };
        reports(1, "at first").await;

        minutes_off(browser, DAYS, "/ahead").await;
        let ahead = settled(browser, 1).await;
        all.extend(events(&ahead));
        assert_same(browser, &model, &all, &ahead, "three days ahead").await;
        reports(2, "three days ahead").await;

        minutes_off(browser, 40, "/back").await;
        let back = settled(browser, 2).await;
        let kept = events(&back);
        let now: Vec<Event> = kept.iter().filter(|event| event.page.as_deref() == Some("/back")).cloned().collect();
        assert_eq!((kept.len(), now.len()), (2, 1), "what is of a later day waits for it");
        all.extend(now);
        let until_now: Vec<Event> = all.iter().filter(|event| event.page.as_deref() != Some("/ahead")).cloned().collect();
        assert_same(browser, &model, &until_now, &back, "back again").await;
        reports(2, "back again").await;

        // Before the day of the choice it does not stand: nothing is taken, and the page goes on.
        minutes_off(browser, -DAYS, "/before").await;
        browser.js("document.body.append(document.createElement('hr')); recinto.track('click', { item: 'x' })", vec![]).await;
        reports(2, "before the choice").await;
        minutes_off(browser, 41, "/right").await;
        let right = settled(browser, 3).await;
        let told = events(&right);
        assert!(told.iter().all(|event| event.page.as_deref() != Some("/before")));
        minutes_off(browser, DAYS + 60, "/later").await;
        // What waited for its time is counted with the next that comes out of order.
        browser.js("recinto.track('page', { page: '/late', time: Date.now() - 1800000 })", vec![]).await;
        let later = settled(browser, 3).await;
        for event in told.into_iter().chain(events(&later)) {
            if !all.iter().any(|known| known.id == event.id) {
                all.push(event);
            }
        }
        assert_eq!(all.len(), 17);
        assert_same(browser, &model, &all, &later, "three days later").await;
        reports(2, "three days later").await;
        let epochs: std::collections::BTreeSet<String> = reported(&world).iter().map(|body| body["epoch"].to_string()).collect();
        assert_eq!(epochs.len(), 2, "one report per epoch: {:?}", reported(&world));
        // The collector refuses the one of the days to come, which the browser writes down; the page has no fault.
        let errors = browser.console_errors().await;
        assert!(errors.len() == 1 && errors[0].contains("/v1/labels"), "{errors:#?}");
        world.assert_egress(0, &canaries());
    })
    .await;
}

/// How many raw events are on the disk.
const KEPT: &str = "
  const opened = await new Promise((done) => { const asked = indexedDB.open('recinto'); asked.onsuccess = () => done(asked.result); });
  return new Promise((done) => { const count = opened.transaction('events').objectStore('events').count(); count.onsuccess = () => { opened.close(); done(count.result); }; });";

/// Killed in the midst of writing, and begun again with the same profile: twice in the same hour, then days later.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_browser_loses_and_doubles_nothing() {
    story("device_killed", Plan::default(), |world| async move {
        let model = model();
        let mut browser = world.second_browser().await;
        let wish = json!({ "segment": true });
        begin_in(&browser, &world, &model, wish).await;
        browser.js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)]).await;
        let mut known = events(&settled(&browser, 12).await);
        // The browser itself keeps a choice back for some seconds, in case it changes.
        tokio::time::sleep(Duration::from_secs(8)).await;
        for round in 0..2 {
            let burst = "for (let i = 0; i < 200; i++) recinto.track('search', { query: 'offerta', time: Date.now() - i })";
            browser.js(burst, vec![]).await;
            while browser.js_async(KEPT, vec![]).await.as_u64() < Some(known.len() as u64 + 20) {}
            browser = world.browser_again(browser.kill().await).await;
            arrive(&browser, &visit_page()).await;
            engine(&browser).await;
            browser.until("a segment", "return recinto.segments().length", vec![]).await;
            let seen = export(&browser).await;
            let now = events(&seen);
            let ids: std::collections::BTreeSet<&String> = now.iter().map(|event| &event.id).collect();
            assert_eq!(ids.len(), now.len(), "each once");
            assert!(known.iter().all(|event| ids.contains(&event.id)), "round {round}: something is lost");
            assert!(now.len() >= known.len() + 20, "round {round}: {} of what was on the disk", now.len());
            assert_same(&browser, &model, &now, &seen, "after a crash").await;
            known = now;
        }

        // Nobody was there when their time came: they go at the next start.
        browser = world.browser_again(browser.kill().await).await;
        let clock = "const real = Date.now.bind(Date); Date.now = () => real() + 72 * 3600000;";
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock })).await;
        arrive(&browser, &visit_page()).await;
        let seen = settled(&browser, 1).await;
        known.extend(events(&seen));
        assert_same(&browser, &model, &known, &seen, "three days later").await;
        assert_eq!(browser.js_async(KEPT, vec![]).await, json!(1), "on the disk too");
        browser.close().await;
        world.assert_egress(0, &canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawing_position_erases_its_share_alone() {
    story("device_position", Plan::default(), |world| async move {
        let model = model();
        begin(&world, &model, true).await;
        pack(&world).await;
        let browser = &world.browser;
        browser
            .js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)])
            .await;
        let seen = settled(browser, 12).await;
        let of_place = |seen: &Value| {
            let forms = [
                "fence:",
                "distance",
                "places:",
                "commune:",
                "province:",
                "region:",
            ];
            let days = seen["state"]["days"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            days.iter()
                .filter(|d| {
                    forms
                        .iter()
                        .any(|form| d["word"].as_str().is_some_and(|w| w.starts_with(form)))
                })
                .count()
        };
        assert!(of_place(&seen) > 0);
        browser
            .js("recinto.consent({ position: false })", vec![])
            .await;
        let seen = export_when(browser, "a state without places", |e| of_place(e) == 0).await;
        let all = events(&seen);
        assert!(all.len() == 12 && all.iter().all(|event| event.position.is_none()));
        assert_same(browser, &model, &all, &seen, "without positions").await;
        browser
            .js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)])
            .await;
        let seen = settled(browser, 22).await;
        assert_same(browser, &model, &events(&seen), &seen, "and after it").await;
        world.assert_egress(0, &canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_position_the_place_pack_is_not_fetched() {
    story("device_no_pack", Plan::default(), |world| async move {
        let model = model();
        begin(&world, &model, false).await;
        let browser = &world.browser;
        browser
            .js(LIVE, vec![json!(QUERY), json!(LAT), json!(LON)])
            .await;
        let seen = settled(browser, 12).await;
        assert_same(browser, &model, &events(&seen), &seen, "without positions").await;
        assert_packs(&world, &seen, 0);
    })
    .await;
}

/// From a record to written bytes, by the wall clock of a shared machine: a generous bound against an accident, and a
/// ratio that no load moves. Every other event finds what the page's first one finds: a profile that is to be decoded,
/// and a record that is to be read back. The goal, 50 µs, is `cargo xtask speed`'s.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_takes_microseconds() {
    story("device_speed", Plan::default(), |world| async move {
        let mut model = model();
        model.vocabulary.retain(|word| !word.starts_with("places:"));
        model.vocabulary.extend(["click", "add_to_cart", "custom:a", "custom:b", "brand:x", "brand:y"].map(str::to_owned));
        assert_eq!(model.vocabulary.len(), 40);
        let bytes = model.to_bytes().expect("a good model");
        let id = recinto_core::model::model_id(&bytes);
        let browser = &world.browser;
        browser.goto(&visit_page()).await;
        let body = "
          const [id, text, query] = args;
          const { default: init, makeMind } = await import('/recinto/engine.js');
          await init();
          const mind = makeMind('cd-shop');
          mind.load(undefined);
          mind.read(id, new TextEncoder().encode(text));
          const day = 86400000, start = Date.now();
          mind.adopt([], start, 1, 'test', undefined);
          const kinds = ['page', 'view_item', 'search', 'purchase'];
          /* A month first, so that the state is full. */
          const rounds = 6000, from = 4000;
          const spent = [0, 0];
          let most = 0;
          for (let i = 0; i < rounds; i++) {
            const now = start + Math.round(i * 30 * day / rounds);
            const event = mind.capture(kinds[i % 4], { page: '/a', query, category: 'Scarpe~linnet', value: 10, currency: 'EUR', duration_ms: 500, depth_pct: 50 }, now, 1);
            const profile = mind.profile();
            if (i % 2) mind.load(undefined);
            const record = i % 2 ? structuredClone(event) : event;
            const before = performance.now();
            mind.load(profile);
            if (mind.fold(record, false, undefined, now, 1, 'test', undefined) !== 1) throw i;
            mind.measured();
            mind.decide(0, 0);
            const after = mind.profile();
            if (i >= from) spent[i % 2] += performance.now() - before;
            most = Math.max(most, after.length);
          }
          const micros = (sum) => 2000 * sum / (rounds - from);
          return { kept: micros(spent[0]), anew: micros(spent[1]), bytes: most };";
        let text = String::from_utf8(bytes).expect("JSON");
        let found = browser.js_async(body, vec![json!(id), json!(text), json!(QUERY)]).await;
        let [kept, anew] = ["kept", "anew"].map(|name| found[name].as_f64().expect("a number"));
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "device: {kept:.1} µs per event, {anew:.1} a page's first, {} bytes of profile", found["bytes"]);
        assert!(kept < 500.0, "{kept} µs per event");
        assert!(kept < 0.7 * anew, "{kept} µs per event, and {anew} with nothing known");
        assert!(found["bytes"].as_u64().expect("bytes") < 9 * 1024);
    })
    .await;
}
