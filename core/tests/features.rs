//! What a model may say of its words, definitions and features; the words and measures on examples
//! worked out by hand; what an event costs.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests document themselves by name, and fail by panicking"
)]

use recinto_core::events::{DAY_MS, Event, EventKind, Position};
use recinto_core::features::{
    Composite, Definitions, FeatureSpec, FeatureState, Fence, Intent, Lexicon, Measure, Measures,
    Shape,
};
use recinto_core::model::SegmentModel;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
/// 2026-01-01, a Thursday.
const DAY: i64 = 20_454;

fn model() -> Value {
    let feature = |measure: &str, of: &str, over: &str, decay: f64| {
        json!({"measure": measure, "of": of, "over": over, "decay": decay, "transform": "none",
               "center": 0.0, "scale": 1.0, "undefined": 0.0})
    };
    json!({
        "format": "recinto.segments/1", "name": "Prova", "window_days": 30, "min_events": 1,
        "currency": "EUR",
        "vocabulary": ["page", "purchase", "category:a", "category:b", "session", "step:page>purchase",
            "intent:vicino", "season:natale", "fence:duomo", "distance", "composite:cena", "dwell"],
        "definitions": {
            "intents": [{"name": "vicino", "phrases": ["vicino a me"]}],
            "calendars": [{"name": "natale", "days": [[20446, 20459], [20811, 20824]]}],
            "fences": [
                {"name": "duomo", "point_of_sale": false, "shape": {"type": "polygon",
                    "points": [[45.0, 9.0], [45.0, 9.5], [45.5, 9.5]]}},
                {"name": "negozio", "point_of_sale": true,
                    "shape": {"type": "circle", "lat": 45.4642, "lon": 9.19, "radius_m": 50.0}}],
            "composites": [{"name": "cena", "of": "category:a", "count": 3, "within_min": 120}]
        },
        "features": [
            feature("frequency", "page", "", 0.9), feature("monetary", "category:*", "", 1.0),
            feature("mean", "dwell", "", 1.0), feature("ratio", "page", "session", 1.0),
            feature("entropy", "category:*", "", 1.0), feature("depth", "page>purchase", "", 1.0),
            feature("burstiness", "session", "", 1.0)],
        "assigner": {"type": "centroids", "points": [{"at": [0, 0, 0, 0, 0, 0, 0], "segment": 0}]},
        "segments": [{"label": "a", "name": "A", "category": "", "tags": []}],
        "scoring": [[[0.0, 0.0], [1.0, 1.0]]],
        "privacy": {"mechanism": "krr", "epsilon": 2.0, "epoch_ms": 86_400_000,
                    "minimum_audience": 50, "necessity": ""}
    })
}

fn read(value: &Value) -> Result<SegmentModel, String> {
    let model: SegmentModel =
        serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    let checked = model.check().and_then(|()| model.check_stated());
    checked.map_err(|error| error.to_string())?;
    Ok(model)
}

#[test]
fn a_model_with_definitions_comes_back_as_it_was_written() {
    let model = read(&model()).unwrap();
    let bytes = model.to_bytes().unwrap();
    assert_eq!(SegmentModel::from_bytes(&bytes), Ok(model));
}

#[test]
fn words_definitions_and_features_out_of_range_are_refused() {
    let many = |count: usize, one: fn(usize) -> Value| Value::from_iter((0..count).map(one));
    // So many: the model's own, and more of the first under other names.
    let grown = |list: &str, count: usize| {
        let mut all = model()["definitions"][list].as_array().unwrap().clone();
        while all.len() < count {
            let mut another = all[0].clone();
            another["name"] = json!(all.len().to_string());
            all.push(another);
        }
        Value::from(all)
    };
    let corners = many(33, |i| json!([i as f64, 1.0]));
    let circle = |lat: f64, lon: f64, radius: f64| json!({"type": "circle", "lat": lat, "lon": lon, "radius_m": radius});
    let d = |part: &str| format!("/definitions/{part}");
    let cases: Vec<(String, Value, &str)> = vec![
        ("/vocabulary/0".into(), json!("url:/a"), "vocabulary[0]"),
        ("/vocabulary/0".into(), json!("purchase"), "vocabulary"),
        (
            "/vocabulary/6".into(),
            json!("intent:lontano"),
            "vocabulary[6]",
        ),
        (
            "/vocabulary/7".into(),
            json!("season:pasqua"),
            "vocabulary[7]",
        ),
        ("/vocabulary/8".into(), json!("fence:mole"), "vocabulary[8]"),
        (
            "/vocabulary/10".into(),
            json!("composite:x"),
            "vocabulary[10]",
        ),
        ("/vocabulary/6".into(), json!("scroll"), "intents[0].name"),
        ("/vocabulary/7".into(), json!("scroll"), "calendars[0].name"),
        ("/vocabulary/8".into(), json!("scroll"), "fences[0].name"),
        ("/vocabulary/9".into(), json!("scroll"), "fences[1].name"),
        (
            "/vocabulary/10".into(),
            json!("scroll"),
            "composites[0].name",
        ),
        (
            "/vocabulary/5".into(),
            json!("step:page>nothing"),
            "vocabulary[5]",
        ),
        (d("fences/1/point_of_sale"), json!(false), "vocabulary[9]"),
        (
            d("intents"),
            grown("intents", 17),
            "definitions.intents` is 17",
        ),
        (
            d("calendars"),
            grown("calendars", 33),
            "definitions.calendars` is 33",
        ),
        (
            d("fences"),
            grown("fences", 65),
            "definitions.fences` is 65",
        ),
        (
            d("composites"),
            grown("composites", 9),
            "definitions.composites` is 9",
        ),
        (d("intents/0/phrases"), json!([]), "phrases"),
        (
            d("intents/0/phrases"),
            many(33, |i| json!(i.to_string())),
            "phrases",
        ),
        (d("intents/0/phrases/0"), json!("x".repeat(49)), "phrases"),
        (d("intents/0/phrases/0"), json!("?!"), "phrases"),
        (d("calendars/0/days"), json!([]), "days"),
        (
            d("calendars/0/days"),
            many(257, |i| json!([2 * i, 2 * i])),
            "days",
        ),
        (d("calendars/0/days"), json!([[5, 4]]), "days"),
        (d("calendars/0/days"), json!([[1, 4], [4, 9]]), "days"),
        (
            d("fences/0/shape/points"),
            json!([[1.0, 1.0], [2.0, 2.0]]),
            "shape",
        ),
        (d("fences/0/shape/points"), corners, "shape"),
        (d("fences/0/shape/points/0"), json!([91.0, 0.0]), "shape"),
        (d("fences/1/shape"), circle(91.0, 0.0, 1.0), "shape"),
        (d("fences/1/shape"), circle(0.0, 181.0, 1.0), "shape"),
        (d("fences/1/shape"), circle(0.0, 0.0, 0.0), "shape"),
        (d("fences/1/shape"), circle(0.0, 0.0, 100_001.0), "shape"),
        (d("fences/1/name"), json!("duomo"), "of different names"),
        (d("composites/0/of"), json!("brand:x"), "composites[0].of"),
        (d("composites/0/of"), json!("session"), "composites[0].of"),
        (d("composites/0/count"), json!(1), "count"),
        (d("composites/0/count"), json!(9), "count"),
        (d("composites/0/within_min"), json!(0), "within_min"),
        (d("composites/0/within_min"), json!(1441), "within_min"),
        (d("holidays"), json!([]), "unknown field"),
        ("/features/0/of".into(), json!("search"), "features[0].of"),
        ("/features/0/of".into(), json!("brand:*"), "features[0].of"),
        ("/features/0/of".into(), json!("*"), "features[0].of"),
        ("/features/0/over".into(), json!("page"), "features[0].over"),
        ("/features/0/decay".into(), json!(0.0), "features[0].decay"),
        ("/features/0/decay".into(), json!(1.1), "features[0].decay"),
        ("/features/6/decay".into(), json!(0.9), "features[6].decay"),
        ("/features/1/of".into(), json!("session"), "features[1].of"),
        (
            "/features/2/of".into(),
            json!("intent:vicino"),
            "features[2].of",
        ),
        ("/features/3/over".into(), json!(""), "features[3].over"),
        (
            "/features/3/over".into(),
            json!("brand:*"),
            "features[3].over",
        ),
        (
            "/features/4/of".into(),
            json!("category:a"),
            "features[4].of",
        ),
        ("/features/5/of".into(), json!("page"), "features[5].of"),
        (
            "/features/5/of".into(),
            json!("page>session"),
            "features[5].of",
        ),
        (
            "/features/5/of".into(),
            json!("page>search"),
            "features[5].of",
        ),
        ("/features/0/kind".into(), json!("page"), "unknown field"),
    ];
    for (at, wrong, said) in cases {
        let mut broken = model();
        match broken.pointer_mut(&at) {
            Some(place) => *place = wrong.clone(),
            None => {
                let (object, name) = at.rsplit_once('/').unwrap();
                broken.pointer_mut(object).unwrap()[name] = wrong.clone();
            }
        }
        let error = read(&broken).expect_err(&format!("{at} = {wrong}"));
        assert!(error.contains(said), "{at} = {wrong}: {error}");
    }
}

fn event(time_ms: i64, kind: EventKind) -> Event {
    Event::new(time_ms.to_string(), String::new(), time_ms, kind)
}

fn fold(
    words: &[&str],
    definitions: &Definitions,
    events: &[Event],
) -> (Vec<String>, FeatureState) {
    let vocabulary: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let lexicon = Lexicon::new(&vocabulary, definitions, 30);
    let state = FeatureState::of_rows(&lexicon, events.iter().map(Event::view));
    (vocabulary, state)
}

fn counts(words: &[&str], definitions: &Definitions, events: &[Event]) -> Vec<(u32, i64)> {
    let (_, state) = fold(words, definitions, events);
    (0..words.len())
        .map(|word| {
            let of = state
                .buckets()
                .iter()
                .filter(|b| usize::from(b.word) == word);
            of.fold((0, 0), |sum, b| (sum.0 + b.count, sum.1 + b.sum))
        })
        .collect()
}

#[test]
fn a_session_ends_by_pause_by_local_midnight_and_by_another_campaign() {
    let noon = DAY * DAY_MS + DAY_MS / 2;
    let words = ["session", "session:second_page"];
    let none = Definitions::default();
    let page = |time_ms| event(time_ms, EventKind::Page);
    let at = |minutes: &[i64]| -> Vec<Event> {
        minutes.iter().map(|m| page(noon + m * MINUTE)).collect()
    };
    assert_eq!(
        counts(&words, &none, &at(&[0, 30])),
        [(1, 30 * MINUTE), (1, 0)]
    );
    assert_eq!(counts(&words, &none, &at(&[0, 31])), [(2, 0), (0, 0)]);
    // 23:00 UTC is midnight an hour further east.
    let mut late = at(&[11 * 60 - 5, 11 * 60 + 5]);
    assert_eq!(counts(&words, &none, &late)[0].0, 1);
    late.iter_mut().for_each(|e| e.utc_offset_min = Some(60));
    assert_eq!(counts(&words, &none, &late)[0].0, 2);
    let mut told = at(&[0, 1, 2, 3]);
    told[1].campaign = Some("estate".into());
    assert_eq!(
        counts(&words, &none, &told)[0].0,
        2,
        "a campaign after none"
    );
    told[0].campaign = Some("estate".into());
    assert_eq!(
        counts(&words, &none, &told)[0].0,
        1,
        "the same one, then none"
    );
    told[3].campaign = Some("inverno".into());
    assert_eq!(counts(&words, &none, &told)[0].0, 2, "another one");
}

#[test]
fn three_restaurants_within_two_hours_come_true_once() {
    let definitions = Definitions {
        composites: vec![Composite {
            name: "cena".into(),
            of: "category:ristorante".into(),
            count: 3,
            then: Vec::new(),
            within_min: 120,
        }],
        ..Definitions::default()
    };
    let words = ["category:ristorante", "composite:cena"];
    let at = |minutes: &[i64]| -> Vec<Event> {
        let mut events: Vec<Event> = minutes
            .iter()
            .map(|m| event(DAY * DAY_MS + m * MINUTE, EventKind::Page))
            .collect();
        events
            .iter_mut()
            .for_each(|e| e.category = Some("ristorante".into()));
        events
    };
    let times = |minutes: &[i64]| counts(&words, &definitions, &at(minutes))[1].0;
    assert_eq!(times(&[0, 60, 120]), 1);
    assert_eq!(times(&[0, 60, 121]), 0);
    assert_eq!(times(&[0, 60, 121, 180]), 1);
    assert_eq!(
        times(&[0, 1, 2, 3, 4]),
        1,
        "the fourth and fifth begin anew"
    );
    assert_eq!(times(&[0, 1, 2, 3, 4, 5]), 2);
}

/// By its definition: it comes true at an event that is the last of a row of its stages, all of them after the one before
/// and none before the last time that it did.
fn comes_true(stages: &[usize], within: i64, told: &[(i64, usize)]) -> u64 {
    let (mut times, mut from) = (0, 0);
    for at in 0..told.len() {
        let ends = told[at].1 == *stages.last().expect("a stage");
        let begins = (from..=at).filter(|first| told[at].0 - told[*first].0 <= within);
        let is_there = |first: usize| {
            // Greedily: the earliest next stage leaves most to come. The last is this event.
            let mut next = first;
            for stage in &stages[..stages.len() - 1] {
                match (next..at).find(|i| told[*i].1 == *stage) {
                    Some(found) => next = found + 1,
                    None => return false,
                }
            }
            true
        };
        if ends && begins.clone().any(is_there) {
            times += 1;
            from = at + 1;
        }
    }
    times
}

#[test]
fn one_after_another_within_a_time() {
    let words = ["search", "view_item", "add_to_cart", "composite:x"];
    let kinds = [EventKind::Search, EventKind::ViewItem, EventKind::AddToCart];
    let mut seed = 7_u64;
    let mut pick = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    let mut fired = 0;
    for _ in 0..3_000 {
        let count = 1 + pick(3) as u32;
        let then: Vec<usize> = (0..pick(4)).map(|_| pick(3) as usize).collect();
        let of = pick(3) as usize;
        let within = 5 + pick(60) as i64;
        let mut minute = 0;
        let told: Vec<(i64, usize)> = (0..pick(25))
            .map(|_| {
                minute += 1 + pick(15) as i64;
                (minute, pick(3) as usize)
            })
            .collect();
        let definitions = Definitions {
            composites: vec![Composite {
                name: "x".into(),
                of: words[of].into(),
                count,
                then: then.iter().map(|word| words[*word].into()).collect(),
                within_min: within as u32,
            }],
            ..Definitions::default()
        };
        let events: Vec<Event> = told
            .iter()
            .map(|(minute, kind)| event(DAY * DAY_MS + minute * MINUTE, kinds[*kind].clone()))
            .collect();
        let stages = [vec![of; count as usize], then].concat();
        let wanted = comes_true(&stages, within, &told);
        let found = counts(&words, &definitions, &events)[3].0;
        assert_eq!(
            u64::from(found),
            wanted,
            "{stages:?} within {within} of {told:?}"
        );
        fired += wanted;
    }
    assert!(fired > 1_000, "{fired}");
}

#[test]
fn a_fix_of_500_m_never_claims_a_50_m_hit() {
    let fence = |name: &str, radius_m: f64| Fence {
        name: name.into(),
        shape: Shape::Circle {
            lat: 45.4642,
            lon: 9.19,
            radius_m,
        },
        point_of_sale: false,
    };
    let definitions = Definitions {
        fences: vec![fence("near", 50.0), fence("around", 300.0)],
        ..Definitions::default()
    };
    let fix = |minutes: i64, accuracy_m: f64| {
        let mut event = event(DAY * DAY_MS + minutes * MINUTE, EventKind::Page);
        event.position = Some(Position {
            lat: 45.4642,
            lon: 9.19,
            accuracy_m,
        });
        event
    };
    let words = ["fence:near", "fence:around"];
    let fixes = [
        fix(0, 50.0),
        fix(10, 300.0),
        fix(20, 500.0),
        fix(30, 10.0),
        fix(61, 10.0),
        fix(71, 20.0),
    ];
    // Inside the small one at 0, 30, 61, 71; the large one at 0, 10, 30, 61, 71. The pause of 31
    // minutes is not dwelt.
    assert_eq!(
        counts(&words, &definitions, &fixes),
        [(4, 10 * MINUTE), (5, 20 * MINUTE)]
    );
}

#[test]
fn intents_count_searches_only() {
    let definitions = Definitions {
        intents: vec![Intent {
            name: "prezzo".into(),
            phrases: vec!["Quanto costa".into()],
        }],
        ..Definitions::default()
    };
    let asked = |time_ms, kind, query: &str| {
        let mut event = event(time_ms, kind);
        event.query = Some(query.into());
        event
    };
    let events = [
        asked(0, EventKind::Search, "QUANTO  COSTÀ una pizza?"),
        asked(1, EventKind::Search, "quanto costano"),
        asked(2, EventKind::Page, "quanto costa"),
    ];
    assert_eq!(counts(&["intent:prezzo"], &definitions, &events), [(1, 0)]);
}

#[test]
fn the_measures_on_an_example_worked_out_by_hand() {
    let mut events = Vec::new();
    // Days 0, 1, 3, 7 with 1, 1, 1 and 2 purchases of 10.00 each.
    for (day, n) in [(0, 0), (1, 0), (3, 0), (7, 0), (7, 1)] {
        let mut event = event((DAY + day) * DAY_MS + n, EventKind::Purchase);
        event.value_cents = Some(1_000);
        event.category = Some(if day < 3 { "a" } else { "b" }.into());
        events.push(event);
    }
    let words = ["purchase", "category:a", "category:b", "page"];
    let (vocabulary, state) = fold(&words, &Definitions::default(), &events);
    let value = |spec: FeatureSpec| {
        let features = [spec];
        let measures = Measures::new(&features, &vocabulary);
        let as_of = (DAY + 8) * DAY_MS;
        measures.defined(&state, as_of, 30).next().flatten()
    };
    let of = FeatureSpec::new;
    assert_eq!(value(of(Measure::Recency, "purchase")), Some(1.0));
    assert_eq!(value(of(Measure::Tenure, "purchase")), Some(8.0));
    assert_eq!(value(of(Measure::Frequency, "purchase")), Some(5.0));
    assert_eq!(value(of(Measure::Monetary, "purchase")), Some(50.0));
    assert_eq!(value(of(Measure::Mean, "purchase")), Some(10.0));
    assert_eq!(value(of(Measure::MeanGap, "purchase")), Some(7.0 / 3.0));
    // Gaps 1, 2, 4: μ = 7/3, σ² = 14/9.
    let (mean, deviation) = (7.0 / 3.0, libm::sqrt(14.0 / 9.0));
    let burstiness = value(of(Measure::Burstiness, "purchase")).unwrap();
    assert!((burstiness - (deviation - mean) / (deviation + mean)).abs() < 1e-15);
    let halving = FeatureSpec {
        decay: 0.5,
        ..of(Measure::Frequency, "purchase")
    };
    // Ages 8, 7, 5, 1.
    let weights = 1.0 / 256.0 + 1.0 / 128.0 + 1.0 / 32.0 + 2.0 / 2.0;
    assert_eq!(value(halving), Some(weights));
    let share = FeatureSpec {
        over: "purchase".into(),
        ..of(Measure::Ratio, "category:b")
    };
    assert_eq!(value(share.clone()), Some(0.6));
    let entropy = value(of(Measure::Entropy, "category:*")).unwrap();
    let expected = -(0.4 * libm::log(0.4) + 0.6 * libm::log(0.6));
    assert!((entropy - expected).abs() < 1e-15);
    assert_eq!(value(of(Measure::Depth, "page>purchase")), Some(2.0));
    // Nobody saw a page.
    assert_eq!(value(of(Measure::Recency, "page")), None);
    assert_eq!(value(of(Measure::Frequency, "page")), Some(0.0));
    assert_eq!(value(of(Measure::Mean, "page")), None);
    assert_eq!(
        value(FeatureSpec {
            over: "page".into(),
            ..share
        }),
        None
    );
    assert_eq!(value(of(Measure::Depth, "page>page")), Some(0.0));
}

#[test]
fn events_are_counted_by_kinds_where_there_are_any() {
    let mut seen = event(DAY * DAY_MS, EventKind::Page);
    seen.category = Some("a".into());
    let counted = |words: &[&str]| {
        let (vocabulary, state) = fold(words, &Definitions::default(), std::slice::from_ref(&seen));
        let lexicon = Lexicon::new(&vocabulary, &Definitions::default(), 30);
        state.counted(lexicon.event_words(), DAY * DAY_MS, 30)
    };
    assert_eq!(counted(&["page", "category:a", "session"]), 1);
    assert_eq!(counted(&["category:a", "session"]), 2);
    assert_eq!(counted(&["purchase", "category:a"]), 0);
}
