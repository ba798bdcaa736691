//! Per-cluster totals of cells and weights, exact.

use super::fixed::{Fixed, split};
use super::shard::{Extent, Partial};

/// Totals of k clusters over d columns; a row may come, go and change its cluster.
pub(super) struct Sums {
    d: usize,
    cells: Fixed,
    weights: Fixed,
    high: Vec<i64>,
    low: Vec<i64>,
    rows: Vec<u64>,
}

impl Sums {
    pub(super) fn new(k: usize, d: usize, extent: &Extent) -> Self {
        Self {
            d,
            cells: Fixed::new(extent.largest * extent.heaviest, extent.rows),
            weights: Fixed::new(extent.heaviest, extent.rows),
            high: vec![0; k * (d + 1)],
            low: vec![0; k * (d + 1)],
            rows: vec![0; k],
        }
    }

    pub(super) fn clear(&mut self) {
        self.high.fill(0);
        self.low.fill(0);
        self.rows.fill(0);
    }

    /// Takes a row out of one cluster (if it was in any) and puts it into another.
    pub(super) fn shift(&mut self, row: &[f64], weight: f64, from: Option<usize>, to: usize) {
        if weight == 0.0 {
            return;
        }
        if let Some(from) = from {
            self.add(row, -weight, from);
            self.rows[from] = self.rows[from].saturating_sub(1);
        }
        self.add(row, weight, to);
        self.rows[to] += 1;
    }

    fn add(&mut self, row: &[f64], weight: f64, to: usize) {
        let at = to * (self.d + 1);
        let high = &mut self.high[at..=at + self.d];
        let low = &mut self.low[at..=at + self.d];
        let (scale, rest) = (self.cells.scale(), self.cells.rest());
        for ((high, low), x) in high.iter_mut().zip(low.iter_mut()).zip(row) {
            let (h, l) = split(x * weight * scale, rest);
            *high = high.wrapping_add(h);
            *low = low.wrapping_add(l);
        }
        let (h, l) = split(weight * self.weights.scale(), self.weights.rest());
        high[self.d] = high[self.d].wrapping_add(h);
        low[self.d] = low[self.d].wrapping_add(l);
    }

    /// Adds the totals of a shard.
    pub(super) fn merge(&mut self, partial: &Partial) {
        for (mine, theirs) in self.high.iter_mut().zip(&partial.high) {
            *mine = mine.wrapping_add(*theirs);
        }
        for (mine, theirs) in self.low.iter_mut().zip(&partial.low) {
            *mine = mine.wrapping_add(*theirs);
        }
        for (mine, theirs) in self.rows.iter_mut().zip(&partial.rows) {
            *mine += theirs;
        }
    }

    pub(super) fn partial(&self, changed: u64) -> Partial {
        Partial {
            high: self.high.clone(),
            low: self.low.clone(),
            rows: self.rows.clone(),
            changed,
        }
    }

    /// Rows of positive weight in each cluster.
    pub(super) fn rows(&self) -> &[u64] {
        &self.rows
    }

    /// Total weight of a cluster.
    pub(super) fn weight(&self, cluster: usize) -> f64 {
        let at = cluster * (self.d + 1) + self.d;
        self.weights.value(self.high[at], self.low[at])
    }

    /// Overwrites each centroid by its cluster's mean; those of empty clusters stay.
    pub(super) fn means(&self, centroids: &mut [f64]) {
        for (cluster, centroid) in centroids.chunks_exact_mut(self.d).enumerate() {
            if self.rows[cluster] == 0 {
                continue;
            }
            let weight = self.weight(cluster);
            let at = cluster * (self.d + 1);
            for (j, mean) in centroid.iter_mut().enumerate() {
                *mean = self.cells.value(self.high[at + j], self.low[at + j]) / weight;
            }
        }
    }
}
