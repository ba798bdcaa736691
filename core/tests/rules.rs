//! The rules against an independent evaluation (`golden/rules.py`), and against the state of a
//! device.

#![allow(clippy::expect_used, reason = "a failing helper fails its test")]

use recinto_core::events::{DAY_MS, Event, EventKind, Imported, Sheet, utc_day};
use recinto_core::features::{
    Calendar, Composite, Definitions, DeviceState, Fence, Lexicon, Measure, Shape,
};
use recinto_core::model::{
    Segment, SegmentModel, sensitive::Matter, sensitive::Reason, sensitive::touched,
};
use recinto_core::rules::packs::{Language, Trade};
use recinto_core::rules::{Bound, Condition, Rule, Rules, Side, people};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    when: Condition,
    values: Vec<Option<f64>>,
    score: f64,
}

#[test]
fn the_scores_are_zadehs() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("golden/rules.json")).expect("cases");
    assert_eq!(cases.len(), 400);
    for Case {
        when,
        values,
        score,
    } in cases
    {
        let values: Vec<f64> = values.iter().map(|x| x.unwrap_or(f64::NAN)).collect();
        let found = when.degree(&values);
        assert_eq!(found > 0.0, score > 0.0, "{when:?} {values:?}");
        assert!(
            (found - score).abs() < 1e-12,
            "{when:?} {values:?}: {found}, not {score}"
        );
    }
}

const NOON: i64 = 1_790_000_000_000 / 86_400_000 * 86_400_000 + 43_200_000;
const MINUTE: i64 = 60_000;

/// The scores of the food pack's rules after these restaurants.
fn after(minutes: &[i64], hour_utc: i64) -> Vec<f64> {
    let model = Trade::Food.model(Language::Italian, "EUR");
    let lexicon = Lexicon::of(&model);
    let start = NOON - 43_200_000 + hour_utc * 60 * MINUTE;
    let mut state = DeviceState::new();
    let mut last = start;
    for (i, minute) in minutes.iter().enumerate() {
        last = start + minute * MINUTE;
        let kind = EventKind::try_from("custom:ristorante".to_owned()).expect("a kind");
        let mut event = Event::new(i.to_string(), String::new(), last, kind);
        event.utc_offset_min = Some(60);
        state.observe(&lexicon, &event.view(), last);
    }
    Rules::new(&model.rules, &model.vocabulary).scores(&model.rules, state.live(), last)
}

#[test]
fn three_restaurants_within_two_hours_of_the_evening_are_an_appetite() {
    let appetite = |minutes: &[i64], hour| after(minutes, hour)[0];
    assert!(appetite(&[0, 50, 115], 18) >= 0.5);
    assert_eq!(appetite(&[0, 50, 125], 18), 0.0, "five minutes too late");
    assert_eq!(appetite(&[0, 50], 18), 0.0, "two of them");
    assert_eq!(appetite(&[0, 50, 115], 8), 0.0, "in the morning");
}

fn bound(of: &str, days: u32) -> Condition {
    Condition::Measured(Bound {
        measure: Measure::Frequency,
        of: of.to_owned(),
        days,
        bound: Side::AtLeast,
        value: 1.0,
    })
}

fn segment(label: &str) -> Segment {
    Segment {
        label: label.to_owned(),
        name: label.to_owned(),
        category: String::new(),
        tags: Vec::new(),
    }
}

/// A good model with one more rule; what is wrong with it.
fn wrong(change: impl FnOnce(&mut SegmentModel)) -> String {
    let mut model = Trade::Media.model(Language::English, "EUR");
    change(&mut model);
    match model.to_bytes() {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_limit_of_a_rule_is_held() {
    assert_eq!(wrong(|_| {}), "");
    let rule = |when: Condition| {
        move |model: &mut SegmentModel| {
            model.rules[0].when = when;
        }
    };
    assert_eq!(wrong(rule(bound("page", 30))), "");
    assert!(wrong(rule(bound("page", 31))).contains("rules[0].days"));
    assert!(wrong(rule(bound("page", 0))).contains("rules[0].days"));
    assert!(wrong(rule(bound("click", 3))).contains("rules[0].of"));
    assert!(wrong(rule(Condition::All(Vec::new()))).contains("rules[0].when"));
    let mut deep = bound("page", 1);
    for _ in 0..4 {
        deep = Condition::Not(Box::new(deep));
    }
    assert!(wrong(rule(deep)).contains("rules[0].when"));
    let many = Condition::All(vec![bound("page", 1); 49]);
    assert!(wrong(rule(many)).contains("48 bounds"));
    assert!(wrong(|model| model.segments.reverse()).contains("those of the rules"));
    assert!(
        wrong(|model| model.rules[0].segment.label = "Öh".to_owned()).contains("rules[0].label")
    );
    let twice = |model: &mut SegmentModel| {
        model.rules = vec![model.rules[0].clone(); 17];
    };
    assert!(wrong(twice).contains("`rules` is 17"));
    let infinite = |model: &mut SegmentModel| {
        let Condition::All(inner) = &mut model.rules[0].when else {
            unreachable!("the first rule is one of all")
        };
        let Some(Condition::Measured(bound)) = inner.first_mut() else {
            unreachable!("of bounds")
        };
        bound.value = f64::INFINITY;
    };
    assert!(wrong(infinite).contains("rules[0].value"));
    let ratio = |model: &mut SegmentModel| {
        model.rules[0].when = Condition::Measured(Bound {
            measure: Measure::Ratio,
            of: "page".to_owned(),
            days: 1,
            bound: Side::AtLeast,
            value: 1.0,
        });
    };
    assert!(wrong(ratio).contains("rules[0].of"));
}

#[test]
fn a_text_touches_the_matters_whose_words_it_holds() {
    let cases: Vec<(String, Vec<String>)> =
        serde_json::from_str(include_str!("golden/sensitive.json")).expect("cases");
    assert!(cases.len() > 300);
    let mut model = Trade::Food.model(Language::Italian, "EUR");
    for (text, matters) in cases {
        model.name = text.clone();
        let mut found: Vec<_> = touched(&model).iter().map(|t| t.matter.name()).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, matters, "{text}");
    }
}

#[test]
fn a_sensitive_matter_needs_a_reason_that_says_something() {
    let pharmacy = |model: &mut SegmentModel| {
        model.vocabulary.push("category:farmacia".to_owned());
    };
    let said = wrong(pharmacy);
    assert!(
        said.contains("farmacia") && said.contains("health"),
        "{said}"
    );
    let with = |reason: &'static str| {
        move |model: &mut SegmentModel| {
            pharmacy(model);
            model.sensitive.push(Reason {
                matter: Matter::Health,
                reason: reason.to_owned(),
            });
        }
    };
    assert_eq!(
        wrong(with(
            "Opening hours of the pharmacy only, by explicit consent."
        )),
        ""
    );
    assert!(wrong(with("because")).contains("sensitive[0].reason"));
    let other = |model: &mut SegmentModel| {
        with("A reason that is long enough to be read.")(model);
        model.sensitive[0].matter = Matter::Minors;
    };
    assert!(
        wrong(other).contains("health"),
        "a reason is for its own matter"
    );
    // Wherever somebody names something.
    type Change = fn(&mut SegmentModel);
    let places: [Change; 6] = [
        |m| m.name = "Campagna elettorale".to_owned(),
        |m| m.rules[0].segment.name = "Cattolici".to_owned(),
        |m| m.rules[0].segment.tags.push("gay".to_owned()),
        |m| m.rules[0].segment.category = "bambini".to_owned(),
        |m| m.rules[0].segment.label = "migranti-roma".to_owned(),
        |m| {
            m.vocabulary.push("intent:x".to_owned());
            m.definitions = Definitions {
                intents: vec![recinto_core::features::Intent {
                    name: "x".to_owned(),
                    phrases: vec!["sintomi influenza".to_owned()],
                }],
                ..Definitions::default()
            };
        },
    ];
    for (i, change) in places.into_iter().enumerate() {
        let both = move |model: &mut SegmentModel| {
            change(model);
            model.segments = model
                .rules
                .iter()
                .map(|rule| rule.segment.clone())
                .collect();
        };
        assert!(wrong(both).contains("sensitive matter"), "{i}");
    }
}

/// The model's words, and what they mean, with one more of a form that has to be defined.
fn defined(form: &str, name: &str) -> impl Fn(&mut SegmentModel) {
    let (form, name) = (form.to_owned(), name.to_owned());
    move |model| {
        model.vocabulary.push(format!("{form}:{name}"));
        let name = name.clone();
        let definitions = &mut model.definitions;
        match form.as_str() {
            "fence" => definitions.fences.push(Fence {
                name,
                shape: Shape::Circle {
                    lat: 45.0,
                    lon: 9.0,
                    radius_m: 100.0,
                },
                point_of_sale: false,
            }),
            "season" => definitions.calendars.push(Calendar {
                name,
                days: vec![[20_700, 20_710]],
            }),
            _ => definitions.composites.push(Composite {
                name,
                of: "page".to_owned(),
                count: 2,
                then: Vec::new(),
                within_min: 60,
            }),
        }
    }
}

#[test]
fn a_place_a_season_a_sequence_and_a_tag_of_a_sensitive_matter_need_its_reason() {
    type Change = Box<dyn Fn(&mut SegmentModel)>;
    let tagged = |tag: &'static str| -> Change {
        Box::new(move |model| {
            model.segments[0].tags.push(tag.to_owned());
            model.rules[0].segment.tags.push(tag.to_owned());
        })
    };
    let named = |form, name| -> Change { Box::new(defined(form, name)) };
    let sensitive = [
        (named("fence", "moschea"), Matter::Religion, "moschea"),
        (named("season", "ramadan"), Matter::Religion, "ramadan"),
        (named("composite", "elezioni"), Matter::Politics, "elezioni"),
        (tagged("adolescenti"), Matter::Minors, "adolescenti"),
    ];
    for (change, matter, text) in sensitive {
        let with = |given: Option<Matter>| {
            wrong(|model| {
                change(model);
                model.sensitive = given
                    .into_iter()
                    .map(|matter| Reason {
                        matter,
                        reason: "Asked for in so many words, by explicit consent.".to_owned(),
                    })
                    .collect();
            })
        };
        let said = with(None);
        assert!(
            said.contains(text) && said.contains(matter.name()),
            "{text}: {said}"
        );
        assert!(
            with(Some(Matter::Health)).contains(text),
            "another's reason"
        );
        assert_eq!(with(Some(matter)), "", "{text}");
    }
    // The same of a matter that is not: it was the name that was refused.
    for (form, name) in [
        ("fence", "negozio"),
        ("season", "saldi"),
        ("composite", "giro"),
    ] {
        assert_eq!(wrong(defined(form, name)), "", "{form}");
    }
    assert_eq!(wrong(tagged("lettori")), "");
}

/// The score of *twice in the season within five days* after two pages, a minute apart.
fn in_season(first: i64, offset_min: i16) -> f64 {
    let day = utc_day(NOON) as i32;
    let mut model = Trade::Media.model(Language::Italian, "EUR");
    model.vocabulary.push("season:saldi".to_owned());
    model.definitions.calendars.push(Calendar {
        name: "saldi".to_owned(),
        days: vec![[day, day + 2], [day + 10, day + 10]],
    });
    model.rules.truncate(1);
    model.rules[0].when = Condition::Measured(Bound {
        measure: Measure::Frequency,
        of: "season:saldi".to_owned(),
        days: 5,
        bound: Side::AtLeast,
        value: 2.0,
    });
    model.segments.truncate(1);
    model.to_bytes().expect("a good model");
    let lexicon = Lexicon::of(&model);
    let mut state = DeviceState::new();
    let last = first + MINUTE;
    for (i, time) in [first, last].into_iter().enumerate() {
        let mut event = Event::new(i.to_string(), String::new(), time, EventKind::Page);
        event.utc_offset_min = Some(offset_min);
        state.observe(&lexicon, &event.view(), time);
    }
    Rules::new(&model.rules, &model.vocabulary).scores(&model.rules, state.live(), last)[0]
}

#[test]
fn a_rule_over_a_season_holds_on_its_dates_and_on_no_others() {
    let midnight = NOON - DAY_MS / 2;
    let held = |first| in_season(first, 0) > 0.0;
    for (days, expected) in [
        (-1, false),
        (0, true),
        (2, true),
        (3, false),
        (9, false),
        (10, true),
        (11, false),
    ] {
        assert_eq!(
            held(midnight + days * DAY_MS + DAY_MS / 2),
            expected,
            "{days}"
        );
    }
    // To the minute; of two of which one is too early there is only one.
    assert!(held(midnight) && !held(midnight - MINUTE));
    assert!(held(midnight + 3 * DAY_MS - 2 * MINUTE) && !held(midnight + 3 * DAY_MS - MINUTE));
    // The dates are the visitor's own, not those of Greenwich.
    assert!(in_season(midnight - 60 * MINUTE, 120) > 0.0);
    assert_eq!(in_season(midnight, -60), 0.0);
}

#[test]
fn beside_clusters_a_rule_has_a_label_of_its_own() {
    let rule = |label: &str| Rule {
        segment: segment(label),
        when: bound("page", 1),
    };
    let model = |label: &str| {
        let mut model = Trade::Media.model(Language::English, "EUR");
        model.assigner = recinto_core::model::Assigner::Centroids {
            points: vec![recinto_core::model::Point {
                at: vec![0.0],
                segment: 0,
            }],
        };
        model.segments = vec![segment("everybody")];
        model.features = vec![recinto_core::features::FeatureSpec::new(
            Measure::Frequency,
            "page",
        )];
        model.scoring = vec![vec![[0.5, 0.5]]];
        model.rules = vec![rule(label)];
        model.to_bytes()
    };
    assert!(model("readers").is_ok());
    let same = model("everybody").expect_err("the same label").to_string();
    assert!(same.contains("no other segment has"), "{same}");
}

#[test]
fn people_of_a_sheet_are_counted_as_their_devices_would_find_them() {
    let mut sheet = Sheet::new();
    let mut line = 0;
    let mut told = |person: &str, at: i64, kind: EventKind| {
        line += 1;
        let event = Event::new(format!("e{line}"), person.to_owned(), at, kind);
        sheet.push(&Imported::new(event, line));
    };
    let now = 20_000 * DAY_MS;
    for (person, purchases) in [("a", 0), ("b", 2), ("c", 3), ("d", 9)] {
        told(person, now, EventKind::Page);
        for n in 0..purchases {
            told(person, now - n * DAY_MS, EventKind::Purchase);
        }
    }
    // Three, of which one too long ago.
    told("e", now, EventKind::Purchase);
    told("e", now - DAY_MS, EventKind::Purchase);
    told("e", now - 8 * DAY_MS, EventKind::Purchase);
    sheet.seal();
    let bound = |days, value| {
        Condition::Measured(Bound {
            measure: Measure::Frequency,
            of: "purchase".to_owned(),
            days,
            bound: Side::AtLeast,
            value,
        })
    };
    let stated = |label: &str, when| Rule {
        segment: segment(label),
        when,
    };
    let mut model = Trade::Food.model(Language::Italian, "EUR");
    model.vocabulary = vec!["page".to_owned(), "purchase".to_owned()];
    model.window_days = 30;
    model.rules = vec![
        stated("often", bound(7, 3.0)),
        stated("ever", bound(30, 3.0)),
        stated("never", Condition::Not(Box::new(bound(30, 1.0)))),
    ];
    let lexicon = Lexicon::of(&model);
    assert_eq!(people(&model, &lexicon, &sheet, now), [2, 3, 1]);
}
