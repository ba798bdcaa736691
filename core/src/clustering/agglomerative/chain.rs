//! Complete and average linkage: the nearest-neighbour chain over all distances.

use super::points::{LANES, Points, squared_distances};
use crate::clustering::{ClusterError, Progress, check};

/// Merges between two tellings of progress.
const STRIDE: usize = 32;

/// What to do when the distances do not fit.
pub(super) const WAY_OUT: &str =
    "take a sample, use Ward or single linkage, or pre-cluster with K-Means";

/// Bytes of the distances of n rows.
pub(super) fn bytes(n: usize) -> u64 {
    let n = n as u64;
    (n.saturating_mul(n.saturating_sub(1)) / 2).saturating_mul(8)
}

/// The n − 1 merges in the order in which the chain finds them: a row of each side and the
/// height, rows by their place in `points`' order.
/// `join` gives the distance of a merged cluster to a third one from those of its two parts and
/// the parts' sizes.
pub(super) fn edges(
    points: &Points,
    join: fn(f64, f64, f64, f64) -> f64,
    progress: Progress<'_>,
) -> Result<Vec<(u32, u32, f64)>, ClusterError> {
    let n = points.n;
    let mut distances = Distances::new(points)?;
    // Half of the work is done when the distances are there.
    check::step(progress, 0.5)?;
    let mut left: Vec<u32> = (0..n as u32).collect();
    let mut sizes = vec![1.0_f64; n];
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    let mut chain: Vec<u32> = Vec::new();
    while left.len() > 1 {
        let top = match chain.last() {
            Some(&top) => top,
            None => {
                chain.push(left[0]);
                left[0]
            }
        };
        let before = chain.len().checked_sub(2).map(|i| chain[i]);
        let (next, height) = distances.nearest(top, before, &left);
        if Some(next) != before {
            // Rounding can make a cluster further down the chain the nearest: go on from there.
            if let Some(at) = chain.iter().position(|&c| c == next) {
                chain.truncate(at);
                chain.push(top);
            }
            chain.push(next);
            continue;
        }
        chain.truncate(chain.len() - 2);
        edges.push((top, next, height));
        // The later of the two stays: more of its distances lie side by side.
        let (gone, stays) = (top.min(next), top.max(next));
        left.retain(|&c| c != gone);
        let (one, other) = (sizes[gone as usize], sizes[stays as usize]);
        for &third in left.iter().filter(|&&c| c != stays) {
            let x = distances.cells[at(gone, third)];
            let cell = &mut distances.cells[at(stays, third)];
            *cell = join(x, *cell, one, other);
        }
        sizes[stays as usize] = one + other;
        if edges.len() % STRIDE == 0 {
            let share = left.len() as f64 / n as f64;
            check::step(progress, 1.0 - 0.5 * share * share)?;
        }
    }
    Ok(edges)
}

/// Of complete linkage: the farther part decides.
pub(super) fn complete(x: f64, y: f64, _: f64, _: f64) -> f64 {
    if x > y { x } else { y }
}

/// Of average linkage: the mean over all pairs.
pub(super) fn average(x: f64, y: f64, one: f64, other: f64) -> f64 {
    (one * x + other * y) / (one + other)
}

/// The distances of all pairs: those of row 1, then of row 2, … to the rows before.
struct Distances {
    cells: Vec<f64>,
}

/// Where the distance of two rows lies.
fn at(a: u32, b: u32) -> usize {
    let (low, high) = (a.min(b) as usize, a.max(b) as usize);
    start(high) + low
}

/// Where the distances of a row to those before begin. The distances fit into memory, so this
/// cannot overflow.
fn start(row: usize) -> usize {
    if row.is_multiple_of(2) {
        (row / 2) * row.saturating_sub(1)
    } else {
        row * (row / 2)
    }
}

impl Distances {
    fn new(points: &Points) -> Result<Self, ClusterError> {
        let needed = bytes(points.n);
        let mut cells: Vec<f64> = Vec::new();
        let fits = usize::try_from(needed / 8).is_ok_and(|n| cells.try_reserve_exact(n).is_ok());
        if !fits {
            return Err(ClusterError::Memory {
                needed_mb: needed.div_ceil(1 << 20),
                limit_mb: u64::try_from(isize::MAX).unwrap_or(u64::MAX) >> 20,
                way_out: WAY_OUT,
            });
        }
        let mut centre = vec![0.0; points.d];
        for row in 1..points.n {
            points.copy(row, &mut centre);
            let end = cells.len() + row;
            let blocks = points.blocks.chunks_exact(points.d * LANES);
            for block in blocks.take(row.div_ceil(LANES)) {
                let squared = squared_distances(block, &centre);
                let some = LANES.min(end - cells.len());
                cells.extend(squared[..some].iter().map(|x| x.sqrt()));
            }
        }
        Ok(Self { cells })
    }

    /// The cluster of `left` nearest to `top` and its distance; `before` wins ties, which makes
    /// the chain end.
    fn nearest(&self, top: u32, before: Option<u32>, left: &[u32]) -> (u32, f64) {
        let mut best = before.map_or((top, f64::INFINITY), |b| (b, self.cells[at(top, b)]));
        let own = start(top as usize);
        let split = left.partition_point(|&c| c < top);
        for &c in &left[..split] {
            let here = self.cells[own + c as usize];
            if here < best.1 {
                best = (c, here);
            }
        }
        for &c in left[split..].iter().filter(|&&c| c != top) {
            let here = self.cells[start(c as usize) + top as usize];
            if here < best.1 {
                best = (c, here);
            }
        }
        best
    }
}
