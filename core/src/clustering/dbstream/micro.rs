//! Micro-clusters and the density they share.

use std::collections::BTreeMap;

/// A micro-cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct MicroCluster {
    /// Number, given once, rising.
    pub id: u64,
    /// Centre, in the units of the data.
    pub centre: Vec<f64>,
    /// Weight at the tick `updated`, 1 for one point.
    pub weight: f64,
    /// When it was last touched.
    pub updated: u64,
}

impl MicroCluster {
    /// Its weight at the tick `now`.
    #[must_use]
    pub fn weight_at(&self, now: u64, fading: f64) -> f64 {
        self.weight * faded(fading, now.saturating_sub(self.updated))
    }
}

/// 2^(−λ·ticks).
pub(super) fn faded(fading: f64, ticks: u64) -> f64 {
    if ticks == 0 {
        return 1.0;
    }
    libm::exp2(-fading * ticks as f64)
}

/// How much density pairs of micro-clusters share: what fell into both. Keys are (lower number,
/// higher number), values the density and when it was last touched.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shared {
    edges: BTreeMap<(u64, u64), (f64, u64)>,
}

impl Shared {
    /// A point fell into both at `now`.
    pub(super) fn touch(&mut self, a: u64, b: u64, now: u64, fading: f64) {
        self.edges
            .entry((a.min(b), a.max(b)))
            .and_modify(|(density, at)| {
                *density = *density * faded(fading, now.saturating_sub(*at)) + 1.0;
                *at = now;
            })
            .or_insert((1.0, now));
    }

    /// Forgets what has less than `least` left at `now`, or belongs to a micro-cluster that is not
    /// `alive` any more.
    pub(super) fn clean(&mut self, now: u64, fading: f64, least: f64, alive: &dyn Fn(u64) -> bool) {
        self.edges.retain(|&(a, b), &mut (density, at)| {
            alive(a) && alive(b) && density * faded(fading, now.saturating_sub(at)) >= least
        });
    }

    /// Pairs and the density they share at `now`, by rising numbers.
    pub(super) fn at(&self, now: u64, fading: f64) -> impl Iterator<Item = (u64, u64, f64)> {
        self.edges.iter().map(move |(&(a, b), &(density, at))| {
            (a, b, density * faded(fading, now.saturating_sub(at)))
        })
    }
}
