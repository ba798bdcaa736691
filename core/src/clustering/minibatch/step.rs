//! The steps: draw, assign, move; feed the starved; stop when nothing gets better.

use super::MiniBatch;
use crate::clustering::kmeans::nearest::exact;
use crate::clustering::kmeans::{KMeans, squared_distance};
use crate::clustering::{ClusterError, Clusterer, Progress, check};
use crate::random::{SeededRandom, below, sample, seeded, unit};
use ndarray::Array2;
use rand_core::Rng;

/// Batches of rows that the start is made from.
const SAMPLE: usize = 3;
/// Starts on the sample, and the most iterations of each.
const STARTS: usize = 4;
const ITERATIONS: usize = 20;

/// A row that was drawn.
struct Draw {
    row: usize,
    /// Nearest centroid.
    cluster: u32,
    /// Squared distance to it, and to the second nearest.
    least: f64,
    second: f64,
}

impl Draw {
    fn of(row: usize, flat: &[f64], centroids: &[f64], d: usize) -> Self {
        let (cluster, least, second) = exact(&flat[row * d..(row + 1) * d], centroids);
        Self {
            row,
            cluster,
            least,
            second,
        }
    }
}

/// The centroids (k × d) and the number of steps.
pub(super) fn run(
    params: &MiniBatch,
    flat: &[f64],
    d: usize,
    progress: Progress<'_>,
) -> Result<(Vec<f64>, usize), ClusterError> {
    let n = flat.len() / d;
    let mut random = seeded(params.seed);
    let (mut centroids, mut herd) = start(params, flat, d, &mut random, progress)?;
    let mut batch = Vec::with_capacity(params.batch.min(n));
    // As if each batch replaced its share of a window twice the data long.
    let share = (2.0 * params.batch as f64 / (n as f64 + 1.0)).min(1.0);
    let (mut smooth, mut best, mut worse) = (f64::INFINITY, f64::INFINITY, 0);
    let mut since = 0;
    for step in 0..params.max_steps {
        check::step(progress, 0.95 * step as f64 / params.max_steps as f64)?;
        batch.clear();
        for _ in 0..params.batch {
            let row = below(n as u64, &mut random) as usize;
            batch.push(Draw::of(row, flat, &centroids, d));
        }
        // Counts as they were before the batch: the first of its rows counts one more.
        let mut counts = herd.counts.clone();
        herd.note(&batch);
        for draw in &batch {
            let at = draw.cluster as usize * d;
            let count = &mut counts[draw.cluster as usize];
            *count += 1;
            let rate = 1.0 / *count as f64;
            for (c, x) in centroids[at..at + d].iter_mut().zip(&flat[draw.row * d..]) {
                *c += rate * (x - *c);
            }
        }
        let inertia = batch.iter().map(|draw| draw.least).sum::<f64>();
        since += params.batch;
        if since >= 10 * params.k {
            since = 0;
            herd.feed(
                params.starved,
                flat,
                &mut batch,
                &mut centroids,
                &mut random,
            );
        }
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

/// A K-Means of a sample of the rows, and what the sample tells of its centroids.
fn start(
    params: &MiniBatch,
    flat: &[f64],
    d: usize,
    random: &mut SeededRandom,
    progress: Progress<'_>,
) -> Result<(Vec<f64>, Herd), ClusterError> {
    let wanted = params.batch.max(params.k).saturating_mul(SAMPLE);
    let rows = sample(flat.len() / d, wanted, random.next_u64());
    let part = Array2::from_shape_fn((rows.len(), d), |(i, j)| flat[rows[i] * d + j]);
    let first = KMeans {
        starts: STARTS,
        max_iterations: ITERATIONS,
        ..KMeans::new(params.k, random.next_u64())
    };
    let fitted = first.fit(part.view(), &mut |_| progress(0.0))?;
    let centroids: Vec<f64> = fitted.centroids.iter().copied().collect();
    let draws: Vec<Draw> = rows
        .iter()
        .map(|&i| Draw::of(i, flat, &centroids, d))
        .collect();
    let mut herd = Herd::new(params.k);
    herd.note(&draws);
    Ok((centroids, herd))
}

/// What is known of each centroid from the rows drawn.
struct Herd {
    /// Rows taken.
    counts: Vec<u64>,
    /// What its rows would have lost without it: to their second nearest, in squared distance.
    loss: Vec<f64>,
    /// Rows drawn, of any cluster, since it started.
    drawn: Vec<u64>,
}

impl Herd {
    fn new(k: usize) -> Self {
        Self {
            counts: vec![0; k],
            loss: vec![0.0; k],
            drawn: vec![0; k],
        }
    }

    fn note(&mut self, batch: &[Draw]) {
        for drawn in &mut self.drawn {
            *drawn += batch.len() as u64;
        }
        for draw in batch {
            let loss = (draw.second - draw.least).min(f64::MAX);
            self.loss[draw.cluster as usize] += loss;
            self.counts[draw.cluster as usize] += 1;
        }
    }

    /// Starved centroids go to rows of the batch, drawn by their squared distance, if the batch
    /// gains more by that than a batch has lost without them: a small cluster far from all others
    /// is no starved one.
    fn feed(
        &mut self,
        starved: f64,
        flat: &[f64],
        batch: &mut [Draw],
        centroids: &mut [f64],
        random: &mut SeededRandom,
    ) {
        let d = centroids.len() / self.counts.len();
        let row = |i: usize| &flat[i * d..(i + 1) * d];
        let fullest = self.counts.iter().copied().max().unwrap_or(0) as f64;
        let hungry = |n: u64| (n as f64) < starved * fullest;
        // A fresh centroid counts as much as the least of those that are fed.
        let fed = self.counts.iter().copied().filter(|&n| !hungry(n)).min();
        for cluster in 0..self.counts.len() {
            if !hungry(self.counts[cluster]) {
                continue;
            }
            let Some(chosen) = by_distance(batch, random) else {
                return;
            };
            let place = row(batch[chosen].row);
            let distance = |draw: &Draw| squared_distance(row(draw.row), place);
            let gain: f64 = batch
                .iter()
                .map(|draw| (draw.least - distance(draw)).max(0.0))
                .sum();
            let loss = self.loss[cluster] / self.drawn[cluster].max(1) as f64;
            if gain <= loss * batch.len() as f64 {
                continue;
            }
            centroids[cluster * d..(cluster + 1) * d].copy_from_slice(place);
            for draw in batch.iter_mut() {
                draw.least = draw.least.min(squared_distance(row(draw.row), place));
            }
            self.counts[cluster] = fed.unwrap_or(1);
            (self.loss[cluster], self.drawn[cluster]) = (0.0, 0);
        }
    }
}

/// A row of the batch with probability by its squared distance; none if all are 0.
fn by_distance(batch: &[Draw], random: &mut SeededRandom) -> Option<usize> {
    let mut target = unit(random) * batch.iter().map(|draw| draw.least).sum::<f64>();
    let mut chosen = None;
    for (i, draw) in batch.iter().enumerate() {
        if draw.least > 0.0 {
            chosen = Some(i);
            target -= draw.least;
            if target < 0.0 {
                break;
            }
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::{Draw, Herd};
    use crate::random::seeded;

    /// Three centroids of which the last has had 2 of 1000 rows; rows about 0, 100 and 200.
    fn fed(last: f64, loss: f64) -> (Vec<f64>, Herd) {
        let flat: Vec<f64> = (0..90).map(|i| f64::from(i % 3 * 100 + i / 30)).collect();
        let mut centroids = vec![0.0, 100.0, last];
        let mut batch: Vec<Draw> = (0..90)
            .map(|row| Draw::of(row, &flat, &centroids, 1))
            .collect();
        let mut herd = Herd {
            counts: vec![500, 498, 2],
            loss: vec![1e6, 1e6, loss],
            drawn: vec![1000; 3],
        };
        herd.feed(0.01, &flat, &mut batch, &mut centroids, &mut seeded(1));
        (centroids, herd)
    }

    #[test]
    fn a_starved_centroid_goes_where_it_pays() {
        let (centroids, herd) = fed(1e4, 0.0);
        assert!((200.0..=202.0).contains(&centroids[2]), "{centroids:?}");
        assert_eq!(centroids[..2], [0.0, 100.0]);
        assert_eq!((herd.counts[2], herd.drawn[2]), (498, 0));
    }

    #[test]
    fn a_small_cluster_far_off_is_left() {
        let (centroids, herd) = fed(1e4, 2.0 * 1e8);
        assert_eq!(centroids[2], 1e4);
        assert_eq!(herd.counts[2], 2);
    }
}
