//! Searches in a KD-tree. They walk with a stack of fixed size and allocate nothing but in the
//! caller's buffers.

use super::{KdTree, LEAF, lexicographic};
use std::cmp::Ordering;

/// Nodes a depth-first walk can have waiting: one for each level.
const STACK: usize = 40;

impl KdTree {
    /// Adds to `out` the positions of all points within √`radius_squared` of `point`, the border
    /// included, in no particular but always the same order.
    pub fn within(&self, point: &[f64], radius_squared: f64, out: &mut Vec<u32>) {
        let mut distances = [0.0; LEAF];
        let mut waiting = Waiting::root();
        while let Some((at, _)) = waiting.pop() {
            let node = &self.nodes()[at];
            if self.nearest_of_box(at, point) > radius_squared {
                continue;
            }
            if self.farthest_of_box(at, point) <= radius_squared {
                out.extend(node.start..node.end);
            } else if node.is_leaf() {
                self.leaf_distances(node, point, &mut distances);
                let inside = (node.start..node.end).zip(&distances);
                out.extend(
                    inside
                        .filter(|&(_, &d)| d <= radius_squared)
                        .map(|(position, _)| position),
                );
            } else {
                waiting.push(node.right as usize, 0.0);
                waiting.push(at + 1, 0.0);
            }
        }
    }

    /// How many points lie within √`radius_squared` of `point`, the border included; once `limit`
    /// are found the search ends with `limit`.
    #[must_use]
    pub fn count_within(&self, point: &[f64], radius_squared: f64, limit: usize) -> usize {
        let mut found = 0;
        let mut distances = [0.0; LEAF];
        let mut waiting = Waiting::root();
        while let Some((at, near)) = waiting.pop() {
            let node = &self.nodes()[at];
            if near > radius_squared {
                continue;
            }
            if self.farthest_of_box(at, point) <= radius_squared {
                found += node.range().len();
            } else if node.is_leaf() {
                self.leaf_distances(node, point, &mut distances);
                let inside = &distances[..node.range().len()];
                found += inside.iter().filter(|&&d| d <= radius_squared).count();
            } else {
                self.nearer_last(at, point, &mut waiting);
            }
            if found >= limit {
                return limit;
            }
        }
        found
    }

    /// The squared distance from `point` to its `k`-th nearest point (a point of the tree that
    /// coincides with it counts), +∞ when there are fewer than `k`. `best` is a buffer.
    #[must_use]
    pub fn k_distance(&self, point: &[f64], k: usize, best: &mut Vec<f64>) -> f64 {
        best.clear();
        best.resize(k.max(1), f64::INFINITY);
        let last = best.len() - 1;
        let mut distances = [0.0; LEAF];
        let mut waiting = Waiting::root();
        while let Some((at, near)) = waiting.pop() {
            if near >= best[last] {
                continue;
            }
            let node = &self.nodes()[at];
            if !node.is_leaf() {
                self.nearer_last(at, point, &mut waiting);
                continue;
            }
            self.leaf_distances(node, point, &mut distances);
            for &distance in &distances[..node.range().len()] {
                if distance >= best[last] {
                    continue;
                }
                let mut hole = last;
                while hole > 0 && best[hole - 1] > distance {
                    best[hole] = best[hole - 1];
                    hole -= 1;
                }
                best[hole] = distance;
            }
        }
        best[last]
    }

    /// Fills `found` with the `k` points nearest to `point`, nearest first; ties by coordinates,
    /// then by row. All points when there are no more than `k`.
    pub fn k_nearest(&self, point: &[f64], k: usize, found: &mut Nearest) {
        found.kept.clear();
        if k > 0 {
            self.nearest(point, k, f64::INFINITY, found);
        }
    }

    /// The position of the point nearest to `point` within √`radius_squared`, the border included;
    /// ties by coordinates, then by row.
    #[must_use]
    pub fn nearest_within(
        &self,
        point: &[f64],
        radius_squared: f64,
        found: &mut Nearest,
    ) -> Option<u32> {
        found.kept.clear();
        self.nearest(point, 1, radius_squared, found);
        found.kept.first().map(|&(_, position)| position)
    }

    fn nearest(&self, point: &[f64], k: usize, radius_squared: f64, found: &mut Nearest) {
        let mut distances = [0.0; LEAF];
        let mut waiting = Waiting::root();
        while let Some((at, near)) = waiting.pop() {
            let node = &self.nodes()[at];
            let full = found.kept.len() == k;
            let worst = match found.kept.last() {
                Some(&(worst, position)) if full => {
                    if near == worst && !self.can_win_tie(at, position as usize) {
                        continue;
                    }
                    worst
                }
                _ => radius_squared,
            };
            if near > worst {
                continue;
            }
            if !node.is_leaf() {
                self.nearer_last(at, point, &mut waiting);
                continue;
            }
            self.leaf_distances(node, point, &mut distances);
            for (position, &distance) in (node.start..node.end).zip(&distances) {
                if distance <= radius_squared {
                    self.keep(k, (distance, position), &mut found.kept);
                }
            }
        }
    }

    /// Puts a candidate in its place among the `k` best.
    fn keep(&self, k: usize, new: (f64, u32), kept: &mut Vec<(f64, u32)>) {
        if kept.len() == k {
            match kept.last() {
                Some(&worst) if self.better(new, worst) => kept.pop(),
                _ => return,
            };
        }
        let after = kept.iter().rev();
        let place = kept.len() - after.take_while(|&&old| self.better(new, old)).count();
        kept.insert(place, new);
    }

    fn better(&self, a: (f64, u32), b: (f64, u32)) -> bool {
        if a.0 != b.0 {
            return a.0 < b.0;
        }
        let (p, q) = (a.1 as usize, b.1 as usize);
        lexicographic(self.point(p), self.point(q))
            .then_with(|| self.rows()[p].cmp(&self.rows()[q]))
            .is_lt()
    }

    /// Whether a point of the node, at the same distance as the one at `position`, could come
    /// before it: without this, many rows in one place would all be visited.
    fn can_win_tie(&self, node: usize, position: usize) -> bool {
        match lexicographic(self.lo(node), self.point(position)) {
            Ordering::Less => true,
            Ordering::Greater => false,
            // In a node that is one place the first position has the least row.
            Ordering::Equal => {
                self.lo(node) != self.hi(node)
                    || self.rows()[self.nodes()[node].start as usize] < self.rows()[position]
            }
        }
    }

    /// Both children wait; the nearer one is next.
    fn nearer_last(&self, at: usize, point: &[f64], waiting: &mut Waiting) {
        let right = self.nodes()[at].right as usize;
        let (l, r) = (
            self.nearest_of_box(at + 1, point),
            self.nearest_of_box(right, point),
        );
        if r < l {
            waiting.push(at + 1, l);
            waiting.push(right, r);
        } else {
            waiting.push(right, r);
            waiting.push(at + 1, l);
        }
    }
}

/// What a search for the nearest points found; reuse it to save allocations.
#[derive(Debug, Clone, Default)]
pub struct Nearest {
    kept: Vec<(f64, u32)>,
}

impl Nearest {
    /// Squared distance and position, nearest first.
    #[must_use]
    pub fn found(&self) -> &[(f64, u32)] {
        &self.kept
    }
}

/// Nodes still to visit, each with a bound of its distance.
struct Waiting {
    nodes: [(u32, f64); STACK],
    count: usize,
}

impl Waiting {
    fn root() -> Self {
        Self {
            nodes: [(0, 0.0); STACK],
            count: 1,
        }
    }

    fn push(&mut self, node: usize, near: f64) {
        self.nodes[self.count] = (node as u32, near);
        self.count += 1;
    }

    fn pop(&mut self) -> Option<(usize, f64)> {
        self.count = self.count.checked_sub(1)?;
        let (node, near) = self.nodes[self.count];
        Some((node as usize, near))
    }
}
