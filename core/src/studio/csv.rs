//! The cleaned table and the cleaned events as CSV, to take away.

use super::table::Table;
use crate::events::{Field, Sheet};
use std::io::{self, Write};

/// A cell that a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV
/// injection).
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Writes the table: `person`, then a column per chosen one under its key, in its own units, empty
/// where there is no value; then the static columns.
///
/// # Errors
/// What `out` fails with.
pub fn table_csv(table: &Table, out: impl Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let keys = table
        .choice
        .columns
        .iter()
        .map(|c| harmless(&c.column.key()));
    let statics = table.statics.columns.iter().map(|c| harmless(&c.name));
    let head = std::iter::once("person".to_owned())
        .chain(keys)
        .chain(statics);
    csv.write_record(head)?;
    let width = table.choice.columns.len();
    for (row, person) in table.people.iter().enumerate() {
        let values = table.values.get(row * width..(row + 1) * width);
        let values = values.unwrap_or_default().iter().map(|x| {
            if x.is_nan() {
                String::new()
            } else {
                x.to_string()
            }
        });
        let statics = table.statics.columns.iter().map(|column| {
            let value = column.of.get(row).copied().flatten();
            let text = value.and_then(|value| column.values.get(value as usize));
            harmless(text.map_or("", String::as_str))
        });
        let cells = std::iter::once(harmless(person))
            .chain(values)
            .chain(statics);
        csv.write_record(cells)?;
    }
    csv.flush()
}

/// The columns of [`events_csv`].
const HEAD: [&str; 20] = [
    "person",
    "time",
    "kind",
    "page",
    "item",
    "brand",
    "category",
    "quantity",
    "value",
    "currency",
    "query",
    "campaign",
    "source",
    "duration_ms",
    "depth_pct",
    "lat",
    "lon",
    "accuracy_m",
    "utc_offset_min",
    "line",
];

/// Writes a sheet's events in its order: times as ISO 8601 in UTC, values in currency units, `line`
/// the line or record of the source. With `head`, the names of the columns first.
///
/// # Errors
/// What `out` fails with.
pub fn events_csv(sheet: &Sheet, head: bool, out: impl Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    if head {
        csv.write_record(HEAD)?;
    }
    for row in sheet.rows() {
        let text = |field| harmless(sheet.text(row, field).unwrap_or_default());
        let position = sheet.position(row);
        let place = |of: fn(crate::events::Position) -> f64| {
            position.map_or(String::new(), |position| of(position).to_string())
        };
        csv.write_record([
            harmless(sheet.texts().text(row.person).unwrap_or_default()),
            iso(row.time_ms),
            text(Field::Kind),
            text(Field::Page),
            text(Field::Item),
            text(Field::Brand),
            text(Field::Category),
            told(row.quantity()),
            row.value_cents().map_or(String::new(), money),
            text(Field::Currency),
            text(Field::Query),
            text(Field::Campaign),
            text(Field::Source),
            told(row.duration_ms()),
            told(row.depth_pct),
            place(|p| p.lat),
            place(|p| p.lon),
            place(|p| p.accuracy_m),
            told(row.utc_offset_min()),
            row.line.to_string(),
        ])?;
    }
    csv.flush()
}

fn told(number: Option<impl ToString>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

/// Hundredths as units with two decimals.
fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// ISO 8601; the number itself for times beyond the year 9999.
fn iso(time_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(time_ms)
        .map_or_else(|_| time_ms.to_string(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_time_are_written_as_they_are_read() {
        assert_eq!(money(5), "0.05");
        assert_eq!(money(-1_250), "-12.50");
        assert_eq!(money(i64::MIN), "-92233720368547758.08");
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(1_764_150_000_123), "2025-11-26T09:40:00.123Z");
        assert_eq!(iso(i64::MAX), i64::MAX.to_string());
    }
}
