//! What has to be known of all events before any is counted: when the last one was, and which
//! kinds there are.

use crate::events::{Field, Row, Sheet, Symbol};
use std::collections::BTreeMap;

/// The events as a whole. Sheets of different people can be added one after the other, in any
/// order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// The first event, ms since epoch.
    pub first_ms: Option<i64>,
    /// The last event, ms since epoch: the `as_of` of every feature.
    pub last_ms: Option<i64>,
    /// Events.
    pub events: u64,
    /// Events by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Values by currency.
    pub currencies: BTreeMap<String, u64>,
    /// Events at exactly midnight by the visitor's clock: in a file of dates without times, all.
    pub at_midnight: u64,
}

impl Overview {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the events of a sealed sheet.
    pub fn add(&mut self, sheet: &Sheet) {
        let rows = sheet.rows();
        let times = || rows.iter().map(|row| row.time_ms);
        self.first_ms = self.first_ms.into_iter().chain(times().min()).min();
        self.last_ms = self.last_ms.into_iter().chain(times().max()).max();
        self.events += rows.len() as u64;
        let midnight = |row: &&Row| {
            let offset = i64::from(row.utc_offset_min().unwrap_or(0)) * 60_000;
            row.time_ms.wrapping_add(offset).rem_euclid(86_400_000) == 0
        };
        self.at_midnight += rows.iter().filter(midnight).count() as u64;
        count(sheet, Field::Kind, |_| true, &mut self.kinds);
        let with_value = |row: &Row| row.value_cents().is_some();
        count(sheet, Field::Currency, with_value, &mut self.currencies);
    }

    /// The currency of most values, of equally frequent ones the first by code; `EUR` without any.
    #[must_use]
    pub fn currency(&self) -> String {
        self.currencies
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
            .map_or_else(|| "EUR".to_owned(), |(code, _)| code.clone())
    }

    /// The kinds, the most frequent first, of equally frequent ones the first by name.
    #[must_use]
    pub fn kinds_by_count(&self) -> Vec<&str> {
        let mut kinds: Vec<(&str, u64)> =
            self.kinds.iter().map(|(k, n)| (k.as_str(), *n)).collect();
        kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        kinds.into_iter().map(|(kind, _)| kind).collect()
    }

    /// Whether events have a time of day: fewer than 99 of 100 are at exactly midnight.
    #[must_use]
    pub fn has_times(&self) -> bool {
        self.at_midnight.saturating_mul(100) < self.events.saturating_mul(99)
    }
}

/// Counts the texts of a field.
fn count(
    sheet: &Sheet,
    field: Field,
    counts: impl Fn(&Row) -> bool,
    into: &mut BTreeMap<String, u64>,
) {
    let mut by_symbol = vec![0_u64; sheet.texts().len() + 1];
    let mut seen: Vec<Symbol> = Vec::new();
    for row in sheet.rows().iter().filter(|row| counts(row)) {
        let symbol = row.symbol(field);
        if let Some(count) = by_symbol.get_mut(symbol.index()) {
            if *count == 0 {
                seen.push(symbol);
            }
            *count += 1;
        }
    }
    for symbol in seen {
        let count = by_symbol.get(symbol.index()).copied().unwrap_or(0);
        if let Some(text) = sheet.texts().text(symbol) {
            *into.entry(text.to_owned()).or_default() += count;
        }
    }
}
