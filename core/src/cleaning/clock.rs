//! Step 4: device clocks that are off, where the source tells when it received an event.
//!
//! A person's offset is the lower median of (time of receipt − device time): late sending of a few
//! events does not move it. A negative one cannot be anything but a clock ahead, since nothing is
//! received before it happens. A positive one may be late sending; it counts as a clock that is
//! behind only if half of the events agree on it. All of the person's events with a time of receipt
//! are moved by the offset, so their order and gaps stay. What is impossible even so, is dropped.

use super::log::Log;
use super::{Clock, Evidence, Rule, drop_marked};
use crate::events::{Row, Sheet};

/// Runs the step; `plausible` as step 1 found it. O(n·log n).
pub(super) fn run(sheet: &mut Sheet, params: &Clock, plausible: Option<(i64, i64)>, log: &mut Log) {
    let mut moved = false;
    for person in sheet.people().to_vec() {
        let Some((offset, known)) = offset(sheet.rows_of(&person), params) else {
            continue;
        };
        let rule = if offset < 0 {
            Rule::ClockAhead
        } else {
            Rule::ClockBehind
        };
        let lines = lines(sheet.rows_of(&person));
        log.note(sheet, person.name, rule, known as u64, &lines, || {
            Evidence::Clock {
                offset_ms: offset,
                events: u32::try_from(known).unwrap_or(u32::MAX),
            }
        });
        log.changed += known as u64;
        moved = true;
        for row in &mut sheet.rows_mut()[person.rows.clone()] {
            if row.received_ms().is_some() {
                row.time_ms = row.time_ms.saturating_add(offset);
            }
        }
    }
    if moved {
        sheet.seal();
    }
    if let Some((earliest_ms, latest_ms)) = plausible {
        let mut gone = vec![false; sheet.rows().len()];
        for (row, gone) in sheet.rows().iter().zip(&mut gone) {
            *gone = !(earliest_ms..=latest_ms).contains(&row.time_ms);
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
        drop_marked(sheet, &gone);
    }
}

/// A person's offset, ms, and the number of events it is known from; none when the clock is right.
fn offset(rows: &[Row], params: &Clock) -> Option<(i64, usize)> {
    let mut offsets: Vec<i64> = rows
        .iter()
        .filter_map(|row| Some(row.received_ms()?.saturating_sub(row.time_ms)))
        .collect();
    let known = offsets.len();
    if known == 0 || known < params.least_events as usize {
        return None;
    }
    let median = lower_median(&mut offsets);
    if median.unsigned_abs() <= params.least_ms.max(0).unsigned_abs() {
        return None;
    }
    if median > 0 {
        let agree = params.agree_ms.max(0).unsigned_abs();
        let agreeing = offsets.iter().filter(|o| o.abs_diff(median) <= agree);
        if agreeing.count() * 2 < known {
            return None;
        }
    }
    Some((median, known))
}

/// The greatest of the lower half; `values` is not empty and comes out in another order.
pub(super) fn lower_median(values: &mut [i64]) -> i64 {
    let middle = values.len().saturating_sub(1) / 2;
    *values.select_nth_unstable(middle).1
}

fn lines(rows: &[Row]) -> Vec<u32> {
    let received = rows.iter().filter(|row| row.received_ms().is_some());
    received.take(10).map(|row| row.line).collect()
}
