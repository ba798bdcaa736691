//! Where the keyboard goes when what it was on comes or goes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Gives the focus to the element with this id, once it is drawn.
pub fn focus(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) =
            element.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    });
}

/// The id of what is first chosen in a part of the form.
pub fn part(id: u32) -> String {
    format!("rule-part-{id}")
}
