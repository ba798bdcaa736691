//! k-means++: the first centre uniform, each next one with probability D²(x) / ΣD².

use super::squared_distance;
use crate::random::{below, unit};
use ndarray::{Array2, ArrayView2};
use rand_core::Rng;

/// `k` starting centres among the rows of `data` (n ≥ k ≥ 1, standard layout).
pub(super) fn plus_plus(data: ArrayView2<'_, f64>, k: usize, random: &mut impl Rng) -> Array2<f64> {
    let (n, d) = data.dim();
    let flat = data.as_slice().unwrap_or_default();
    let row = |i: usize| &flat[i * d..(i + 1) * d];
    let mut centres = Array2::zeros((k, d));
    let mut chosen = below(n as u64, random) as usize;
    let mut nearest = vec![f64::INFINITY; n];
    for c in 0..k {
        centres.row_mut(c).assign(&data.row(chosen));
        let mut total = 0.0;
        for (i, least) in nearest.iter_mut().enumerate() {
            *least = least.min(squared_distance(row(i), row(chosen)));
            total += *least;
        }
        if total > 0.0 {
            let mut target = unit(random) * total;
            // The last row with any weight answers for rounding at the end of the sum.
            for (i, &weight) in nearest.iter().enumerate() {
                if weight > 0.0 {
                    chosen = i;
                    target -= weight;
                    if target < 0.0 {
                        break;
                    }
                }
            }
        } else {
            chosen = below(n as u64, random) as usize;
        }
    }
    centres
}
