//! Numbers and dates as the reader writes them, through the browser's `Intl`.

use crate::i18n::Locale;
use js_sys::{Array, Function, Intl, Object, Reflect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    // Making a formatter takes longer than using it.
    static MADE: RefCell<BTreeMap<String, Function>> = const { RefCell::new(BTreeMap::new()) };
}

fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::it => "it-IT",
        // Day before month, as everywhere but in the United States.
        Locale::en => "en-GB",
    }
}

fn options(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

fn with(locale: Locale, key: &str, value: f64, make: impl FnOnce(&Array) -> Function) -> String {
    let key = format!("{}{key}", tag(locale));
    let known = MADE.with_borrow(|made| made.get(&key).cloned());
    let function = known.unwrap_or_else(|| {
        let function = make(&Array::of1(&JsValue::from_str(tag(locale))));
        MADE.with_borrow_mut(|made| made.insert(key, function.clone()));
        function
    });
    function
        .call1(&JsValue::UNDEFINED, &JsValue::from_f64(value))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| value.to_string())
}

fn numeric(locale: Locale, key: &str, value: f64, entries: &[(&str, JsValue)]) -> String {
    with(locale, key, value, |tags| {
        let options = options(entries);
        // Italian leaves 1234 ungrouped otherwise.
        let _ = Reflect::set(&options, &"useGrouping".into(), &"always".into());
        Intl::NumberFormat::new(tags, &options)
            .format()
            .unchecked_into()
    })
}

/// 1.234,5 with at most `digits` decimals.
pub fn number(locale: Locale, value: f64, digits: u32) -> String {
    numeric(
        locale,
        &format!("n{digits}"),
        value,
        &[("maximumFractionDigits", digits.into())],
    )
}

/// 0,30 with exactly `digits` decimals.
pub fn fixed(locale: Locale, value: f64, digits: u32) -> String {
    numeric(
        locale,
        &format!("f{digits}"),
        value,
        &[
            ("maximumFractionDigits", digits.into()),
            ("minimumFractionDigits", digits.into()),
        ],
    )
}

/// A count.
pub fn count(locale: Locale, value: u64) -> String {
    number(locale, value as f64, 0)
}

/// 12 %, 12,3 %.
pub fn percent(locale: Locale, share: f64, digits: u32) -> String {
    numeric(
        locale,
        &format!("p{digits}"),
        share,
        &[
            ("style", "percent".into()),
            ("maximumFractionDigits", digits.into()),
            ("minimumFractionDigits", digits.into()),
        ],
    )
}

/// A sum, in whole units from 100 on.
pub fn money(locale: Locale, value: f64, currency: &str) -> String {
    let digits = if value.abs() >= 100.0 { 0 } else { 2 };
    let good = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
    if !good {
        return format!("{} {currency}", number(locale, value, digits));
    }
    numeric(
        locale,
        &format!("m{digits}{currency}"),
        value,
        &[
            ("style", "currency".into()),
            ("currency", currency.into()),
            ("maximumFractionDigits", digits.into()),
            ("minimumFractionDigits", digits.into()),
        ],
    )
}

/// A sum to the hundredth.
pub fn exact_money(locale: Locale, value: f64, currency: &str) -> String {
    format!("{} {currency}", fixed(locale, value, 2))
}

fn date_with(locale: Locale, key: &str, ms: f64, entries: &[(&str, JsValue)]) -> String {
    with(locale, key, ms, |tags| {
        Intl::DateTimeFormat::new(tags, &options(entries))
            .format()
            .unchecked_into()
    })
}

/// A UTC day.
pub fn day(locale: Locale, ms: f64) -> String {
    date_with(
        locale,
        "day",
        ms,
        &[("dateStyle", "medium".into()), ("timeZone", "UTC".into())],
    )
}

/// A moment on the clock of the place it is told for: its ms are counted on that clock.
pub fn local(locale: Locale, ms: f64) -> String {
    date_with(
        locale,
        "local",
        ms,
        &[
            ("dateStyle", "medium".into()),
            ("timeStyle", "medium".into()),
            ("timeZone", "UTC".into()),
        ],
    )
}

/// A moment on the reader's clock.
pub fn moment(locale: Locale, ms: f64) -> String {
    date_with(
        locale,
        "moment",
        ms,
        &[
            ("dateStyle", "medium".into()),
            ("timeStyle", "short".into()),
        ],
    )
}

/// The time of day on the reader's clock.
pub fn clock(locale: Locale, ms: f64) -> String {
    date_with(locale, "clock", ms, &[("timeStyle", "medium".into())])
}

/// 1,9 MB.
pub fn bytes(locale: Locale, value: f64) -> String {
    if value >= 1_000_000.0 {
        format!("{} MB", number(locale, value / 1_000_000.0, 1))
    } else if value >= 1_000.0 {
        format!("{} kB", number(locale, value / 1_000.0, 1))
    } else {
        format!("{} byte", number(locale, value, 0))
    }
}

/// A number to be typed over: no grouping.
pub fn plain(locale: Locale, value: f64) -> String {
    let text = ((value * 1e6).round() / 1e6).to_string();
    match locale {
        Locale::it => text.replace('.', ","),
        Locale::en => text,
    }
}

/// A number as it was typed: in the reader's way, or in the other one where only that makes sense.
pub fn parse(locale: Locale, text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (point, group) = match locale {
        Locale::it => (',', '.'),
        Locale::en => ('.', ','),
    };
    // 0.5 typed by an Italian: one sign of grouping, and not three digits after it.
    let other = !text.contains(point)
        && text.matches(group).count() == 1
        && text.split_once(group).is_some_and(|(whole, rest)| {
            rest.len() != 3 || whole.trim_start_matches('0').is_empty()
        });
    let plain = if other {
        text.replace(group, ".")
    } else {
        text.replace(group, "").replace(point, ".")
    };
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}
