//! Parameters, and a stream that begins with a K-Means.

use super::Stream;
use crate::clustering::kmeans::shard::LARGEST;
use crate::clustering::kmeans::{self, KMeans};
use crate::clustering::{ClusterError, Clusterer, Clustering, Progress, check};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// How the past loses its weight. A half-life is a finite number above 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Decay {
    /// Never: centroids are means of all rows they ever took.
    Never,
    /// By half in so many rows of the stream.
    Rows(f64),
    /// By half in so many rows of the cluster itself, so that a rare cluster does not forget.
    OwnRows(f64),
    /// By half in so much time, in the units of the times handed in.
    Time(f64),
}

impl Decay {
    pub(super) fn check(self) -> Result<(), ClusterError> {
        let (Self::Rows(half) | Self::OwnRows(half) | Self::Time(half)) = self else {
            return Ok(());
        };
        let good = half.is_finite() && half > 0.0;
        check::within("the half-life", half, good, "finite and above 0")
    }

    /// What is left of a weight after `passed` of whatever the half-life counts.
    pub(super) fn left(half: f64, passed: f64) -> f64 {
        libm::exp2(-passed / half)
    }
}

/// Parameters of an incremental K-Means.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IncrementalKMeans {
    /// Clusters, 1 or more.
    pub k: usize,
    /// Seed of the K-Means it begins with.
    pub seed: u64,
    /// How the past loses its weight.
    pub decay: Decay,
    /// Rows that are gathered for a first K-Means when the stream begins with nothing; k or more.
    pub warm_up: usize,
}

impl IncrementalKMeans {
    /// `k` clusters that begin with the first 50·k rows.
    #[must_use]
    pub fn new(k: usize, seed: u64, decay: Decay) -> Self {
        Self {
            k,
            seed,
            decay,
            warm_up: k.saturating_mul(50),
        }
    }

    /// A stream of rows of `columns` numbers that begins with nothing.
    ///
    /// # Errors
    /// A parameter out of range.
    pub fn stream(&self, columns: usize) -> Result<Stream, ClusterError> {
        self.check()?;
        check::positive("the number of columns", columns)?;
        Ok(Stream::waiting(*self, columns))
    }

    /// A stream that goes on from a fitted K-Means and the rows it was fitted to; clusters keep
    /// its numbers, and weigh as many rows as they have.
    ///
    /// # Errors
    /// A parameter out of range, `data` not the rows of `fitted`, a cell that is not finite.
    pub fn continue_from(
        &self,
        fitted: &kmeans::Fitted,
        data: ArrayView2<'_, f64>,
    ) -> Result<Stream, ClusterError> {
        self.check()?;
        let k = fitted.centroids.nrows();
        let same = (self.k, data.ncols(), data.nrows())
            == (k, fitted.centroids.ncols(), fitted.labels.len());
        check::within(
            "k",
            self.k as f64,
            same,
            "that of the K-Means, with its rows",
        )?;
        check::rows(data, self.k)?;
        let largest = data.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        check::within(
            "the largest cell",
            largest,
            largest <= LARGEST,
            "at most 1e140",
        )?;
        Ok(Stream::begun(*self, fitted, data))
    }

    pub(super) fn check(&self) -> Result<(), ClusterError> {
        check::positive("k", self.k)?;
        check::within(
            "warm_up",
            self.warm_up as f64,
            self.warm_up >= self.k,
            "k or more",
        )?;
        self.decay.check()
    }
}

/// A K-Means and the stream that goes on from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The cluster of each fitted row.
    pub labels: Vec<u32>,
    /// What takes further rows.
    pub stream: Stream,
}

impl Clusterer for IncrementalKMeans {
    type Fitted = Fitted;

    /// A K-Means of all rows, to go on from.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.check()?;
        let fitted = KMeans::new(self.k, self.seed).fit(data, progress)?;
        Ok(Fitted {
            stream: self.continue_from(&fitted, data)?,
            labels: fitted.labels,
        })
    }
}

impl Clustering for Fitted {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.stream.clusters()
    }

    fn assign(&self, point: &[f64]) -> u32 {
        self.stream.assign(point)
    }
}
