//! k-means++: the first centre uniform, each next one with probability D²(x) / ΣD².

use super::squared_distance;
use crate::clustering::{ClusterError, Progress, check};
use crate::random::{below, unit};
use rand_core::Rng;

/// Rows whose weights are summed up on their own, so that a draw looks at few of them.
const BLOCK: usize = 1024;

/// `k` starting centres among the rows of `flat` (rows × d, as many as k or more), k × d. A row
/// counts as often as its weight says. Time O(n·k·d).
pub(super) fn plus_plus(
    flat: &[f64],
    d: usize,
    weights: Option<&[f64]>,
    k: usize,
    random: &mut impl Rng,
    progress: Progress<'_>,
) -> Result<Vec<f64>, ClusterError> {
    let n = flat.len() / d;
    let mut centres = Vec::with_capacity(k * d);
    let mut nearest = vec![f64::INFINITY; n];
    let mut mass = vec![0.0; n.div_ceil(BLOCK)];
    let mut chosen = match weights {
        None => below(n as u64, random) as usize,
        Some(weights) => {
            let sums: Vec<f64> = weights.chunks(BLOCK).map(|w| w.iter().sum()).collect();
            draw(weights, None, &sums, random)
        }
    };
    for c in 0..k {
        check::step(progress, c as f64 / k as f64)?;
        let centre = &flat[chosen * d..(chosen + 1) * d];
        centres.extend_from_slice(centre);
        if c + 1 == k {
            break;
        }
        let blocks = nearest.chunks_mut(BLOCK).zip(flat.chunks(BLOCK * d));
        for (b, ((nearest, rows), mass)) in blocks.zip(&mut mass).enumerate() {
            for (least, row) in nearest.iter_mut().zip(rows.chunks_exact(d)) {
                let here = squared_distance(row, centre);
                *least = if here < *least { here } else { *least };
            }
            *mass = match weights {
                None => nearest.iter().sum(),
                Some(weights) => {
                    let weights = &weights[b * BLOCK..b * BLOCK + nearest.len()];
                    nearest.iter().zip(weights).map(|(x, w)| x * w).sum()
                }
            };
        }
        chosen = if mass.iter().any(|&m| m > 0.0) {
            draw(&nearest, weights, &mass, random)
        } else {
            below(n as u64, random) as usize
        };
    }
    Ok(centres)
}

/// A row with probability value · weight; `mass` holds the sums by block.
fn draw(values: &[f64], weights: Option<&[f64]>, mass: &[f64], random: &mut impl Rng) -> usize {
    let mut target = unit(random) * mass.iter().sum::<f64>();
    // The last block with any mass answers for rounding at the end of the sum, in it the last row.
    let mut at = 0;
    for (b, &mass) in mass.iter().enumerate() {
        if mass > 0.0 {
            at = b;
            if target < mass {
                break;
            }
            target -= mass;
        }
    }
    let last = ((at + 1) * BLOCK).min(values.len());
    let mut chosen = at * BLOCK;
    for i in at * BLOCK..last {
        let value = values[i] * weights.map_or(1.0, |weights| weights[i]);
        if value > 0.0 {
            chosen = i;
            target -= value;
            if target < 0.0 {
                break;
            }
        }
    }
    chosen
}
