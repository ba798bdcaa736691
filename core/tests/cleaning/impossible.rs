//! Step 1.

use crate::support::{DAY, alone, cleaned, count, event, evidence, only, page, sheet};
use recinto_core::cleaning::{Evidence, Plan, Rule, Step};
use recinto_core::events::{Imported, Position};

const EARLIEST: i64 = 631_152_000_000;
const HOURS_24: i64 = 86_400_000;

fn plan() -> Plan {
    Plan {
        now_ms: Some(DAY),
        ..only(Step::Impossible)
    }
}

#[test]
fn times_before_1990_and_after_now_and_a_day() {
    let times = [
        EARLIEST - 1,
        EARLIEST,
        DAY,
        DAY + HOURS_24,
        DAY + HOURS_24 + 1,
        i64::MIN,
        i64::MAX,
    ];
    let told = times.map(|time| event("a", time, "page"));
    let (sheet, report) = alone(&told, &plan(), Step::Impossible);
    let left: Vec<i64> = sheet.rows().iter().map(|row| row.time_ms).collect();
    assert_eq!(left, [EARLIEST, DAY, DAY + HOURS_24]);
    assert_eq!(count(&report, Rule::Time), 4);
    assert_eq!(
        evidence(&report, Rule::Time),
        &Evidence::Time {
            time_ms: i64::MIN,
            earliest_ms: EARLIEST,
            latest_ms: DAY + HOURS_24,
        }
    );
    assert_eq!(report.examples[0].lines, [6]);
}

/// A hundred events of a month, and some of another age.
fn month_and(late: &[i64]) -> Vec<Imported> {
    let month = (0..100).map(|i| DAY + i * HOURS_24 / 4);
    month
        .chain(late.iter().copied())
        .map(|time| event("a", time, "page"))
        .collect()
}

#[test]
fn without_a_clock_the_files_own_times_decide() {
    let plan = only(Step::Impossible);
    let year_2099 = 4_083_868_800_000;
    let (_, report) = alone(&month_and(&[year_2099]), &plan, Step::Impossible);
    assert_eq!(count(&report, Rule::Time), 1);
    // Two of 102 are more than a hundredth: perhaps the others are wrong.
    let (_, report) = alone(&month_and(&[year_2099; 2]), &plan, Step::Impossible);
    assert_eq!(count(&report, Rule::Time), 0);
    // A year is not enough, a day more is.
    let last = DAY + 99 * HOURS_24 / 4;
    let (_, report) = alone(
        &month_and(&[last + 365 * HOURS_24]),
        &plan,
        Step::Impossible,
    );
    assert_eq!(count(&report, Rule::Time), 0);
    let (_, report) = alone(
        &month_and(&[last + 366 * HOURS_24]),
        &plan,
        Step::Impossible,
    );
    assert_eq!(count(&report, Rule::Time), 1);
}

/// A shop that closed for two years in a history of three.
#[test]
fn a_gap_shorter_than_the_history_before_it_is_no_sign() {
    let year = 365 * HOURS_24;
    let before = (0..200).map(|i| DAY + i * 3 * year / 200);
    let told: Vec<Imported> = before
        .chain([DAY + 5 * year])
        .map(|time| event("a", time, "page"))
        .collect();
    let (_, report) = alone(&told, &only(Step::Impossible), Step::Impossible);
    assert_eq!(count(&report, Rule::Time), 0);
}

#[test]
fn events_and_people_of_a_rule_are_counted() {
    let told = ["a", "a", "b", "c"].map(|person| {
        let time = if person == "c" { DAY } else { 0 };
        event(person, time, "page")
    });
    let (_, report) = alone(&told, &plan(), Step::Impossible);
    let [found] = report.rules[..] else {
        panic!("{:?}", report.rules)
    };
    assert_eq!((found.events, found.people), (3, 2));
}

#[test]
fn fields_that_cannot_be_go_and_the_event_stays() {
    let mut told = [event("a", DAY, "purchase"), event("a", DAY + 1, "purchase")];
    for (far, told) in told.iter_mut().enumerate() {
        let beyond = far as u32;
        told.event.quantity = Some(10_000 + beyond);
        told.event.value_cents = Some(-1_000_000_000 - i64::from(beyond));
        told.event.duration_ms = Some(86_400_000 + beyond);
        told.event.depth_pct = Some(100 + beyond as u8);
        told.event.utc_offset_min = Some(840 + beyond as i16);
        told.event.position = Some(Position {
            lat: 90.0 + f64::from(beyond) * 1e-9,
            lon: 180.0,
            accuracy_m: 0.0,
        });
        told.received_ms = Some(DAY + (HOURS_24 + 1) * i64::from(beyond));
    }
    let (sheet, report) = alone(&told, &plan(), Step::Impossible);
    assert_eq!(report.changed, 1);
    for rule in [
        Rule::Quantity,
        Rule::Value,
        Rule::Duration,
        Rule::Depth,
        Rule::UtcOffset,
        Rule::Position,
        Rule::Received,
    ] {
        assert_eq!(count(&report, rule), 1, "{rule:?}");
    }
    assert_eq!(report.examples.len(), 5);
    let mut stays = told[0].event.view();
    stays.key = 1;
    assert_eq!(sheet.view(&sheet.rows()[0]), stays);
    let mut bare = event("a", DAY + 1, "purchase");
    bare.event.id = String::new();
    let mut bare = bare.event.view();
    bare.key = 2;
    assert_eq!(sheet.view(&sheet.rows()[1]), bare);
    assert_eq!(sheet.rows()[1].received_ms(), None);
}

#[test]
fn positions_that_are_none() {
    let fix = |lat, lon, accuracy_m| Position {
        lat,
        lon,
        accuracy_m,
    };
    let wrong = [
        fix(0.0, 0.0, 5.0),
        fix(-0.0, 0.0, 5.0),
        fix(90.1, 9.0, 5.0),
        fix(45.0, -180.1, 5.0),
        fix(45.0, 9.0, -1.0),
        fix(f64::NAN, 9.0, 5.0),
        fix(45.0, f64::INFINITY, 5.0),
        fix(45.0, 9.0, f64::NAN),
        fix(45.0, 9.0, 2.1e7),
    ];
    let right = [fix(0.0, 1e-9, 5.0), fix(-90.0, -180.0, 2e7)];
    let told: Vec<Imported> = wrong
        .iter()
        .chain(&right)
        .zip(0..)
        .map(|(position, i)| {
            let mut told = page("a", DAY + i, "/");
            told.event.position = Some(*position);
            told
        })
        .collect();
    let (sheet, report) = alone(&told, &plan(), Step::Impossible);
    assert_eq!(count(&report, Rule::Position), wrong.len() as u64);
    let left: Vec<Position> = sheet
        .rows()
        .iter()
        .filter_map(|row| sheet.position(row))
        .collect();
    assert_eq!(left, right);
}

/// A clock that stands at 1970: found by fuzzing.
#[test]
fn with_a_now_before_every_plausible_time_nothing_is_plausible() {
    let plan = Plan {
        now_ms: Some(0),
        ..Plan::default()
    };
    let mut sheet = sheet(&[page("a", DAY, "/"), page("b", DAY + HOURS_24, "/")]);
    let report = cleaned(&mut sheet, &plan);
    assert!(sheet.rows().is_empty());
    let step = report.step(Step::Impossible).unwrap();
    assert_eq!((step.before.events, step.after.events), (2, 0));
}
