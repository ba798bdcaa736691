//! What the gate calls.

use super::chance;
use super::engine::{Engine, Op};
use super::js::Host;
use super::parse::Said;
use super::shapes;
use crate::capture::capture;
use js_sys::{Array, Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The engine, as the gate holds it.
#[wasm_bindgen(js_name = Engine)]
pub struct Handle(Rc<Engine>);

/// Starts the engine: only ever called under the purpose `segment`.
#[wasm_bindgen]
pub fn start(host: Host) -> Handle {
    Handle(Engine::new(host))
}

#[wasm_bindgen(js_class = Engine)]
impl Handle {
    /// Takes an event as the page says it. What is wrong with it is said once per page.
    pub fn track(&self, kind: &JsValue, data: &JsValue, time: f64) {
        let kind = kind.as_string().unwrap_or_default();
        let purposes = self.0.host.purposes();
        let captured = capture(&kind, &Said(data), chance::event_id(), time as i64, purposes);
        if let Some(problem) = captured.problem {
            self.0.warn_once("event", &["an event was not taken as it came: ", &problem].concat());
        }
        if let Some(event) = captured.event {
            self.0.push(Op::Event(Box::new(event)));
        }
    }

    /// The visitor's segments; empty as long as there is none.
    pub fn segments(&self) -> Array {
        self.0.segment.borrow().iter().map(shapes::segment).collect()
    }

    /// The choice changed.
    pub fn follow(&self) {
        self.0.push(Op::Tick);
    }

    /// Consent is gone.
    pub fn stop(&self) {
        self.0.stop();
    }

    /// All that is kept and was sent.
    pub fn export(&self) -> Promise {
        Promise::new(&mut |resolve: Function, _reject: Function| {
            self.0.push(Op::Export(resolve));
        })
    }
}
