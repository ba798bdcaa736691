//! Parameters, checked, and the fit over several starts.

use super::lloyd::{self, Run};
use super::plus_plus::plus_plus;
use super::{Fitted, squared_distance};
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
    /// As [`KMeans::fit`]; also when `start` is not k × d.
    pub fn fit_from(
        &self,
        data: ArrayView2<'_, f64>,
        start: Array2<f64>,
    ) -> Result<Fitted, ClusterError> {
        self.check(data)?;
        if start.dim() != (self.k, data.ncols()) {
            return Err(ClusterError::Parameter {
                name: "the start's shape",
                value: format!("{:?}", start.dim()),
                range: "k × columns",
            });
        }
        let data = data.as_standard_layout();
        Ok(by_size(lloyd::run(data.view(), start, self.max_iterations)))
    }

    fn check(&self, data: ArrayView2<'_, f64>) -> Result<(), ClusterError> {
        check::positive("k", self.k)?;
        check::positive("starts", self.starts)?;
        check::positive("max_iterations", self.max_iterations)?;
        check::rows(data, self.k)
    }
}

impl Clusterer for KMeans {
    type Fitted = Fitted;

    /// Progress is told after each start.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.check(data)?;
        let data = data.as_standard_layout();
        let mut random = seeded(self.seed);
        let mut best: Option<Run> = None;
        for start in 0..self.starts {
            // Each start has its own stream, so that adding starts never changes earlier ones.
            let centroids = plus_plus(data.view(), self.k, &mut seeded(random.next_u64()));
            let run = lloyd::run(data.view(), centroids, self.max_iterations);
            if best.as_ref().is_none_or(|kept| run.inertia < kept.inertia) {
                best = Some(run);
            }
            if progress((start + 1) as f64 / self.starts as f64).is_break() {
                return Err(ClusterError::Cancelled);
            }
        }
        best.map(by_size).ok_or(ClusterError::Cancelled)
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
        let mut nearest = (NOISE, f64::INFINITY);
        for (cluster, centre) in self.centroids.rows().into_iter().enumerate() {
            let here = squared_distance(point, centre.as_slice().unwrap_or_default());
            if here < nearest.1 {
                nearest = (cluster as u32, here);
            }
        }
        nearest.0
    }
}

/// Clusters renumbered by falling size, ties by the centroid's coordinates, so that the numbering
/// depends on the clusters and not on the start.
fn by_size(run: Run) -> Fitted {
    let (k, d) = run.centroids.dim();
    let mut sizes = vec![0_usize; k];
    for &label in &run.labels {
        sizes[label as usize] += 1;
    }
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| {
        sizes[b].cmp(&sizes[a]).then_with(|| {
            (0..d)
                .map(|j| run.centroids[[a, j]].total_cmp(&run.centroids[[b, j]]))
                .find(|o| o.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    });
    let mut rank = vec![0_u32; k];
    let mut centroids = Array2::zeros((k, d));
    for (new, &old) in order.iter().enumerate() {
        rank[old] = new as u32;
        centroids.row_mut(new).assign(&run.centroids.row(old));
    }
    Fitted {
        centroids,
        labels: run.labels.iter().map(|&old| rank[old as usize]).collect(),
        inertia: run.inertia,
        iterations: run.iterations,
    }
}
