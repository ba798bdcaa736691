//! Parameters, checked, and the fit over several starts.

use super::lloyd::{self, Run};
use super::nearest::exact;
use super::plus_plus::plus_plus;
use super::shard::{Shard, check_centroids};
use super::{Fitted, Input};
use crate::clustering::{ClusterError, Clusterer, Clustering, NOISE, Progress, check};
use crate::random::seeded;
use ndarray::{Array2, ArrayView2};
use rand_core::Rng;

/// Parameters of a K-Means fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KMeans {
    /// Clusters, 1 or more.
    pub k: usize,
    /// Seed of the starts.
    pub seed: u64,
    /// Independent k-means++ starts, 1 or more.
    pub starts: usize,
    /// Most Lloyd iterations per start, 1 or more.
    pub max_iterations: usize,
}

impl KMeans {
    /// `k` clusters with 8 starts of at most 300 iterations.
    #[must_use]
    pub fn new(k: usize, seed: u64) -> Self {
        Self {
            k,
            seed,
            starts: 8,
            max_iterations: 300,
        }
    }

    /// Lloyd from the given centroids, one run, to compare with other implementations.
    ///
    /// # Errors
    /// As [`KMeans::fit`]; also when `start` is not k × d finite numbers.
    pub fn fit_from(
        &self,
        data: ArrayView2<'_, f64>,
        start: Array2<f64>,
    ) -> Result<Fitted, ClusterError> {
        self.from(data, None, start)
    }

    /// As [`fit`](Clusterer::fit), a row counting as often as its weight (0 to 1e12) says, be it a
    /// whole number or not: centroids are weighted means, the inertia is a weighted sum. A row of
    /// weight 0 gets a label and has no other part.
    ///
    /// # Errors
    /// As `fit`; also weights that are not one per row or out of range, fewer than k above 0.
    pub fn fit_weighted(
        &self,
        data: ArrayView2<'_, f64>,
        weights: &[f64],
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.best(&self.input(data, Some(weights))?, progress)
    }

    /// As [`fit_from`](Self::fit_from) with weights as in [`fit_weighted`](Self::fit_weighted).
    ///
    /// # Errors
    /// As these two.
    pub fn fit_weighted_from(
        &self,
        data: ArrayView2<'_, f64>,
        weights: &[f64],
        start: Array2<f64>,
    ) -> Result<Fitted, ClusterError> {
        self.from(data, Some(weights), start)
    }

    fn from(
        &self,
        data: ArrayView2<'_, f64>,
        weights: Option<&[f64]>,
        start: Array2<f64>,
    ) -> Result<Fitted, ClusterError> {
        let input = self.input(data, weights)?;
        if start.dim() != (self.k, data.ncols()) {
            return Err(ClusterError::Parameter {
                name: "the start's shape",
                value: format!("{:?}", start.dim()),
                range: "k × columns",
            });
        }
        let start: Vec<f64> = start.iter().map(|x| x * input.scale).collect();
        check_centroids(&start, self.k, input.data.ncols())?;
        let go = &mut |_| std::ops::ControlFlow::Continue(());
        let run = self.run(&input, &mut input.shard(self.k)?, start, go)?;
        Ok(finish(&input, run))
    }

    fn best(&self, input: &Input<'_>, progress: Progress<'_>) -> Result<Fitted, ClusterError> {
        let mut shard = input.shard(self.k)?;
        let mut random = seeded(self.seed);
        let mut best: Option<Run> = None;
        for start in 0..self.starts {
            let mut within =
                |share: f64| progress((start as f64 + share.min(0.99)) / self.starts as f64);
            // Each start has its own stream, so that adding starts never changes earlier ones.
            let mut stream = seeded(random.next_u64());
            let centroids = plus_plus(
                input.flat(),
                input.data.ncols(),
                input.weights,
                self.k,
                &mut stream,
                &mut |share| within(0.05 * share),
            )?;
            let run = self.run(input, &mut shard, centroids, &mut |share| {
                within(0.05 + 0.95 * share)
            })?;
            if best.as_ref().is_none_or(|kept| run.inertia < kept.inertia) {
                best = Some(run);
            }
            check::step(progress, (start + 1) as f64 / self.starts as f64)?;
        }
        best.map(|run| finish(input, run))
            .ok_or(ClusterError::Cancelled)
    }

    fn run(
        &self,
        input: &Input<'_>,
        shard: &mut Shard<'_>,
        start: Vec<f64>,
        progress: Progress<'_>,
    ) -> Result<Run, ClusterError> {
        let d = input.data.ncols();
        lloyd::run(shard, start, d, input.extent, self.max_iterations, progress)
    }

    /// Everything checked.
    fn input<'a>(
        &self,
        data: ArrayView2<'a, f64>,
        weights: Option<&'a [f64]>,
    ) -> Result<Input<'a>, ClusterError> {
        check::positive("k", self.k)?;
        check::positive("starts", self.starts)?;
        check::positive("max_iterations", self.max_iterations)?;
        Input::new(data, weights, self.k)
    }
}

fn finish(input: &Input<'_>, mut run: Run) -> Fitted {
    Fitted {
        centroids: input.numbered(&run.centroids, &run.sizes, &mut run.labels),
        labels: run.labels,
        inertia: input.squares(run.inertia),
        iterations: run.iterations,
    }
}

impl Clusterer for KMeans {
    type Fitted = Fitted;

    /// Progress is told, and a cancel looked for, within every pass.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.best(&self.input(data, None)?, progress)
    }
}

impl Clustering for Fitted {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.centroids.nrows()
    }

    fn assign(&self, point: &[f64]) -> u32 {
        if point.len() != self.centroids.ncols() || !point.iter().all(|x| x.is_finite()) {
            return NOISE;
        }
        exact(point, self.centroids.as_slice().unwrap_or_default()).0
    }
}
