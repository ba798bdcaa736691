//! Step 6: all money in one currency, by the marketer's own rates. Nothing is assumed: a value
//! whose currency has no rate is lost, and counted; its currency stays, so that it can be seen.
//! Where the step does not run, values in other currencies than the main one are left out.

use super::log::{Log, shown};
use super::{Currency, Evidence, Rate, Rule};
use crate::events::{Field, Sheet, Symbol};
use std::collections::BTreeMap;

/// 10⁻⁹, the unit of [`Rate::nanos`].
const NANOS: i128 = 1_000_000_000;

/// What is done with a currency.
#[derive(Clone, Copy)]
enum Way {
    /// It is the one that counts.
    Stays,
    /// Its rate.
    Rate(u64),
    /// None known.
    Lost(Rule),
}

/// Runs the step. O(n·log c) for c currencies.
pub(super) fn run(sheet: &mut Sheet, params: &Currency, log: &mut Log) {
    let target = sheet.texts_mut().symbol(&params.target);
    each(sheet, Some(target), |told| way(told, params), log);
}

/// Takes values in another currency than `main` away, where the step does not run: a device adds
/// only values in the model's currency, or in none. O(n·log c) for c currencies.
pub(super) fn keep_one(sheet: &mut Sheet, main: &str, log: &mut Log) {
    let way = |told: Option<&str>| match told {
        Some(code) if !code.eq_ignore_ascii_case(main) => Way::Lost(Rule::OtherCurrency),
        _ => Way::Stays,
    };
    each(sheet, None, way, log);
}

/// Does with each value as its currency's way is; `target`: the currency that those get which keep
/// one.
fn each(
    sheet: &mut Sheet,
    target: Option<Symbol>,
    way: impl Fn(Option<&str>) -> Way,
    log: &mut Log,
) {
    let mut ways = BTreeMap::new();
    for at in 0..sheet.rows().len() {
        let row = &sheet.rows()[at];
        let Some(before_cents) = row.value_cents() else {
            continue;
        };
        let symbol = row.symbol(Field::Currency);
        let way = *ways
            .entry(symbol)
            .or_insert_with(|| way(sheet.texts().text(symbol)));
        let (rule, after_cents) = match way {
            Way::Stays if target.is_none_or(|target| symbol == target) => continue,
            Way::Stays => (Rule::Converted, Some(before_cents)),
            Way::Rate(nanos) => match convert(before_cents, nanos) {
                Some(after) => (Rule::Converted, Some(after)),
                None => (Rule::TooGreat, None),
            },
            Way::Lost(rule) => (rule, None),
        };
        log.note(sheet, row.person, rule, 1, &[row.line], || {
            Evidence::Money {
                before_cents,
                currency: shown(sheet.texts().text(symbol).unwrap_or_default()),
                after_cents,
            }
        });
        log.changed += 1;
        let row = &mut sheet.rows_mut()[at];
        row.set_value_cents(after_cents);
        if let Some(target) = target.filter(|_| after_cents.is_some()) {
            row.set_symbol(Field::Currency, target);
        }
    }
}

fn way(told: Option<&str>, params: &Currency) -> Way {
    let untold = told.is_none();
    let code = told.unwrap_or(&params.untold);
    if code.is_empty() {
        return Way::Lost(Rule::NoCurrency);
    }
    if code.eq_ignore_ascii_case(&params.target) {
        return Way::Stays;
    }
    let mut rates = params.rates.iter();
    match rates.find(|rate| rate.currency.eq_ignore_ascii_case(code)) {
        Some(rate) => Way::Rate(rate.nanos),
        None if untold => Way::Lost(Rule::NoCurrency),
        None => Way::Lost(Rule::NoRate),
    }
}

/// `cents · nanos / 10⁹`, to the nearest, halves away from zero; none where that is no `i64`.
fn convert(cents: i64, nanos: u64) -> Option<i64> {
    // |product| < 2¹²⁷: it does not overflow.
    let product = i128::from(cents) * i128::from(nanos);
    let half = if product < 0 { -NANOS / 2 } else { NANOS / 2 };
    i64::try_from((product + half) / NANOS).ok()
}

impl Rate {
    /// Reads a rate as a marketer writes it: `1,0853` or `1.0853`, at most nine decimals. None
    /// when it is no such number, or 0.
    #[must_use]
    pub fn nanos_of(text: &str) -> Option<u64> {
        let text = text.trim();
        let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > 9 {
            return None;
        }
        format!("{whole}{decimals:0<9}")
            .parse()
            .ok()
            .filter(|&nanos| nanos > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        let half = 500_000_000;
        assert_eq!(convert(1, half), Some(1));
        assert_eq!(convert(-1, half), Some(-1));
        assert_eq!(convert(3, half), Some(2));
        assert_eq!(convert(1, half - 1), Some(0));
        assert_eq!(convert(-1, half - 1), Some(0));
        assert_eq!(convert(i64::MAX, 1_000_000_000), Some(i64::MAX));
        assert_eq!(convert(i64::MIN, 1_000_000_000), Some(i64::MIN));
        assert_eq!(convert(i64::MIN, u64::MAX), None);
    }

    #[test]
    fn rates_as_they_are_written() {
        assert_eq!(Rate::nanos_of("1,0853"), Some(1_085_300_000));
        assert_eq!(Rate::nanos_of(" 0.000000001 "), Some(1));
        assert_eq!(Rate::nanos_of("2"), Some(2_000_000_000));
        for wrong in [
            "",
            ".5",
            "1.0000000001",
            "1.2.3",
            "-1",
            "0",
            "1e3",
            "99999999999",
        ] {
            assert_eq!(Rate::nanos_of(wrong), None, "{wrong:?}");
        }
    }
}
