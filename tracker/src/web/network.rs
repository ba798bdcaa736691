//! Everything that leaves: two fixed GETs and the label report. There is no other call to the
//! network in this crate.

use super::js::{object, window};
use super::parse;
use crate::fold::Identified;
use crate::model_source::Rejected;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// What asking for the model came to.
pub enum Found {
    /// Another one than the one at hand.
    New(Box<Identified>),
    /// The one at hand, or none is published.
    Nothing,
    /// Something came that is not taken.
    Rejected(String, Rejected),
    /// Nobody answered.
    Unreachable,
}

/// Neither cookie nor referrer nor cache: nothing that tells one visitor from another.
fn options(more: &[(&str, JsValue)]) -> RequestInit {
    let common = [
        ("mode", "cors"),
        ("credentials", "omit"),
        ("cache", "no-store"),
        ("referrerPolicy", "no-referrer"),
    ];
    let init = object(&common.map(|(name, value)| (name, value.into())));
    for (name, value) in more {
        super::js::set(&init, name, value);
    }
    init.unchecked_into()
}

async fn get(url: &str) -> Result<Response, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(url, &options(&[])))
        .await?
        .unchecked_into();
    if response.ok() { Ok(response) } else { Err(JsValue::NULL) }
}

/// Asks for the site's model: the pinned one, or the one its pointer names.
pub async fn model(collector: &str, site: &str, pin: Option<&str>, at_hand: Option<&str>) -> Found {
    let id = match pin {
        Some(id) => Some(id.to_owned()),
        None => match pointer(collector, site).await {
            Ok(id) => id,
            Err(_) => return Found::Unreachable,
        },
    };
    let Some(id) = id.filter(|id| recinto_wire::is_id(id) && Some(id.as_str()) != at_hand) else {
        return Found::Nothing;
    };
    match bytes(collector, &id).await {
        Err(_) => Found::Unreachable,
        Ok(bytes) => match parse::model(bytes, &id) {
            Ok(model) => Found::New(Box::new(model)),
            Err(why) => Found::Rejected(id, why),
        },
    }
}

async fn pointer(collector: &str, site: &str) -> Result<Option<String>, JsValue> {
    let response = get(&[collector, "/v1/sites/", site, "/pointer"].concat()).await?;
    let value = JsFuture::from(response.json()?).await?;
    Ok(Reflect::get(&value, &"model".into())?.as_string())
}

async fn bytes(collector: &str, id: &str) -> Result<Vec<u8>, JsValue> {
    let response = get(&[collector, "/v1/models/", id].concat()).await?;
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Sends a report; the request is on its way when this returns. The future gives the collector's
/// answer, `None` without one.
pub fn report(collector: &str, body: &str) -> impl Future<Output = Option<u16>> + use<> {
    let sent = window().map(|window| {
        let init = options(&[
            ("method", "POST".into()),
            ("keepalive", true.into()),
            // A text body is sent as text/plain by itself.
            ("body", body.into()),
        ]);
        let url = [collector, "/v1/labels"].concat();
        JsFuture::from(window.fetch_with_str_and_init(&url, &init))
    });
    async move {
        let response = sent?.await.ok()?;
        Some(response.unchecked_into::<Response>().status())
    }
}
