//! Step 3: the same thing twice within an instant: double clicks, tags that fire twice, orders
//! sent twice.
//!
//! Alike are two events of one person that say the same in everything but id and time; purchases,
//! if they say the same item, quantity, currency and a value. Each is compared to the last one kept
//! of its like, so a row of events a second apart is not worn away to its first. Where times are
//! coarser than the window (a table of dates) nothing can be said, and nothing is dropped.

use super::duplicates::drop_all_but_first;
use super::log::Log;
use super::resolution::is_finer;
use super::{NearDuplicates, Rule, content};
use crate::events::{Field, Row, Sheet, Symbol};

/// What purchases are compared by.
type Order = (Symbol, Symbol, Option<u32>, Option<i64>);

/// Runs the step. O(n·log n).
pub(super) fn run(
    sheet: &mut Sheet,
    params: &NearDuplicates,
    resolution: Option<i64>,
    log: &mut Log,
) {
    let purchase = sheet.texts().find("purchase");
    let mut gone = vec![false; sheet.rows().len()];
    for (purchases, within, rule) in [
        (false, params.within_ms, Rule::Repeated),
        (true, params.purchases_within_ms, Rule::RepeatedPurchase),
    ] {
        if !is_finer(resolution, within) {
            continue;
        }
        let row = |at: usize| &sheet.rows()[at];
        let apart = |a: usize, b: usize| row(b).time_ms.saturating_sub(row(a).time_ms);
        for person in sheet.people() {
            let mut rows: Vec<usize> = person
                .rows
                .clone()
                .filter(|&at| (Some(row(at).symbol(Field::Kind)) == purchase) == purchases)
                .filter(|&at| !purchases || row(at).value_cents().is_some())
                .collect();
            for burst in rows.chunk_by_mut(|&a, &b| apart(a, b) <= within) {
                if burst.len() < 2 {
                    continue;
                }
                if purchases {
                    let key = |at: usize| order(row(at));
                    mark(sheet, burst, &key, within, rule, &mut gone, log);
                } else {
                    let key = |at: usize| content::key(sheet, row(at));
                    mark(sheet, burst, &key, within, rule, &mut gone, log);
                }
            }
        }
    }
    sheet.drop_marked(&gone);
}

fn order(row: &Row) -> Order {
    (
        row.symbol(Field::Item),
        row.symbol(Field::Currency),
        row.quantity(),
        row.value_cents(),
    )
}

/// Marks, among rows of equal keys, those too near the last one kept.
fn mark<K: Ord>(
    sheet: &Sheet,
    burst: &mut [usize],
    key: &dyn Fn(usize) -> K,
    within: i64,
    rule: Rule,
    gone: &mut [bool],
    log: &mut Log,
) {
    let row = |at: usize| &sheet.rows()[at];
    let mut keyed: Vec<(K, usize)> = burst.iter().map(|&at| (key(at), at)).collect();
    keyed.sort_by(|(a, i), (b, j)| {
        a.cmp(b)
            .then_with(|| row(*i).time_ms.cmp(&row(*j).time_ms))
            .then_with(|| content::fullest_first(sheet, row(*i), row(*j)))
    });
    for alike in keyed.chunk_by(|a, b| a.0 == b.0) {
        let mut group: Vec<usize> = Vec::new();
        for &(_, at) in alike {
            let near = group
                .first()
                .is_some_and(|&kept| row(at).time_ms.saturating_sub(row(kept).time_ms) <= within);
            if !near {
                drop_all_but_first(sheet, &group, rule, gone, log);
                group.clear();
            }
            group.push(at);
        }
        drop_all_but_first(sheet, &group, rule, gone, log);
    }
}
