//! Step 1: what cannot have happened. An event stands without a field, but not without a time.

use super::log::Log;
use super::{Evidence, Impossible, Plan, Rule};
use crate::events::{Position, Row, Sheet};

/// No clock on earth is further from UTC, minutes.
const UTC_OFFSETS: std::ops::RangeInclusive<i16> = -720..=840;
/// No fix is worse than half of the equator's length, metres.
pub(super) const MOST_ACCURACY_M: f64 = 20_037_508.0;

/// Runs the step, `range` from the earliest to the latest plausible time, ms. O(n).
pub(super) fn run(sheet: &mut Sheet, plan: &Plan, range: (i64, i64), log: &mut Log) {
    let params = &plan.impossible;
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
                Rule::Quantity => row.set_quantity(None),
                Rule::Value => row.set_value_cents(None),
                Rule::Duration => row.set_duration_ms(None),
                Rule::Depth => row.depth_pct = None,
                Rule::UtcOffset => row.set_utc_offset_min(None),
                _ => {}
            }
            if rule == Rule::Position {
                sheet.drop_position(at);
                break;
            }
        }
    }
    sheet.drop_marked(&gone);
}

/// The fields of a row that cannot be; a position last.
fn fields(sheet: &Sheet, row: &Row, params: &Impossible) -> Vec<(Rule, Evidence)> {
    // Does not allocate as long as it stays empty.
    let mut found = Vec::new();
    let mut number = |rule, value: f64, most: f64| {
        found.push((rule, Evidence::Number { value, most }));
    };
    if let Some(quantity) = row.quantity().filter(|&q| q > params.most_quantity) {
        let most = f64::from(params.most_quantity);
        number(Rule::Quantity, f64::from(quantity), most);
    }
    let most = params.most_value_cents.unsigned_abs();
    if let Some(value) = row.value_cents().filter(|v| v.unsigned_abs() > most) {
        number(Rule::Value, value as f64, most as f64);
    }
    if let Some(duration) = row.duration_ms().filter(|&d| d > params.most_duration_ms) {
        let most = f64::from(params.most_duration_ms);
        number(Rule::Duration, f64::from(duration), most);
    }
    if let Some(depth) = row.depth_pct.filter(|&d| d > 100) {
        number(Rule::Depth, f64::from(depth), 100.0);
    }
    if let Some(offset) = row.utc_offset_min().filter(|o| !UTC_OFFSETS.contains(o)) {
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
