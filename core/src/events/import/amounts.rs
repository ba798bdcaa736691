//! Which sign stands before the decimals, decided from all amounts in the head of a file.
//!
//! An amount tells the sign when it is a number with one of the two only: `12,50` and `1.234,56` are
//! none with a dot, `1,234.56` is none with a comma. Most votes win, of equally many the dot's; rows
//! that contradict are left out. Where no amount tells (`1,250` alone), three digits behind the
//! only sign of a table are taken for thousands; in JSON and in a tool's table, which programs write,
//! the sign is a dot.

use super::flat::Flat;
use super::look::Looked;
use super::money::{BadMoney, cents};
use super::{Decimal, Format, Mapping, Role};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What was seen of the numbers in the head, by which their decimal sign is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecimalEvidence {
    /// Numbers with a comma or a dot.
    pub cells: u64,
    /// The first that is a number with the proposed sign only; `None` where none tells, and a rule
    /// decides.
    pub telling: Option<String>,
    /// The first that is a number with the other sign only: rows like it are left out.
    pub against: Option<String>,
}

/// Columns and keys under which the tools' readers look for money, in lower case with `_` for
/// blanks.
const NAMES: [&str; 21] = [
    "price",
    "$price",
    "unit_price",
    "item_price",
    "lineitem_price",
    "productviewprice",
    "total",
    "order_total",
    "revenue",
    "$revenue",
    "amount",
    "$amount",
    "value",
    "event_value",
    "cart_value",
    "order_value",
    "purchase_revenue",
    "purchase_revenue_in_usd",
    "refund_value",
    "refund_value_in_usd",
    "refunded_amount",
];

/// Roles of other numbers, asked where no money tells.
const NUMBERS: [Role; 6] = [
    Role::Quantity,
    Role::Duration,
    Role::Depth,
    Role::Latitude,
    Role::Longitude,
    Role::Accuracy,
];

/// The sign, and what speaks for it; `None` where no number has a comma or a dot.
pub(super) fn decide(looked: &Looked, mapping: &Mapping) -> (Decimal, Option<DecimalEvidence>) {
    let table = mapping.layout.is_table();
    let texts = match (mapping.format, table) {
        (Format::Columns, _) => of_roles(looked, mapping, &[Role::Value]),
        (_, true) => of_columns(looked),
        (_, false) => looked.json.iter().flat_map(|text| of_json(text)).collect(),
    };
    // A tool's own table is written by a program, as JSON is.
    let found = judge(&texts, table && mapping.format == Format::Columns);
    let told =
        |seen: &Option<DecimalEvidence>| seen.as_ref().is_some_and(|seen| seen.telling.is_some());
    if told(&found.1) || mapping.format != Format::Columns {
        return found;
    }
    let others = judge(&of_roles(looked, mapping, &NUMBERS), table);
    // A dot of coordinates says nothing of money, which may have a comma beside them.
    let of_money = others.0 == Decimal::Comma || found.1.is_none();
    if told(&others.1) && of_money {
        others
    } else {
        found
    }
}

fn judge(texts: &[String], table: bool) -> (Decimal, Option<DecimalEvidence>) {
    let reads = |text: &str, sign| cents(text, sign) != Err(BadMoney::NotANumber);
    let (mut dots, mut commas, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for text in texts.iter().filter(|text| text.contains(['.', ','])) {
        match (reads(text, Decimal::Dot), reads(text, Decimal::Comma)) {
            (true, false) => dots.push(text),
            (false, true) => commas.push(text),
            (true, true) => open.push(text),
            (false, false) => {}
        }
    }
    let thousands_dots = open.iter().filter(|text| text.contains('.')).count();
    let decimal = match commas.len().cmp(&dots.len()) {
        std::cmp::Ordering::Greater => Decimal::Comma,
        std::cmp::Ordering::Equal
            if dots.is_empty() && table && thousands_dots * 2 > open.len() =>
        {
            Decimal::Comma
        }
        _ => Decimal::Dot,
    };
    let (telling, against) = match decimal {
        Decimal::Dot => (&dots, &commas),
        Decimal::Comma => (&commas, &dots),
    };
    let first = |texts: &[&String]| texts.first().map(|text| (*text).clone());
    let cells = (dots.len() + commas.len() + open.len()) as u64;
    let evidence = DecimalEvidence {
        cells,
        telling: first(telling),
        against: first(against),
    };
    (decimal, (cells > 0).then_some(evidence))
}

/// The cells of some roles; of JSON the texts, since a number has a dot whatever texts have.
fn of_roles(looked: &Looked, mapping: &Mapping, roles: &[Role]) -> Vec<String> {
    let places: Vec<usize> = roles
        .iter()
        .filter_map(|&role| mapping.place(role))
        .collect();
    if mapping.layout.is_table() {
        let cells = looked.rows.iter().flat_map(|row| {
            let cell = |&at: &usize| row.get(at).map(|cell| cell.trim().to_owned());
            places.iter().filter_map(cell)
        });
        return cells.collect();
    }
    let named = places.iter().zip(0..);
    let mut flat =
        Flat::new(named.filter_map(|(&at, n)| Some((looked.columns.get(at)?.clone(), n))));
    let mut texts = Vec::new();
    for record in &looked.json {
        if flat.read(record).is_none() {
            continue;
        }
        let found = (0..places.len()).filter_map(|n| flat.get(n));
        texts.extend(
            found
                .filter(|(_, number)| !number)
                .map(|(text, _)| text.to_owned()),
        );
    }
    texts
}

/// The cells of a tool's table under the names of money, and the texts in cells that hold JSON.
fn of_columns(looked: &Looked) -> Vec<String> {
    let money: Vec<bool> = looked
        .columns
        .iter()
        .map(|name| is_money(name.rsplit('.').next().unwrap_or(name)))
        .collect();
    let mut texts = Vec::new();
    for row in &looked.rows {
        for (cell, &money) in row.iter().zip(&money) {
            if cell.starts_with(['{', '[']) {
                texts.extend(of_json(cell));
            } else if money {
                texts.push(cell.trim().to_owned());
            }
        }
    }
    texts
}

/// The texts under the names of money, at any depth.
fn of_json(text: &str) -> Vec<String> {
    let mut texts = Vec::new();
    if let Ok(value) = serde_json::from_str(text) {
        walk(&value, false, &mut texts);
    }
    texts
}

fn walk(value: &Value, money: bool, texts: &mut Vec<String>) {
    match value {
        // A parameter of GA4: its name stands beside it.
        Value::Object(map) if map.get("key").is_some_and(Value::is_string) => {
            let name = map.get("key").and_then(Value::as_str).unwrap_or_default();
            if let Some(value) = map.get("value") {
                walk(value, is_money(name), texts);
            }
        }
        Value::Object(map) => {
            for (name, value) in map {
                walk(value, money || is_money(name), texts);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| walk(value, money, texts)),
        Value::String(text) if text.starts_with(['{', '[']) => texts.extend(of_json(text)),
        Value::String(text) if money => texts.push(text.trim().to_owned()),
        _ => {}
    }
}

fn is_money(name: &str) -> bool {
    let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
    NAMES.contains(&plain.as_str())
}
