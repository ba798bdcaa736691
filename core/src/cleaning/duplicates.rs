//! Step 2: one event told twice. With an id: the person's event of the same id, of which the
//! earliest is kept. Without: the same in everything, time included; but not in a table of dates,
//! where two like orders of one day are two orders.

use super::log::Log;
use super::resolution::is_finer;
use super::{Evidence, Rule, content};
use crate::events::{Row, Sheet};

/// Times have to tell minutes apart for equal ones to mean one event.
const FINE_MS: i64 = 60_000;

/// Runs the step. O(n·log n).
pub(super) fn run(sheet: &mut Sheet, resolution: Option<i64>, log: &mut Log) {
    let fine = is_finer(resolution, FINE_MS);
    let mut gone = vec![false; sheet.rows().len()];
    for person in sheet.people() {
        let all = sheet.rows_of(person);
        let at_once = |two: &[Row]| matches!(two, [a, b] if a.time_ms == b.time_ms);
        // Most people's events are alone in their time.
        let may_repeat = all.iter().any(|row| row.has_id) || fine && all.windows(2).any(at_once);
        if !may_repeat {
            continue;
        }
        let rows = person.rows.clone();
        let (mut with_id, mut without): (Vec<usize>, Vec<usize>) =
            rows.partition(|&at| sheet.rows()[at].has_id);
        if !fine {
            without.clear();
        }
        let row = |at: usize| &sheet.rows()[at];
        let fullest = |a: usize, b: usize| content::fullest_first(sheet, row(a), row(b));
        with_id.sort_by(|&a, &b| {
            let by = |row: &Row| (row.key, row.time_ms);
            by(row(a)).cmp(&by(row(b))).then_with(|| fullest(a, b))
        });
        for same in with_id.chunk_by(|&a, &b| row(a).key == row(b).key) {
            drop_all_but_first(sheet, same, Rule::SameId, &mut gone, log);
        }
        // In the order of time already; only what shares a time is looked at.
        for at_once in without.chunk_by_mut(|&a, &b| row(a).time_ms == row(b).time_ms) {
            if at_once.len() > 1 {
                let key = |at: usize| content::key(sheet, row(at));
                at_once.sort_by(|&a, &b| key(a).cmp(&key(b)).then_with(|| fullest(a, b)));
                for same in at_once.chunk_by(|&a, &b| key(a) == key(b)) {
                    drop_all_but_first(sheet, same, Rule::SameFields, &mut gone, log);
                }
            }
        }
    }
    sheet.drop_marked(&gone);
}

/// Marks all rows but the first of some that are one.
pub(super) fn drop_all_but_first(
    sheet: &Sheet,
    same: &[usize],
    rule: Rule,
    gone: &mut [bool],
    log: &mut Log,
) {
    let [kept, others @ ..] = same else { return };
    if others.is_empty() {
        return;
    }
    for &at in others {
        gone[at] = true;
    }
    let row = |at: usize| &sheet.rows()[at];
    let times = same.iter().map(|&at| row(at).time_ms);
    let (first, last) = (times.clone().min(), times.max());
    let lines: Vec<u32> = same.iter().take(10).map(|&at| row(at).line).collect();
    let person = row(*kept).person;
    log.note(sheet, person, rule, others.len() as u64, &lines, || {
        Evidence::Repeated {
            times: u32::try_from(same.len()).unwrap_or(u32::MAX),
            apart_ms: last.unwrap_or(0).saturating_sub(first.unwrap_or(0)),
        }
    });
}
