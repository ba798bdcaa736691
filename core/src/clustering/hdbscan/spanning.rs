//! Core distances and the single-linkage tree of the mutual reachabilities.

use super::boruvka;
use crate::clustering::agglomerative::Dendrogram;
use crate::clustering::agglomerative::points::{Points, scale};
use crate::clustering::agglomerative::single;
use crate::clustering::{ClusterError, Progress, check};
use crate::neighbours::KdTree;
use ndarray::ArrayView2;

/// Up to so many rows a scan of all of them is faster than the tree.
const FEW_ROWS: usize = 3000;
/// From so many columns on, the tree's boxes exclude too little.
const MANY_COLUMNS: usize = 16;
/// Rows between two tellings of progress.
const STRIDE: usize = 1024;
/// The share of the work that core distances take.
const CORES: f64 = 0.3;

/// The single-linkage tree over the positions of a KD-tree.
pub(super) struct Spanning {
    /// Of the data scaled by a power of two to about 1, so that squares neither overflow nor
    /// vanish.
    pub(super) tree: KdTree,
    /// That power.
    pub(super) scale: f64,
    /// Its inverse.
    pub(super) unit: f64,
    /// Squared core distances of the scaled data, by position.
    pub(super) cores: Vec<f64>,
    /// Merges of positions, heights in units of the data.
    pub(super) dendrogram: Dendrogram,
}

impl Spanning {
    pub(super) fn new(
        data: ArrayView2<'_, f64>,
        min_samples: usize,
        progress: Progress<'_>,
    ) -> Result<Self, ClusterError> {
        let (scale, unit) = scale(data);
        let tree = KdTree::new(data.map(|x| x * scale).view());
        let cores = cores(&tree, min_samples, progress)?;
        let rest = &mut |share| progress(CORES + (1.0 - CORES) * share);
        let (n, d) = data.dim();
        let mut edges = if n <= FEW_ROWS || d > MANY_COLUMNS {
            by_prim(data, &tree, &cores, rest)?
        } else {
            boruvka::edges(&tree, &cores, rest)?
        };
        for edge in &mut edges {
            edge.2 = (edge.2 * unit).min(f64::MAX);
        }
        Ok(Self {
            tree,
            scale,
            unit,
            cores,
            dendrogram: Dendrogram::from_edges(edges),
        })
    }
}

/// The squared distance of each position to its `min_samples`-th nearest, itself counted.
fn cores(
    tree: &KdTree,
    min_samples: usize,
    progress: Progress<'_>,
) -> Result<Vec<f64>, ClusterError> {
    let n = tree.len();
    if min_samples == 1 {
        return Ok(vec![0.0; n]);
    }
    let mut cores = Vec::with_capacity(n);
    let mut point = vec![0.0; tree.dimensions()];
    let mut best = Vec::new();
    for position in 0..n {
        if position % STRIDE == 0 {
            check::step(progress, CORES * position as f64 / n as f64)?;
        }
        tree.copy_point(position, &mut point);
        cores.push(tree.k_distance(&point, min_samples, &mut best));
    }
    Ok(cores)
}

fn by_prim(
    data: ArrayView2<'_, f64>,
    tree: &KdTree,
    cores: &[f64],
    progress: Progress<'_>,
) -> Result<Vec<(u32, u32, f64)>, ClusterError> {
    let points = Points::new(data);
    let mut positions = vec![0_u32; tree.len()];
    for (position, &row) in tree.rows().iter().enumerate() {
        positions[row as usize] = position as u32;
    }
    // From the points' order to the tree's.
    let places: Vec<u32> = points
        .rows
        .iter()
        .map(|&row| positions[row as usize])
        .collect();
    let cores: Vec<f64> = places.iter().map(|&p| cores[p as usize]).collect();
    let mut edges = single::edges(points, &cores, progress)?;
    for (a, b, _) in &mut edges {
        *a = places[*a as usize];
        *b = places[*b as usize];
    }
    Ok(edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::seeded;
    use ndarray::Array2;
    use rand_core::Rng;
    use std::ops::ControlFlow;

    /// Both ways to the tree have the same weights, ties and coinciding rows among them.
    #[test]
    fn boruvka_and_prim_agree() {
        let go = &mut |_| ControlFlow::Continue(());
        let mut random = seeded(1);
        for (n, d, values) in [
            (900, 1, 1 << 20),
            (900, 2, 12),
            (900, 3, 1 << 30),
            (70, 2, 3),
            (2, 1, 9),
            (1, 1, 9),
        ] {
            let data = Array2::from_shape_simple_fn((n, d), || (random.next_u64() % values) as f64);
            for min_samples in [1, 5, 30] {
                let tree = KdTree::new(data.view());
                let cores = cores(&tree, min_samples.min(n), go).unwrap();
                let mut ours = boruvka::edges(&tree, &cores, go).unwrap();
                let unit = Points::new(data.view()).unit;
                let scaled: Vec<f64> = cores.iter().map(|c| c / unit / unit).collect();
                let mut theirs = by_prim(data.view(), &tree, &scaled, go).unwrap();
                let mut joined = vec![0; n];
                for (a, b, weight) in &ours {
                    // Each edge has the weight of its two ends.
                    let pairs = tree.point(*a as usize).zip(tree.point(*b as usize));
                    let apart: f64 = pairs.map(|(x, y)| (x - y) * (x - y)).sum();
                    let least = cores[*a as usize].max(cores[*b as usize]);
                    assert_eq!(*weight, apart.max(least).sqrt());
                    joined[*a as usize] += 1;
                    joined[*b as usize] += 1;
                }
                assert!(n == 1 || joined.iter().all(|&edges| edges > 0));
                ours.sort_by(|a, b| a.2.total_cmp(&b.2));
                theirs.sort_by(|a, b| a.2.total_cmp(&b.2));
                assert_eq!(ours.len(), n - 1);
                for (a, b) in ours.iter().zip(&theirs) {
                    assert_eq!(a.2, b.2 * unit);
                }
                // The edges join all.
                assert_eq!(
                    Dendrogram::from_edges(ours)
                        .merges()
                        .last()
                        .map_or(1, |m| m.size),
                    n as u32
                );
            }
        }
    }
}
