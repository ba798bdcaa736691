//! What holds of all steps together.

use crate::support::{DAY, cleaned, event, only, page, sheet, with_id};
use proptest::prelude::*;
use recinto_core::cleaning::{CleaningError, CleaningReport, Plan, Rate, Step, clean};
use recinto_core::events::{Imported, Position, Sheet};
use std::ops::ControlFlow;

/// Everything of a sheet that does not depend on the order of the source.
fn content(sheet: &Sheet) -> Vec<String> {
    let mut rows: Vec<String> = sheet
        .rows()
        .iter()
        .map(|row| {
            let mut view = sheet.view(row);
            if !row.has_id {
                view.key = 0;
            }
            let person = sheet.texts().text(row.person);
            format!("{person:?} {view:?} {:?}", row.received_ms())
        })
        .collect();
    rows.sort();
    rows
}

/// Counts of a report: its examples' lines are the source's.
fn counts(report: &CleaningReport) -> Vec<String> {
    let steps = report.steps.iter();
    steps
        .map(|step| {
            let rules = &step.rules;
            format!(
                "{:?} {:?} {rules:?} {}",
                step.before, step.after, step.changed
            )
        })
        .collect()
}

fn everything() -> Plan {
    let mut plan = Plan {
        now_ms: Some(DAY + 3_600_000),
        ..Plan::default()
    };
    plan.currency.on = true;
    plan.currency.target = "EUR".into();
    plan.currency.rates.push(Rate {
        currency: "USD".into(),
        nanos: 917_300_000,
        date: String::new(),
    });
    // So small that events made by chance break every rule.
    plan.bots.most_per_minute = 6;
    plan.bots.addresses = 3;
    plan.bots.crawl_pages = 3;
    plan
}

prop_compose! {
    fn told()(
        person in 0..12_u8,
        time in prop_oneof![
            8 => (0..40_i64).prop_map(|i| i * 400),
            4 => 0..3_600_000_i64,
            1 => any::<i64>().prop_map(|time| time / 4),
        ],
        kind in 0..5_usize,
        id in proptest::option::of(0..40_u32),
        page_of in 0..5_u8,
        value in proptest::option::of((0..3_usize, 0..3_usize)),
        measures in proptest::option::of((any::<u8>(), any::<u32>(), any::<u16>())),
        position in proptest::option::of((-100.0..100.0, -200.0..200.0)),
        offset in proptest::option::of(prop_oneof![Just(-900_000_i64), Just(1_000), Just(700_000)]),
        agent in 0..4_usize,
    ) -> Imported {
        let kinds = ["page", "click", "purchase", "custom:x", "view_item"];
        let mut told = event(&format!("{person}"), DAY.saturating_add(time), kinds[kind]);
        if let Some(id) = id {
            told.event.id = format!("{id}");
        }
        told.event.page = Some(format!("/{page_of}"));
        if let Some((amount, currency)) = value {
            told.event.value_cents = Some([100, 1_999, 5_000][amount]);
            // A currency without a rate only where an id tells events apart.
            let known = if id.is_some() { 3 } else { 2 };
            told.event.currency = Some(["EUR", "USD", "XXX"][currency % known].into());
        }
        if let Some((depth, duration, quantity)) = measures {
            told.event.depth_pct = Some(depth / 2);
            told.event.duration_ms = Some(duration / 40);
            told.event.quantity = Some(u32::from(quantity));
        }
        told.event.position = position.map(|(lat, lon)| Position { lat, lon, accuracy_m: 20.0 });
        told.received_ms = offset.map(|offset| told.event.time_ms.saturating_add(offset));
        told.user_agent = ["curl/8", "Firefox", "Safari", ""].get(agent).map(|ua| (*ua).into());
        told.address = Some(format!("192.0.2.{}", agent % 3));
        told
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn cleaning_what_is_clean_changes_nothing(told in prop::collection::vec(told(), 0..120)) {
        let plan = everything();
        let mut sheet = sheet(&told);
        cleaned(&mut sheet, &plan);
        let once = content(&sheet);
        let again = cleaned(&mut sheet, &plan);
        prop_assert_eq!(content(&sheet), once);
        for step in again.steps {
            prop_assert_eq!(step.before, step.after, "{:?}", step.step);
            prop_assert_eq!(step.changed, 0, "{:?}: {:?}", step.step, step.rules);
        }
    }

    #[test]
    fn each_step_alone_leaves_nothing_to_do(told in prop::collection::vec(told(), 0..120)) {
        for step in Step::ALL {
            let mut plan = everything();
            let one = only(step);
            plan.impossible.on = one.impossible.on;
            plan.duplicates.on = one.duplicates.on;
            plan.near_duplicates.on = one.near_duplicates.on;
            plan.clock.on = one.clock.on;
            plan.bots.on = one.bots.on;
            plan.currency.on = one.currency.on;
            plan.outliers.on = one.outliers.on;
            plan.gaps.on = one.gaps.on;
            let mut sheet = sheet(&told);
            cleaned(&mut sheet, &plan);
            let once = content(&sheet);
            cleaned(&mut sheet, &plan);
            prop_assert_eq!(content(&sheet), once, "{:?}", step);
        }
    }

    #[test]
    fn the_order_of_the_source_does_not_matter(
        (told, shuffled) in prop::collection::vec(told(), 0..120)
            .prop_flat_map(|told| (Just(told.clone()), Just(told).prop_shuffle())),
        gaps in any::<bool>(),
    ) {
        let mut plan = everything();
        plan.gaps.on = gaps;
        let (mut a, mut b) = (sheet(&told), sheet(&shuffled));
        let (first, second) = (cleaned(&mut a, &plan), cleaned(&mut b, &plan));
        prop_assert_eq!(content(&a), content(&b));
        prop_assert_eq!(counts(&first), counts(&second));
    }
}

#[test]
fn a_cancel_ends_it_and_forgets_the_traces() {
    for stop in 0..8 {
        let mut told = page("a", DAY, "/");
        told.address = Some("192.0.2.1".into());
        let mut sheet = sheet(&[told]);
        let mut asked = 0;
        let result = clean(&mut sheet, &Plan::default(), &mut |_| {
            asked += 1;
            if asked > stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(result, Err(CleaningError::Cancelled));
        let row = &sheet.rows()[0];
        assert_eq!(sheet.text(row, recinto_core::events::Field::Address), None);
    }
}

#[test]
fn plans_and_reports_survive_their_formats() {
    let mut sheet = sheet(&[
        with_id(page("a", DAY, "/"), "x"),
        with_id(page("a", DAY, "/"), "x"),
        event("a", 0, "page"),
    ]);
    let plan = everything();
    let report = cleaned(&mut sheet, &plan);
    assert_eq!(report.steps.len(), Step::ALL.len());
    let bytes = postcard::to_allocvec(&(&plan, &report)).unwrap();
    let back: (Plan, CleaningReport) = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, (plan.clone(), report));
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
    // A plan of another day that knows less.
    let older: Plan = serde_json::from_str(r#"{"bots":{"on":false}}"#).unwrap();
    let mut expected = Plan::default();
    expected.bots.on = false;
    assert_eq!(older, expected);
}

#[test]
fn nothing_is_clean() {
    let report = cleaned(&mut Sheet::new(), &everything());
    assert!(report.steps.iter().all(|step| step.after.events == 0));
}
