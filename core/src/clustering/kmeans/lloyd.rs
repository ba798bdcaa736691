//! Lloyd's iteration.

use super::squared_distance;
use ndarray::{Array2, ArrayView2};

/// One run from one start.
pub(super) struct Run {
    pub(super) centroids: Array2<f64>,
    pub(super) labels: Vec<u32>,
    pub(super) inertia: f64,
    pub(super) iterations: usize,
}

/// Assign, average, repeat, until no row changes its cluster or `max_iterations` are done.
/// An emptied cluster takes the row farthest from its centroid.
pub(super) fn run(
    data: ArrayView2<'_, f64>,
    mut centroids: Array2<f64>,
    max_iterations: usize,
) -> Run {
    let (n, d) = data.dim();
    let k = centroids.nrows();
    let flat = data.as_slice().unwrap_or_default();
    let mut labels = vec![u32::MAX; n];
    let mut distances = vec![0.0; n];
    let mut iterations = 0;
    loop {
        let changed = assign(flat, d, &centroids, &mut labels, &mut distances);
        if !changed || iterations == max_iterations {
            break;
        }
        iterations += 1;
        let mut counts = vec![0_usize; k];
        centroids.fill(0.0);
        let sums = centroids.as_slice_mut().unwrap_or_default();
        for (row, &label) in flat.chunks_exact(d).zip(&labels) {
            let label = label as usize;
            counts[label] += 1;
            for (sum, x) in sums[label * d..(label + 1) * d].iter_mut().zip(row) {
                *sum += x;
            }
        }
        repair(flat, d, sums, &mut counts, &mut labels, &mut distances);
        for (cluster, &count) in counts.iter().enumerate() {
            if count > 0 {
                for sum in &mut sums[cluster * d..(cluster + 1) * d] {
                    *sum /= count as f64;
                }
            }
        }
    }
    Run {
        inertia: distances.iter().sum(),
        centroids,
        labels,
        iterations,
    }
}

fn assign(
    flat: &[f64],
    d: usize,
    centroids: &Array2<f64>,
    labels: &mut [u32],
    distances: &mut [f64],
) -> bool {
    let centres = centroids.as_slice().unwrap_or_default();
    let mut changed = false;
    for ((row, label), distance) in flat.chunks_exact(d).zip(labels).zip(distances) {
        let mut nearest = 0;
        let mut least = f64::INFINITY;
        for (cluster, centre) in centres.chunks_exact(d).enumerate() {
            let here = squared_distance(row, centre);
            if here < least {
                least = here;
                nearest = cluster as u32;
            }
        }
        changed |= *label != nearest;
        *label = nearest;
        *distance = least;
    }
    changed
}

/// Moves the farthest row of a cluster of two or more into each empty cluster.
fn repair(
    flat: &[f64],
    d: usize,
    sums: &mut [f64],
    counts: &mut [usize],
    labels: &mut [u32],
    distances: &mut [f64],
) {
    while let Some(empty) = counts.iter().position(|&count| count == 0) {
        let farthest = (0..labels.len())
            .filter(|&i| counts[labels[i] as usize] > 1)
            .fold(None, |best: Option<usize>, i| match best {
                Some(b) if distances[b] >= distances[i] => Some(b),
                _ => Some(i),
            });
        let Some(row) = farthest else { return };
        let from = labels[row] as usize;
        for j in 0..d {
            sums[from * d + j] -= flat[row * d + j];
            sums[empty * d + j] = flat[row * d + j];
        }
        counts[from] -= 1;
        counts[empty] = 1;
        labels[row] = empty as u32;
        distances[row] = 0.0;
    }
}
