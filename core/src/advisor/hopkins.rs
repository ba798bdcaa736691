//! The Hopkins statistic (Hopkins & Skellam, *Annals of Botany* 18(2), 1954; for clustering,
//! Banerjee & Davé, FUZZ-IEEE 2004): H = Σu / (Σu + Σw), with u the distances of places drawn
//! evenly over the box of the data to the nearest row, and w those of drawn rows to their nearest
//! other row. About 0.5 when rows lie evenly, towards 1 when they clump.
//!
//! With the distances themselves: their d-th powers, as in the paper, let the largest decide alone.

use super::compact::box_of;
use super::sample::Sample;
use crate::clustering::kmeans::squared_distance;
use crate::random::{below, seeded, unit};

/// The most places drawn of each kind.
const MOST_DRAWN: usize = 200;

/// H of two places or more. O(drawn·m·d).
pub(super) fn hopkins(sample: &Sample, seed: u64) -> f64 {
    let places = sample.places.as_standard_layout();
    let (m, d) = places.dim();
    let flat = places.as_slice().unwrap_or_default();
    let nearest = |point: &[f64], but: usize| {
        let others = flat.chunks_exact(d).enumerate().filter(|(i, _)| *i != but);
        let least = others.map(|(_, other)| squared_distance(point, other));
        least.fold(f64::INFINITY, f64::min).sqrt()
    };
    let edges = box_of(places.view());
    let mut random = seeded(seed);
    let (mut u, mut w) = (0.0, 0.0);
    for _ in 0..MOST_DRAWN.min(m) {
        let point: Vec<f64> = edges
            .iter()
            .map(|(low, high)| low + (high - low) * unit(&mut random))
            .collect();
        u += nearest(&point, usize::MAX);
        let row = below(m as u64, &mut random) as usize;
        w += nearest(&flat[row * d..(row + 1) * d], row);
    }
    if u + w > 0.0 { u / (u + w) } else { 0.5 }
}
