//! Ten thousand visits of chance, each folded event by event by the released engine in a real browser, as its plumbing
//! does it, and told at once to the same code compiled for this machine: the same segment, the same rules, and the same
//! score of each. A third of the models looks at places, two thirds have rules, and some have nothing but rules.

use crate::device::batch;
use recinto_core::assign::{assign, page_segment, two_decimals};
use recinto_core::events::{DAY_MS, Event, EventKind, Position, utc_day};
use recinto_core::features::{
    Calendar, Composite, Definitions, FeatureSpec, Fence, Intent, Lexicon, Measure, Shape, compute,
    scale,
};
use recinto_core::model::{
    Assigner, Exemplar, FORMAT, Mechanism, Point, PrivacyPolicy, RAW_HOURS, Segment, SegmentModel,
    model_id,
};
use recinto_core::random::{SeededRandom, below, seeded, unit};
use recinto_core::rules::{Bound, Condition, Rule, Rules, Side};
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// Drawn once; another one would do.
const SEED: u64 = 20_210_610;
const MODELS: u64 = 25;
const VISITS_OF_A_MODEL: usize = 400;
/// What the browser may take for all of them. The time is its own; the visits are not cut short.
const PATIENCE: Duration = Duration::from_secs(240);
const START: i64 = 1_790_000_000_000;
const HOUR: i64 = 3_600_000;
const SEGMENTS: usize = 5;
/// A point of sale; the square lies east of it and overlaps its circle.
const LAT: f64 = 45.464;
const LON: f64 = 9.19;
/// The purposes of the gate: `segment`, and `position` beside it.
const SEGMENT: u32 = 1;
const POSITION: u32 = 4;

const KINDS: [&str; 7] = [
    "page",
    "view_item",
    "search",
    "click",
    "add_to_cart",
    "purchase",
    "custom:giro",
];
const CATEGORIES: [&str; 3] = ["jazz", "rock", "opera"];
const QUERIES: [&str; 3] = ["quanto costa un disco", "disco blu", "offerta di oggi"];

fn pick<T: Copy>(of: &[T], random: &mut SeededRandom) -> T {
    of[below(of.len() as u64, random) as usize]
}

fn chance(share: f64, random: &mut SeededRandom) -> bool {
    unit(random) < share
}

/// Does this model look at places?
fn placed(number: u64) -> bool {
    number % 3 == 1
}

/// A bound near a value, so that it is met by some and not by others.
fn bound(
    measure: Measure,
    of: &str,
    side: Side,
    value: f64,
    window: u32,
    random: &mut SeededRandom,
) -> Condition {
    Condition::Measured(Bound {
        measure,
        of: of.to_owned(),
        days: pick(&[1, 3, 7, window], random).min(window),
        bound: side,
        value: value * (0.5 + unit(random)),
    })
}

/// Rules of every join and as deep as they may be, over a composite, a season, and places if the model has them.
fn rules(places: bool, window: u32, random: &mut SeededRandom) -> Vec<Rule> {
    use Condition::{All, Any, Not};
    use Measure::{Depth, Entropy, Frequency, Mean, MeanGap, Monetary, Recency, Tenure};
    use Side::{AtLeast, AtMost};
    let mut of = |measure, of, side, value| bound(measure, of, side, value, window, random);
    let not = |condition| Not(Box::new(condition));
    let mut whens = vec![
        ("giro", of(Frequency, "composite:giro", AtLeast, 1.0)),
        (
            "saldi",
            All(vec![
                of(Frequency, "season:saldi", AtLeast, 2.0),
                not(Any(vec![
                    of(Monetary, "category:*", AtLeast, 900.0),
                    of(Recency, "page", AtLeast, 4.0),
                ])),
            ]),
        ),
        (
            "vario",
            Any(vec![
                of(Entropy, "category:*", AtLeast, 1.2),
                not(All(vec![
                    of(Depth, "page>view_item>purchase", AtMost, 2.0),
                    of(Tenure, "page", AtMost, 6.0),
                ])),
                All(vec![
                    of(Mean, "dwell", AtLeast, 40.0),
                    of(MeanGap, "page", AtMost, 2.0),
                ]),
            ]),
        ),
    ];
    if places {
        whens.push((
            "vicino",
            All(vec![
                of(Frequency, "fence:negozio", AtLeast, 1.0),
                not(of(Mean, "distance", AtLeast, 400.0)),
            ]),
        ));
        whens.push(("piazza", of(Frequency, "fence:piazza", AtLeast, 2.0)));
    }
    let rule = |(label, when): (&str, Condition)| Rule {
        segment: Segment {
            label: label.into(),
            name: format!("Regola {label}"),
            category: "Caso".into(),
            tags: Vec::new(),
        },
        when,
    };
    whens.into_iter().map(rule).collect()
}

/// What the words of the rules and of the places mean: sales of two spells within the days of the visits.
fn meanings(ruled: bool, places: bool) -> Definitions {
    let day = utc_day(START) as i32;
    let mut made = Definitions {
        intents: vec![Intent {
            name: "prezzo".into(),
            phrases: vec!["quanto costa".into(), "offerta".into()],
        }],
        ..Definitions::default()
    };
    if ruled {
        made.calendars.push(Calendar {
            name: "saldi".into(),
            days: vec![[day + 5, day + 14], [day + 30, day + 39]],
        });
        made.composites.push(Composite {
            name: "giro".into(),
            of: "view_item".into(),
            count: 2,
            then: vec!["purchase".into()],
            within_min: 720,
        });
    }
    if places {
        made.fences.push(Fence {
            name: "negozio".into(),
            shape: Shape::Circle {
                lat: LAT,
                lon: LON,
                radius_m: 300.0,
            },
            point_of_sale: true,
        });
        let (south, north) = (LAT - 0.004, LAT + 0.004);
        let (west, east) = (LON + 0.001, LON + 0.012);
        made.fences.push(Fence {
            name: "piazza".into(),
            shape: Shape::Polygon {
                points: vec![[south, west], [south, east], [north, east], [north, west]],
            },
            point_of_sale: false,
        });
    }
    made
}

/// A model with points where chance puts them; every other one knows "no segment". Every fifth has rules instead.
fn model(number: u64, random: &mut SeededRandom) -> SegmentModel {
    let (places, alone) = (placed(number), number % 5 == 4);
    let ruled = alone || !number.is_multiple_of(3);
    let window_days = 7 + below(30, random) as u32;
    let ratio = |of: &str, over: &str| FeatureSpec {
        over: over.into(),
        ..FeatureSpec::new(Measure::Ratio, of)
    };
    let mut features = vec![
        FeatureSpec::new(Measure::Frequency, "page"),
        FeatureSpec::new(Measure::Recency, "purchase"),
        FeatureSpec::new(Measure::Monetary, "category:*"),
        FeatureSpec::new(Measure::Mean, "session"),
        FeatureSpec::new(Measure::Mean, "dwell"),
        FeatureSpec::new(Measure::Tenure, "view_item"),
        FeatureSpec::new(Measure::MeanGap, "page"),
        FeatureSpec::new(Measure::Entropy, "daypart:*"),
        FeatureSpec::new(Measure::Depth, "page>view_item>purchase"),
        ratio("session:second_page", "session"),
        ratio("intent:prezzo", "search"),
        ratio("step:page>view_item", "page"),
    ];
    if places {
        features.extend([
            FeatureSpec::new(Measure::Mean, "fence:piazza"),
            FeatureSpec::new(Measure::Mean, "distance"),
            ratio("fence:negozio", "distance"),
        ]);
    }
    for feature in &mut features {
        // Only counts and sums fade.
        if matches!(feature.measure, Measure::Frequency | Measure::Monetary) && chance(0.5, random)
        {
            feature.decay = 0.8 + 0.2 * unit(random);
        }
        feature.center = 4.0 * unit(random);
        feature.scale = 0.25 + 8.0 * unit(random);
        feature.undefined = 3.0 * unit(random);
    }
    let at = |random: &mut SeededRandom| -> Vec<f64> {
        features.iter().map(|_| 3.0 * unit(random) - 1.5).collect()
    };
    let assigner = if alone {
        Assigner::Rules
    } else if number.is_multiple_of(2) {
        let points = (0..SEGMENTS * 2)
            .map(|i| Point {
                at: at(random),
                segment: i % SEGMENTS,
            })
            .collect();
        Assigner::Centroids { points }
    } else {
        let points = (0..SEGMENTS * 3)
            .map(|i| Exemplar {
                at: at(random),
                radius: 2.0 + 5.0 * unit(random),
                segment: i % SEGMENTS,
            })
            .collect();
        Assigner::Exemplars { points }
    };
    let words = "page view_item search click add_to_cart purchase custom:giro category:jazz category:rock category:opera session \
        session:second_page step:page>view_item step:page>view_item>purchase dwell scroll intent:prezzo daypart:colazione \
        daypart:mattina daypart:pranzo daypart:pomeriggio daypart:aperitivo daypart:cena daypart:notte weekend";
    let mut vocabulary: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let mut know = |more: &[&str]| vocabulary.extend(more.iter().map(|word| (*word).to_owned()));
    let rules = if ruled {
        know(&["composite:giro", "season:saldi"]);
        rules(places, window_days, random)
    } else {
        Vec::new()
    };
    if places {
        know(&["fence:negozio", "fence:piazza", "distance"]);
        if number.is_multiple_of(2) {
            // Told by all fixes of a day, so that each takes the raw events once more.
            know(&["places:recurring"]);
        }
    }
    let segments: Vec<Segment> = if alone {
        rules.iter().map(|rule| rule.segment.clone()).collect()
    } else {
        (0..SEGMENTS)
            .map(|i| Segment {
                label: format!("s-{i}"),
                name: format!("Gruppo {i}"),
                category: "Caso".into(),
                tags: vec![format!("t{i}")],
            })
            .collect()
    };
    if alone {
        features.clear();
    }
    let model = SegmentModel {
        format: FORMAT.into(),
        name: format!("Caso {number}"),
        window_days,
        min_events: 1 + below(4, random) as u32,
        currency: "EUR".into(),
        vocabulary,
        definitions: meanings(ruled, places),
        features,
        assigner,
        scoring: if alone {
            Vec::new()
        } else {
            vec![vec![[0.0, 0.1], [0.3, 0.35], [1.0, 0.95]]; SEGMENTS]
        },
        segments,
        rules,
        sensitive: Vec::new(),
        privacy: PrivacyPolicy {
            mechanism: Mechanism::Exact,
            epsilon: 2.0,
            epoch_ms: 86_400_000,
            minimum_audience: 50,
            necessity: "a test of the device".into(),
            raw_hours: RAW_HOURS,
        },
    };
    model.check().expect("a good model");
    model
}

/// What a page says at a time, and the event that it is.
struct Said {
    now: i64,
    kind: &'static str,
    data: Value,
    event: Event,
}

/// A visit of up to 24 events over seconds to weeks, told mostly as it happens, now and then hours later or in one
/// millisecond with another; and the moment at which it is judged. With places, half of them within a kilometre of the
/// point of sale, now and then by a fix that is sure of nothing.
fn visit(places: bool, random: &mut SeededRandom) -> (Vec<Said>, i64) {
    let mut now = START + below(40 * DAY_MS as u64, random) as i64;
    let offset = pick(&[0_i16, 60, 120, -300], random);
    let said = (0..1 + below(24, random))
        .map(|i| {
            now += match below(10, random) {
                0 => 0,
                1..=5 => below(120_000, random) as i64,
                6..=7 => below(3 * HOUR as u64, random) as i64,
                8 => below(30 * HOUR as u64, random) as i64,
                _ => below(6 * DAY_MS as u64, random) as i64,
            };
            let time = if chance(0.12, random) {
                now - below(40 * HOUR as u64, random) as i64
            } else {
                now
            };
            let kind = pick(&KINDS, random);
            let mut event = Event::new(
                format!("e{i}"),
                String::new(),
                time,
                EventKind::try_from(kind.to_owned()).expect("ours"),
            );
            event.utc_offset_min = Some(offset);
            let mut data = json!({ "id": event.id, "time": time, "utc_offset_min": offset });
            if chance(0.6, random) {
                let category = pick(&CATEGORIES, random);
                event.category = Some(category.into());
                data["category"] = json!(category);
            }
            if kind == "search" {
                let query = pick(&QUERIES, random);
                event.query = Some(query.into());
                data["query"] = json!(query);
            }
            if chance(0.5, random) {
                let cents = below(50_000, random) as i64;
                let currency = pick(&["EUR", "EUR", "EUR", "USD"], random);
                event.value_cents = Some(cents);
                event.currency = Some(currency.into());
                data["value"] = json!(cents as f64 / 100.0);
                data["currency"] = json!(currency);
            }
            if kind == "page" {
                let (page, ms, percent) = (
                    format!("/p{}", below(4, random)),
                    below(90_000, random) as u32,
                    below(101, random) as u8,
                );
                data["page"] = json!(page);
                data["duration_ms"] = json!(ms);
                data["depth_pct"] = json!(percent);
                (event.page, event.duration_ms, event.depth_pct) =
                    (Some(page), Some(ms), Some(percent));
            }
            if places && chance(0.5, random) {
                let fix = Position {
                    lat: LAT + 0.012 * unit(random) - 0.006,
                    lon: LON + 0.016 * unit(random) - 0.004,
                    accuracy_m: pick(&[5.0, 20.0, 80.0, 900.0], random),
                };
                data["position"] =
                    json!({ "lat": fix.lat, "lon": fix.lon, "accuracy_m": fix.accuracy_m });
                event.position = Some(fix);
            }
            Said {
                now,
                kind,
                data,
                event,
            }
        })
        .collect();
    (said, now + below(3 * DAY_MS as u64, random) as i64)
}

/// A label and its score; or none.
type Labelled = (String, f64);

/// The segment that the core gives to the same events, all at hand and in their order, and the rules that hold.
fn oracle(
    model: &SegmentModel,
    lexicon: &Lexicon,
    said: &[Said],
    end: i64,
) -> (Option<Labelled>, Vec<Labelled>) {
    let state = batch(model, lexicon, said.iter().map(|one| &one.event), end);
    let scores = Rules::new(&model.rules, &model.vocabulary).scores(&model.rules, &state, end);
    let ruled: Vec<Labelled> = model
        .rules
        .iter()
        .zip(scores)
        .filter(|(_, score)| *score > 0.0)
        .map(|(rule, score)| (rule.segment.label.clone(), two_decimals(score)))
        .collect();
    if state.counted(lexicon.event_words(), end, model.window_days) < u64::from(model.min_events) {
        return (None, ruled);
    }
    if model.assigner == Assigner::Rules {
        return (ruled.first().cloned(), ruled);
    }
    let raw = compute(
        &model.features,
        &model.vocabulary,
        &state,
        end,
        model.window_days,
    );
    let found = assign(model, &scale(&model.features, &raw)).map(|assigned| {
        let page = page_segment(model, &assigned).expect("a segment");
        (model.segments[assigned.segment].label.clone(), page.scoring)
    });
    (found, ruled)
}

/// How the engine's glue evaluates rules, which its program leaves to it.
const DEGREE: &str = include_str!("../../tracker/engine/rules.js");

/// Every visit through a mind of its own, in the order of `engine.js` and its store: read, decide, and with the raw
/// events once more where it takes them; an event alone, or those that wait together.
const FOLD: &str = "
  const [id, text, visits, purposes] = args;
  const { default: init, makeMind } = await window.loadEngine();
  await init();
  const bytes = new TextEncoder().encode(text), found = [];
  let anew = 0, retired = 0, together = 0;
  const start = performance.now();
  for (const [said, end] of visits) {
    const mind = makeMind('cd-shop');
    const began = said[0][0];
    mind.load(undefined);
    const problem = mind.read(id, bytes);
    if (problem) throw problem;
    mind.adopt([], began, purposes, 'test', undefined);
    const { segments, rules } = mind.parsed;
    const two = (score) => Math.round(score * 100) / 100;
    let profile = mind.profile(), raw = [], held = [];
    const fold = (events, now) => {
      const gone = raw.filter((one) => one.expires < now);
      const over = gone.length;
      const decide = (raw_) => {
        mind.load(profile);
        if (over) mind.retire(raw, gone.at(-1).time + 1);
        const one = (event, raw) => mind.fold(event, false, raw, now, purposes, 'test', undefined);
        let result = 0;
        const kept = events.filter((event) => {
          const bits = one(event);
          result |= bits;
          return bits & 1;
        });
        if (result & 4 && raw_) one(undefined, raw_.filter((one) => !gone.includes(one)).concat(kept));
        if (raw_ || !(result & 4)) {
          const values = [...mind.measured()];
          const scores = rules.map(({ when }) => degree(when, false, () => values.shift()));
          if (values.length) throw 'more is measured than the rules ask for';
          mind.decide(scores.reduce((bits, score, i) => bits | (score > 0) << i, 0), scores.find((score) => score) || 0);
          held = rules.flatMap(({ segment }, i) => (scores[i] ? [[segment.label, two(scores[i])]] : []));
        }
        return [result, kept];
      };
      let [result, put] = decide(over ? raw : undefined);
      if (result & 4 && !over) {
        anew++;
        [result, put] = decide(raw);
      }
      if (over) retired++;
      raw = [...raw, ...put].filter((one) => !over || one.expires >= now).sort((a, b) => a.time - b.time);
      profile = mind.profile();
      mind.entries();
    };
    /* Every other visit event by event, the others with what comes within two minutes in one transaction. */
    const waits = found.length % 2 ? 0 : 120_000;
    for (let i = 0; i < said.length; ) {
      const first = said[i][0], events = [];
      let at = first;
      for (; said[i]?.[0] <= first + waits && (waits || !events.length); i++) {
        const [now, kind, data] = said[i];
        const event = mind.capture(kind, data, (at = now), purposes);
        if (!event) throw kind + ': ' + mind.problem();
        events.push(event);
      }
      if (events.length > 1) together++;
      fold(events.sort((a, b) => a.time - b.time || mind.key(a.id) - mind.key(b.id)), at);
    }
    fold([undefined], end);
    const segment = segments[mind.segment()];
    found.push([segment ? [segment.label, two(mind.score())] : null, held]);
  }
  return { found, anew, retired, together, ms: performance.now() - start };";

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_visits_get_the_label_that_the_core_gives() {
    labels_agree("oracle", Plan::default(), MODELS, VISITS_OF_A_MODEL).await;
}

/// The same in any browser, with so many models and visits of each.
pub async fn labels_agree(name: &str, plan: Plan, models: u64, visits_of_a_model: usize) {
    story(name, plan, move |world| async move {
        let browser = &world.browser;
        browser.goto(&format!("{SHOP}/tests/engine.html")).await;
        let mut random = seeded(SEED);
        let fold = format!("{}\n{FOLD}", DEGREE.replace("export const", "const"));
        let mut labels: BTreeMap<Option<String>, usize> = BTreeMap::new();
        // Of each rule of a label: for how many it holds, of how many.
        let mut truths: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let (mut visits, mut events, mut anew, mut retired, mut together) = (0, 0, 0, 0, 0);
        let mut spent = Duration::ZERO;
        for number in 0..models {
            let model = model(number, &mut random);
            let lexicon = Lexicon::of(&model);
            let bytes = model.to_bytes().expect("a good model");
            let lived: Vec<_> = (0..visits_of_a_model).map(|_| visit(placed(number), &mut random)).collect();
            let told: Vec<Value> = lived
                .iter()
                .map(|(said, end)| json!([said.iter().map(|one| json!([one.now, one.kind, one.data])).collect::<Vec<_>>(), end]))
                .collect();
            let purposes = SEGMENT | if placed(number) { POSITION } else { 0 };
            let start = Instant::now();
            let answer = browser
                .js_async(&fold, vec![json!(model_id(&bytes)), json!(String::from_utf8(bytes).expect("JSON")), json!(told), json!(purposes)])
                .await;
            spent += start.elapsed();
            let found = answer["found"].as_array().expect("an answer per visit");
            assert_eq!(found.len(), lived.len());
            for (i, ((said, end), device)) in lived.iter().zip(found).enumerate() {
                let core = oracle(&model, &lexicon, said, *end);
                let device: (Option<Labelled>, Vec<Labelled>) = serde_json::from_value(device.clone()).expect("labels and scores");
                assert_eq!(device, core, "model {number}, visit {i}: {:#}", told[i]);
                let (label, ruled) = core;
                for rule in &model.rules {
                    let (holds, of) = truths.entry(rule.segment.label.clone()).or_default();
                    *holds += usize::from(ruled.iter().any(|(label, _)| *label == rule.segment.label));
                    *of += 1;
                }
                if model.assigner != Assigner::Rules {
                    *labels.entry(label.map(|(label, _)| label)).or_default() += 1;
                }
                events += said.len();
            }
            visits += lived.len();
            anew += answer["anew"].as_u64().expect("a count");
            retired += answer["retired"].as_u64().expect("a count");
            together += answer["together"].as_u64().expect("a count");
        }
        let _ = writeln!(
            std::io::stderr(),
            "figures: {}: {visits} visits, {events} events, {anew} recounts, {retired} retirements, {together} transactions of several, {:.1} s in the browser; {labels:?}; rules {truths:?}",
            world.name,
            spent.as_secs_f64()
        );
        // Without all of these nothing would be shown.
        assert_eq!(visits, models as usize * visits_of_a_model);
        assert_eq!(labels.len(), SEGMENTS + 1, "every segment, and none");
        assert!(labels.values().all(|count| *count > visits / 100), "{labels:?}");
        assert_eq!(truths.len(), 5, "every rule");
        assert!(truths.values().all(|(holds, of)| (of / 50..of - of / 50).contains(holds)), "{truths:?}");
        let many = visits as u64 / 10;
        assert!(anew > many && retired > many && together > many, "{anew} {retired} {together}");
        assert!(spent < PATIENCE, "{spent:?}");
    })
    .await;
}
