//! Columns of the desk only, straight from a person's events.

use super::column::{DeskMeasure, Lifetime};
use crate::events::{Field, Person, Row, Sheet, utc_day};
use std::collections::BTreeMap;

/// Milliseconds in an hour.
const HOUR_MS: f64 = 3_600_000.0;

/// A person's value; `None` where there is none.
pub(super) fn desk_value(
    what: &DeskMeasure,
    sheet: &Sheet,
    person: &Person,
    as_of_ms: i64,
    window_days: u32,
) -> Option<f64> {
    let today = utc_day(as_of_ms);
    let before = today - i64::from(window_days);
    let of_kind = |kind: &str| {
        let kind = sheet.texts().find(kind);
        sheet.rows_of(person).iter().filter(move |row| {
            kind.is_some_and(|kind| row.symbol(Field::Kind) == kind)
                && utc_day(row.time_ms) <= today
        })
    };
    let inside = |row: &&Row| utc_day(row.time_ms) > before;
    match what {
        DeskMeasure::Is { name, value } => {
            let column = sheet.attribute_names().iter().position(|n| n == name);
            let told = column.and_then(|column| sheet.attribute(person.name, column));
            told.map(|told| f64::from(u8::from(told == value)))
        }
        DeskMeasure::HoursBetween { of } => {
            let times: Vec<i64> = of_kind(of).filter(inside).map(|row| row.time_ms).collect();
            let gaps = times.len().checked_sub(1).filter(|gaps| *gaps > 0)?;
            let (first, last) = times.first().zip(times.last())?;
            Some((last - first) as f64 / HOUR_MS / gaps as f64)
        }
        DeskMeasure::Diversity { of } => {
            let field = match of.as_str() {
                "category" => Field::Category,
                _ => Field::Brand,
            };
            let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
            let rows = sheet.rows_of(person).iter().filter(inside);
            for text in rows.filter_map(|row| sheet.text(row, field)) {
                *counts.entry(text).or_default() += 1;
            }
            let total: u64 = counts.values().sum();
            let entropy: f64 = counts
                .values()
                .map(|&count| count as f64 / total as f64)
                .map(|share| -share * libm::log(share))
                .sum();
            (total > 0).then_some(entropy.max(0.0))
        }
        DeskMeasure::Lifetime { what, of } => match what {
            Lifetime::Frequency => Some(of_kind(of).count() as f64),
            Lifetime::Monetary => {
                let cents = of_kind(of)
                    .filter_map(|row| row.value_cents())
                    .fold(0_i64, i64::saturating_add);
                Some(cents as f64 / 100.0)
            }
            Lifetime::Tenure => of_kind(of)
                .next()
                .map(|first| (today - utc_day(first.time_ms)) as f64),
        },
    }
}
