//! One numbering of clusters for all algorithms.

use super::NOISE;
use ndarray::ArrayView2;
use std::cmp::Ordering;

/// Renumbers `labels` (any numbers below `clusters`, or [`NOISE`]) by falling cluster size, ties by
/// the coordinates of the cluster's mean. Gives the rank of each old number.
pub(crate) fn by_size(data: ArrayView2<'_, f64>, labels: &mut [u32], clusters: usize) -> Vec<u32> {
    let d = data.ncols();
    let mut sizes = vec![0_usize; clusters];
    let mut sums = vec![0.0; clusters * d];
    for (row, &label) in data.rows().into_iter().zip(labels.iter()) {
        if label == NOISE {
            continue;
        }
        let at = label as usize;
        sizes[at] += 1;
        for (sum, x) in sums[at * d..(at + 1) * d].iter_mut().zip(row) {
            *sum += x;
        }
    }
    let mean = |cluster: usize, j: usize| sums[cluster * d + j] / sizes[cluster].max(1) as f64;
    let mut order: Vec<usize> = (0..clusters).collect();
    order.sort_by(|&a, &b| {
        sizes[b].cmp(&sizes[a]).then_with(|| {
            (0..d)
                .map(|j| mean(a, j).total_cmp(&mean(b, j)))
                .find(|o| o.is_ne())
                .unwrap_or(Ordering::Equal)
        })
    });
    let mut rank = vec![0_u32; clusters];
    for (new, &old) in order.iter().enumerate() {
        rank[old] = new as u32;
    }
    for label in labels.iter_mut().filter(|label| **label != NOISE) {
        *label = rank[*label as usize];
    }
    rank
}
