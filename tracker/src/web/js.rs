//! Objects of JavaScript, and the files of `engine/` that travel with the glue.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/engine/engine.js")]
extern "C" {
    /// The engine of one page.
    pub fn run(
        host: JsValue,
        mind: super::mind::Mind,
        store: Function,
        network: Function,
    ) -> JsValue;
}

#[wasm_bindgen(module = "/engine/store.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = makeStore)]
    pub static MAKE_STORE: Function;
}

#[wasm_bindgen(module = "/engine/network.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = makeNetwork)]
    pub static MAKE_NETWORK: Function;
}

#[wasm_bindgen]
extern "C" {
    /// The browser's cryptographic source.
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    pub fn random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;
}

/// A plain object.
pub fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object.into()
}

/// Sets a field. On an object of our own that cannot fail.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// A field of a page's or a store's object; what throws is undefined.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// A list.
pub fn list(items: impl Iterator<Item = JsValue>) -> JsValue {
    let list = Array::new();
    for item in items {
        list.push(&item);
    }
    list.into()
}
