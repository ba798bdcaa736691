//! Silhouette (Rousseeuw, J. Comput. Appl. Math. 20, 1987): s(i) = (b − a) / max(a, b), with a the
//! mean distance to the row's own cluster and b the least mean distance to another one; 0 in a
//! cluster of one. The mean over rows is reported.

use super::labels::{Dense, finite, in_range};
use super::sums::{Cells, sums};
use crate::clustering::NOISE;
use crate::random::sample;
use ndarray::{ArrayView2, Axis};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Above so many rows a sample of this size is taken, and said so: what a tab does in about two
/// seconds at eight columns.
pub const EXACT_ROWS: usize = 40_000;

/// A mean silhouette, and how it was computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Silhouette {
    /// −1 to 1; 0 when there are fewer than two clusters, where it is not defined.
    pub mean: f64,
    /// Rows it was computed over: noise is not among them. 0 with fewer than two clusters.
    pub rows: usize,
    /// Whether those come from a sample of all rows.
    pub sampled: bool,
}

/// The mean silhouette of each of several labelings of the same rows, over at most [`EXACT_ROWS`]
/// of them. Every distance is computed once for all labelings: time O(rows²·d / 2), memory
/// O(rows · clusters). Rows labelled [`NOISE`] take no part in that labeling.
///
/// `None` when `progress` stopped it, when a labeling has another length than the data, and when
/// a cell is not finite.
#[must_use]
pub fn silhouettes(
    data: ArrayView2<'_, f64>,
    labelings: &[Vec<u32>],
    seed: u64,
    progress: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Option<Vec<Silhouette>> {
    Some(
        both_means(data, labelings, seed, progress)?
            .into_iter()
            .map(|(over_rows, _)| over_rows)
            .collect(),
    )
}

/// As [`silhouettes`], each with the mean over clusters of their mean widths beside it.
pub(super) fn both_means(
    data: ArrayView2<'_, f64>,
    labelings: &[Vec<u32>],
    seed: u64,
    progress: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Option<Vec<(Silhouette, f64)>> {
    let n = data.nrows();
    if finite(data).is_err() || labelings.iter().any(|labels| labels.len() != n) {
        return None;
    }
    let sampled = Sampled::new(data, seed);
    let views: Vec<Dense> = labelings
        .iter()
        .map(|labels| sampled.dense(labels))
        .collect();
    let widths = sampled.widths(&views, progress)?;
    Some(
        views
            .iter()
            .zip(&widths)
            .map(|(view, widths)| {
                let rows = if view.clusters() < 2 { 0 } else { view.rows() };
                let mut totals = vec![0.0; view.clusters()];
                for (&label, width) in view.of.iter().zip(widths) {
                    if label != NOISE && rows > 0 {
                        totals[label as usize] += width;
                    }
                }
                let means = totals.iter().zip(&view.sizes);
                let over_clusters: f64 = means.map(|(sum, &size)| sum / size as f64).sum();
                let over_rows = Silhouette {
                    mean: totals.iter().sum::<f64>() / rows.max(1) as f64,
                    rows,
                    sampled: sampled.rows.len() < n,
                };
                (over_rows, over_clusters / view.clusters().max(1) as f64)
            })
            .collect(),
    )
}

/// All rows, or [`EXACT_ROWS`] of them.
pub(super) struct Sampled {
    pub(super) rows: Vec<usize>,
    flat: Vec<f64>,
    d: usize,
}

impl Sampled {
    pub(super) fn new(data: ArrayView2<'_, f64>, seed: u64) -> Self {
        let rows = sample(data.nrows(), EXACT_ROWS, seed);
        let flat = in_range(data.select(Axis(0), &rows).view());
        Self {
            rows,
            d: data.ncols(),
            flat: flat.into_raw_vec_and_offset().0,
        }
    }

    /// The labels of the rows taken.
    pub(super) fn dense(&self, labels: &[u32]) -> Dense {
        Dense::new(self.rows.iter().map(|&row| labels[row]))
    }

    /// s(i) of the rows taken, per labeling; NaN for noise, and everywhere with fewer than two
    /// clusters.
    pub(super) fn widths(
        &self,
        views: &[Dense],
        progress: &mut dyn FnMut(f64) -> ControlFlow<()>,
    ) -> Option<Vec<Vec<f64>>> {
        let m = self.rows.len();
        let mut widths = vec![vec![f64::NAN; m]; views.len()];
        let wanted: Vec<usize> = (0..views.len())
            .filter(|&l| views[l].clusters() >= 2)
            .collect();
        let batches = batches(views, &wanted, m);
        let share = 1.0 / batches.len().max(1) as f64;
        for (at, (batch, cells)) in batches.iter().enumerate() {
            let counts: Vec<usize> = batch.iter().map(|&l| views[l].clusters() + 1).collect();
            let order: Vec<usize> = cells.rows.concat();
            let done = sums(
                &self.flat,
                self.d,
                cells,
                &counts,
                &mut |part| progress((at as f64 + part) * share),
                &mut |from, to, kept| {
                    for (&l, kept) in batch.iter().zip(kept) {
                        for (i, &row) in order[from..to].iter().enumerate() {
                            let column = |cluster: usize| kept[cluster * (to - from) + i];
                            widths[l][row] = width(&views[l], row, &column);
                        }
                    }
                },
            );
            if done.is_break() {
                return None;
            }
        }
        if progress(1.0).is_break() {
            return None;
        }
        Some(widths)
    }
}

/// Labelings in batches that keep the cells so large that filling them up to whole lanes costs
/// less than a second pass over the distances would.
fn batches(views: &[Dense], wanted: &[usize], m: usize) -> Vec<(Vec<usize>, Cells)> {
    let mut batches: Vec<(Vec<usize>, Cells)> = Vec::new();
    for &l in wanted {
        if let Some((batch, cells)) = batches.last_mut() {
            let together: Vec<&Dense> = batch.iter().chain([&l]).map(|&l| &views[l]).collect();
            let finer = Cells::new(&together);
            if finer.lanes() <= m + m / 2 {
                batch.push(l);
                *cells = finer;
                continue;
            }
        }
        batches.push((vec![l], Cells::new(&[&views[l]])));
    }
    batches
}

/// s(i) of a row whose distances to a cluster sum to `sum(cluster)`; NaN for noise.
fn width(view: &Dense, row: usize, sum: &dyn Fn(usize) -> f64) -> f64 {
    if view.of[row] == NOISE {
        return f64::NAN;
    }
    let own = view.of[row] as usize;
    if view.sizes[own] < 2 {
        return 0.0;
    }
    let a = sum(own) / (view.sizes[own] - 1) as f64;
    let b = view
        .sizes
        .iter()
        .enumerate()
        .filter(|&(cluster, _)| cluster != own)
        .map(|(cluster, &size)| sum(cluster) / size as f64)
        .fold(f64::INFINITY, f64::min);
    let most = a.max(b);
    if most > 0.0 { (b - a) / most } else { 0.0 }
}
