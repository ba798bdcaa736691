//! How dense the rows lie: outliers, variation of density, groups with empty space between.

use super::sample::Sample;
use crate::clustering::kmeans::squared_distance;
use crate::clustering::{ClusterError, Progress};

/// Outlier: log k-distance beyond the median by so many deviations.
const OUTLIER_DEVIATIONS: f64 = 4.0;
/// … but of not less than this: distances on a lattice are often all the same.
const LEAST_DEVIATION: f64 = 0.1;
/// Distances below this, where the data span 2, are as good as rounding.
const ROUNDING: f64 = 1e-12;
/// MAD → standard deviation of a normal distribution.
const MAD_TO_DEVIATION: f64 = 1.482_602_218_505_602;
/// Quantiles of the k-distances tried as ε, falling. Below, even an even spread falls apart.
pub(super) const EPSILON_QUANTILES: [f64; 3] = [0.98, 0.95, 0.9];
/// A group holds at least this share of the places.
const LEAST_GROUP: f64 = 0.05;

/// Distances of all places to all, and to their k-th neighbours.
pub(super) struct Neighbourhood {
    distances: Vec<f64>,
    /// Distance of each place to its k-th neighbour, above 0.
    reach: Vec<f64>,
}

/// Places joined where they lie within ε of each other and both have k neighbours within ε:
/// DBSCAN's core points (Ester et al., KDD 1996).
pub(super) struct Groups {
    /// The quantile of the k-distances that ε is.
    pub(super) quantile: f64,
    /// Group of each place; `None` where density is too low or the group too small.
    pub(super) group: Vec<Option<usize>>,
    /// Number of groups.
    pub(super) count: usize,
    /// The share of places in a group.
    pub(super) covered: f64,
}

impl Neighbourhood {
    /// All distances. O(m²·d).
    pub(super) fn new(
        sample: &Sample,
        k: usize,
        progress: Progress<'_>,
    ) -> Result<Self, ClusterError> {
        let places = sample.places.as_standard_layout();
        let (m, d) = places.dim();
        let flat = places.as_slice().unwrap_or_default();
        let mut distances = vec![0.0; m * m];
        let mut reach = Vec::with_capacity(m);
        let mut row = Vec::with_capacity(m);
        for (i, a) in flat.chunks_exact(d).enumerate() {
            for (j, b) in flat.chunks_exact(d).enumerate() {
                distances[i * m + j] = squared_distance(a, b).sqrt();
            }
            row.clear();
            row.extend_from_slice(&distances[i * m..(i + 1) * m]);
            // The place itself is the 0-th.
            let (_, &mut far, _) = row.select_nth_unstable_by(k.min(m - 1), f64::total_cmp);
            reach.push(far.max(ROUNDING));
            if i % 64 == 0 && progress(i as f64 / m as f64).is_break() {
                return Err(ClusterError::Cancelled);
            }
        }
        Ok(Self { distances, reach })
    }

    /// The share of outliers, and the ratio of the upper to the lower decile of the k-distances of
    /// the others.
    pub(super) fn outliers_and_ratio(&self) -> (f64, f64) {
        let m = self.reach.len();
        let logs: Vec<f64> = self.reach.iter().map(|&x| libm::log(x)).collect();
        let middle = median(logs.clone());
        let spread = MAD_TO_DEVIATION * median(logs.iter().map(|x| (x - middle).abs()).collect());
        let limit = middle + OUTLIER_DEVIATIONS * spread.max(LEAST_DEVIATION);
        let within = self
            .reach
            .iter()
            .zip(&logs)
            .filter(|(_, log)| **log <= limit);
        let mut bulk: Vec<f64> = within.map(|(reach, _)| *reach).collect();
        bulk.sort_unstable_by(f64::total_cmp);
        let at = |q: f64| {
            bulk.get((q * bulk.len() as f64) as usize)
                .copied()
                .unwrap_or(1.0)
        };
        ((m - bulk.len()) as f64 / m as f64, at(0.9) / at(0.1))
    }

    /// Groups at the ε that is the `q`-quantile of the k-distances. O(m²).
    pub(super) fn groups(&self, q: f64) -> Groups {
        let m = self.reach.len();
        let epsilon = quantile(self.reach.clone(), q);
        let core = |i: usize| self.reach[i] <= epsilon;
        let mut group = vec![None; m];
        let mut count = 0;
        let mut seen = vec![false; m];
        for start in 0..m {
            if seen[start] || !core(start) {
                continue;
            }
            seen[start] = true;
            let mut members = vec![start];
            let mut next = 0;
            while let Some(&i) = members.get(next) {
                next += 1;
                let row = &self.distances[i * m..(i + 1) * m];
                for j in (0..m).filter(|&j| row[j] <= epsilon) {
                    if !seen[j] && core(j) {
                        seen[j] = true;
                        members.push(j);
                    }
                }
            }
            if members.len() as f64 >= LEAST_GROUP * m as f64 {
                for i in members {
                    group[i] = Some(count);
                }
                count += 1;
            }
        }
        let covered = group.iter().flatten().count() as f64 / m as f64;
        Groups {
            quantile: q,
            group,
            count,
            covered,
        }
    }
}

fn median(values: Vec<f64>) -> f64 {
    quantile(values, 0.5)
}

/// A value of `values` below which the share `q` of them lies; 0 of none.
pub(super) fn quantile(mut values: Vec<f64>, q: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else {
        return 0.0;
    };
    let at = ((q * values.len() as f64) as usize).min(last);
    let (_, &mut value, _) = values.select_nth_unstable_by(at, f64::total_cmp);
    value
}
