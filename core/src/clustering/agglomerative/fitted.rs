//! A fitted dendrogram at one cut.

use super::dendrogram::Dendrogram;
use super::params::Cut;
use super::points::scale;
use crate::clustering::kmeans::squared_distance;
use crate::clustering::{ClusterError, Clustering, NOISE, order};
use ndarray::{Array2, ArrayView2};

/// A dendrogram and the clusters at a cut through it. Another cut needs no other fit:
/// [`cut`](Self::cut).
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The merges of all rows.
    pub dendrogram: Dendrogram,
    /// The cluster of each row. Clusters by falling size, ties by their least row.
    pub labels: Vec<u32>,
    /// k × d, the mean of each cluster's rows.
    pub means: Array2<f64>,
    /// What brings the data to about 1.
    scale: f64,
}

impl Fitted {
    pub(super) fn new(dendrogram: Dendrogram, data: ArrayView2<'_, f64>, cut: Cut) -> Self {
        let (mut labels, k) = match cut {
            Cut::Clusters(k) => (dendrogram.cut_k(k), k),
            Cut::Height(h) => (dendrogram.cut_height(h), dendrogram.clusters_at(h)),
        };
        order::by_size(data, &mut labels, k);
        let (scale, unit) = scale(data);
        let mut means = Array2::zeros((k, data.ncols()));
        let mut sizes = vec![0.0_f64; k];
        for (row, &label) in data.rows().into_iter().zip(&labels) {
            sizes[label as usize] += 1.0;
            for (mean, x) in means.row_mut(label as usize).iter_mut().zip(row) {
                *mean += x * scale;
            }
        }
        for (mut mean, size) in means.rows_mut().into_iter().zip(sizes) {
            mean.mapv_inplace(|sum| sum / size * unit);
        }
        Self {
            dendrogram,
            labels,
            means,
            scale,
        }
    }

    /// The clusters at another cut; `data` is what was fitted.
    ///
    /// # Errors
    /// A cut out of range, or data of other rows or columns; nothing has changed then.
    pub fn cut(&mut self, data: ArrayView2<'_, f64>, cut: Cut) -> Result<(), ClusterError> {
        cut.check(data)?;
        if data.dim() != (self.dendrogram.rows(), self.means.ncols()) {
            return Err(ClusterError::Parameter {
                name: "the data's shape",
                value: format!("{:?}", data.dim()),
                range: "that of the fitted data",
            });
        }
        *self = Self::new(self.dendrogram.clone(), data, cut);
        Ok(())
    }
}

impl Clustering for Fitted {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.means.nrows()
    }

    /// The cluster of the nearest mean, whatever the linkage. Clusters of single linkage can have
    /// any shape: for them an assigner by cells of the fitted rows does better.
    fn assign(&self, point: &[f64]) -> u32 {
        if point.len() != self.means.ncols() || !point.iter().all(|x| x.is_finite()) {
            return NOISE;
        }
        let scaled = |x: &f64| x * self.scale;
        let point: Vec<f64> = point.iter().map(scaled).collect();
        let mut nearest = (0, f64::INFINITY);
        for (cluster, mean) in self.means.rows().into_iter().enumerate() {
            let mean: Vec<f64> = mean.iter().map(scaled).collect();
            let here = squared_distance(&point, &mean);
            if here < nearest.1 {
                nearest = (cluster as u32, here);
            }
        }
        nearest.0
    }
}
