//! How many people and events stand behind a word.

use crate::events::{Field, Sheet, Symbol, utc_day};
use std::collections::BTreeMap;

/// What stands behind a word within the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Support {
    /// People with one.
    pub(super) people: u64,
    /// How many.
    pub(super) events: u64,
    /// Whatever the word adds up.
    pub(super) sum: i64,
    /// Days between consecutive active days of a person, in all.
    pub(super) gap_days: u64,
    /// How many such gaps.
    pub(super) gaps: u64,
}

impl Support {
    pub(super) fn add(&mut self, other: Self) {
        self.people += other.people;
        self.events += other.events;
        self.sum = self.sum.saturating_add(other.sum);
        self.gap_days += other.gap_days;
        self.gaps += other.gaps;
    }

    /// Mean days between active days; `None` where nobody has two.
    pub(super) fn mean_gap(&self) -> Option<f64> {
        (self.gaps > 0).then(|| self.gap_days as f64 / self.gaps as f64)
    }
}

/// The fields that are counted by value, and what a word of each begins with.
pub(super) const FIELDS: [(Field, &str); 5] = [
    (Field::Kind, ""),
    (Field::Category, "category:"),
    (Field::Brand, "brand:"),
    (Field::Source, "source:"),
    (Field::Campaign, "campaign:"),
];

/// One value while the rows of a person go by.
#[derive(Clone, Copy, Default)]
struct Running {
    support: Support,
    /// 1 + the index of the last person seen with it.
    person: usize,
    day: i64,
}

/// Adds the support of every value of every field in `days` of a sealed sheet. O(rows).
pub(super) fn count(
    sheet: &Sheet,
    days: &std::ops::RangeInclusive<i64>,
    into: &mut BTreeMap<String, Support>,
) {
    for (field, prefix) in FIELDS {
        let mut places = vec![0_usize; sheet.texts().len() + 1];
        let mut found: Vec<(Symbol, Running)> = Vec::new();
        for (person, of) in sheet.people().iter().enumerate() {
            for row in sheet.rows_of(of) {
                let (symbol, day) = (row.symbol(field), utc_day(row.time_ms));
                if symbol == Symbol::NONE || !days.contains(&day) {
                    continue;
                }
                let Some(place) = places.get_mut(symbol.index()) else {
                    continue;
                };
                if *place == 0 {
                    found.push((symbol, Running::default()));
                    *place = found.len();
                }
                let Some((_, running)) = found.get_mut(*place - 1) else {
                    continue;
                };
                if running.person != person + 1 {
                    running.person = person + 1;
                    running.support.people += 1;
                } else if running.day != day {
                    running.support.gaps += 1;
                    running.support.gap_days += day.abs_diff(running.day);
                }
                running.day = day;
                running.support.events += 1;
                let cents = row.value_cents().unwrap_or(0);
                running.support.sum = running.support.sum.saturating_add(cents);
            }
        }
        for (symbol, running) in found {
            if let Some(text) = sheet.texts().text(symbol) {
                let word = [prefix, text].concat();
                into.entry(word).or_default().add(running.support);
            }
        }
    }
}
