//! Indices by cluster means: Davies–Bouldin and Calinski–Harabasz. Both O(n·d + k²·d).

use super::ValidationError;
use super::labels::{Dense, checked, in_range};
use crate::clustering::kmeans::squared_distance;
use ndarray::ArrayView2;

/// Davies & Bouldin (IEEE TPAMI 1(2), 1979) with Euclidean distances (p = 2, q = 1): the mean over
/// clusters of the greatest (Sᵢ + Sⱼ) / Mᵢⱼ, where S is the mean distance of a cluster's rows to
/// their mean and M the distance of two means. 0 or more, less is better. As scikit-learn: means
/// that coincide are left out, and 0 comes out when all do or all S are 0.
///
/// # Errors
/// Labels of another length than the data, a cell that is not finite, fewer than two clusters, as
/// many clusters as rows. Noise takes no part.
pub fn davies_bouldin(data: ArrayView2<'_, f64>, labels: &[u32]) -> Result<f64, ValidationError> {
    let means = Means::new(data, labels)?;
    let k = means.dense.clusters();
    let mut spread = vec![0.0; k];
    for (label, row) in means.rows() {
        spread[label] += squared_distance(row, means.of(label)).sqrt();
    }
    for (spread, &size) in spread.iter_mut().zip(&means.dense.sizes) {
        *spread /= size as f64;
    }
    let mut total = 0.0;
    for a in 0..k {
        let mut worst = 0.0_f64;
        for b in (0..k).filter(|&b| b != a) {
            let apart = squared_distance(means.of(a), means.of(b)).sqrt();
            if apart > 0.0 {
                worst = worst.max((spread[a] + spread[b]) / apart);
            }
        }
        total += worst;
    }
    Ok(total / k as f64)
}

/// Caliński & Harabasz (Commun. Stat. 3(1), 1974): (B / (k − 1)) / (W / (n − k)), with B and W the
/// sums of squares between and within clusters. 0 or more, more is better. As scikit-learn: 1 when
/// W is 0.
///
/// # Errors
/// Labels of another length than the data, a cell that is not finite, fewer than two clusters, as
/// many clusters as rows. Noise takes no part.
pub fn calinski_harabasz(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
) -> Result<f64, ValidationError> {
    let means = Means::new(data, labels)?;
    let (n, k) = (means.dense.rows(), means.dense.clusters());
    let mut overall = vec![0.0; means.d];
    for (_, row) in means.rows() {
        for (sum, x) in overall.iter_mut().zip(row) {
            *sum += x;
        }
    }
    for sum in &mut overall {
        *sum /= n as f64;
    }
    let between: f64 = means
        .dense
        .sizes
        .iter()
        .enumerate()
        .map(|(label, &size)| size as f64 * squared_distance(means.of(label), &overall))
        .sum();
    let within: f64 = means
        .rows()
        .map(|(label, row)| squared_distance(row, means.of(label)))
        .sum();
    Ok(if within > 0.0 {
        between * (n - k) as f64 / (within * (k - 1) as f64)
    } else {
        1.0
    })
}

/// The mean of each cluster.
struct Means {
    dense: Dense,
    flat: Vec<f64>,
    d: usize,
    means: Vec<f64>,
}

impl Means {
    fn new(data: ArrayView2<'_, f64>, labels: &[u32]) -> Result<Self, ValidationError> {
        let dense = checked(data, labels)?;
        let (n, k, d) = (dense.rows(), dense.clusters(), data.ncols());
        if n <= k {
            return Err(ValidationError::TooFewRows {
                rows: n,
                least: k + 1,
            });
        }
        let flat = in_range(data).into_raw_vec_and_offset().0;
        let mut this = Self {
            dense,
            flat,
            d,
            means: Vec::new(),
        };
        let mut means = vec![0.0; k * d];
        for (label, row) in this.rows() {
            for (sum, x) in means[label * d..(label + 1) * d].iter_mut().zip(row) {
                *sum += x;
            }
        }
        for (mean, &size) in means.chunks_exact_mut(d).zip(&this.dense.sizes) {
            for x in mean {
                *x /= size as f64;
            }
        }
        this.means = means;
        Ok(this)
    }

    fn of(&self, label: usize) -> &[f64] {
        &self.means[label * self.d..(label + 1) * self.d]
    }

    /// Cluster and coordinates of each row that has a cluster.
    fn rows(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.dense
            .of
            .iter()
            .zip(self.flat.chunks_exact(self.d))
            .filter(|&(&label, _)| label != crate::clustering::NOISE)
            .map(|(&label, row)| (label as usize, row))
    }
}
