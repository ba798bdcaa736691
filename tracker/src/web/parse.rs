//! What comes from JavaScript: a model by way of the browser's JSON parser, and the page's words.

use super::js::get;
use crate::capture::{Fields, Value};
use crate::flat;
use crate::fold::{Identified, Places};
use crate::model_source::{Rejected, checked, verified};
use js_sys::{Float64Array, Function, Object, Reflect};
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};

/// A model from received bytes: hashed, then parsed, then checked. `parser`: `engine/flat.js`.
pub fn model(
    bytes: Vec<u8>,
    id: &str,
    parser: &Function,
    places: Arc<Places>,
) -> Result<Identified, Rejected> {
    let text = verified(bytes, id)?;
    let parsed = parser.call1(&JsValue::NULL, &text.into());
    let parsed = parsed.map_err(|_| Rejected::Shape)?;
    match parsed.as_f64() {
        Some(0.0) => return Err(Rejected::NotJson),
        Some(1.0) => return Err(Rejected::Format),
        Some(_) => return Err(Rejected::Sensitive),
        None => {}
    }
    let row = parsed.dyn_into::<Float64Array>();
    let row = row.map_err(|_| Rejected::Shape)?.to_vec();
    let mut read = flat::read(&row).ok_or(Rejected::Shape)?;
    read.model = checked(read.model)?;
    Ok(Identified::new(id.to_owned(), read, places))
}

/// The page's object, read field by field. What throws is missing.
pub struct Said<'a>(pub &'a JsValue);

impl Fields for Said<'_> {
    fn get(&self, name: &str) -> Value {
        sort(&get(self.0, name))
    }

    fn inner(&self, name: &str, inside: &str) -> Value {
        sort(&get(&get(self.0, name), inside))
    }

    fn names(&self, name: &str, most: usize) -> Vec<String> {
        let object = get(self.0, name).dyn_into::<Object>().ok();
        // Not `Object::keys`: of a proxy either may throw, and only this one gives it back.
        let keys = object.and_then(|object| Reflect::own_keys(&object).ok());
        keys.map_or_else(Vec::new, |keys| {
            keys.iter()
                .take(most)
                .filter_map(|key| key.as_string())
                .collect()
        })
    }
}

fn sort(value: &JsValue) -> Value {
    if value.is_undefined() || value.is_null() {
        Value::Missing
    } else if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if value.is_object() {
        Value::Object
    } else {
        Value::Other
    }
}
