//! Step 6, and step 8, which leaves money alone.

use crate::support::{DAY, alone, cleaned, count, event, evidence, only, page, sheet};
use recinto_core::cleaning::{Evidence, Plan, Rate, Rule, Step, Times, clean_part};
use recinto_core::events::{Imported, Position};
use recinto_core::features::{Definitions, DeviceState, Lexicon};
use recinto_core::studio::Overview;
use std::ops::ControlFlow;

fn paid(currency: Option<&str>, cents: i64) -> Imported {
    let mut told = event("a", DAY, "purchase");
    told.event.value_cents = Some(cents);
    told.event.currency = currency.map(Into::into);
    told
}

fn plan() -> Plan {
    let mut plan = only(Step::Currency);
    plan.currency.target = "EUR".into();
    plan.currency.rates = vec![Rate {
        currency: "USD".into(),
        nanos: Rate::nanos_of("0,9215").unwrap(),
        date: "2026-11-25".into(),
    }];
    plan
}

#[test]
fn money_comes_into_one_currency() {
    let told = [
        paid(Some("EUR"), 1_000),
        paid(Some("usd"), 1_000),
        paid(Some("USD"), -1_001),
        paid(Some("GBP"), 1_000),
        paid(None, 1_000),
    ];
    let (sheet, report) = alone(&told, &plan(), Step::Currency);
    let values: Vec<_> = sheet
        .rows()
        .iter()
        .map(|row| (row.value_cents(), sheet.view(row).currency))
        .collect();
    assert_eq!(
        values,
        [
            (Some(1_000), Some("EUR")),
            // 921.5, away from zero.
            (Some(922), Some("EUR")),
            // −922.4215
            (Some(-922), Some("EUR")),
            (None, Some("GBP")),
            (None, None),
        ]
    );
    assert_eq!(count(&report, Rule::Converted), 2);
    assert_eq!(count(&report, Rule::NoRate), 1);
    assert_eq!(count(&report, Rule::NoCurrency), 1);
    assert_eq!(report.changed, 4);
    assert_eq!(
        evidence(&report, Rule::NoRate),
        &Evidence::Money {
            before_cents: 1_000,
            currency: "GBP".into(),
            after_cents: None
        }
    );
}

#[test]
fn an_untold_currency_can_be_told_once() {
    let mut plan = plan();
    plan.currency.untold = "USD".into();
    let (sheet, _) = alone(&[paid(None, 10_000)], &plan, Step::Currency);
    assert_eq!(sheet.rows()[0].value_cents(), Some(9_215));
    plan.currency.untold = "EUR".into();
    let (sheet, _) = alone(&[paid(None, 10_000)], &plan, Step::Currency);
    assert_eq!(sheet.view(&sheet.rows()[0]).currency, Some("EUR"));
}

#[test]
fn what_becomes_too_great_is_lost() {
    let mut plan = plan();
    plan.currency.rates[0].nanos = u64::MAX;
    let (sheet, report) = alone(&[paid(Some("USD"), i64::MAX)], &plan, Step::Currency);
    assert_eq!(sheet.rows()[0].value_cents(), None);
    assert_eq!(count(&report, Rule::TooGreat), 1);
}

#[test]
fn without_a_target_nothing_happens() {
    let mut plan = plan();
    plan.currency.target.clear();
    let mut sheet = sheet(&[paid(Some("GBP"), 5)]);
    let report = cleaned(&mut sheet, &plan);
    assert!(!report.step(Step::Currency).unwrap().on);
    assert_eq!(sheet.rows()[0].value_cents(), Some(5));
}

const MINUTE: i64 = 60_000;

/// A plan without rates, as it is by default.
fn no_rates() -> Plan {
    only(Step::Impossible)
}

/// Two purchases in euro and others, at different times.
fn mixed() -> Vec<Imported> {
    let mut told = vec![
        paid(Some("EUR"), 1_000),
        paid(Some("GBP"), 700),
        paid(Some("EUR"), 2_000),
        paid(Some("USD"), 90_000),
        paid(None, 500),
    ];
    for (told, minute) in told.iter_mut().zip(0..) {
        told.event.time_ms += minute * MINUTE;
    }
    told
}

#[test]
fn two_currencies_are_never_summed() {
    let mut sheet = sheet(&mixed());
    let report = cleaned(&mut sheet, &no_rates());
    let values: Vec<_> = sheet.rows().iter().map(|row| row.value_cents()).collect();
    assert_eq!(values, [Some(1_000), None, Some(2_000), None, Some(500)]);
    let mut overview = Overview::new();
    overview.add(&sheet);
    assert_eq!(overview.currency(), "EUR");
    let step = report.step(Step::Currency).unwrap();
    assert!(!step.on);
    assert_eq!((count(step, Rule::OtherCurrency), step.changed), (2, 2));
    assert_eq!(
        evidence(step, Rule::OtherCurrency),
        &Evidence::Money {
            before_cents: 700,
            currency: "GBP".into(),
            after_cents: None
        }
    );
    // Once more changes nothing.
    let again = cleaned(&mut sheet, &no_rates());
    assert_eq!(again.step(Step::Currency).unwrap().changed, 0);
}

#[test]
fn the_currency_that_was_chosen_counts() {
    let mut plan = no_rates();
    plan.currency.target = "usd".into();
    let mut sheet = sheet(&mixed());
    cleaned(&mut sheet, &plan);
    let values: Vec<_> = sheet.rows().iter().map(|row| row.value_cents()).collect();
    assert_eq!(values, [None, None, None, Some(90_000), Some(500)]);
}

#[test]
fn a_part_of_the_people_has_the_currency_of_all() {
    let plan = no_rates();
    let all = mixed();
    let mut times = Times::new(&plan);
    for told in &all {
        times.add(&told.event.view(), None);
    }
    let mut part = sheet(&all[1..2]);
    clean_part(&mut part, &plan, &times, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(part.rows()[0].value_cents(), None);
}

#[test]
fn a_device_adds_the_same_money() {
    let mut sheet = sheet(&mixed());
    let lexicon = Lexicon::new(&["purchase".to_owned()], &Definitions::default(), 30);
    let (mut desk, mut device) = (DeviceState::new(), DeviceState::new());
    for row in sheet.rows() {
        // As the tracker does for a model in euro.
        let mut view = sheet.view(row);
        let own = view.currency.is_none_or(|told| told == "EUR");
        view.value_cents = view.value_cents.filter(|_| own);
        device.observe(&lexicon, &view, view.time_ms);
    }
    cleaned(&mut sheet, &no_rates());
    for row in sheet.rows() {
        let view = sheet.view(row);
        desk.observe(&lexicon, &view, view.time_ms);
    }
    assert_eq!(desk.live(), device.live());
    assert_eq!(desk.live().buckets()[0].sum, 3_500);
}

fn depths(depths: &[(i64, Option<u8>)]) -> Vec<Imported> {
    let told = |&(minute, depth): &(i64, Option<u8>)| {
        let mut told = page("a", DAY + minute * MINUTE, "/");
        told.event.depth_pct = depth;
        told.event.duration_ms = depth.map(|depth| u32::from(depth) * 1_000);
        told
    };
    depths.iter().map(told).collect()
}

#[test]
fn gaps_are_filled_between_known_values_only() {
    let told = depths(&[
        (0, None),
        (1, Some(10)),
        (2, None),
        (4, Some(40)),
        (5, None),
        // 31 minutes after the last known one.
        (35, Some(50)),
        (36, None),
    ]);
    let (sheet, report) = alone(&told, &only(Step::Gaps), Step::Gaps);
    let filled: Vec<_> = sheet.rows().iter().map(|row| row.depth_pct).collect();
    assert_eq!(
        filled,
        [None, Some(10), Some(20), Some(40), None, Some(50), None]
    );
    assert_eq!(sheet.rows()[2].duration_ms(), Some(20_000));
    assert_eq!(count(&report, Rule::FilledDepth), 1);
    assert_eq!(report.changed, 2);
    assert_eq!(
        evidence(&report, Rule::FilledDepth),
        &Evidence::Filled {
            value: 20.0,
            before: 10.0,
            after: 40.0
        }
    );
    // A minute nearer, and both ends of the gap speak for it.
    let mut near = told;
    near[5].event.time_ms -= MINUTE;
    let (sheet, _) = alone(&near, &only(Step::Gaps), Step::Gaps);
    assert_eq!(sheet.rows()[4].depth_pct, Some(40));
}

#[test]
fn another_kind_misses_nothing() {
    let mut told = depths(&[(0, Some(10)), (2, Some(30))]);
    told.push(event("a", DAY + MINUTE, "click"));
    let (sheet, report) = alone(&told, &only(Step::Gaps), Step::Gaps);
    assert_eq!(report.changed, 0);
    assert_eq!(sheet.rows()[1].depth_pct, None);
}

#[test]
fn a_filled_position_claims_no_more_than_it_can() {
    let fix = |lat, lon| Position {
        lat,
        lon,
        accuracy_m: 30.0,
    };
    let mut told = [
        event("a", DAY, "page"),
        event("a", DAY + MINUTE, "click"),
        event("a", DAY + 2 * MINUTE, "page"),
    ];
    told[0].event.position = Some(fix(45.46, 9.19));
    told[2].event.position = Some(fix(45.47, 9.19));
    let (sheet, _) = alone(&told, &only(Step::Gaps), Step::Gaps);
    let filled = sheet.position(&sheet.rows()[1]).unwrap();
    assert!((filled.lat - 45.465).abs() < 1e-9);
    // A hundredth of a degree is 1,112 m of meridian.
    assert!((filled.accuracy_m - 1_142.0).abs() < 1.0, "{filled:?}");
    // Across the date line nothing is filled.
    told[0].event.position = Some(fix(45.46, 179.9));
    told[2].event.position = Some(fix(45.47, -179.9));
    let (_, report) = alone(&told, &only(Step::Gaps), Step::Gaps);
    assert_eq!(report.changed, 0);
}

#[test]
fn money_is_never_filled() {
    let mut told = [paid(None, 100), paid(None, 0), paid(None, 300)];
    for (told, minute) in told.iter_mut().zip(0..) {
        told.event.time_ms += minute * MINUTE;
        told.event.quantity = Some(1);
    }
    told[1].event.value_cents = None;
    told[1].event.quantity = None;
    let (sheet, report) = alone(&told, &only(Step::Gaps), Step::Gaps);
    assert_eq!(report.changed, 0);
    assert_eq!(sheet.rows()[1].value_cents(), None);
}
