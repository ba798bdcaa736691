//! The same in a worker of the browser. The page's scripts keep the time: `performance.now()` around [`Bench::run`].

use crate::case::Case;
use crate::protocol::Ran;
use crate::work::Done;
use ndarray::ArrayView2;
use wasm_bindgen::prelude::wasm_bindgen;

/// A case, its data, and what the last run gave.
#[wasm_bindgen]
pub struct Bench {
    case: Case,
    cells: Vec<f64>,
    done: Option<Box<dyn Done>>,
}

#[wasm_bindgen]
impl Bench {
    /// Of a case as JSON, with room for its data.
    #[wasm_bindgen(constructor)]
    pub fn new(case: &str) -> Result<Bench, String> {
        let case: Case = serde_json::from_str(case).map_err(|error| error.to_string())?;
        let cells = Vec::with_capacity(case.data.n * case.data.d);
        Ok(Self {
            case,
            cells,
            done: None,
        })
    }

    /// Takes the next cells: piece by piece, so that the f32 are never in this memory all at once.
    pub fn push(&mut self, cells: &[f32]) {
        self.cells.extend(cells.iter().map(|&x| f64::from(x)));
    }

    /// Makes the cells by the case's recipe instead.
    pub fn make(&mut self) {
        let rows = self.case.data.rows();
        self.cells.clear();
        self.push(&rows);
    }

    /// The fingerprint of the cells.
    #[must_use]
    pub fn data(&self) -> String {
        crate::data::fingerprint(&self.cells)
    }

    /// Does the work. This is what is timed.
    pub fn run(&mut self) -> Result<(), String> {
        self.done = None;
        let done = self.case.work.run(self.view()?);
        self.done = Some(done.map_err(|error| error.to_string())?);
        Ok(())
    }

    /// Fingerprint and figures of the last run, as JSON.
    pub fn ran(&self) -> Result<String, String> {
        let done = self.done.as_ref().ok_or("nothing has been run")?;
        let ran = Ran {
            seconds: 0.0,
            fingerprint: done.fingerprint(self.view()?),
            quality: done.quality(),
        };
        serde_json::to_string(&ran).map_err(|error| error.to_string())
    }

    /// Labels and the like of the last run, as JSON.
    pub fn details(&self) -> Result<String, String> {
        let done = self.done.as_ref().ok_or("nothing has been run")?;
        serde_json::to_string(&done.details()).map_err(|error| error.to_string())
    }
}

impl Bench {
    fn view(&self) -> Result<ArrayView2<'_, f64>, String> {
        let shape = (self.case.data.n, self.case.data.d);
        ArrayView2::from_shape(shape, &self.cells).map_err(|error| error.to_string())
    }
}
