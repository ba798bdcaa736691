//! K-Means over a pool of plain workers, each with its own instance of the module, its own rows, and no memory in
//! common with the others. What goes between them is JSON that only Rust reads: a script would round its integers.

use crate::fingerprint::Fingerprint;
use crate::protocol::Ran;
use recinto_core::clustering::kmeans::shard::{self, Answer, Ask, Coordinator, Extent, Shard};
use std::ops::ControlFlow;

/// What can go wrong, in words.
type Said<T> = Result<T, String>;

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A worker's rows.
pub struct Part {
    first: u64,
    columns: usize,
    cells: Vec<f64>,
    copy: Vec<f64>,
    shard: Option<Shard<'static>>,
}

impl Part {
    /// With room for so many rows, before which `first` others stand in other parts.
    #[must_use]
    pub fn new(first: u64, rows: usize, columns: usize) -> Self {
        Self {
            first,
            columns,
            cells: Vec::with_capacity(rows * columns),
            copy: Vec::new(),
            shard: None,
        }
    }

    /// Takes the next cells.
    pub fn push(&mut self, cells: &[f32]) {
        self.cells.extend(cells.iter().map(|&x| f64::from(x)));
    }

    /// A copy for the next run, which takes it over. Not timed.
    pub fn ready(&mut self) {
        self.shard = None;
        self.copy.clone_from(&self.cells);
    }

    /// What the others have to know of these rows.
    ///
    /// # Errors
    /// As [`Extent::of`].
    pub fn extent(&self) -> Said<String> {
        let extent = Extent::of(&self.copy, self.columns, None).map_err(said)?;
        serde_json::to_string(&extent).map_err(said)
    }

    /// Begins a fit of `k` clusters over all parts.
    ///
    /// # Errors
    /// As [`Shard::new`].
    pub fn begin(&mut self, extent: &str, k: usize) -> Said<()> {
        let extent = serde_json::from_str(extent).map_err(said)?;
        let rows = shard::Part::new(std::mem::take(&mut self.copy), self.columns);
        let shard = Shard::new(rows.starting_at(self.first), extent, k).map_err(said)?;
        self.shard = Some(shard);
        Ok(())
    }

    /// Does what the coordinator asks.
    ///
    /// # Errors
    /// As [`Shard::answer`].
    pub fn answer(&mut self, ask: &str) -> Said<String> {
        let ask: Ask = serde_json::from_str(ask).map_err(said)?;
        let shard = self.shard.as_mut().ok_or("not begun")?;
        let answer = shard
            .answer(&ask, &mut |_| ControlFlow::Continue(()))
            .map_err(said)?;
        serde_json::to_string(&answer).map_err(said)
    }
}

/// Tells the workers what to do.
pub struct Head {
    coordinator: Coordinator,
    extent: Extent,
}

impl Head {
    /// From the first rows (rows × columns) and the extents of all parts, as a JSON list.
    ///
    /// # Errors
    /// As [`Coordinator::new`].
    pub fn new(start: Vec<f64>, columns: usize, extents: &str) -> Said<Self> {
        let extents: Vec<Extent> = serde_json::from_str(extents).map_err(said)?;
        let extent = extents.into_iter().reduce(Extent::and).ok_or("no parts")?;
        let coordinator = Coordinator::new(start, columns, extent, 300).map_err(said)?;
        Ok(Self {
            coordinator,
            extent,
        })
    }

    /// The extent of all parts together.
    #[must_use]
    pub fn extent(&self) -> String {
        serde_json::to_string(&self.extent).unwrap_or_default()
    }

    /// The next ask, or nothing at the end.
    #[must_use]
    pub fn ask(&self) -> Option<String> {
        self.coordinator
            .ask()
            .and_then(|ask| serde_json::to_string(ask).ok())
    }

    /// Takes the answers of all parts, as a JSON list.
    ///
    /// # Errors
    /// Text that is no list of answers.
    pub fn take(&mut self, answers: &str) -> Said<()> {
        let answers: Vec<Answer> = serde_json::from_str(answers).map_err(said)?;
        self.coordinator.take(&answers);
        Ok(())
    }

    /// What the fit gave. The time is kept by whoever asks.
    #[must_use]
    pub fn ran(&self) -> Ran {
        let of = &self.coordinator;
        let fingerprint = Fingerprint::of("kmeans in parts")
            .numbers("centroids", of.centroids())
            .numbers("sizes", &of.sizes())
            .number("inertia", of.inertia())
            .count("iterations", of.iterations());
        let quality = [
            ("inertia", of.inertia()),
            ("iterations", of.iterations() as f64),
        ];
        Ran {
            seconds: 0.0,
            fingerprint: fingerprint.finish(),
            quality: quality.map(|(name, value)| (name.to_owned(), value)).into(),
        }
    }
}
