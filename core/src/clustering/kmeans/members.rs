//! The rows of a shard, the cluster each is in, and the clusters' totals kept in step.

use super::squared_distance;
use super::sums::Sums;
use crate::clustering::NOISE;
use std::borrow::Cow;

/// Rows, weights, labels and totals.
pub(super) struct Members<'a> {
    pub(super) d: usize,
    pub(super) rows: Cow<'a, [f64]>,
    pub(super) weights: Option<Cow<'a, [f64]>>,
    /// [`NOISE`] before the first assignment; padded to whole groups.
    pub(super) labels: Vec<u32>,
    pub(super) sums: Sums,
    /// Rows that changed their cluster in the pass under way.
    pub(super) changed: u64,
}

impl Members<'_> {
    pub(super) fn len(&self) -> usize {
        self.rows.len() / self.d
    }

    #[inline]
    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.rows[i * self.d..(i + 1) * self.d]
    }

    #[inline]
    pub(super) fn weight(&self, i: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[i])
    }

    /// Puts a row into a cluster.
    pub(super) fn put(&mut self, i: usize, cluster: u32) {
        let from = self.labels[i];
        if from == cluster {
            return;
        }
        let row = &self.rows[i * self.d..(i + 1) * self.d];
        let weight = self.weights.as_ref().map_or(1.0, |weights| weights[i]);
        let from = (from != NOISE).then_some(from as usize);
        self.sums.shift(row, weight, from, cluster as usize);
        self.labels[i] = cluster;
        self.changed += 1;
    }

    /// The row of positive weight that is farthest from its centroid, of the clusters that can
    /// spare one; of several the one of least coordinates, column by column.
    pub(super) fn farthest(&self, centroids: &[f64], spare: &[bool]) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for i in 0..self.len() {
            let label = self.labels[i] as usize;
            if !spare.get(label).copied().unwrap_or(false) || self.weight(i) == 0.0 {
                continue;
            }
            let centroid = &centroids[label * self.d..(label + 1) * self.d];
            let here = squared_distance(self.row(i), centroid);
            let farther = best.is_none_or(|(kept, most)| {
                here > most || (here == most && before(self.row(i), self.row(kept)))
            });
            if farther {
                best = Some((i, here));
            }
        }
        best
    }
}

/// Whether `a` stands before `b`, compared column by column.
pub(super) fn before(a: &[f64], b: &[f64]) -> bool {
    a.iter()
        .zip(b)
        .map(|(x, y)| x.total_cmp(y))
        .find(|order| order.is_ne())
        .is_some_and(std::cmp::Ordering::is_lt)
}
