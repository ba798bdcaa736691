//! Messages to the page.

use js_sys::{Array, Uint8Array};
use recinto_web::protocol::{Stage, Tell, to_bytes};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, DedicatedWorkerGlobalScope};

/// The page draws no faster than this.
const PROGRESS_EVERY_MS: f64 = 60.0;

fn send(tell: &Tell, blob: Option<&Blob>) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let parts = Array::of1(&Uint8Array::from(to_bytes(tell).as_slice()));
    if let Some(blob) = blob {
        parts.push(blob);
    }
    // Fails only when the page is gone.
    let _ = scope.post_message(&parts);
}

/// A message alone.
pub fn tell(tell: &Tell) {
    send(tell, None);
}

/// A file for the page to hand out.
pub fn file(name: String, bytes: &[u8], mime: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    send(&Tell::File { name }, Some(&blob));
    Ok(())
}

/// Tells the page how far the work is, not too often.
#[derive(Default)]
pub struct Meter {
    last_ms: f64,
    last_stage: Option<Stage>,
}

impl Meter {
    /// Tells, when the stage is new or enough time has passed.
    pub fn tell(&mut self, stage: Stage, share: f64, rows: u64) {
        let now = js_sys::Date::now();
        if self.last_stage == Some(stage) && now - self.last_ms < PROGRESS_EVERY_MS {
            return;
        }
        self.last_ms = now;
        self.last_stage = Some(stage);
        tell(&Tell::Progress { stage, share, rows });
    }
}
