//! Ward's linkage without a matrix: the nearest-neighbour chain over means and sizes.

use super::points::{LANES, Points, least, place, squared_distances};
use crate::clustering::{ClusterError, Progress, check};

/// Merges between two tellings of progress.
const STRIDE: usize = 32;

/// The n − 1 merges in the order in which the chain finds them: a row of each side and Ward's
/// height, rows by their place in `points`' order.
pub(super) fn edges(
    points: Points,
    progress: Progress<'_>,
) -> Result<Vec<(u32, u32, f64)>, ClusterError> {
    let n = points.n;
    let mut clusters = Clusters::new(points);
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    let mut chain: Vec<u32> = Vec::new();
    let mut centre = vec![0.0; clusters.d];
    while clusters.left > 1 {
        let top = match chain.last() {
            Some(&top) => top,
            None => {
                chain.push(clusters.names[0]);
                clusters.names[0]
            }
        };
        let before = chain.len().checked_sub(2).map(|i| chain[i]);
        let (next, squared) = clusters.nearest(top, before, &mut centre);
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
        edges.push((top, next, squared.sqrt()));
        clusters.merge(top, next);
        if edges.len() % STRIDE == 0 {
            // Each merge costs as much as clusters are left.
            let left = clusters.left as f64 / n as f64;
            check::step(progress, 1.0 - left * left)?;
        }
    }
    Ok(edges)
}

/// The clusters that are left, at the first `left` places, without gaps. A cluster's name is the
/// place of one of its rows in the order of the points.
struct Clusters {
    d: usize,
    left: usize,
    /// Means, in blocks as [`Points`].
    means: Vec<f64>,
    sizes: Vec<f64>,
    /// The name at each place.
    names: Vec<u32>,
    /// The place of each name.
    places: Vec<u32>,
}

impl Clusters {
    fn new(points: Points) -> Self {
        let n = points.n;
        Self {
            d: points.d,
            left: n,
            means: points.blocks,
            sizes: vec![1.0; n.next_multiple_of(LANES)],
            names: (0..n as u32).collect(),
            places: (0..n as u32).collect(),
        }
    }

    /// The cluster nearest to `name` and their squared height; `before` wins ties, which makes
    /// the chain end.
    fn nearest(&mut self, name: u32, before: Option<u32>, centre: &mut [f64]) -> (u32, f64) {
        let d = self.d;
        let own = self.places[name as usize] as usize;
        for (j, c) in centre.iter_mut().enumerate() {
            *c = self.means[place(own, j, d)];
        }
        let size = self.sizes[own];
        let height = |other: f64, squared: f64| 2.0 * (size * other / (size + other)) * squared;
        let mut best = (usize::MAX, f64::INFINITY);
        if let Some(before) = before {
            let at = self.places[before as usize] as usize;
            let squared = (0..d).fold(0.0, |sum, j| {
                let t = self.means[place(at, j, d)] - centre[j];
                sum + t * t
            });
            best = (at, height(self.sizes[at], squared));
        }
        // Not nearest to itself.
        self.means[place(own, 0, d)] = f64::INFINITY;
        let blocks = self.left.div_ceil(LANES);
        // No cluster weighs less than a single row, and a margin for rounding.
        let lightest = height(1.0, 1.0) * (1.0 - 1e-12);
        let means = self.means.chunks_exact(d * LANES).take(blocks);
        let sizes = self.sizes.as_chunks::<LANES>().0;
        for (block, (means, sizes)) in means.zip(sizes).enumerate() {
            let squared = squared_distances(means, centre);
            if least(&squared) * lightest >= best.1 {
                continue;
            }
            for (lane, (&squared, &other)) in squared.iter().zip(sizes).enumerate() {
                let here = height(other, squared);
                if here < best.1 {
                    best = (block * LANES + lane, here);
                }
            }
        }
        self.means[place(own, 0, d)] = centre[0];
        (self.names[best.0], best.1)
    }

    /// `b` joins `a`; the last cluster moves to b's place.
    fn merge(&mut self, a: u32, b: u32) {
        let d = self.d;
        let (to, from) = (
            self.places[a as usize] as usize,
            self.places[b as usize] as usize,
        );
        let (one, other) = (self.sizes[to], self.sizes[from]);
        let last = self.left - 1;
        for j in 0..d {
            let (x, y) = (self.means[place(to, j, d)], self.means[place(from, j, d)]);
            self.means[place(to, j, d)] = (one * x + other * y) / (one + other);
            self.means[place(from, j, d)] = self.means[place(last, j, d)];
            self.means[place(last, j, d)] = f64::INFINITY;
        }
        self.sizes[to] = one + other;
        self.sizes[from] = self.sizes[last];
        self.names[from] = self.names[last];
        self.places[self.names[last] as usize] = from as u32;
        self.left = last;
    }
}
