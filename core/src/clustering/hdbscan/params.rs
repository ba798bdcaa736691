//! Parameters, checked, and the fit.

use super::condensed::CondensedTree;
use super::fitted::Fitted;
use super::spanning::Spanning;
use crate::clustering::{ClusterError, Clusterer, MEMORY_LIMIT, Progress, check};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// Which clusters of the condensed tree are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Those that persist longest over all densities.
    ExcessOfMass,
    /// Those that do not split any more: more, smaller and more even clusters.
    Leaf,
}

/// Parameters of an HDBSCAN fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hdbscan {
    /// The fewest rows of a cluster, 2 to the number of rows.
    pub min_cluster_size: usize,
    /// How many rows, itself counted, lie within a row's core distance: 1 to the number of rows.
    /// More make clusters denser and more rows noise.
    pub min_samples: usize,
    /// Which clusters are taken.
    pub selection: Selection,
    /// Whether all rows may be one cluster.
    pub allow_single_cluster: bool,
    /// Clusters are not split at distances below this; 0 or more, 0 for no such limit.
    pub epsilon: f64,
}

impl Hdbscan {
    /// By excess of mass, two clusters or more, with `min_samples` the same as `min_cluster_size`.
    #[must_use]
    pub fn new(min_cluster_size: usize) -> Self {
        Self {
            min_cluster_size,
            min_samples: min_cluster_size,
            selection: Selection::ExcessOfMass,
            allow_single_cluster: false,
            epsilon: 0.0,
        }
    }

    /// Bytes that a fit of n rows and d columns takes beside the data.
    #[must_use]
    pub fn memory(&self, n: usize, d: usize) -> u64 {
        // Scaled copy, tree and scan; merges, edges, condensed tree and scores.
        (n as u64).saturating_mul((d as u64).saturating_mul(28).saturating_add(256))
    }

    fn check(&self, data: ArrayView2<'_, f64>) -> Result<(), ClusterError> {
        let least = [
            ("min_cluster_size", self.min_cluster_size, 2, "2 or more"),
            ("min_samples", self.min_samples, 1, "1 or more"),
        ];
        for (name, value, least, range) in least {
            check::within(name, value as f64, value >= least, range)?;
        }
        check::within(
            "epsilon",
            self.epsilon,
            self.epsilon >= 0.0 && self.epsilon.is_finite(),
            "0 or more, and finite",
        )?;
        check::rows(data, 1)?;
        let n = data.nrows();
        for (name, value, _, _) in least {
            if value > n {
                return Err(ClusterError::Parameter {
                    name,
                    value: format!("{value} for {n} rows"),
                    range: "at most the number of rows",
                });
            }
        }
        check::memory(
            self.memory(n, data.ncols()),
            MEMORY_LIMIT,
            "take a sample or pre-cluster with K-Means",
        )
    }
}

impl Clusterer for Hdbscan {
    type Fitted = Fitted;

    /// Progress is told every thousand rows or so.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.check(data)?;
        let spanning = Spanning::new(data, self.min_samples, progress)?;
        let rows = spanning.tree.rows();
        let condensed = CondensedTree::new(&spanning.dendrogram, rows, self.min_cluster_size);
        let fitted = Fitted::new(data, self, spanning, condensed);
        check::step(progress, 1.0)?;
        Ok(fitted)
    }
}
