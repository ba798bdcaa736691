//! One numbering of clusters for all algorithms.

use super::NOISE;
use crate::neighbours::lexicographic;
use ndarray::{ArrayView1, ArrayView2};
use std::cmp::Ordering;

/// Renumbers `labels` (any numbers below `clusters`, or [`NOISE`]) by falling cluster size, ties by
/// the cluster's least row in the order of its coordinates: unlike a mean, that is the same to the
/// last bit in whatever order the rows come. Gives the rank of each old number.
pub(crate) fn by_size(data: ArrayView2<'_, f64>, labels: &mut [u32], clusters: usize) -> Vec<u32> {
    let mut sizes = vec![0_usize; clusters];
    let mut least: Vec<Option<ArrayView1<'_, f64>>> = vec![None; clusters];
    for (row, &label) in data.rows().into_iter().zip(labels.iter()) {
        if label == NOISE {
            continue;
        }
        let at = label as usize;
        sizes[at] += 1;
        if least[at].is_none_or(|kept| lexicographic(row, kept).is_lt()) {
            least[at] = Some(row);
        }
    }
    let mut order: Vec<usize> = (0..clusters).collect();
    order.sort_by(|&a, &b| {
        let members = least[a].zip(least[b]);
        sizes[b]
            .cmp(&sizes[a])
            .then_with(|| members.map_or(Ordering::Equal, |(a, b)| lexicographic(a, b)))
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
