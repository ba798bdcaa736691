//! Step 4: device clocks that are off, where the source tells when it received an event.
//!
//! A person's offset is the lower median of (time of receipt − device time): late sending of a few
//! events does not move it. A negative one cannot be anything but a clock ahead, since nothing is
//! received before it happens. A positive one may be late sending; it counts as a clock that is
//! behind only if half of the events agree on it. All of the person's events with a time of receipt
//! are moved by the offset, so their order and gaps stay. Events at impossible times (a device in
//! 2099) are judged and moved apart from the others, and dropped when that does not help. A bot's
//! events under a person's row key do not decide.

use super::bots::by_user_agent;
use super::log::Log;
use super::{Clock, Evidence, Plan, Rule};
use crate::events::{Row, Sheet};

/// Runs the step; `plausible` as step 1 found it. O(n·log n).
pub(super) fn run(sheet: &mut Sheet, plan: &Plan, plausible: Option<(i64, i64)>, log: &mut Log) {
    let params = &plan.clock;
    let is_plausible = |row: &Row| {
        plausible.is_none_or(|(earliest, latest)| (earliest..=latest).contains(&row.time_ms))
    };
    let is_far = |row: &Row| {
        let received = row.received_ms();
        received.is_some_and(|time| time.abs_diff(row.time_ms) > least(params))
    };
    let bots = if sheet.rows().iter().any(is_far) {
        by_user_agent(sheet, &plan.bots)
    } else {
        Vec::new()
    };
    let mut moved = false;
    for person in sheet.people().to_vec() {
        // Nearly all clocks are right.
        if !sheet.rows_of(&person).iter().any(is_far) {
            continue;
        }
        let received = person
            .rows
            .filter(|&at| sheet.rows()[at].received_ms().is_some());
        let parts: (Vec<usize>, Vec<usize>) =
            received.partition(|&at| is_plausible(&sheet.rows()[at]));
        for rows in [parts.0, parts.1] {
            let Some(offset_ms) = offset(sheet, &rows, &bots, params) else {
                continue;
            };
            let rule = if offset_ms < 0 {
                Rule::ClockAhead
            } else {
                Rule::ClockBehind
            };
            let first = rows.iter().take(10);
            let lines: Vec<u32> = first.map(|&at| sheet.rows()[at].line).collect();
            let count = rows.len() as u64;
            log.note(sheet, person.name, rule, count, &lines, || {
                Evidence::Clock {
                    offset_ms,
                    events: u32::try_from(count).unwrap_or(u32::MAX),
                }
            });
            log.changed += count;
            moved = true;
            for at in rows {
                let row = &mut sheet.rows_mut()[at];
                row.time_ms = row.time_ms.saturating_add(offset_ms);
            }
        }
    }
    if moved {
        sheet.seal();
    }
    if let Some((earliest_ms, latest_ms)) = plausible {
        let mut gone = vec![false; sheet.rows().len()];
        for (row, gone) in sheet.rows().iter().zip(&mut gone) {
            *gone = !is_plausible(row);
            if *gone {
                log.note(sheet, row.person, Rule::Time, 1, &[row.line], || {
                    Evidence::Time {
                        time_ms: row.time_ms,
                        earliest_ms,
                        latest_ms,
                    }
                });
            }
        }
        sheet.drop_marked(&gone);
    }
}

/// The offset of some events of a person, ms; none when the clock is right.
fn offset(sheet: &Sheet, rows: &[usize], bots: &[bool], params: &Clock) -> Option<i64> {
    let mut offsets: Vec<i64> = rows
        .iter()
        .filter(|at| !bots.get(**at).is_some_and(|bot| *bot))
        .map(|&at| &sheet.rows()[at])
        .filter_map(|row| Some(row.received_ms()?.saturating_sub(row.time_ms)))
        .collect();
    let known = offsets.len();
    if known == 0 || known < params.least_events as usize {
        return None;
    }
    let median = lower_median(&mut offsets);
    if median.unsigned_abs() <= least(params) {
        return None;
    }
    if median > 0 {
        let agree = params.agree_ms.max(0).unsigned_abs();
        let agreeing = offsets.iter().filter(|o| o.abs_diff(median) <= agree);
        if agreeing.count() * 2 < known {
            return None;
        }
    }
    Some(median)
}

fn least(params: &Clock) -> u64 {
    params.least_ms.max(0).unsigned_abs()
}

/// The greatest of the lower half; `values` is not empty and comes out in another order.
pub(super) fn lower_median(values: &mut [i64]) -> i64 {
    let middle = values.len().saturating_sub(1) / 2;
    *values.select_nth_unstable(middle).1
}
