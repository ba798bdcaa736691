//! Mini-batch K-Means (Sculley, *Web-scale k-means clustering*, WWW 2010, algorithm 1): each step
//! moves the centroids towards a few random rows, by 1/count for the count-th row of a cluster. It
//! begins with a K-Means of three batches.
//!
//! Time O(steps · batch·k·d + n·k·d), the latter for one last pass that labels every row. Its
//! inertia is a few per cent above K-Means'; on what fits in memory K-Means is the better choice.
//! Deterministic by seed.

mod step;

use super::kmeans::Input;
use super::kmeans::nearest::exact;
use super::kmeans::shard::{Answer, Ask};
use super::{ClusterError, Clusterer, Clustering, NOISE, Progress, check};
use ndarray::{Array2, ArrayView2};

/// Parameters of a mini-batch K-Means fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MiniBatch {
    /// Clusters, 1 or more.
    pub k: usize,
    /// Seed of the start and of the batches.
    pub seed: u64,
    /// Rows of a batch, drawn with replacement, 1 or more.
    pub batch: usize,
    /// Most steps, 1 or more.
    pub max_steps: usize,
    /// Steps without a better smoothed inertia before it stops, 1 or more.
    pub patience: usize,
    /// A centroid that has had fewer rows than this share of the fullest one's starts anew at a row
    /// of the batch, if that lowers the inertia more than the rows it had would lose; 0 to 1, 0
    /// for never.
    pub starved: f64,
}

impl MiniBatch {
    /// `k` clusters with batches of 1024 rows, at most 10 000 steps, patience for 20 and starvation
    /// below a hundredth.
    #[must_use]
    pub fn new(k: usize, seed: u64) -> Self {
        Self {
            k,
            seed,
            batch: 1024,
            max_steps: 10_000,
            patience: 20,
            starved: 0.01,
        }
    }

    fn check(&self) -> Result<(), ClusterError> {
        check::positive("k", self.k)?;
        check::positive("batch", self.batch)?;
        check::positive("max_steps", self.max_steps)?;
        check::positive("patience", self.patience)?;
        let good = (0.0..=1.0).contains(&self.starved);
        check::within("starved", self.starved, good, "0 to 1")
    }
}

/// A fitted mini-batch K-Means.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// k × d, running means of what was drawn, so near the means of the clusters, not equal to
    /// them. Clusters by falling size, ties by coordinates.
    pub centroids: Array2<f64>,
    /// The cluster of each row: that of the nearest centroid.
    pub labels: Vec<u32>,
    /// Sum of squared distances of rows to their centroid.
    pub inertia: f64,
    /// Batches that were drawn.
    pub steps: usize,
}

impl Clusterer for MiniBatch {
    type Fitted = Fitted;

    /// Progress is told after each step.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.check()?;
        let input = Input::new(data, None, self.k)?;
        let (centroids, steps) = step::run(self, input.flat(), input.data.ncols(), progress)?;
        let mut shard = input.shard(self.k)?;
        let ask = Ask::Assign {
            centroids: centroids.clone(),
        };
        let mut sizes = vec![0.0; self.k];
        if let Answer::Assigned(partial) = shard.answer(&ask, &mut |_| progress(0.99))? {
            sizes = partial.rows.iter().map(|&n| n as f64).collect();
        }
        let inertia = shard.inertia_of(&centroids);
        let mut labels = shard.labels().to_vec();
        check::step(progress, 1.0)?;
        Ok(Fitted {
            centroids: input.numbered(&centroids, &sizes, &mut labels),
            labels,
            inertia: input.squares(inertia),
            steps,
        })
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
