//! The steps: draw, assign, move; feed the starved; stop when nothing gets better.

use super::MiniBatch;
use crate::clustering::kmeans::nearest::exact;
use crate::clustering::kmeans::plus_plus::plus_plus;
use crate::clustering::{ClusterError, Progress, check};
use crate::random::{SeededRandom, below, sample, seeded, unit};
use rand_core::Rng;

/// Starts that are compared on a sample.
const STARTS: usize = 3;

/// The centroids (k × d) and the number of steps.
pub(super) fn run(
    params: &MiniBatch,
    flat: &[f64],
    d: usize,
    progress: Progress<'_>,
) -> Result<(Vec<f64>, usize), ClusterError> {
    let n = flat.len() / d;
    let mut random = seeded(params.seed);
    let mut centroids = start(params, flat, d, &mut random, progress)?;
    let mut counts = vec![0_u64; params.k];
    let mut drawn = vec![(0_usize, 0_u32, 0.0_f64); params.batch];
    // As if each batch replaced its share of a window twice the data long.
    let share = (2.0 * params.batch as f64 / (n as f64 + 1.0)).min(1.0);
    let (mut smooth, mut best, mut worse) = (f64::INFINITY, f64::INFINITY, 0);
    let mut since = 0;
    for step in 0..params.max_steps {
        check::step(progress, 0.95 * step as f64 / params.max_steps as f64)?;
        for draw in &mut drawn {
            let i = below(n as u64, &mut random) as usize;
            let (nearest, least, _) = exact(&flat[i * d..(i + 1) * d], &centroids);
            *draw = (i, nearest, least);
        }
        for &(i, cluster, _) in &drawn {
            let at = cluster as usize * d;
            counts[cluster as usize] += 1;
            let rate = 1.0 / counts[cluster as usize] as f64;
            for (c, x) in centroids[at..at + d].iter_mut().zip(&flat[i * d..]) {
                *c += rate * (x - *c);
            }
        }
        since += params.batch;
        if since >= 10 * params.k {
            since = 0;
            feed(
                params,
                flat,
                &drawn,
                &mut centroids,
                &mut counts,
                &mut random,
            );
        }
        let inertia = drawn.iter().map(|(_, _, least)| least).sum::<f64>();
        smooth = if smooth.is_finite() {
            smooth + share * (inertia - smooth)
        } else {
            inertia
        };
        if smooth < best {
            (best, worse) = (smooth, 0);
        } else {
            worse += 1;
            if worse >= params.patience {
                return Ok((centroids, step + 1));
            }
        }
    }
    Ok((centroids, params.max_steps))
}

/// The best of a few k-means++ starts on a sample.
fn start(
    params: &MiniBatch,
    flat: &[f64],
    d: usize,
    random: &mut SeededRandom,
    progress: Progress<'_>,
) -> Result<Vec<f64>, ClusterError> {
    let wanted = params.batch.max(params.k).saturating_mul(3);
    let rows = sample(flat.len() / d, wanted, random.next_u64());
    let part: Vec<f64> = rows
        .iter()
        .flat_map(|&i| &flat[i * d..(i + 1) * d])
        .copied()
        .collect();
    let mut best = (f64::INFINITY, Vec::new());
    for _ in 0..STARTS {
        let centres = plus_plus(&part, d, None, params.k, random, &mut |_| progress(0.0))?;
        let cost: f64 = part.chunks_exact(d).map(|row| exact(row, &centres).1).sum();
        if cost < best.0 || best.1.is_empty() {
            best = (cost, centres);
        }
    }
    Ok(best.1)
}

/// Starved centroids go to rows of the batch, drawn by their squared distance.
fn feed(
    params: &MiniBatch,
    flat: &[f64],
    drawn: &[(usize, u32, f64)],
    centroids: &mut [f64],
    counts: &mut [u64],
    random: &mut SeededRandom,
) {
    let d = centroids.len() / counts.len();
    let fullest = counts.iter().copied().max().unwrap_or(0) as f64;
    let hungry = |n: u64| (n as f64) < params.starved * fullest;
    // A fresh centroid counts as much as the least of those that are fed.
    let fed = counts.iter().copied().filter(|&n| !hungry(n)).min();
    let mut mass: Vec<f64> = drawn.iter().map(|draw| draw.2).collect();
    for cluster in 0..counts.len() {
        let total: f64 = mass.iter().sum();
        if !hungry(counts[cluster]) || total <= 0.0 {
            continue;
        }
        let mut target = unit(random) * total;
        let mut chosen = 0;
        for (i, &m) in mass.iter().enumerate() {
            if m > 0.0 {
                chosen = i;
                target -= m;
                if target < 0.0 {
                    break;
                }
            }
        }
        mass[chosen] = 0.0;
        let at = drawn[chosen].0 * d;
        centroids[cluster * d..(cluster + 1) * d].copy_from_slice(&flat[at..at + d]);
        counts[cluster] = fed.unwrap_or(1);
    }
}
