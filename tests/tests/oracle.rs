//! Ten thousand visits of chance, each folded event by event by the released engine in a real browser, as its plumbing
//! does it, and told at once to the same code compiled for this machine: the same segment and the same score for each.

use crate::device::batch;
use recinto_core::assign::{assign, page_segment};
use recinto_core::events::{DAY_MS, Event, EventKind};
use recinto_core::features::{Definitions, FeatureSpec, Intent, Lexicon, Measure, compute, scale};
use recinto_core::model::{
    Assigner, Exemplar, FORMAT, Mechanism, Point, PrivacyPolicy, RAW_HOURS, Segment, SegmentModel,
    model_id,
};
use recinto_core::random::{SeededRandom, below, seeded, unit};
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

/// A model with points where chance puts them; every other one knows "no segment".
fn model(number: u64, random: &mut SeededRandom) -> SegmentModel {
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
    let assigner = if number.is_multiple_of(2) {
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
    let model = SegmentModel {
        format: FORMAT.into(),
        name: format!("Caso {number}"),
        window_days: 7 + below(30, random) as u32,
        min_events: 1 + below(4, random) as u32,
        currency: "EUR".into(),
        vocabulary: words.split_whitespace().map(str::to_owned).collect(),
        definitions: Definitions {
            intents: vec![Intent {
                name: "prezzo".into(),
                phrases: vec!["quanto costa".into(), "offerta".into()],
            }],
            ..Definitions::default()
        },
        features,
        assigner,
        segments: (0..SEGMENTS)
            .map(|i| Segment {
                label: format!("s-{i}"),
                name: format!("Gruppo {i}"),
                category: "Caso".into(),
                tags: vec![format!("t{i}")],
            })
            .collect(),
        scoring: vec![vec![[0.0, 0.1], [0.3, 0.35], [1.0, 0.95]]; SEGMENTS],
        rules: Vec::new(),
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
/// millisecond with another; and the moment at which it is judged.
fn visit(random: &mut SeededRandom) -> (Vec<Said>, i64) {
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

/// The segment that the core gives to the same events, all at hand and in their order.
fn oracle(
    model: &SegmentModel,
    lexicon: &Lexicon,
    said: &[Said],
    end: i64,
) -> Option<(String, f64)> {
    let state = batch(model, lexicon, said.iter().map(|one| &one.event), end);
    if state.counted(lexicon.event_words(), end, model.window_days) < u64::from(model.min_events) {
        return None;
    }
    let raw = compute(
        &model.features,
        &model.vocabulary,
        &state,
        end,
        model.window_days,
    );
    let assigned = assign(model, &scale(&model.features, &raw))?;
    let page = page_segment(model, &assigned).expect("a segment");
    Some((model.segments[assigned.segment].label.clone(), page.scoring))
}

/// Every visit through a mind of its own, in the order of `engine.js` and its store: read, decide, and with the raw
/// events once more where it takes them; an event alone, or those that wait together.
const FOLD: &str = "
  const [id, text, visits] = args;
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
    mind.adopt([], began, 1, 'test', undefined);
    let profile = mind.profile(), raw = [];
    const fold = (events, now) => {
      const gone = raw.filter((one) => one.expires < now);
      const over = gone.length;
      const decide = (raw_) => {
        mind.load(profile);
        if (over) mind.retire(raw, gone.at(-1).time + 1);
        const one = (event, raw) => mind.fold(event, false, raw, now, 1, 'test', undefined);
        let result = 0;
        const kept = events.filter((event) => {
          const bits = one(event);
          result |= bits;
          return bits & 1;
        });
        if (result & 4 && raw_) one(undefined, raw_.concat(kept));
        if (raw_ || !(result & 4)) mind.decide(0, 0);
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
        const event = mind.capture(kind, data, (at = now), 1);
        if (!event) throw kind + ': ' + mind.problem();
        events.push(event);
      }
      if (events.length > 1) together++;
      fold(events.sort((a, b) => a.time - b.time || mind.key(a.id) - mind.key(b.id)), at);
    }
    fold([undefined], end);
    const segment = mind.parsed.segments[mind.segment()];
    found.push(segment ? [segment.label, Math.round(mind.score() * 100) / 100] : null);
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
        let mut labels: BTreeMap<Option<String>, usize> = BTreeMap::new();
        let (mut visits, mut events, mut anew, mut retired, mut together) = (0, 0, 0, 0, 0);
        let mut spent = Duration::ZERO;
        for number in 0..models {
            let model = model(number, &mut random);
            let lexicon = Lexicon::of(&model);
            let bytes = model.to_bytes().expect("a good model");
            let lived: Vec<_> = (0..visits_of_a_model).map(|_| visit(&mut random)).collect();
            let told: Vec<Value> = lived
                .iter()
                .map(|(said, end)| json!([said.iter().map(|one| json!([one.now, one.kind, one.data])).collect::<Vec<_>>(), end]))
                .collect();
            let start = Instant::now();
            let answer = browser
                .js_async(FOLD, vec![json!(model_id(&bytes)), json!(String::from_utf8(bytes).expect("JSON")), json!(told)])
                .await;
            spent += start.elapsed();
            let found = answer["found"].as_array().expect("an answer per visit");
            assert_eq!(found.len(), lived.len());
            for (i, ((said, end), device)) in lived.iter().zip(found).enumerate() {
                let core = oracle(&model, &lexicon, said, *end);
                let device = device.as_array().map(|pair| {
                    (pair[0].as_str().expect("a label").to_owned(), pair[1].as_f64().expect("a score"))
                });
                assert_eq!(device, core, "model {number}, visit {i}: {:#}", told[i]);
                *labels.entry(core.map(|(label, _)| label)).or_default() += 1;
                events += said.len();
            }
            visits += lived.len();
            anew += answer["anew"].as_u64().expect("a count");
            retired += answer["retired"].as_u64().expect("a count");
            together += answer["together"].as_u64().expect("a count");
        }
        let _ = writeln!(
            std::io::stderr(),
            "figures: {}: {visits} visits, {events} events, {anew} recounts, {retired} retirements, {together} transactions of several, {:.1} s in the browser; {labels:?}",
            world.name,
            spent.as_secs_f64()
        );
        // Without all of these nothing would be shown.
        assert_eq!(visits, models as usize * visits_of_a_model);
        assert_eq!(labels.len(), SEGMENTS + 1, "every segment, and none");
        assert!(labels.values().all(|count| *count > visits / 100), "{labels:?}");
        let many = visits as u64 / 10;
        assert!(anew > many && retired > many && together > many, "{anew} {retired} {together}");
        assert!(spent < PATIENCE, "{spent:?}");
    })
    .await;
}
