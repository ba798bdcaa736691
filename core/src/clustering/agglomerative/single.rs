//! The minimum spanning tree, whose edges are the merges of single linkage: Prim's algorithm.

use super::points::{LANES, Points, least, place, squared_distances};
use crate::clustering::{ClusterError, Progress, check};

/// Rows between two tellings of progress.
const STRIDE: usize = 32;

/// The n − 1 edges of a minimum spanning tree: two places of `points`' order and their distance,
/// which is never less than √`cores` (squared, one per place) of either: 0 for single linkage,
/// core distances for HDBSCAN.
pub(in crate::clustering) fn edges(
    points: Points,
    cores: &[f64],
    progress: Progress<'_>,
) -> Result<Vec<(u32, u32, f64)>, ClusterError> {
    let n = points.n;
    let mut outside = Outside::new(points, cores);
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    let mut centre = vec![0.0; outside.d];
    let mut newest = outside.take(0, &mut centre).0;
    while outside.left > 0 {
        let nearest = outside.reach(newest, cores[newest as usize], &centre);
        let (name, from, squared) = outside.take(nearest, &mut centre);
        edges.push((from, name, squared.sqrt()));
        newest = name;
        if edges.len() % STRIDE == 0 {
            let left = outside.left as f64 / n as f64;
            check::step(progress, 1.0 - left * left)?;
        }
    }
    Ok(edges)
}

/// The rows outside the tree, at the first `left` places, without gaps.
struct Outside {
    d: usize,
    left: usize,
    coordinates: Vec<f64>,
    cores: Vec<f64>,
    /// Squared distance to the tree.
    squared: Vec<f64>,
    /// The row of the tree at that distance.
    from: Vec<u32>,
    /// The row at each place.
    names: Vec<u32>,
}

impl Outside {
    fn new(points: Points, cores: &[f64]) -> Self {
        let n = points.n;
        let padded = n.next_multiple_of(LANES);
        let mut cores = cores.to_vec();
        cores.resize(padded, f64::INFINITY);
        Self {
            d: points.d,
            left: n,
            coordinates: points.blocks,
            cores,
            squared: vec![f64::INFINITY; padded],
            from: vec![0; padded],
            names: (0..n as u32).collect(),
        }
    }

    /// Tells all rows of the tree's `newest` one; the place of the nearest row.
    fn reach(&mut self, newest: u32, core: f64, centre: &[f64]) -> usize {
        let mut best = (0, f64::INFINITY);
        let blocks = self.left.div_ceil(LANES);
        let coordinates = self.coordinates.chunks_exact(self.d * LANES).take(blocks);
        let cores = self.cores.as_chunks::<LANES>().0;
        let all = self.squared.as_chunks_mut::<LANES>().0;
        for (block, ((coordinates, cores), nearest)) in coordinates.zip(cores).zip(all).enumerate()
        {
            let mut here = squared_distances(coordinates, centre);
            let mut nearer = false;
            for ((here, &own), &least) in here.iter_mut().zip(cores).zip(nearest.iter()) {
                let most = if own > core { own } else { core };
                *here = if *here > most { *here } else { most };
                nearer |= *here < least;
            }
            if nearer {
                let from = &mut self.from[block * LANES..];
                for ((least, from), &here) in nearest.iter_mut().zip(from).zip(&here) {
                    if here < *least {
                        *least = here;
                        *from = newest;
                    }
                }
            }
            let low = least(nearest);
            if low < best.1 {
                best = (block, low);
            }
        }
        let block = &self.squared[best.0 * LANES..];
        best.0 * LANES + block.iter().position(|&x| x == best.1).unwrap_or(0)
    }

    /// Takes out the row at a place: its name, the tree's row nearest to it and the squared
    /// distance. The last row moves to its place.
    fn take(&mut self, at: usize, centre: &mut [f64]) -> (u32, u32, f64) {
        let taken = (self.names[at], self.from[at], self.squared[at]);
        let last = self.left - 1;
        for (j, c) in centre.iter_mut().enumerate() {
            let from = place(last, j, self.d);
            let to = place(at, j, self.d);
            *c = self.coordinates[to];
            self.coordinates[to] = self.coordinates[from];
            self.coordinates[from] = f64::INFINITY;
        }
        self.names[at] = self.names[last];
        self.from[at] = self.from[last];
        self.cores[at] = self.cores[last];
        self.cores[last] = f64::INFINITY;
        self.squared[at] = self.squared[last];
        self.squared[last] = f64::INFINITY;
        self.left = last;
        taken
    }
}
