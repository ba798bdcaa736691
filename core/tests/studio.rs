//! The studio: candidates, choices, tables, descriptions, and the analysis over them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{expected, load, prepared};
use recinto_core::analysis::{
    Analysis, AnalysisError, Method, Options, Prepared, PublishError, analyse, profiles, to_model,
};
use recinto_core::events::{DAY_MS, Event, EventKind, Imported, Sheet, order_key};
use recinto_core::features::{
    Definitions, FeatureSpec, FeatureState, Intent, Lexicon, Measure, Transform, compute,
};
use recinto_core::studio::{
    Catalogue, Choice, ChoiceError, Chosen, Column, DeskColumn, DeskMeasure, DeskOnly, Extras,
    Overview, Survey, Table, TableMaker, Why, catalogue, describe, events_csv, measure, table_csv,
};
use std::ops::ControlFlow;

fn go(_: recinto_core::analysis::Stage, _: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn pages(people: i64, day: impl Fn(i64) -> i64) -> Prepared {
    prepared((0..people).map(|n| {
        let time = DAY_MS * day(n);
        Event::new(String::new(), format!("p{n}"), time, EventKind::Page)
    }))
}

#[test]
fn nobody_left_is_an_error_that_says_so() {
    let found = |prepared: &Prepared| analyse(prepared, &Options::default(), &mut go);
    assert_eq!(found(&prepared([])), Err(AnalysisError::NoEvents));
    assert!(matches!(
        found(&pages(9, |n| n)),
        Err(AnalysisError::TooFewPeople { people: 9, .. })
    ));
    let alike = pages(50, |_| 0);
    assert_eq!(found(&alike), Err(AnalysisError::AllAlike));
    for window_days in [0, 731] {
        let options = Options {
            window_days,
            ..Options::default()
        };
        assert!(matches!(
            analyse(&alike, &options, &mut go),
            Err(AnalysisError::Parameter { .. })
        ));
    }
}

/// The table of `golden/studio.py`.
fn described() -> Table {
    let data = load("wine");
    let undefined = 1.5;
    let columns = (0..7).map(|j| {
        let spec = FeatureSpec {
            transform: if j == 3 {
                Transform::Log1p
            } else {
                Transform::None
            },
            undefined,
            ..FeatureSpec::new(Measure::Frequency, &format!("custom:c{j}"))
        };
        Column::Feature(spec)
    });
    let mut values = Vec::new();
    for (row, cells) in data.rows().into_iter().enumerate() {
        let first = cells[0];
        values.extend(cells.iter().take(5));
        values.push(first * 2.0 + 0.01 * ((row * 7) % 5) as f64);
        values.push(-libm::exp(first / 4.0));
        if row % 7 == 0 {
            let missing = values.len() - 5;
            values[missing] = f64::NAN;
        }
    }
    Table {
        as_of_ms: 0,
        window_days: 30,
        choice: Choice::of(columns.collect()),
        people: (0..data.nrows()).map(|row| format!("p{row}")).collect(),
        values,
        statics: Default::default(),
        outside: 0,
    }
}

#[test]
fn columns_are_described_as_by_numpy_and_scipy() {
    let golden = expected("studio");
    let found = describe(&described(), &empty_catalogue());
    let near = |x: f64, y: &serde_json::Value, what: &str| {
        let y = y.as_f64().unwrap();
        assert!((x - y).abs() <= 1e-9 * (1.0 + y.abs()), "{what}: {x}, {y}");
    };
    for (j, column) in found.columns.iter().enumerate() {
        let told = &golden["columns"][j];
        let q = column.quantiles.unwrap();
        let ours = [q.min, q.q05, q.q25, q.q50, q.q75, q.q95, q.max];
        for (at, x) in ours.into_iter().enumerate() {
            near(x, &told["quantiles"][at], "quantile");
        }
        near(column.mean.unwrap(), &told["mean"], "mean");
        near(column.missing, &told["missing"], "missing");
        near(column.zero, &told["zero"], "zero");
        let counted: u64 = column.histogram.as_ref().unwrap().counts.iter().sum();
        let missing = (column.missing * found.people as f64).round() as u64;
        assert_eq!(counted + missing, found.people);
        for other in 0..7 {
            near(
                found.pearson[j * 7 + other],
                &golden["pearson"][j][other],
                "pearson",
            );
            near(
                found.spearman[j * 7 + other],
                &golden["spearman"][j][other],
                "spearman",
            );
        }
    }
    let pairs: Vec<(usize, usize)> = found.duplicates.iter().map(|d| (d.a, d.b)).collect();
    assert_eq!(
        pairs.len(),
        3,
        "the first and what was made of it: {pairs:?}"
    );
    for pair in [(0, 5), (0, 6), (5, 6)] {
        assert!(pairs.contains(&pair));
    }
    // Of the three the first is kept.
    let dropped: Vec<usize> = found.suggestions.iter().map(|s| s.column).collect();
    assert_eq!(dropped, [5, 6]);
    assert!(matches!(
        found.suggestions[1].why,
        Why::DuplicateOf { column: 0, correlation } if correlation < 0.0
    ));
}

#[test]
fn what_to_drop_and_why() {
    let mut table = described();
    let width = 7;
    for (row, cells) in table.values.chunks_exact_mut(width).enumerate() {
        cells[1] = 4.0;
        cells[2] = if row % 30 == 0 { 2.0 } else { f64::NAN };
    }
    table.choice.columns[4].column = Column::Desk(DeskColumn {
        what: DeskMeasure::Is {
            name: "channel".into(),
            value: "email".into(),
        },
        transform: Transform::None,
        center: 0.0,
        scale: 1.0,
        undefined: 0.0,
    });
    let found = describe(&table, &empty_catalogue());
    let why = |column: usize| {
        let mut all = found.suggestions.iter();
        all.find(|s| s.column == column).map(|s| s.why.clone())
    };
    assert_eq!(why(0), None);
    assert_eq!(why(1), Some(Why::Constant));
    assert!(matches!(why(2), Some(Why::Missing { share }) if share > 0.95));
    assert!(matches!(
        why(4),
        Some(Why::DeskOnly {
            reason: DeskOnly::Static
        })
    ));
    assert!(found.columns[1].constant && !found.columns[0].constant);
}

fn empty_catalogue() -> Catalogue {
    catalogue(&prepared([]).sheet, 30, &Extras::default())
}

/// Visitors of a shop: even ones look around at noon, odd ones buy in the evening; every tenth has
/// a rare interest.
fn shop() -> Vec<Imported> {
    let mut rows = Vec::new();
    let mut line = 0;
    for person in 0..240_i64 {
        let buys = person % 2 == 1;
        for visit in 0..2 + person % 3 {
            let day = 20_400 - (person * 5 + visit * 4) % 28;
            let hour = if buys { 19 } else { 12 };
            let begun = day * DAY_MS + hour * 3_600_000 + person * 1_000;
            let mut kinds = vec![EventKind::Page, EventKind::ViewItem];
            if visit % 2 == 0 {
                kinds.push(EventKind::Page);
            }
            if buys {
                kinds.extend([EventKind::AddToCart, EventKind::Purchase]);
            } else {
                kinds.push(EventKind::Search);
            }
            for (step, kind) in kinds.into_iter().enumerate() {
                line += 1;
                let time = begun + step as i64 * (20_000 + person * 100);
                let mut event = Event::new(format!("e{line}"), format!("p{person:03}"), time, kind);
                match event.kind {
                    EventKind::Page => {
                        event.depth_pct = Some(20 + (person % 60) as u8);
                        event.duration_ms = Some(4_000 + 100 * person as u32);
                    }
                    EventKind::ViewItem => {
                        let rare = person % 60 == 7;
                        let names = ["scarpe", "borse", "libri"];
                        let category = names[(person % 3) as usize];
                        event.category = Some(if rare { "sci" } else { category }.into());
                    }
                    EventKind::Purchase => {
                        event.value_cents = Some(2_000 + 10 * person);
                        event.currency = Some("EUR".into());
                    }
                    _ => event.query = Some("offerta scarpe vicino a me".into()),
                }
                let mut row = Imported::new(event, line);
                let channel = if person % 4 == 1 { "email" } else { "social" };
                row.attributes.push(("channel".into(), channel.into()));
                rows.push(row);
            }
        }
    }
    rows
}

fn sheet_of(rows: &[Imported]) -> Sheet {
    let mut sheet = Sheet::new();
    rows.iter().for_each(|row| sheet.push(row));
    sheet.seal();
    sheet
}

fn shop_prepared() -> Prepared {
    let mut all = prepared([]);
    all.sheet = sheet_of(&shop());
    all
}

fn extras() -> Extras {
    Extras {
        definitions: Definitions {
            intents: vec![Intent {
                name: "offerta".into(),
                phrases: vec!["offerta".into()],
            }],
            ..Definitions::default()
        },
        places: None,
    }
}

#[test]
fn a_clickstream_has_candidates_of_every_group_it_supports() {
    let found = catalogue(&sheet_of(&shop()), 30, &extras());
    let has = |key: &str| found.candidate(key).is_some();
    for key in [
        "recency(session)",
        "frequency(view_item)",
        "monetary(purchase)",
        "mean(session)",
        "ratio(page / session)",
        "ratio(session:second_page / session)",
        "mean(scroll)",
        "mean(dwell)",
        "ratio(step:page>view_item / step:*)",
        "entropy(step:*)",
        "depth(page>view_item>add_to_cart>purchase)",
        "ratio(category:scarpe / category:*)",
        "entropy(category:*)",
        "ratio(intent:offerta / search)",
        "ratio(daypart:aperitivo / weekday:sin)",
        "mean(hour:sin)",
        "is(channel = email)",
    ] {
        assert!(
            has(key),
            "{key}: {:?}",
            found.candidates.iter().map(|c| &c.key).collect::<Vec<_>>()
        );
    }
    assert!(!has("ratio(category:sci / category:*)"), "four people");
    assert!(!has("mean(distance)"));
    let is = found.candidate("is(channel = email)").unwrap();
    assert_eq!((is.people, is.desk_only), (60, Some(DeskOnly::Static)));
    assert_eq!(found.people, 240);
    // What is proposed fits into a model.
    let proposed = &found.proposed;
    proposed.check_limits().unwrap();
    assert!(
        (8..=14).contains(&proposed.columns.len()),
        "{}",
        proposed.columns.len()
    );
    assert!(
        proposed
            .columns
            .iter()
            .all(|c| c.column.desk_only().is_none())
    );
    // Everything at once does not, and is described all the same.
    let columns = measure(&sheet_of(&shop()), &found.everything(), &found, None).unwrap();
    assert_eq!(columns.columns.len(), found.candidates.len());
    assert_eq!(columns.people, 240);
    let dropped = |why: fn(&Why) -> bool| columns.suggestions.iter().any(|s| why(&s.why));
    assert!(dropped(|why| matches!(why, Why::DeskOnly { .. })));
    assert!(dropped(|why| matches!(why, Why::DuplicateOf { .. })));
}

#[test]
fn a_table_of_orders_is_asked_the_five_questions() {
    let orders: Vec<Event> = (0..90_i64)
        .map(|n| {
            let time = (20_000 + n) * DAY_MS;
            let mut event = Event::new(
                String::new(),
                format!("p{}", n % 30),
                time,
                EventKind::Purchase,
            );
            event.value_cents = Some(100 * n);
            event
        })
        .collect();
    let found = catalogue(&prepared(orders).sheet, 90, &Extras::default());
    let keys: Vec<String> = found
        .proposed
        .columns
        .iter()
        .map(|c| c.column.key())
        .collect();
    let five = ["recency", "frequency", "monetary", "tenure", "mean_gap"];
    assert_eq!(keys, five.map(|m| format!("{m}(purchase)")));
    assert_eq!(found.proposed.vocabulary(), ["purchase"]);
    // Orders come every 30 days: 30 days of history are too short for the gap between them.
    assert_eq!(
        found.candidate("mean_gap(purchase)").unwrap().needs_days,
        Some(60)
    );
    assert!(
        found.candidates.iter().all(|c| !c.key.contains("daypart")),
        "dates have no hours"
    );
}

/// What a file larger than memory relies on.
#[test]
fn parts_of_the_people_give_the_same_as_all_at_once() {
    let rows = shop();
    let whole = sheet_of(&rows);
    let parts: Vec<Sheet> = (0..5)
        .rev()
        .map(|part| {
            let own = |row: &&Imported| order_key(&row.event.person) % 5 == part;
            sheet_of(&rows.iter().filter(own).cloned().collect::<Vec<_>>())
        })
        .collect();
    let mut overview = Overview::new();
    parts.iter().for_each(|sheet| overview.add(sheet));
    let mut survey = Survey::new(overview, 30, &extras());
    parts.iter().for_each(|sheet| survey.add(sheet));
    let (from_parts, at_once) = (survey.done(), catalogue(&whole, 30, &extras()));
    assert_eq!(from_parts, at_once);
    let made = |sheets: &[Sheet]| {
        let as_of = at_once.as_of_ms.unwrap();
        let mut maker = TableMaker::new(at_once.everything(), as_of, 30, None).unwrap();
        sheets.iter().for_each(|sheet| maker.add(sheet));
        maker.done()
    };
    let (a, b) = (made(&parts), made(&[whole]));
    let bits = |table: &Table| table.values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&a), bits(&b));
    assert_eq!((a.people, a.statics), (b.people, b.statics));
}

fn found_by(choice: Choice) -> Analysis {
    let options = Options {
        window_days: 30,
        choice: Some(choice),
        method: Some(Method::k_means(2)),
        ..Options::default()
    };
    analyse(&shop_prepared(), &options, &mut go).unwrap()
}

#[test]
fn weights_and_half_lives_are_in_the_model() {
    let found = catalogue(&sheet_of(&shop()), 30, &extras());
    let keys = [
        "frequency(session)",
        "frequency(page)",
        "mean(scroll)",
        "mean(dwell)",
    ];
    let plain = found_by(found.choose(&keys));
    let mut choice = found.choose(&keys);
    choice.columns[1].weight = 4.0;
    choice.columns[2].weight = 0.0;
    choice.columns[0].half_life_days = Some(7.0);
    choice.words.push("category:nobody".into());
    let weighed = found_by(choice);
    let kept: Vec<String> = weighed.columns.iter().map(Column::key).collect();
    assert_eq!(kept, [keys[0], keys[1], keys[3]]);
    let spec = |analysis: &Analysis, at: usize| analysis.columns[at].feature().unwrap().clone();
    assert_eq!(spec(&plain, 1).scale, 4.0 * spec(&weighed, 1).scale);
    let decay = spec(&weighed, 0).decay;
    assert!((libm::pow(decay, 7.0) - 0.5).abs() < 1e-12);
    assert_eq!(spec(&weighed, 1).decay, 1.0);
    assert!(weighed.raw_row(0)[0] < plain.raw_row(0)[0]);
    assert_eq!(weighed.vocabulary, ["session", "page", "dwell"]);
    let model = to_model(&weighed).unwrap();
    assert!(model.definitions.is_empty() && model.vocabulary == weighed.vocabulary);
    // What a device with this model holds of a person gives the same values.
    let sheet = sheet_of(&shop());
    let lexicon = Lexicon::of(&model);
    for (row, person) in sheet.people().iter().enumerate() {
        let views = sheet.rows_of(person).iter().map(|row| sheet.view(row));
        let state = FeatureState::of_rows(&lexicon, views);
        let device = compute(
            &model.features,
            &model.vocabulary,
            &state,
            weighed.as_of_ms,
            30,
        );
        assert_eq!(device, weighed.raw_row(row));
    }
}

#[test]
fn columns_of_the_desk_only_find_segments_and_are_not_published() {
    let found = catalogue(&sheet_of(&shop()), 30, &extras());
    let mut choice = found.choose(&["frequency(page)", "is(channel = email)"]);
    let desk = found_by(choice.clone());
    match to_model(&desk) {
        Err(PublishError::DeskOnly { columns }) => {
            assert_eq!(
                columns,
                [("is(channel = email)".to_owned(), DeskOnly::Static)]
            );
        }
        other => panic!("{other:?}"),
    }
    // Static columns describe segments whether they found them or not.
    let shares = &profiles(&desk)[0].statics;
    assert!(
        shares
            .iter()
            .any(|s| s.column == "channel" && s.overall == 0.25),
        "{shares:?}"
    );
    for profile in profiles(&desk) {
        let sum: f64 = profile.statics.iter().map(|s| s.share).sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }
    choice.columns[1].weight = 0.0;
    assert!(to_model(&found_by(choice)).is_ok());
    // And a project keeps it all.
    let bytes = desk.to_bytes().unwrap();
    assert_eq!(Analysis::from_bytes(&bytes).unwrap(), desk);
    let old = String::from_utf8(bytes)
        .unwrap()
        .replace("recinto.project/2", "recinto.project/1");
    assert!(matches!(
        Analysis::from_bytes(old.as_bytes()),
        Err(AnalysisError::ProjectFormat(format)) if format == "recinto.project/1"
    ));
}

#[test]
fn choices_that_make_no_sense_are_refused() {
    let found = catalogue(&sheet_of(&shop()), 30, &extras());
    let refused = |change: fn(&mut Choice)| {
        let mut choice = found.choose(&["frequency(page)", "mean(scroll)"]);
        change(&mut choice);
        TableMaker::new(choice, 0, 30, None)
            .map(|_| ())
            .unwrap_err()
    };
    let weight = refused(|c| c.columns[0].weight = 10.5);
    assert!(matches!(weight, ChoiceError::Weight { .. }));
    let half_life = refused(|c| c.columns[0].half_life_days = Some(0.0));
    assert!(matches!(half_life, ChoiceError::HalfLife { .. }));
    let twice = refused(|c| c.columns[1] = c.columns[0].clone());
    assert!(matches!(twice, ChoiceError::Repeated(_)));
    let words = refused(|c| {
        let column = Column::Feature(FeatureSpec::new(Measure::Frequency, "url:/secret"));
        c.columns[0] = Chosen::plain(column);
    });
    assert!(matches!(words, ChoiceError::Words(_)));
    assert_eq!(refused(|c| c.columns.clear()), ChoiceError::Nothing);
}

#[test]
fn what_is_taken_away_is_plain_and_harmless() {
    let mut rows = shop();
    rows[0].event.person = "=2+3".into();
    rows[0].event.category = Some("a,\"b\"".into());
    let sheet = sheet_of(&rows);
    let mut bytes = Vec::new();
    events_csv(&sheet, true, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), rows.len() + 1);
    assert!(text.starts_with("person,time,kind,page,"));
    assert!(text.contains("'=2+3,2025-"), "{}", &text[..300]);
    assert!(text.contains("\"a,\"\"b\"\"\""));
    let found = catalogue(&sheet, 30, &extras());
    let choice = found.choose(&["frequency(purchase)", "mean(dwell)"]);
    let mut maker = TableMaker::new(choice, found.as_of_ms.unwrap(), 30, None).unwrap();
    maker.add(&sheet);
    let mut bytes = Vec::new();
    table_csv(&maker.done(), &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let head = text.lines().next().unwrap();
    assert_eq!(head, "person,frequency(purchase),mean(dwell),channel");
    assert!(text.contains("\np001,3,4.1,email\n"), "{}", &text[..200]);
}
