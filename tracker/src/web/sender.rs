//! When the waiting report leaves: at a random moment within 30 seconds, or as the page goes.

use super::chance::Chance;
use super::engine::{Engine, Op};
use super::js::{now_ms, window};
use super::network;
use crate::purposes::REPORT;
use crate::randomness::Randomness;
use crate::report::{self, Report};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The one report that may be waiting, its timer, and the page's going.
#[derive(Default)]
pub struct Sender {
    waiting: RefCell<Option<Report>>,
    timer: Cell<Option<i32>>,
    /// A request is under way; a second one of the same bytes would only be noise.
    under_way: Cell<bool>,
    ring: RefCell<Option<Closure<dyn FnMut()>>>,
    hide: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Sender {
    pub fn listen(&self, engine: &Rc<Engine>) {
        let weak: Weak<Engine> = Rc::downgrade(engine);
        let ring = Closure::new(move || {
            if let Some(engine) = weak.upgrade() {
                engine.sender.timer.set(None);
                let epoch = engine.sender.waiting.borrow().as_ref().map(|report| report.epoch);
                if let Some(epoch) = epoch {
                    engine.push(Op::Try(epoch));
                }
            }
        });
        let weak: Weak<Engine> = Rc::downgrade(engine);
        let hide = Closure::new(move || {
            if let Some(engine) = weak.upgrade() {
                engine.sender.at_pagehide(&engine);
            }
        });
        if let Some(window) = window() {
            let _ = window
                .add_event_listener_with_callback("pagehide", hide.as_ref().unchecked_ref());
        }
        self.ring.replace(Some(ring));
        self.hide.replace(Some(hide));
    }

    /// Sets the timer for the report that waits in the profile, if one does and may leave.
    pub fn follow(&self, engine: &Engine) {
        let now = now_ms();
        let next = if engine.allows(REPORT) && !self.under_way.get() {
            report::waiting(&engine.last.borrow(), now).cloned()
        } else {
            None
        };
        let unchanged = *self.waiting.borrow() == next;
        if unchanged && (next.is_none() || self.timer.get().is_some()) {
            return;
        }
        self.clear();
        let Some(report) = next else { return };
        let wait = match u32::try_from(report.not_before - now) {
            Ok(pause) if report.tries > 0 => pause,
            _ => Chance.delay_ms(report.epoch),
        };
        self.waiting.replace(Some(report));
        if let (Some(window), Some(ring)) = (window(), self.ring.borrow().as_ref()) {
            self.timer.set(
                window
                    .set_timeout_with_callback_and_timeout_and_arguments_0(
                        ring.as_ref().unchecked_ref(),
                        i32::try_from(wait).unwrap_or(i32::MAX),
                    )
                    .ok(),
            );
        }
    }

    fn clear(&self) {
        if let (Some(timer), Some(window)) = (self.timer.take(), window()) {
            window.clear_timeout_with_handle(timer);
        }
        self.waiting.replace(None);
    }

    /// Nothing leaves after this.
    pub fn stop(&self) {
        self.clear();
        if let (Some(window), Some(hide)) = (window(), self.hide.borrow().as_ref()) {
            let _ = window
                .remove_event_listener_with_callback("pagehide", hide.as_ref().unchecked_ref());
        }
    }

    /// The page goes, and a report was never tried: now or perhaps never. There is no time for a
    /// transaction; should the answer be lost, the same bytes go again and count once.
    fn at_pagehide(&self, engine: &Rc<Engine>) {
        let report = self.waiting.borrow().clone();
        if let Some(report) = report.filter(|report| report.tries == 0)
            && engine.host.epoch() != Some(report.epoch as f64)
        {
            self.clear();
            self.send(engine, &report);
        }
    }

    /// Sends, and hands the answer to the engine. The choice record learns of the epoch with the
    /// first try, not with the answer: an answer that is lost must not let the device speak twice.
    pub fn send(&self, engine: &Rc<Engine>, report: &Report) {
        if !engine.allows(REPORT) || self.under_way.replace(true) {
            return;
        }
        engine.host.reported(report.epoch as f64);
        let answer = network::report(&engine.collector, &report.body);
        let engine = Rc::clone(engine);
        let body = report.body.clone();
        spawn_local(async move {
            let status = answer.await;
            engine.sender.under_way.set(false);
            engine.push(Op::Settle(body, status));
        });
    }
}
