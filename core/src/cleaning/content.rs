//! What an event says, apart from when, in which line and with which id it was told. User agents
//! and addresses are no part of it: they are gone after cleaning.

use crate::events::{Field, Row, Sheet, Symbol};
use std::cmp::Ordering;

const FIELDS: [Field; 9] = [
    Field::Kind,
    Field::Page,
    Field::Item,
    Field::Brand,
    Field::Category,
    Field::Currency,
    Field::Query,
    Field::Campaign,
    Field::Source,
];

/// Measures of a row, in one order.
type Measures = (
    Option<i64>,
    Option<u32>,
    Option<u32>,
    Option<u8>,
    Option<i16>,
    Option<[u64; 3]>,
);

/// Equal for two rows of one sheet that say the same. Its order depends on that of the source.
pub(super) type Key = ([Symbol; FIELDS.len()], Measures);

/// The key of a row.
pub(super) fn key(sheet: &Sheet, row: &Row) -> Key {
    (FIELDS.map(|field| row.symbol(field)), measures(sheet, row))
}

/// The order in which one of several alike is kept: that which says most first. Does not depend on
/// the order of the source.
pub(super) fn fullest_first(sheet: &Sheet, a: &Row, b: &Row) -> Ordering {
    let told = |row: &Row| {
        let (value, quantity, duration, depth, offset, position) = measures(sheet, row);
        let measures = [
            value.is_some(),
            quantity.is_some(),
            duration.is_some(),
            depth.is_some(),
            offset.is_some(),
            position.is_some(),
        ];
        let texts = FIELDS
            .iter()
            .filter(|field| row.symbol(**field) != Symbol::NONE);
        texts.count() + measures.iter().filter(|told| **told).count()
    };
    let texts = |row: &Row| FIELDS.map(|field| sheet.text(row, field));
    let traces = |row: &Row| [Field::UserAgent, Field::Address].map(|f| sheet.text(row, f));
    told(b)
        .cmp(&told(a))
        .then_with(|| texts(a).cmp(&texts(b)))
        .then_with(|| measures(sheet, a).cmp(&measures(sheet, b)))
        .then_with(|| a.received_ms().cmp(&b.received_ms()))
        .then_with(|| traces(a).cmp(&traces(b)))
}

fn measures(sheet: &Sheet, row: &Row) -> Measures {
    let position = sheet.position(row);
    (
        row.value_cents(),
        row.quantity(),
        row.duration_ms(),
        row.depth_pct,
        row.utc_offset_min(),
        position.map(|p| [p.lat, p.lon, p.accuracy_m].map(f64::to_bits)),
    )
}
