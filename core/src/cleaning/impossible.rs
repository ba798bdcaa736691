//! Step 1: what cannot have happened. An event stands without a field, but not without a time.

use super::log::Log;
use super::{Evidence, Impossible, Plan, Rule, drop_marked};
use crate::events::{Position, Row, Sheet};

/// Fewer events say nothing of what is late.
const ENOUGH: usize = 100;
/// At most one event in so many can lie beyond the latest plausible time.
const ONE_IN: usize = 100;
/// A gap before a late event is at least a year.
const YEAR_MS: i64 = 365 * 86_400_000;
/// No clock on earth is further from UTC, minutes.
const UTC_OFFSETS: std::ops::RangeInclusive<i16> = -720..=840;
/// No fix is worse than half of the equator's length, metres.
pub(super) const MOST_ACCURACY_M: f64 = 20_037_508.0;

/// Runs the step; gives the earliest and the latest plausible time, ms. O(n·log n).
pub(super) fn run(sheet: &mut Sheet, plan: &Plan, log: &mut Log) -> (i64, i64) {
    let params = &plan.impossible;
    let range = plausible(sheet, plan);
    let (earliest_ms, latest_ms) = range;
    let possible = |time: i64| (earliest_ms..=latest_ms).contains(&time);
    let evidence = |time_ms| Evidence::Time {
        time_ms,
        earliest_ms,
        latest_ms,
    };
    let mut gone = vec![false; sheet.rows().len()];
    for (at, gone) in gone.iter_mut().enumerate() {
        let row = &sheet.rows()[at];
        let received = row.received_ms();
        let misreceived = received.filter(|&time| !possible(time));
        if let Some(time) = misreceived {
            log.note(sheet, row.person, Rule::Received, 1, &[row.line], || {
                evidence(time)
            });
        }
        // A clock that is off is the clock step's to correct, or to drop.
        let correctable = plan.clock.on && received.is_some() && misreceived.is_none();
        if !possible(row.time_ms) && !correctable {
            *gone = true;
            log.note(sheet, row.person, Rule::Time, 1, &[row.line], || {
                evidence(row.time_ms)
            });
            continue;
        }
        let fields = fields(sheet, row, params);
        if fields.is_empty() && misreceived.is_none() {
            continue;
        }
        for (rule, evidence) in &fields {
            log.note(sheet, row.person, *rule, 1, &[row.line], || {
                evidence.clone()
            });
        }
        log.changed += 1;
        let row = &mut sheet.rows_mut()[at];
        if misreceived.is_some() {
            row.set_received_ms(None);
        }
        for (rule, _) in fields {
            match rule {
                Rule::Quantity => row.quantity = None,
                Rule::Value => row.value_cents = None,
                Rule::Duration => row.duration_ms = None,
                Rule::Depth => row.depth_pct = None,
                Rule::UtcOffset => row.utc_offset_min = None,
                _ => {}
            }
            if rule == Rule::Position {
                sheet.drop_position(at);
                break;
            }
        }
    }
    drop_marked(sheet, &gone);
    range
}

/// The earliest and the latest plausible time.
///
/// The latest is that of the file, and not later than the caller's now, each with the slack. Of the
/// file: its last event, but for at most a hundredth of all events that lie behind a gap longer
/// than a year and longer than all the time before it.
fn plausible(sheet: &Sheet, plan: &Plan) -> (i64, i64) {
    let earliest = plan.impossible.earliest_ms;
    let limit = plan.now_ms.map_or(i64::MAX, |now| {
        now.saturating_add(plan.impossible.slack_ms.max(0))
    });
    let mut times: Vec<i64> = sheet
        .rows()
        .iter()
        // Where the time of receipt is known it is the better one.
        .map(|row| row.received_ms().unwrap_or(row.time_ms))
        .filter(|time| (earliest..=limit).contains(time))
        .collect();
    times.sort_unstable();
    let Some(&first) = times.first() else {
        return (earliest, limit);
    };
    let lonely: Vec<usize> = times
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| {
            let gap = pair[1].saturating_sub(pair[0]);
            gap > YEAR_MS && gap > pair[0].saturating_sub(first)
        })
        .map(|(at, _)| at + 1)
        .collect();
    let mut kept = times.len();
    // Each such gap is longer than all before, so there are no more than 64.
    while let Some(&cut) = lonely
        .iter()
        .find(|&&cut| cut < kept && kept >= ENOUGH && (kept - cut) * ONE_IN <= kept)
    {
        kept = cut;
    }
    let latest = times[kept - 1].saturating_add(plan.impossible.slack_ms.max(0));
    (earliest, latest.min(limit))
}

/// The fields of a row that cannot be; a position last.
fn fields(sheet: &Sheet, row: &Row, params: &Impossible) -> Vec<(Rule, Evidence)> {
    // Does not allocate as long as it stays empty.
    let mut found = Vec::new();
    let mut number = |rule, value: f64, most: f64| {
        found.push((rule, Evidence::Number { value, most }));
    };
    if let Some(quantity) = row.quantity.filter(|&q| q > params.most_quantity) {
        let most = f64::from(params.most_quantity);
        number(Rule::Quantity, f64::from(quantity), most);
    }
    let most = params.most_value_cents.unsigned_abs();
    if let Some(value) = row.value_cents.filter(|v| v.unsigned_abs() > most) {
        number(Rule::Value, value as f64, most as f64);
    }
    if let Some(duration) = row.duration_ms.filter(|&d| d > params.most_duration_ms) {
        let most = f64::from(params.most_duration_ms);
        number(Rule::Duration, f64::from(duration), most);
    }
    if let Some(depth) = row.depth_pct.filter(|&d| d > 100) {
        number(Rule::Depth, f64::from(depth), 100.0);
    }
    if let Some(offset) = row.utc_offset_min.filter(|o| !UTC_OFFSETS.contains(o)) {
        number(
            Rule::UtcOffset,
            f64::from(offset),
            f64::from(*UTC_OFFSETS.end()),
        );
    }
    if let Some(position) = sheet.position(row).filter(|p| !on_the_globe(*p)) {
        let shown = |x: f64| if x.is_finite() { x } else { 0.0 };
        found.push((
            Rule::Position,
            Evidence::Position {
                lat: shown(position.lat),
                lon: shown(position.lon),
                accuracy_m: shown(position.accuracy_m),
            },
        ));
    }
    found
}

/// NaN is in no range. Exactly 0° 0° is what a missing position is written as.
fn on_the_globe(position: Position) -> bool {
    (-90.0..=90.0).contains(&position.lat)
        && (-180.0..=180.0).contains(&position.lon)
        && (0.0..=MOST_ACCURACY_M).contains(&position.accuracy_m)
        && !(position.lat == 0.0 && position.lon == 0.0)
}
