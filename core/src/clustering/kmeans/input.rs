//! What a fit is given, checked and made fit for arithmetic.

use super::fixed::{exponent, power};
use super::order;
use super::shard::{Extent, Part, Shard};
use crate::clustering::{ClusterError, check};
use ndarray::{Array2, ArrayView2, CowArray, Ix2};

/// Rows fit to be squared.
pub(in crate::clustering) struct Input<'a> {
    pub(in crate::clustering) data: CowArray<'a, f64, Ix2>,
    pub(in crate::clustering) weights: Option<&'a [f64]>,
    pub(in crate::clustering) extent: Extent,
    /// The rows were multiplied by it, a power of two.
    pub(in crate::clustering) scale: f64,
}

impl<'a> Input<'a> {
    pub(in crate::clustering) fn new(
        data: ArrayView2<'a, f64>,
        weights: Option<&'a [f64]>,
        k: usize,
    ) -> Result<Self, ClusterError> {
        check::positive("the number of columns", data.ncols())?;
        let mut data = standard(data);
        let flat = data.as_slice().unwrap_or_default();
        let mut extent = Extent::of(flat, data.ncols(), weights)?;
        if extent.weighty < k as u64 {
            return Err(ClusterError::TooFewRows {
                clusters: k,
                rows: extent.weighty as usize,
            });
        }
        let mut scale = 1.0;
        // Squares would overflow or vanish.
        if extent.largest > 1e120 || (extent.largest < 1e-120 && extent.largest > 0.0) {
            scale = power(-exponent(extent.largest));
            data = CowArray::from(data.mapv(|x| x * scale));
            extent.largest *= scale;
        }
        Ok(Self {
            data,
            weights,
            extent,
            scale,
        })
    }

    pub(in crate::clustering) fn flat(&self) -> &[f64] {
        self.data.as_slice().unwrap_or_default()
    }

    pub(in crate::clustering) fn shard(&self, k: usize) -> Result<Shard<'_>, ClusterError> {
        let part = Part::new(self.flat(), self.data.ncols());
        let part = match self.weights {
            Some(weights) => part.weighted(weights),
            None => part,
        };
        Shard::of_checked(part, self.extent, k)
    }

    /// Clusters renumbered by falling size, ties by the centroid's coordinates, so that the
    /// numbering depends on the clusters and not on the start; centroids in the rows' own units.
    pub(in crate::clustering) fn numbered(
        &self,
        centroids: &[f64],
        sizes: &[f64],
        labels: &mut [u32],
    ) -> Array2<f64> {
        let d = self.data.ncols();
        let order = order(centroids, sizes, d);
        let mut rank = vec![0_u32; order.len()];
        let mut numbered = Array2::zeros((order.len(), d));
        for (new, &old) in order.iter().enumerate() {
            rank[old] = new as u32;
            for j in 0..d {
                numbered[[new, j]] = centroids[old * d + j] / self.scale;
            }
        }
        for label in labels {
            *label = rank[*label as usize];
        }
        numbered
    }

    /// A sum of squares in the rows' own units.
    pub(in crate::clustering) fn squares(&self, sum: f64) -> f64 {
        sum / self.scale / self.scale
    }
}

/// Row-major, copied only if it is not.
fn standard(data: ArrayView2<'_, f64>) -> CowArray<'_, f64, Ix2> {
    if data.is_standard_layout() {
        CowArray::from(data)
    } else {
        CowArray::from(data.as_standard_layout().into_owned())
    }
}
