//! The pipeline of a file of events in a worker of the browser.

use crate::pipeline::{EventCase, Made};
use js_sys::{Function, Uint8Array};
use std::io::{self, Read};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// A case, and what the last run gave.
#[wasm_bindgen]
pub struct Events {
    case: EventCase,
    made: Option<Made>,
}

#[wasm_bindgen]
impl Events {
    /// Of a case as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(case: &str) -> Result<Events, String> {
        let case = serde_json::from_str(case).map_err(|error| error.to_string())?;
        Ok(Self { case, made: None })
    }

    /// Does the work; `next` gives the next piece of the file, an empty one at its end. This is what is timed.
    pub fn run(&mut self, next: Function) -> Result<(), String> {
        self.made = None;
        let pieces = Pieces {
            next,
            piece: Uint8Array::new_with_length(0),
            at: 0,
        };
        let made = self.case.work.run(pieces);
        self.made = Some(made.map_err(|error| error.to_string())?);
        Ok(())
    }

    /// Fingerprint and figures of the last run, as JSON.
    pub fn ran(&self) -> Result<String, String> {
        let made = self.made.as_ref().ok_or("nothing has been run")?;
        serde_json::to_string(&made.ran(0.0)).map_err(|error| error.to_string())
    }
}

/// A file, piece by piece.
struct Pieces {
    next: Function,
    piece: Uint8Array,
    at: u32,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.length() {
            let given = self.next.call0(&JsValue::UNDEFINED);
            let bytes = given
                .ok()
                .and_then(|piece| piece.dyn_into::<Uint8Array>().ok());
            self.piece = bytes.ok_or_else(|| io::Error::other("the file could not be read on"))?;
            self.at = 0;
        }
        let count = (into.len() as u32).min(self.piece.length() - self.at);
        let part = self.piece.subarray(self.at, self.at + count);
        part.copy_to(&mut into[..count as usize]);
        self.at += count;
        Ok(count as usize)
    }
}
