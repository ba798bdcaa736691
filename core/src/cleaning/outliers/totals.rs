//! What outliers are judged by.

use crate::events::{Field, Sheet, utc_day};

/// Per person, in the order of the sheet: events, hundredths of money of purchases (refunds taken
/// off, not below 0), UTC days with events. O(n).
pub(super) fn totals(sheet: &Sheet) -> Vec<[f64; 3]> {
    let purchase = sheet.texts().find("purchase");
    let person = |person| {
        let rows = sheet.rows_of(person);
        let value: i128 = rows
            .iter()
            .filter(|row| Some(row.symbol(Field::Kind)) == purchase)
            .filter_map(|row| row.value_cents())
            .map(i128::from)
            .sum();
        let days = rows
            .chunk_by(|a, b| utc_day(a.time_ms) == utc_day(b.time_ms))
            .count();
        [rows.len() as f64, value.max(0) as f64, days as f64]
    };
    sheet.people().iter().map(person).collect()
}
