//! Small words for talking to the page.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, Event, Window};

#[wasm_bindgen]
extern "C" {
    /// What the gate hands over: who the site is, and the visitor's present choice.
    pub type Host;
    #[wasm_bindgen(method, getter)]
    pub fn site(this: &Host) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub fn collector(this: &Host) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub fn model(this: &Host) -> Option<String>;
    /// Read afresh from the choice record at every call.
    #[wasm_bindgen(method)]
    pub fn purposes(this: &Host) -> u32;
    #[wasm_bindgen(method)]
    pub fn reason(this: &Host) -> String;
    #[wasm_bindgen(method)]
    pub fn epoch(this: &Host) -> Option<f64>;
    #[wasm_bindgen(method)]
    pub fn reported(this: &Host, epoch: f64);
}

pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

pub fn window() -> Option<Window> {
    web_sys::window()
}

pub fn warn(text: &str) {
    web_sys::console::warn_1(&["recinto: ", text].concat().into());
}

/// A plain object.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

/// Sets a field. On an object of our own that cannot fail.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// A field of a page's or a store's object; what throws is undefined.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// A list of texts.
pub fn texts(items: &[String]) -> JsValue {
    items.iter().map(JsValue::from).collect::<Array>().into()
}

/// Tells the page. A page without a document has nobody to tell.
pub fn dispatch(name: &str, detail: Option<&JsValue>) {
    let Some(document) = window().and_then(|window| window.document()) else {
        return;
    };
    let event = match detail {
        Some(detail) => {
            let init = CustomEventInit::new();
            init.set_detail(detail);
            CustomEvent::new_with_event_init_dict(name, &init).map(Event::from)
        }
        None => Event::new(name),
    };
    if let Ok(event) = event {
        let _ = document.dispatch_event(&event);
    }
}
