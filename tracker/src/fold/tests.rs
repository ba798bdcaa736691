use super::*;
use crate::ledger::unbroken;
use crate::report::{Standing, claim, epoch_at, settle, waiting};
use recinto_core::events::{DAY_MS, EventKind};
use recinto_core::features::RAW_LIMIT_MS;
use std::cell::Cell;

/// Chance that says what it is told to, and counts.
#[derive(Default)]
pub struct Told {
    pub answers: Cell<usize>,
    pub fails: bool,
}

impl Randomness for Told {
    fn answer(&self, _: u64, truth: usize, k: usize, _: f64) -> Option<usize> {
        self.answers.set(self.answers.get() + 1);
        (!self.fails).then_some((truth + 1) % k)
    }
    fn bits(&self, _: u64, truth: usize, k: usize, _: f64) -> Option<Vec<u8>> {
        self.answers.set(self.answers.get() + 1);
        let mut bits = vec![0; k.div_ceil(8)];
        bits[truth / 8] |= 0x80 >> (truth % 8);
        (!self.fails).then_some(bits)
    }
    fn report_id(&self, _: u64) -> Option<[u8; 16]> {
        (!self.fails).then_some([7; 16])
    }
    fn delay_ms(&self, _: u64) -> u32 {
        0
    }
}

/// What one transaction of a model without rules comes to.
#[derive(Debug, PartialEq)]
pub struct Done {
    pub wants_raw: bool,
    pub keep: bool,
    pub segment: Option<Assignment>,
    pub entries: Vec<Entry>,
    pub foreign_money: bool,
}

/// What the glue does in a transaction: a fold, and unless that wants the raw events, the decision.
#[allow(clippy::too_many_arguments, reason = "one transaction's whole ground")]
pub fn fold(
    profile: &mut Profile,
    model: Option<&Identified>,
    site: &str,
    event: Option<&Event>,
    repeated: bool,
    raw: Option<&[Event]>,
    moment: &Moment,
    random: &dyn Randomness,
) -> Done {
    let mut out = super::fold(profile, model, event, repeated, raw, moment);
    let decided = model.filter(|_| !out.wants_raw).map(|known| {
        decide(
            profile,
            known,
            site,
            0,
            0.0,
            moment,
            random,
            &mut out.entries,
        )
    });
    Done {
        wants_raw: out.wants_raw,
        keep: out.keep,
        segment: decided.unwrap_or_default().segment,
        entries: out.entries,
        foreign_money: out.foreign_money,
    }
}

/// Segments by the number of purchases: five points on a line.
pub fn model(id: &str, words: &[&str]) -> Identified {
    use recinto_core::features::{Definitions, FeatureSpec, Measure};
    use recinto_core::model::{
        Assigner, FORMAT, Mechanism, Point, PrivacyPolicy, RAW_HOURS, Segment,
    };
    let model = SegmentModel {
        format: FORMAT.to_owned(),
        name: "test".to_owned(),
        window_days: 30,
        min_events: 1,
        currency: "EUR".to_owned(),
        vocabulary: words.iter().map(|word| (*word).to_owned()).collect(),
        definitions: Definitions::default(),
        features: vec![FeatureSpec::new(Measure::Frequency, words[0])],
        assigner: Assigner::Centroids {
            points: (0..5)
                .map(|segment| Point {
                    at: vec![segment as f64 + 1.0],
                    segment,
                })
                .collect(),
        },
        segments: (1..=5)
            .map(|n| Segment {
                label: format!("segment-{n}"),
                name: format!("Segment {n}"),
                category: String::new(),
                tags: Vec::new(),
            })
            .collect(),
        scoring: vec![vec![[0.0, 0.0], [1.0, 1.0]]; 5],
        rules: Vec::new(),
        sensitive: Vec::new(),
        privacy: PrivacyPolicy {
            mechanism: Mechanism::Krr,
            epsilon: 2.0,
            epoch_ms: DAY_MS as u64,
            minimum_audience: 50,
            necessity: String::new(),
            raw_hours: RAW_HOURS,
        },
    };
    model.check().expect("a model");
    Identified::new(format!("{id:x<22}"), model.into(), Arc::default())
}

pub const NOON: i64 = 20_000 * DAY_MS + DAY_MS / 2;

pub fn at(now_ms: i64) -> Moment {
    Moment {
        now_ms,
        purposes: purposes::SEGMENT | purposes::REPORT,
        reason: "banner".to_owned(),
        last_epoch: None,
    }
}

pub fn purchase(id: &str, time_ms: i64) -> Event {
    let mut event = Event::new(id.to_owned(), String::new(), time_ms, EventKind::Purchase);
    event.value_cents = Some(1_000);
    event
}

fn with(profile: &mut Profile, model: &Identified, moment: &Moment) -> Vec<Entry> {
    adopt(profile, None, model, &[], moment)
}

fn buy(profile: &mut Profile, model: &Identified, id: &str, moment: &Moment) -> Done {
    let event = purchase(id, moment.now_ms);
    // All within one millisecond: their ids decide the order, and the later ones of these tests
    // may come first.
    let raw: Vec<Event> = (1..id.parse().expect("a number"))
        .map(|n: u32| purchase(&n.to_string(), moment.now_ms))
        .collect();
    fold(
        profile,
        Some(model),
        "cd-shop",
        Some(&event),
        false,
        Some(&raw),
        moment,
        &Told::default(),
    )
}

#[test]
fn an_event_becomes_a_segment_and_a_repeat_does_not() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    with(&mut profile, &known, &at(NOON));
    let none = fold(
        &mut profile,
        Some(&known),
        "cd-shop",
        None,
        false,
        None,
        &at(NOON),
        &Told::default(),
    );
    assert_eq!(none.segment, None, "below min_events");
    let first = buy(&mut profile, &known, "1", &at(NOON));
    assert!(first.keep);
    assert_eq!(first.segment.expect("a segment").segment, 0);
    let event = purchase("1", NOON);
    let repeat = fold(
        &mut profile,
        Some(&known),
        "cd-shop",
        Some(&event),
        true,
        None,
        &at(NOON),
        &Told::default(),
    );
    assert!(!repeat.keep);
    assert_eq!(repeat.segment.expect("a segment").segment, 0);
    assert_eq!(
        buy(&mut profile, &known, "2", &at(NOON))
            .segment
            .expect("a segment")
            .segment,
        1
    );
}

#[test]
fn what_is_late_is_counted_and_not_kept() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    with(&mut profile, &known, &at(NOON));
    for (time, keep) in [
        (NOON - RAW_LIMIT_MS - 1, false),
        (NOON - RAW_LIMIT_MS, true),
        (NOON + 2 * DAY_MS, false),
    ] {
        let event = purchase("x", time);
        let out = fold(
            &mut profile,
            Some(&known),
            "cd-shop",
            Some(&event),
            false,
            None,
            &at(NOON),
            &Told::default(),
        );
        assert_eq!(out.keep, keep, "{time}");
    }
    assert_eq!(profile.state.late(), 2);
}

#[test]
fn the_state_dies_with_the_window() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    with(&mut profile, &known, &at(NOON));
    buy(&mut profile, &known, "1", &at(NOON));
    let later = at(NOON + 30 * DAY_MS);
    let out = fold(
        &mut profile,
        Some(&known),
        "cd-shop",
        None,
        false,
        None,
        &later,
        &Told::default(),
    );
    assert_eq!(out.segment, None);
    assert!(profile.state.live().buckets().is_empty());
}

#[test]
fn another_currency_is_not_added() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    with(&mut profile, &known, &at(NOON));
    let mut event = purchase("1", NOON);
    event.currency = Some("USD".to_owned());
    let out = fold(
        &mut profile,
        Some(&known),
        "cd-shop",
        Some(&event),
        false,
        None,
        &at(NOON),
        &Told::default(),
    );
    assert!(out.foreign_money && out.keep);
    assert_eq!(profile.state.live().buckets()[0].sum, 0);
    assert_eq!(profile.state.live().buckets()[0].count, 1);
}

#[test]
fn a_model_with_the_same_words_keeps_the_state_another_recounts_it() {
    let (first, same) = (model("a", &["purchase"]), model("b", &["purchase"]));
    let other = model("c", &["page", "purchase"]);
    let mut profile = Profile::default();
    with(&mut profile, &first, &at(NOON));
    buy(&mut profile, &first, "1", &at(NOON));
    let state = profile.state.clone();

    let entries = adopt(&mut profile, Some(&first), &same, &[], &at(NOON));
    assert_eq!(
        (entries[0].reason.as_str(), &profile.state),
        ("same-words-state-kept", &state)
    );

    // One purchase is left of the raw events; the older ones died.
    let raw = [purchase("2", NOON)];
    let entries = adopt(&mut profile, Some(&same), &other, &raw, &at(NOON));
    assert_eq!(entries[0].reason, "other-words-state-recounted");
    let buckets = profile.state.live().buckets().to_vec();
    assert_eq!(buckets.len(), 1);
    assert_eq!((buckets[0].word, buckets[0].count), (1, 1));
    let mut fewer = at(NOON);
    fewer.purposes = purposes::SEGMENT;
    for moment in [at(NOON), fewer] {
        let before = profile.clone();
        assert!(
            adopt(&mut profile, Some(&other), &other, &raw, &moment).is_empty(),
            "adopted already"
        );
        assert_eq!(profile, before, "a withdrawal is the fold's to carry out");
    }
}

#[test]
fn the_ledger_begins_with_consent_and_never_breaks() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    let mut entries = with(&mut profile, &known, &at(NOON));
    entries.extend(buy(&mut profile, &known, "1", &at(NOON)).entries);
    let mut fewer = at(NOON);
    fewer.purposes = purposes::SEGMENT;
    fewer.reason = "tab".to_owned();
    entries.extend(buy(&mut profile, &known, "2", &fewer).entries);
    let said: Vec<(&str, &str)> = entries
        .iter()
        .map(|e| (e.what.as_str(), e.reason.as_str()))
        .collect();
    assert_eq!(said[0], ("consent segment report", "banner"));
    assert_eq!(said[2], ("report 20000 epsilon 2.000", "new-answer"));
    assert_eq!(said[3], ("consent segment", "tab"));
    assert!(unbroken(&entries));
}

#[test]
fn the_ledger_tells_after_a_withdrawal_that_the_positions_went() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    let mut moment = at(NOON);
    moment.purposes = purposes::SEGMENT | purposes::POSITION;
    let mut entries = Vec::new();
    note_consent(&mut profile, &moment, &mut entries);
    moment.purposes = purposes::SEGMENT;
    moment.reason = "tab".to_owned();
    let passed = super::fold(&mut profile, Some(&known), None, false, Some(&[]), &moment);
    entries.extend(passed.entries);
    let said: Vec<(&str, &str)> = entries[1..]
        .iter()
        .map(|e| (e.what.as_str(), e.reason.as_str()))
        .collect();
    assert_eq!(
        said,
        [("consent segment", "tab"), ("erased positions", "tab")]
    );
    assert!(unbroken(&entries));
}

#[test]
fn withdrawing_report_unsays_what_was_not_said() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    with(&mut profile, &known, &at(NOON));
    buy(&mut profile, &known, "1", &at(NOON));
    assert!(waiting(&profile, NOON).is_some());
    let mut fewer = at(NOON);
    fewer.purposes = purposes::SEGMENT;
    buy(&mut profile, &known, "2", &fewer);
    assert_eq!(waiting(&profile, NOON), None);
    assert!(profile.reports.is_empty());
}

#[test]
fn a_whole_epoch_from_draw_to_heard() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    with(&mut profile, &known, &at(NOON));
    buy(&mut profile, &known, "1", &at(NOON));
    let epoch = epoch_at(NOON, DAY_MS as u64);
    let body = claim(&mut profile, epoch, NOON).expect("due");
    assert_eq!(body.len(), recinto_wire::REPORT_BYTES);
    assert!(
        body.contains("\"label\":\"segment-2\""),
        "the noisy answer, not the truth: {body}"
    );
    let (what, reason) = settle(&mut profile, &body, Some(202)).expect("said");
    assert_eq!((what.as_str(), reason), ("report 20000", "sent"));
    assert_eq!(profile.reports[0].standing, Standing::Sent);
    assert_eq!(
        claim(&mut profile, epoch, NOON + DAY_MS / 4),
        None,
        "said once"
    );
}

/// Noise stays noise: beyond every radius there is no segment, and so nothing to report.
#[test]
fn beyond_every_radius_there_is_no_segment_and_no_report() {
    use recinto_core::model::{Assigner, Exemplar};
    let exemplar = |purchases: f64, segment| Exemplar {
        at: vec![purchases],
        radius: 0.5,
        segment,
    };
    let mut known = model("a", &["purchase"]);
    known.model.assigner = Assigner::Exemplars {
        points: vec![exemplar(2.0, 0), exemplar(4.0, 1)],
    };
    known.model.segments.truncate(2);
    known.model.scoring.truncate(2);
    known.model.check().expect("a model");
    let mut profile = Profile::default();
    with(&mut profile, &known, &at(NOON));
    let none = buy(&mut profile, &known, "1", &at(NOON));
    assert_eq!(none.segment, None);
    assert!(profile.reports.is_empty(), "nothing to say");
    let some = buy(&mut profile, &known, "2", &at(NOON));
    assert_eq!(some.segment.expect("a segment").segment, 0);
    assert_eq!(profile.reports.len(), 1);
    let between = buy(&mut profile, &known, "3", &at(NOON));
    assert_eq!(between.segment, None);
}

#[test]
fn a_rule_that_turns_true_is_entered_once() {
    let (mut profile, known) = (Profile::default(), model("a", &["purchase"]));
    let mut entries = Vec::new();
    let mut entered = |profile: &mut Profile, held| {
        let moment = at(NOON);
        let chance = Told::default();
        let decision = decide(
            profile,
            &known,
            "cd-shop",
            held,
            0.5,
            &moment,
            &chance,
            &mut entries,
        );
        decision.entered
    };
    assert_eq!(entered(&mut profile, 0b101), 0b101);
    assert_eq!(entered(&mut profile, 0b111), 0b010, "the others were true");
    let mut later = Profile::from_bytes(&profile.to_bytes());
    assert_eq!(entered(&mut later, 0b111), 0, "on the next page too");
    assert_eq!(entered(&mut later, 0b001), 0, "two have left");
    assert_eq!(entered(&mut later, 0b011), 0b010, "and one comes again");
}

#[test]
fn where_rules_assign_the_first_that_is_true_is_reported() {
    let mut known = model("a", &["purchase"]);
    known.model.assigner = Assigner::Rules;
    known.model.min_events = 1;
    let random = Told::default();
    let mut profile = Profile::default();
    let moment = at(NOON);
    let decided = |profile: &mut Profile, held, score| {
        let mut entries = Vec::new();
        let decision = decide(
            profile,
            &known,
            "cd-shop",
            held,
            score,
            &moment,
            &random,
            &mut entries,
        );
        (decision.segment, entries.len())
    };
    assert_eq!(
        decided(&mut profile, 0b10, 0.6),
        (None, 0),
        "nothing was counted yet"
    );
    let event = purchase("1", NOON);
    super::fold(
        &mut profile,
        Some(&known),
        Some(&event),
        false,
        None,
        &moment,
    );
    assert_eq!(decided(&mut profile, 0, 0.0), (None, 0), "no rule is true");
    assert_eq!(profile.reports.len(), 0);
    let second = Assignment {
        segment: 1,
        score: 0.6,
    };
    assert_eq!(
        decided(&mut profile, 0b10, 0.6),
        (Some(second), 1),
        "it is drawn"
    );
    assert_eq!(profile.reports.len(), 1);
    assert_eq!(
        decided(&mut profile, 1 << 31, 0.6).0,
        None,
        "there is no such segment"
    );
}
