//! Faster than a person: steps within minutes, addresses within seconds.

use super::Words;
use crate::cleaning::resolution::is_finer;
use crate::cleaning::{Bots, Evidence, Rule};
use crate::events::{Field, Row, Sheet, Symbol};
use std::collections::BTreeMap;

const MINUTE_MS: i64 = 60_000;

/// What is told within this time of a step, and of another kind, belongs to it.
const STEP_MS: i64 = 1_000;
/// A search within this time of the one before, that types its words on, is the same.
const TYPING_MS: i64 = 3_000;

/// Steps within minutes: pages, views of items, clicks, searches, carts. The feature is the maximum
/// sustained click rate in a sliding window (Stassopoulou & Dikaiakos 2009, Web robot detection: a
/// probabilistic reasoning approach, Computer Networks 53(3), 265–278); the limits are ours, a step
/// each second for a whole minute. O(n).
pub(super) fn steps(
    sheet: &Sheet,
    rows: &[Row],
    words: &Words,
    params: &Bots,
    resolution: Option<i64>,
) -> Option<(Rule, Evidence)> {
    let limits = [
        (Rule::PerMinute, params.most_per_minute, MINUTE_MS),
        (
            Rule::PerTenMinutes,
            params.most_per_ten_minutes,
            10 * MINUTE_MS,
        ),
    ];
    let judged = limits.into_iter().filter(|&(_, limit, within_ms)| {
        limit > 0 && rows.len() > limit as usize && is_finer(resolution, within_ms)
    });
    let mut times: Option<Vec<i64>> = None;
    for (rule, limit, within_ms) in judged {
        let times = times.get_or_insert_with(|| begun(sheet, rows, words));
        let count = densest(times, within_ms);
        if count > limit as usize {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            return Some((
                rule,
                Evidence::Many {
                    count,
                    limit,
                    within_ms,
                },
            ));
        }
    }
    None
}

/// When steps began. A click, the page behind it and the item on that page are one step, which many
/// sources tell as three events: a step takes in one of each kind within [`STEP_MS`].
fn begun(sheet: &Sheet, rows: &[Row], words: &Words) -> Vec<i64> {
    let mut times: Vec<i64> = Vec::new();
    let mut taken = [false; 5];
    let mut before: Option<&Row> = None;
    for row in rows {
        let symbol = Some(row.symbol(Field::Kind));
        let Some(kind) = words.by_machine.iter().position(|kind| *kind == symbol) else {
            continue;
        };
        if symbol == words.search {
            let typed = before.is_some_and(|before| is_typed_on(sheet, before, row));
            before = Some(row);
            if typed {
                continue;
            }
        }
        let near = times
            .last()
            .is_some_and(|time| row.time_ms.saturating_sub(*time) < STEP_MS);
        if !near || taken.get(kind).copied().unwrap_or(true) {
            times.push(row.time_ms);
            taken = [false; 5];
        }
        if let Some(kind) = taken.get_mut(kind) {
            *kind = true;
        }
    }
    times
}

/// Whether two searches are one that is being typed: sites that search letter by letter tell each.
fn is_typed_on(sheet: &Sheet, before: &Row, row: &Row) -> bool {
    let [a, b] = [before, row].map(|row| sheet.text(row, Field::Query).unwrap_or_default());
    row.time_ms.saturating_sub(before.time_ms) <= TYPING_MS
        && a != b
        && !a.is_empty()
        && !b.is_empty()
        && (b.starts_with(a) || a.starts_with(b))
}

/// The most times in any window `[t, t + within)`.
fn densest(times: &[i64], within_ms: i64) -> usize {
    let mut window = times.iter().peekable();
    let mut held = 0;
    let mut most = 0;
    for time in times {
        held += 1;
        while window
            .next_if(|first| time.saturating_sub(**first) >= within_ms)
            .is_some()
        {
            held -= 1;
        }
        most = most.max(held);
    }
    most
}

/// Distinct addresses in any window `[t, t + within]`. O(n·log a) for a addresses.
pub(super) fn addresses(
    rows: &[Row],
    params: &Bots,
    resolution: Option<i64>,
) -> Option<(Rule, Evidence)> {
    let within_ms = params.addresses_within_ms;
    if params.addresses == 0
        || rows.len() < params.addresses as usize
        || !is_finer(resolution, within_ms)
    {
        return None;
    }
    let told: Vec<(i64, Symbol)> = rows
        .iter()
        .map(|row| (row.time_ms, row.symbol(Field::Address)))
        .filter(|(_, address)| *address != Symbol::NONE)
        .collect();
    if told.windows(2).all(|two| two[0].1 == two[1].1) && params.addresses > 1 {
        return None;
    }
    let mut held: BTreeMap<Symbol, usize> = BTreeMap::new();
    let mut first = 0;
    let mut most = 0;
    for &(time, address) in &told {
        *held.entry(address).or_default() += 1;
        while time.saturating_sub(told[first].0) > within_ms {
            if let Some(count) = held.get_mut(&told[first].1) {
                *count -= 1;
                if *count == 0 {
                    held.remove(&told[first].1);
                }
            }
            first += 1;
        }
        most = most.max(held.len());
    }
    (most >= params.addresses as usize).then(|| {
        let count = u32::try_from(most).unwrap_or(u32::MAX);
        let limit = params.addresses;
        (
            Rule::Addresses,
            Evidence::Many {
                count,
                limit,
                within_ms,
            },
        )
    })
}
