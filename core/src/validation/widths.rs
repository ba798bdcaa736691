//! The silhouette plot: the widths s(i) of each cluster's rows, sorted (Rousseeuw 1987, fig. 2).

use super::ValidationError;
use super::labels::checked;
use super::silhouette::Sampled;
use crate::clustering::{NOISE, Progress};
use ndarray::ArrayView2;

/// Most widths given per cluster; of a larger one, quantiles.
pub const MOST_POINTS: usize = 200;

/// The silhouette widths of one clustering.
#[derive(Debug, Clone, PartialEq)]
pub struct Widths {
    /// Mean over the rows that took part, −1 to 1.
    pub mean: f64,
    /// Rows that took part.
    pub rows: usize,
    /// Rows of noise, left out (of the sample, if one was taken).
    pub noise: usize,
    /// Whether those rows are a sample of all.
    pub sampled: bool,
    /// By rising label; a cluster that the sample missed is not here.
    pub clusters: Vec<ClusterWidths>,
}

/// The silhouette widths of one cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterWidths {
    /// The cluster's label.
    pub label: u32,
    /// Rows that took part.
    pub rows: usize,
    /// Mean of s(i) over them, −1 to 1.
    pub mean: f64,
    /// Share of them with s(i) < 0, which lie nearer to another cluster on average; 0 to 1.
    pub misplaced: f64,
    /// s(i), falling; of more than [`MOST_POINTS`] rows so many evenly spaced order statistics,
    /// the first and the last among them.
    pub widths: Vec<f64>,
}

/// The silhouette widths of `labels`, over at most [`EXACT_ROWS`](super::EXACT_ROWS) rows. Time
/// O(rows²·d / 2).
///
/// # Errors
/// Labels of another length than the data, a cell that is not finite, fewer than two clusters
/// (also in the sample), a cancel.
pub fn silhouette_widths(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    seed: u64,
    progress: Progress<'_>,
) -> Result<Widths, ValidationError> {
    checked(data, labels)?;
    let sampled = Sampled::new(data, seed);
    let view = sampled.dense(labels);
    if view.clusters() < 2 {
        return Err(ValidationError::TooFewClusters {
            clusters: view.clusters(),
            least: 2,
        });
    }
    let mut all = sampled
        .widths(std::slice::from_ref(&view), progress)
        .ok_or(ValidationError::Cancelled)?;
    let widths = all.pop().unwrap_or_default();
    let mut per_cluster: Vec<Vec<f64>> = vec![Vec::new(); view.clusters()];
    for (&label, &width) in view.of.iter().zip(&widths) {
        if label != NOISE {
            per_cluster[label as usize].push(width);
        }
    }
    let total: f64 = per_cluster.iter().flatten().sum();
    let clusters = view
        .names
        .iter()
        .zip(per_cluster)
        .map(|(&label, widths)| cluster(label, widths))
        .collect();
    Ok(Widths {
        mean: total / view.rows() as f64,
        rows: view.rows(),
        noise: view.noise,
        sampled: sampled.rows.len() < data.nrows(),
        clusters,
    })
}

fn cluster(label: u32, mut widths: Vec<f64>) -> ClusterWidths {
    widths.sort_by(|a, b| b.total_cmp(a));
    let rows = widths.len();
    let mean = widths.iter().sum::<f64>() / rows.max(1) as f64;
    let below = widths.iter().filter(|&&width| width < 0.0).count();
    if rows > MOST_POINTS {
        let last = (rows - 1) as u64;
        let steps = (MOST_POINTS - 1) as u64;
        widths = (0..MOST_POINTS as u64)
            .map(|i| widths[((i * last + steps / 2) / steps) as usize])
            .collect();
    }
    ClusterWidths {
        label,
        rows,
        mean,
        misplaced: below as f64 / rows.max(1) as f64,
        widths,
    }
}
