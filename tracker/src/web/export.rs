//! Everything that is kept and was sent, for the visitor to see.

use super::engine::Engine;
use super::js::{now_ms, object};
use super::shapes;
use super::store::Want;
use crate::fold::{features, state_of};
use js_sys::{Array, Date};
use recinto_core::events::DAY_MS;
use wasm_bindgen::{JsCast, JsValue};

/// What there is to see after a withdrawal.
pub fn stopped() -> JsValue {
    let none = || JsValue::from(Array::new());
    let state = object(&[("bytes", 0.into()), ("days", none())]);
    object(&[
        ("model", JsValue::NULL),
        ("events", none()),
        ("state", state.into()),
        ("features", none()),
        ("ledger", none()),
        ("reports", none()),
        ("storage", "none".into()),
        ("status", "stopped".into()),
    ])
    .into()
}

pub async fn collect(engine: &Engine) -> JsValue {
    let want = Want { events: true, ledger: true, ..Want::default() };
    let (mut events, mut ledger) = (Vec::new(), Vec::new());
    let done = engine
        .transact(want, &mut |draft| {
            events = std::mem::take(&mut draft.events);
            ledger = std::mem::take(&mut draft.ledger);
            false
        })
        .await;
    if !done {
        return stopped();
    }
    let profile = engine.last.borrow().clone();
    let model = engine.model.borrow().clone();
    let state = state_of(&profile);
    let list = |items: Vec<JsValue>| JsValue::from(items.into_iter().collect::<Array>());

    let days = state.buckets().iter().map(|bucket| {
        let kind = model
            .as_ref()
            .and_then(|model| model.model.vocabulary.get(usize::from(bucket.kind)))
            .map_or("", String::as_str);
        let date = Date::new(&((bucket.day * DAY_MS) as f64).into()).to_iso_string();
        object(&[
            ("day", date.slice(0, 10).into()),
            ("kind", kind.into()),
            ("count", bucket.count.into()),
            ("cents", (bucket.cents as f64).into()),
        ])
        .into()
    });
    let kept = object(&[
        ("bytes", (profile.state.len() as u32).into()),
        ("days", list(days.collect())),
        ("late", state.late().into()),
        ("evicted", state.evicted().into()),
    ]);
    let mut named = Vec::new();
    if let Some(model) = &model {
        let (raw, scaled) = features(&model.model, &state, now_ms());
        for ((spec, raw), scaled) in model.model.features.iter().zip(raw).zip(scaled) {
            let name = [spec.measure.name(), " ", &spec.kind].concat();
            named.push(
                object(&[("name", name.into()), ("raw", raw.into()), ("scaled", scaled.into())]).into(),
            );
        }
    }
    let status = match (&model, &*engine.segment.borrow()) {
        (None, _) => "no-model",
        (Some(_), None) => "no-segment-yet",
        (Some(_), Some(_)) => "ready",
    };
    let known = model.map_or(JsValue::NULL, |model| {
        object(&[("id", model.id.as_str().into()), ("bytes", model.text.as_str().into())]).into()
    });
    object(&[
        ("model", known),
        ("events", list(events)),
        ("state", kept.into()),
        ("features", list(named)),
        ("ledger", list(ledger)),
        ("reports", list(profile.reports.iter().map(shapes::report).collect())),
        ("storage", if engine.on_disk() { "indexeddb" } else { "memory" }.into()),
        ("status", status.into()),
    ])
    .unchecked_into()
}
