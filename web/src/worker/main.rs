//! The desk's worker: reads files, finds segments, keeps the project. What it holds never
//! reaches the page but as findings.

#![allow(clippy::disallowed_methods)] // reason: nothing numeric is computed here; dates come from the browser

mod aside;
mod beside;
mod cleaned;
mod desk;
mod draw;
mod extras;
mod files;
mod find;
mod keep;
mod look;
mod named;
mod picture;
mod post;
mod results;
mod rows;
mod studio;

use recinto_web::protocol::{Tell, from_bytes};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let desk = Rc::new(RefCell::new(desk::Desk::default()));
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let parts: js_sys::Array = event.data().unchecked_into();
        let bytes = js_sys::Uint8Array::new(&parts.get(0)).to_vec();
        let file = parts.get(1).dyn_into::<web_sys::File>().ok();
        match from_bytes(&bytes) {
            Ok(ask) => desk::answer(&desk, ask, file),
            Err(problem) => post::tell(&Tell::failed(problem)),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It has to live as long as the worker.
    on_message.forget();
    post::tell(&Tell::Ready);
}
