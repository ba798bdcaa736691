//! Sums of the distances of every row to every cluster, for several labelings at once.
//!
//! Rows that no labeling tells apart form a cell. Every pair of rows is visited once (within a
//! block of eight, twice); the sums over a cell are then added to the cell's cluster in each
//! labeling. So the labelings cost next to nothing beside the distances: O(m²·d / 2).

use super::labels::Dense;
use super::tiles::{LANES, Tiles, squared};
use crate::clustering::NOISE;
use std::ops::ControlFlow;

/// Above this, in numbers of eight bytes, sums are not kept for all rows at a time.
const MOST_SUMS: u64 = 1 << 25;

/// Distances between two calls of `progress`.
const PAIRS_PER_STEP: u64 = 1 << 22;

/// Rows that share their labels in all of `labelings`: groups of row numbers, and the cluster of
/// each group in each labeling. Noise of a labeling is its cluster k.
pub(super) struct Cells {
    pub(super) rows: Vec<Vec<usize>>,
    pub(super) clusters: Vec<Vec<usize>>,
}

impl Cells {
    pub(super) fn new(labelings: &[&Dense]) -> Self {
        let n = labelings.first().map_or(0, |dense| dense.of.len());
        let key = |row: usize| labelings.iter().map(move |dense| dense.of[row]);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| key(a).cmp(key(b)));
        let rows: Vec<Vec<usize>> = order
            .chunk_by(|&a, &b| key(a).eq(key(b)))
            .map(<[usize]>::to_vec)
            .collect();
        let clusters = rows
            .iter()
            .map(|cell| {
                labelings
                    .iter()
                    .map(|dense| match dense.of[cell[0]] {
                        NOISE => dense.clusters(),
                        label => label as usize,
                    })
                    .collect()
            })
            .collect();
        Self { rows, clusters }
    }

    /// Lanes the cells take, filled up.
    pub(super) fn lanes(&self) -> usize {
        self.rows
            .iter()
            .map(|cell| cell.len().next_multiple_of(LANES))
            .sum()
    }
}

/// Told for a run of rows (from, to, in the order of the cells) their sums of distances: per
/// labeling, cluster by cluster, `to − from` numbers each.
pub(super) type Receive<'a> = &'a mut dyn FnMut(usize, usize, &[Vec<f64>]);

/// Sums of distances to each of `counts[l]` clusters (noise among them) of each labeling.
pub(super) fn sums(
    flat: &[f64],
    d: usize,
    cells: &Cells,
    counts: &[usize],
    progress: &mut dyn FnMut(f64) -> ControlFlow<()>,
    receive: Receive<'_>,
) -> ControlFlow<()> {
    let tiles = Tiles::new(flat, d, cells.rows.iter().map(Vec::as_slice));
    let m: usize = cells.rows.iter().map(Vec::len).sum();
    let numbers: u64 = counts.iter().map(|&count| count as u64 * m as u64).sum();
    if numbers <= MOST_SUMS {
        pairwise(&tiles, m, cells, counts, progress, receive)
    } else {
        rowwise(&tiles, m, cells, counts, progress, receive)
    }
}

/// Every pair once; the sums of all rows are kept.
fn pairwise(
    tiles: &Tiles,
    m: usize,
    cells: &Cells,
    counts: &[usize],
    progress: &mut dyn FnMut(f64) -> ControlFlow<()>,
    receive: Receive<'_>,
) -> ControlFlow<()> {
    let mut kept: Vec<Vec<f64>> = counts.iter().map(|&count| vec![0.0; count * m]).collect();
    let strip = tiles.strip();
    let mut down = vec![0.0; strip];
    let all = m as f64 * m as f64 / 2.0;
    let (mut done, mut told) = (0_u64, 0_u64);
    for (a, left) in tiles.groups.iter().enumerate() {
        for (b, right) in tiles.groups.iter().enumerate().skip(a) {
            let end = right.first + right.rows;
            for from in (right.first..end).step_by(strip) {
                let to = (from + strip).min(end);
                down.fill(0.0);
                for block in 0..left.blocks() {
                    let filled = left.filled(block);
                    let here = left.first + block * LANES;
                    let lanes = tiles.block(left.block + block);
                    // In the cell's own tile rows before the block have met it, and rows of the
                    // block meet each other from both sides.
                    let (near, far) = if a == b {
                        (here.max(from), (here + filled).max(from).min(to))
                    } else {
                        (from, from)
                    };
                    let mut across = [0.0; LANES];
                    for row in near..far {
                        let there = squared(lanes, tiles.point(row));
                        for lane in 0..LANES {
                            across[lane] += there[lane].sqrt();
                        }
                    }
                    if far < to {
                        let points = tiles.rows(far, to);
                        meet(
                            lanes,
                            points,
                            tiles.d,
                            filled,
                            &mut across,
                            &mut down[far - from..],
                        );
                    }
                    for (sums, &cluster) in kept.iter_mut().zip(&cells.clusters[b]) {
                        let at = cluster * m + here;
                        for (sum, x) in sums[at..at + filled].iter_mut().zip(&across) {
                            *sum += x;
                        }
                    }
                }
                for (sums, &cluster) in kept.iter_mut().zip(&cells.clusters[a]) {
                    let at = cluster * m;
                    for (sum, x) in sums[at + from..at + to].iter_mut().zip(&down) {
                        *sum += x;
                    }
                }
                let pairs = left.rows as u64 * (to - from) as u64;
                done += if a == b { pairs / 2 } else { pairs };
                if done - told >= PAIRS_PER_STEP {
                    told = done;
                    progress((done as f64 / all).min(1.0))?;
                }
            }
        }
    }
    receive(0, m, &kept);
    ControlFlow::Continue(())
}

/// Distances of eight rows to a strip of points, added up for both sides.
#[inline(never)]
fn meet(
    lanes: &[[f64; LANES]],
    points: &[f64],
    d: usize,
    filled: usize,
    across: &mut [f64; LANES],
    down: &mut [f64],
) {
    let counted: [f64; LANES] = std::array::from_fn(|lane| f64::from(lane < filled));
    let mut sums = *across;
    for (point, down) in points.chunks_exact(d).zip(down) {
        let mut there = squared(lanes, point);
        for lane in 0..LANES {
            there[lane] = there[lane].sqrt();
            sums[lane] += there[lane];
            there[lane] *= counted[lane];
        }
        let half: [f64; 4] = std::array::from_fn(|l| there[l] + there[l + 4]);
        let quarter = [half[0] + half[2], half[1] + half[3]];
        *down += quarter[0] + quarter[1];
    }
    *across = sums;
}

/// Every pair twice, the sums of eight rows at a time: for very many clusters.
fn rowwise(
    tiles: &Tiles,
    m: usize,
    cells: &Cells,
    counts: &[usize],
    progress: &mut dyn FnMut(f64) -> ControlFlow<()>,
    receive: Receive<'_>,
) -> ControlFlow<()> {
    let mut told = 0_u64;
    for left in &tiles.groups {
        for block in 0..left.blocks() {
            let filled = left.filled(block);
            let here = left.first + block * LANES;
            let lanes = tiles.block(left.block + block);
            let mut kept: Vec<Vec<f64>> = counts
                .iter()
                .map(|&count| vec![0.0; count * filled])
                .collect();
            for (right, clusters) in tiles.groups.iter().zip(&cells.clusters) {
                let mut across = [0.0; LANES];
                for row in right.first..right.first + right.rows {
                    let there = squared(lanes, tiles.point(row));
                    for lane in 0..LANES {
                        across[lane] += there[lane].sqrt();
                    }
                }
                for (sums, &cluster) in kept.iter_mut().zip(clusters) {
                    let at = cluster * filled;
                    for (sum, x) in sums[at..at + filled].iter_mut().zip(&across) {
                        *sum += x;
                    }
                }
            }
            receive(here, here + filled, &kept);
            told += filled as u64 * m as u64;
            if told >= PAIRS_PER_STEP {
                told = 0;
                progress(here as f64 / m.max(1) as f64)?;
            }
        }
    }
    ControlFlow::Continue(())
}
