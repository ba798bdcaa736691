//! Step 4.

use crate::support::{DAY, alone, cleaned, count, event, evidence, only, sheet};
use recinto_core::cleaning::{Evidence, Plan, Rule, Step};
use recinto_core::events::Imported;

const MINUTE: i64 = 60_000;

/// Events a minute apart whose receipt is later by the offsets.
fn offsets(offsets: &[i64]) -> Vec<Imported> {
    let told = |(i, offset): (i64, &i64)| {
        let mut told = event("a", DAY + i * MINUTE, "page");
        told.received_ms = Some(DAY + i * MINUTE + offset);
        told
    };
    (0..).zip(offsets).map(told).collect()
}

fn first(told: &[Imported]) -> i64 {
    let (sheet, _) = alone(told, &only(Step::Clock), Step::Clock);
    sheet.rows()[0].time_ms - DAY
}

#[test]
fn a_clock_ahead_is_set_back_by_the_median() {
    let (sheet, report) = alone(
        &offsets(&[-7 * MINUTE, -6 * MINUTE, 90 * MINUTE]),
        &only(Step::Clock),
        Step::Clock,
    );
    let times: Vec<i64> = sheet.rows().iter().map(|row| row.time_ms - DAY).collect();
    assert_eq!(times, [-6 * MINUTE, -5 * MINUTE, -4 * MINUTE]);
    assert_eq!(count(&report, Rule::ClockAhead), 3);
    assert_eq!(report.changed, 3);
    assert_eq!(
        evidence(&report, Rule::ClockAhead),
        &Evidence::Clock {
            offset_ms: -6 * MINUTE,
            events: 3
        }
    );
}

#[test]
fn five_minutes_and_two_events_are_left() {
    assert_eq!(first(&offsets(&[-5 * MINUTE; 3])), 0);
    assert_eq!(first(&offsets(&[-5 * MINUTE - 1; 3])), -5 * MINUTE - 1);
    assert_eq!(first(&offsets(&[-60 * MINUTE; 2])), 0);
}

#[test]
fn late_sending_is_not_a_clock_behind() {
    assert_eq!(first(&offsets(&[60 * MINUTE; 4])), 60 * MINUTE);
    // The lower median is 60 min; with it agree two of four, then one.
    let minutes = |m: [i64; 4]| offsets(&m.map(|m| m * MINUTE));
    assert_eq!(first(&minutes([10, 59, 60, 200])), 59 * MINUTE);
    assert_eq!(first(&minutes([10, 60, 90, 200])), 0);
}

#[test]
fn an_event_without_a_receipt_is_not_moved() {
    let mut told = offsets(&[-60 * MINUTE; 3]);
    told.push(event("a", DAY + 1, "purchase"));
    let (sheet, _) = alone(&told, &only(Step::Clock), Step::Clock);
    let last = sheet.rows().last().unwrap();
    assert_eq!(last.time_ms, DAY + 1);
    assert!(sheet.rows().is_sorted_by_key(|row| row.time_ms));
}

/// A device in the year 2099 whose events came in today is right again, not dropped.
#[test]
fn the_far_future_is_corrected_where_it_can_be() {
    let mut told = offsets(&[-73 * 365 * 1_440 * MINUTE; 3]);
    for told in &mut told {
        let receipt = told.received_ms.unwrap();
        told.event.time_ms -= receipt - told.event.time_ms;
        told.received_ms = Some(told.event.time_ms - 73 * 365 * 1_440 * MINUTE);
    }
    let plan = Plan {
        now_ms: Some(DAY + 86_400_000),
        ..Plan::default()
    };
    let mut both = sheet(&told);
    let report = cleaned(&mut both, &plan);
    assert_eq!(both.rows().len(), 3);
    assert_eq!(report.step(Step::Impossible).unwrap().after.events, 3);
    // Too few to tell a clock: dropped after all, by this step.
    let mut two = sheet(&told[..2]);
    let report = cleaned(&mut two, &plan);
    assert_eq!(two.rows().len(), 0);
    assert_eq!(count(report.step(Step::Clock).unwrap(), Rule::Time), 2);
    // Without the step: dropped by the first.
    let mut off = sheet(&told);
    let mut plan = plan;
    plan.clock.on = false;
    let report = cleaned(&mut off, &plan);
    assert_eq!(report.step(Step::Impossible).unwrap().after.events, 0);
}
