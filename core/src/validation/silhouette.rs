//! Silhouette (Rousseeuw, J. Comput. Appl. Math. 20, 1987): s(i) = (b − a) / max(a, b), with a the
//! mean distance to the row's own cluster and b the least mean distance to another one; 0 in a
//! cluster of one. The mean over rows is reported.

use crate::clustering::kmeans::squared_distance;
use crate::random::sample;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Above so many rows a sample of this size is taken, and said so.
pub const EXACT_ROWS: usize = 10_000;

/// A mean silhouette, and how it was computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Silhouette {
    /// −1 to 1.
    pub mean: f64,
    /// Rows it was computed over.
    pub rows: usize,
    /// Whether those are a sample of all rows.
    pub sampled: bool,
}

/// The mean silhouette of each of several labelings of the same rows. Every distance is computed
/// once for all of them: O(rows²·(d + labelings)). `None` when `progress` stopped it.
///
/// Labels of a labeling run from 0 to its number of clusters − 1.
#[must_use]
pub fn silhouettes(
    data: ArrayView2<'_, f64>,
    labelings: &[Vec<u32>],
    seed: u64,
    progress: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Option<Vec<Silhouette>> {
    let n = data.nrows();
    let rows = sample(n, EXACT_ROWS, seed);
    let m = rows.len();
    let data = data.as_standard_layout();
    let d = data.ncols();
    let flat = data.as_slice().unwrap_or_default();
    let row = |i: usize| &flat[i * d..(i + 1) * d];
    let views: Vec<Labeling> = labelings
        .iter()
        .map(|labels| Labeling::new(labels, &rows))
        .collect();
    let mut totals = vec![0.0; views.len()];
    let mut sums: Vec<Vec<f64>> = views.iter().map(|v| vec![0.0; v.sizes.len()]).collect();
    for (i, &here) in rows.iter().enumerate() {
        for sum in &mut sums {
            sum.fill(0.0);
        }
        for (j, &there) in rows.iter().enumerate() {
            let distance = squared_distance(row(here), row(there)).sqrt();
            for (view, sum) in views.iter().zip(&mut sums) {
                sum[view.labels[j] as usize] += distance;
            }
        }
        for ((view, sum), total) in views.iter().zip(&sums).zip(&mut totals) {
            *total += view.width(view.labels[i] as usize, sum);
        }
        if i % 256 == 0 && progress(i as f64 / m as f64).is_break() {
            return None;
        }
    }
    Some(
        totals
            .iter()
            .map(|total| Silhouette {
                mean: total / m.max(1) as f64,
                rows: m,
                sampled: m < n,
            })
            .collect(),
    )
}

struct Labeling {
    labels: Vec<u32>,
    sizes: Vec<usize>,
}

impl Labeling {
    fn new(all: &[u32], rows: &[usize]) -> Self {
        let labels: Vec<u32> = rows.iter().map(|&i| all[i]).collect();
        let mut sizes = vec![0; all.iter().max().map_or(0, |&most| most as usize + 1)];
        for &label in &labels {
            sizes[label as usize] += 1;
        }
        Self { labels, sizes }
    }

    /// s(i) of a row of cluster `own` whose distances sum to `sums` per cluster.
    fn width(&self, own: usize, sums: &[f64]) -> f64 {
        if self.sizes[own] < 2 {
            return 0.0;
        }
        let a = sums[own] / (self.sizes[own] - 1) as f64;
        let b = sums
            .iter()
            .zip(&self.sizes)
            .enumerate()
            .filter(|&(cluster, (_, &size))| cluster != own && size > 0)
            .map(|(_, (sum, &size))| sum / size as f64)
            .fold(f64::INFINITY, f64::min);
        let most = a.max(b);
        if b.is_finite() && most > 0.0 {
            (b - a) / most
        } else {
            0.0
        }
    }
}
