//! Which currency a file's values are in.

use crate::events::{Field, Sheet};
use std::collections::BTreeMap;

/// Values by the currency they tell, in capitals; those that tell none are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Currencies(BTreeMap<String, u64>);

impl Currencies {
    /// Adds a sheet's values.
    pub fn add_all(&mut self, sheet: &Sheet) {
        let mut by_symbol = BTreeMap::new();
        for row in sheet
            .rows()
            .iter()
            .filter(|row| row.value_cents().is_some())
        {
            *by_symbol.entry(row.symbol(Field::Currency)).or_default() += 1;
        }
        for (symbol, count) in by_symbol {
            self.add(sheet.texts().text(symbol), count);
        }
    }

    /// Adds `count` values of a currency.
    pub fn add(&mut self, told: Option<&str>, count: u64) {
        let Some(code) = told else { return };
        match self.0.get_mut(code) {
            Some(known) => *known += count,
            None => *self.0.entry(code.to_ascii_uppercase()).or_default() += count,
        }
    }

    /// The currency of most values, of equally frequent ones the first by code.
    pub fn main(&self) -> Option<&str> {
        let most = |a: &(&String, &u64), b: &(&String, &u64)| a.1.cmp(b.1).then(b.0.cmp(a.0));
        self.0.iter().max_by(most).map(|(code, _)| code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_values_decide_whatever_their_capitals() {
        let mut seen = Currencies::default();
        assert_eq!(seen.main(), None);
        for (code, count) in [("USD", 2), ("eur", 1), ("EUR", 1)] {
            seen.add(Some(code), count);
        }
        seen.add(None, 100);
        assert_eq!(seen.main(), Some("EUR"));
    }
}
