//! Parameters, checked, and the fit.

use super::dendrogram::Dendrogram;
use super::fitted::Fitted;
use super::points::Points;
use super::{chain, single, ward};
use crate::clustering::{ClusterError, Clusterer, MEMORY_LIMIT, Progress, check};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// What the distance of two clusters is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Linkage {
    /// How much their merging raises the sum of squares (as a distance).
    Ward,
    /// The largest distance of a pair of rows.
    Complete,
    /// The mean distance of all pairs of rows.
    Average,
    /// The least distance of a pair of rows.
    Single,
}

/// Where the dendrogram is cut.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// So that this many clusters are left, 1 to the number of rows.
    Clusters(usize),
    /// After all merges of at most this height, 0 or more, in units of the data.
    Height(f64),
}

/// Parameters of an agglomerative fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agglomerative {
    /// What the distance of two clusters is.
    pub linkage: Linkage,
    /// Where the dendrogram is cut.
    pub cut: Cut,
    /// The most bytes the fit may take beside the data.
    pub memory_limit: u64,
}

impl Agglomerative {
    /// Within [`MEMORY_LIMIT`].
    #[must_use]
    pub fn new(linkage: Linkage, cut: Cut) -> Self {
        Self {
            linkage,
            cut,
            memory_limit: MEMORY_LIMIT,
        }
    }

    /// Bytes that a fit of n rows and d columns takes beside the data.
    #[must_use]
    pub fn memory(&self, n: usize, d: usize) -> u64 {
        let rows = (n as u64).saturating_mul((d as u64).saturating_mul(8).saturating_add(128));
        match self.linkage {
            Linkage::Ward | Linkage::Single => rows,
            Linkage::Complete | Linkage::Average => rows.saturating_add(chain::bytes(n)),
        }
    }
}

impl Clusterer for Agglomerative {
    type Fitted = Fitted;

    /// Progress is told every few merges.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.cut.check(data)?;
        check::memory(
            self.memory(data.nrows(), data.ncols()),
            self.memory_limit,
            chain::WAY_OUT,
        )?;
        let points = Points::new(data);
        let (rows, unit) = (points.rows.clone(), points.unit);
        let mut edges = match self.linkage {
            Linkage::Ward => ward::edges(points, progress)?,
            Linkage::Single => {
                let cores = vec![0.0; points.n];
                single::edges(points, &cores, progress)?
            }
            Linkage::Complete => chain::edges(&points, chain::complete, progress)?,
            Linkage::Average => chain::edges(&points, chain::average, progress)?,
        };
        for (a, b, height) in &mut edges {
            *a = rows[*a as usize];
            *b = rows[*b as usize];
            *height = (*height * unit).min(f64::MAX);
        }
        let fitted = Fitted::new(Dendrogram::from_edges(edges), data, self.cut);
        check::step(progress, 1.0)?;
        Ok(fitted)
    }
}

impl Cut {
    /// In range for `data`, and `data` fit to be clustered.
    pub(super) fn check(self, data: ArrayView2<'_, f64>) -> Result<(), ClusterError> {
        match self {
            Self::Clusters(k) => {
                check::positive("the number of clusters", k)?;
                check::rows(data, k)
            }
            Self::Height(h) => {
                check::within("the height of the cut", h, h >= 0.0, "0 or more")?;
                check::rows(data, 1)
            }
        }
    }
}
