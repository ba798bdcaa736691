//! Per-cluster totals of cells and weights, exact.

use super::fixed::{Fixed, split};
use super::shard::{Extent, Partial};

/// Totals of k clusters over d columns; a row may come, go and change its cluster.
pub(super) struct Sums {
    d: usize,
    cells: Fixed,
    weights: Fixed,
    /// Of `cells`, kept at hand.
    scale: f64,
    rest: f64,
    high: Vec<i64>,
    low: Vec<i64>,
    rows: Vec<u64>,
}

impl Sums {
    pub(super) fn new(k: usize, d: usize, extent: &Extent) -> Self {
        let cells = Fixed::new(extent.largest * extent.heaviest, extent.rows);
        Self {
            d,
            cells,
            scale: cells.scale(),
            rest: cells.rest(),
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

    /// Takes a row out of one cluster (if it was in any) and puts it into another one.
    pub(super) fn shift(&mut self, row: &[f64], weight: f64, from: Option<usize>, to: usize) {
        if weight == 0.0 {
            return;
        }
        let (scale, rest) = (self.scale * weight, self.rest);
        let own = split(weight * self.weights.scale(), self.weights.rest());
        let width = self.d + 1;
        self.rows[to] += 1;
        let into = to * width..(to + 1) * width;
        let Some(from) = from else {
            let (high, low) = (&mut self.high[into.clone()], &mut self.low[into]);
            for ((x, high), low) in row.iter().zip(high.iter_mut()).zip(low.iter_mut()) {
                let (h, l) = split(x * scale, rest);
                *high = high.wrapping_add(h);
                *low = low.wrapping_add(l);
            }
            high[self.d] = high[self.d].wrapping_add(own.0);
            low[self.d] = low[self.d].wrapping_add(own.1);
            return;
        };
        self.rows[from] = self.rows[from].saturating_sub(1);
        let out = from * width..(from + 1) * width;
        let highs = self.high.get_disjoint_mut([into.clone(), out.clone()]);
        let lows = self.low.get_disjoint_mut([into, out]);
        let (Ok([high, high_out]), Ok([low, low_out])) = (highs, lows) else {
            return;
        };
        let ins = high.iter_mut().zip(low.iter_mut());
        let outs = high_out.iter_mut().zip(low_out.iter_mut());
        for ((x, (high, low)), (high_out, low_out)) in row.iter().zip(ins).zip(outs) {
            let (h, l) = split(x * scale, rest);
            *high = high.wrapping_add(h);
            *low = low.wrapping_add(l);
            *high_out = high_out.wrapping_sub(h);
            *low_out = low_out.wrapping_sub(l);
        }
        high[self.d] = high[self.d].wrapping_add(own.0);
        low[self.d] = low[self.d].wrapping_add(own.1);
        high_out[self.d] = high_out[self.d].wrapping_sub(own.0);
        low_out[self.d] = low_out[self.d].wrapping_sub(own.1);
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
