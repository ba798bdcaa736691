//! The shapes of objects: what the page sees, and what the store keeps.
//!
//! Written out by hand: a general serialiser would double the engine.

use super::js::{get, list, object, set};
use super::parse::Said;
use crate::capture::capture;
use crate::ledger::Entry;
use crate::purposes::POSITION;
use crate::report::{Report, Standing};
use js_sys::{Array, Date};
use recinto_core::events::{DAY_MS, Event};
use recinto_core::features::{DeviceState, RAW_LIMIT_MS};
use wasm_bindgen::JsValue;

/// A ledger entry.
pub fn entry(entry: &Entry) -> JsValue {
    object(&[
        ("seq", entry.seq.into()),
        ("time", (entry.time as f64).into()),
        ("what", entry.what.as_str().into()),
        ("reason", entry.reason.as_str().into()),
        ("prev", entry.prev.as_str().into()),
        ("hash", entry.hash.as_str().into()),
    ])
}

/// A report as the visitor sees it.
pub fn report(report: &Report) -> JsValue {
    object(&[
        ("epoch", (report.epoch as f64).into()),
        ("body", report.body.as_str().into()),
        ("sent", (report.standing == Standing::Sent).into()),
        ("standing", report.standing.name().into()),
        ("tries", report.tries.into()),
        ("not_before", (report.not_before as f64).into()),
    ])
}

/// An event as it is stored: the words of the page, and the time it goes.
pub fn stored(event: &Event) -> JsValue {
    let record = object(&[
        ("id", event.id.as_str().into()),
        ("kind", String::from(event.kind.clone()).into()),
        ("time", (event.time_ms as f64).into()),
        (
            "expires",
            (event.time_ms.saturating_add(RAW_LIMIT_MS) as f64).into(),
        ),
    ]);
    let words = [
        ("page", &event.page),
        ("item", &event.item),
        ("brand", &event.brand),
        ("category", &event.category),
        ("query", &event.query),
        ("currency", &event.currency),
        ("campaign", &event.campaign),
        ("source", &event.source),
    ];
    for (name, text) in words {
        if let Some(text) = text {
            set(&record, name, &text.into());
        }
    }
    let numbers = [
        ("quantity", event.quantity.map(f64::from)),
        ("duration_ms", event.duration_ms.map(f64::from)),
        ("depth_pct", event.depth_pct.map(f64::from)),
        ("utc_offset_min", event.utc_offset_min.map(f64::from)),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            set(&record, name, &number.into());
        }
    }
    if let Some(cents) = event.value_cents {
        set(&record, "value", &(cents as f64 / 100.0).into());
    }
    if let Some(at) = &event.position {
        let position = object(&[
            ("lat", at.lat.into()),
            ("lon", at.lon.into()),
            ("accuracy_m", at.accuracy_m.into()),
        ]);
        set(&record, "position", &position);
    }
    if !event.props.is_empty() {
        let object = object(&[]);
        for (name, text) in &event.props {
            set(&object, name, &text.into());
        }
        set(&record, "props", &object);
    }
    record
}

/// Whether a record says where.
pub fn has_position(record: &JsValue) -> bool {
    !get(record, "position").is_undefined()
}

/// The events of stored records.
pub fn all_recalled(records: &Array) -> Vec<Event> {
    records
        .iter()
        .filter_map(|record| recalled(&record))
        .collect()
}

/// The event of a stored record, read as carefully as the page's own words.
pub fn recalled(record: &JsValue) -> Option<Event> {
    let kind = get(record, "kind").as_string()?;
    let time = get(record, "time").as_f64()?;
    capture(&kind, &Said(record), String::new(), time as i64, POSITION).event
}

/// The feature state, day by day.
pub fn state(device: &DeviceState, words: &[String]) -> JsValue {
    let state = device.live();
    let days = list(state.buckets().iter().map(|bucket| {
        let word = words
            .get(usize::from(bucket.word))
            .map_or("", String::as_str);
        let date = Date::new(&((bucket.day * DAY_MS) as f64).into()).to_iso_string();
        object(&[
            ("day", date.slice(0, 10).into()),
            ("word", word.into()),
            ("count", bucket.count.into()),
            ("sum", (bucket.sum as f64).into()),
        ])
    }));
    object(&[
        ("bytes", (device.to_bytes().len() as f64).into()),
        ("days", days),
        ("late", device.late().into()),
        ("evicted", state.evicted().into()),
    ])
}
