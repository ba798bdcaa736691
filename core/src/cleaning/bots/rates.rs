//! Faster than a person: pages within minutes, addresses within seconds.

use super::Words;
use crate::cleaning::resolution::is_finer;
use crate::cleaning::{Bots, Evidence, Rule};
use crate::events::{Field, Row, Symbol};
use std::collections::BTreeMap;

const MINUTE_MS: i64 = 60_000;

/// Pages, and views of items, each counted by itself: many sources tell both of one page. O(n).
pub(super) fn pages(
    rows: &[Row],
    words: &Words,
    params: &Bots,
    resolution: Option<i64>,
) -> Option<(Rule, Evidence)> {
    for (rule, limit, within_ms) in [
        (Rule::PerMinute, params.most_per_minute, MINUTE_MS),
        (
            Rule::PerTenMinutes,
            params.most_per_ten_minutes,
            10 * MINUTE_MS,
        ),
    ] {
        if limit == 0 || !is_finer(resolution, within_ms) {
            continue;
        }
        for kind in [words.page, words.view_item] {
            let count = densest(rows, kind, within_ms);
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
    }
    None
}

/// The most events of a kind in any window `[t, t + within)`.
fn densest(rows: &[Row], kind: Option<Symbol>, within_ms: i64) -> usize {
    let Some(kind) = kind else { return 0 };
    let times: Vec<i64> = rows
        .iter()
        .filter(|row| row.symbol(Field::Kind) == kind)
        .map(|row| row.time_ms)
        .collect();
    let mut first = 0;
    let mut most = 0;
    for (at, time) in times.iter().enumerate() {
        while time.saturating_sub(times[first]) >= within_ms {
            first += 1;
        }
        most = most.max(at + 1 - first);
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
    if params.addresses == 0 || !is_finer(resolution, within_ms) {
        return None;
    }
    let told: Vec<(i64, Symbol)> = rows
        .iter()
        .map(|row| (row.time_ms, row.symbol(Field::Address)))
        .filter(|(_, address)| *address != Symbol::NONE)
        .collect();
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
