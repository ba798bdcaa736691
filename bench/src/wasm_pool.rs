//! The pool's two sides in workers of the browser.

use crate::pool;
use wasm_bindgen::prelude::wasm_bindgen;

/// A worker's rows.
#[wasm_bindgen]
pub struct Part(pool::Part);

#[wasm_bindgen]
impl Part {
    /// With room for so many rows, before which `first` others stand in other parts.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(first: usize, rows: usize, columns: usize) -> Part {
        Self(pool::Part::new(first as u64, rows, columns))
    }

    /// Takes the next cells.
    pub fn push(&mut self, cells: &[f32]) {
        self.0.push(cells);
    }

    /// Makes the copy that the next run takes over.
    pub fn ready(&mut self) {
        self.0.ready();
    }

    /// What the others have to know of these rows, as JSON.
    pub fn extent(&self) -> Result<String, String> {
        self.0.extent()
    }

    /// Begins a fit.
    pub fn begin(&mut self, extent: &str, k: usize) -> Result<(), String> {
        self.0.begin(extent, k)
    }

    /// Does what the head asks, as JSON.
    pub fn answer(&mut self, ask: &str) -> Result<String, String> {
        self.0.answer(ask)
    }
}

/// Tells the workers what to do.
#[wasm_bindgen]
pub struct Head(pool::Head);

#[wasm_bindgen]
impl Head {
    /// From the first rows and the extents of all parts, as a JSON list.
    #[wasm_bindgen(constructor)]
    pub fn new(start: Vec<f64>, columns: usize, extents: &str) -> Result<Head, String> {
        pool::Head::new(start, columns, extents).map(Self)
    }

    /// The extent of all parts together, as JSON.
    #[must_use]
    pub fn extent(&self) -> String {
        self.0.extent()
    }

    /// The next ask as JSON, or nothing at the end.
    #[must_use]
    pub fn ask(&self) -> Option<String> {
        self.0.ask()
    }

    /// Takes the answers of all parts, as a JSON list.
    pub fn take(&mut self, answers: &str) -> Result<(), String> {
        self.0.take(answers)
    }

    /// What the fit gave, as JSON.
    pub fn ran(&self) -> Result<String, String> {
        serde_json::to_string(&self.0.ran()).map_err(|error| error.to_string())
    }
}
