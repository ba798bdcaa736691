//! Sheets and plans of one step.

use recinto_core::cleaning::{CleaningReport, Evidence, Plan, Rule, Step, StepReport, clean};
use recinto_core::events::{Event, EventKind, Imported, Sheet};
use std::ops::ControlFlow;

/// 2026-03-02T00:00Z, a Monday.
pub const DAY: i64 = 1_772_409_600_000;

pub fn event(person: &str, time_ms: i64, kind: &str) -> Imported {
    let kind = EventKind::try_from(kind.to_owned()).unwrap();
    Imported::new(Event::new(String::new(), person.into(), time_ms, kind), 0)
}

pub fn page(person: &str, time_ms: i64, page: &str) -> Imported {
    let mut told = event(person, time_ms, "page");
    told.event.page = Some(page.into());
    told
}

pub fn with_id(mut told: Imported, id: &str) -> Imported {
    told.event.id = id.into();
    told
}

/// A sealed sheet; lines from 1.
pub fn sheet(told: &[Imported]) -> Sheet {
    let mut sheet = Sheet::new();
    for (line, told) in told.iter().enumerate() {
        sheet.push(&Imported {
            line: line as u64 + 1,
            ..told.clone()
        });
    }
    sheet.seal();
    sheet
}

/// A plan in which all is off but one step.
pub fn only(step: Step) -> Plan {
    let mut plan = Plan::default();
    plan.impossible.on = step == Step::Impossible;
    plan.duplicates.on = step == Step::Duplicates;
    plan.near_duplicates.on = step == Step::NearDuplicates;
    plan.clock.on = step == Step::Clock;
    plan.bots.on = step == Step::Bots;
    plan.currency.on = step == Step::Currency;
    plan.outliers.on = step == Step::Outliers;
    plan.gaps.on = step == Step::Gaps;
    plan
}

pub fn cleaned(sheet: &mut Sheet, plan: &Plan) -> CleaningReport {
    clean(sheet, plan, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// One step alone over some events: the sheet after it, and its report, whose counts are checked.
pub fn alone(told: &[Imported], plan: &Plan, step: Step) -> (Sheet, StepReport) {
    let mut sheet = sheet(told);
    let before = (sheet.rows().len(), sheet.people().len());
    let report = cleaned(&mut sheet, plan);
    let report = report.step(step).unwrap().clone();
    assert!(report.on);
    let counted = |size: recinto_core::cleaning::Size| (size.events as usize, size.people as usize);
    assert_eq!(counted(report.before), before);
    assert_eq!(
        counted(report.after),
        (sheet.rows().len(), sheet.people().len())
    );
    (sheet, report)
}

pub fn count(report: &StepReport, rule: Rule) -> u64 {
    let found = report.rules.iter().find(|count| count.rule == rule);
    found.map_or(0, |count| count.events)
}

pub fn evidence(report: &StepReport, rule: Rule) -> &Evidence {
    let found = report.examples.iter().find(|example| example.rule == rule);
    &found.expect("an example of the rule").evidence
}
