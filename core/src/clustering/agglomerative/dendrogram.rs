//! The merges, and cuts through them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Most leaves of [`Dendrogram::top`]: more could not be told apart in a drawing.
pub const MOST_LEAVES: usize = 64;

/// Two clusters become one. Clusters 0 to n − 1 are the rows; merge i makes cluster n + i.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    /// The one, the smaller number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Their distance by the linkage.
    pub height: f64,
    /// Rows of the merged cluster.
    pub size: u32,
}

/// All n − 1 merges of n rows by rising height, in the format of scipy's `linkage`.
#[derive(Debug, Clone, PartialEq)]
pub struct Dendrogram {
    merges: Vec<Merge>,
}

/// The uppermost merges, for drawing; clusters 0 to m − 1 are the leaves, merge i makes m + i.
#[derive(Debug, Clone, PartialEq)]
pub struct Top {
    /// What is not drawn in detail, in an order in which no lines cross.
    pub leaves: Vec<Leaf>,
    /// The m − 1 merges of the leaves, by rising height.
    pub merges: Vec<Merge>,
}

/// A cluster drawn as one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leaf {
    /// Its number in the whole dendrogram.
    pub cluster: u32,
    /// Its rows.
    pub size: u32,
    /// The height at which it became one; 0 for a single row.
    pub height: f64,
}

impl Dendrogram {
    /// From the n − 1 edges (a row of each side, height) in any order; equal heights stay in it.
    pub(in crate::clustering) fn from_edges(mut edges: Vec<(u32, u32, f64)>) -> Self {
        edges.sort_by(|x, y| x.2.total_cmp(&y.2));
        let n = edges.len() + 1;
        let mut trees = Forest::new(2 * n - 1);
        let mut sizes = vec![1_u32; 2 * n - 1];
        let merges = edges.iter().enumerate().map(|(i, &(a, b, height))| {
            let (a, b) = (trees.root(a), trees.root(b));
            let new = n + i;
            trees.hang(a, new as u32);
            trees.hang(b, new as u32);
            sizes[new] = sizes[a as usize] + sizes[b as usize];
            Merge {
                a: a.min(b),
                b: a.max(b),
                height,
                size: sizes[new],
            }
        });
        Self {
            merges: merges.collect(),
        }
    }

    /// The merges by rising height.
    #[must_use]
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.merges.len() + 1
    }

    /// The cluster of each row when `k` are left (1 to the rows there are; other values are moved
    /// to the nearest of these): by falling size, ties by their first row.
    #[must_use]
    pub fn cut_k(&self, k: usize) -> Vec<u32> {
        self.after(self.rows() - k.clamp(1, self.rows())).0
    }

    /// The cluster of each row after all merges of at most this height, numbered as by
    /// [`cut_k`](Self::cut_k).
    #[must_use]
    pub fn cut_height(&self, height: f64) -> Vec<u32> {
        self.after(self.merges_to(height)).0
    }

    /// How many clusters are left after all merges of at most this height.
    #[must_use]
    pub fn clusters_at(&self, height: f64) -> usize {
        self.rows() - self.merges_to(height)
    }

    fn merges_to(&self, height: f64) -> usize {
        self.merges.partition_point(|m| m.height <= height)
    }

    /// The number of clusters, 2 to `max`, before whose next merge the height jumps by the largest
    /// factor; the fewest of several. `None` when there is no jump, or fewer than three rows.
    #[must_use]
    pub fn largest_gap(&self, max: usize) -> Option<usize> {
        let n = self.rows();
        let mut best: Option<(usize, f64)> = None;
        for k in 2..=max.min(n.saturating_sub(1)) {
            let (below, above) = (self.merges[n - k - 1].height, self.merges[n - k].height);
            if above <= below {
                continue;
            }
            let jump = above / below;
            if best.is_none_or(|(_, most)| jump > most) {
                best = Some((k, jump));
            }
        }
        best.map(|(k, _)| k)
    }

    /// The uppermost merges of at most `m` leaves, 1 to [`MOST_LEAVES`].
    #[must_use]
    pub fn top(&self, m: usize) -> Top {
        let n = self.rows();
        let m = m.clamp(1, MOST_LEAVES.min(n));
        let first = n - m; // of the merges that are drawn
        let drawn = |cluster: u32| (cluster as usize).checked_sub(n + first);
        let leaf = |cluster: u32| {
            let merge = (cluster as usize).checked_sub(n).map(|i| self.merges[i]);
            Leaf {
                cluster,
                size: merge.map_or(1, |m| m.size),
                height: merge.map_or(0.0, |m| m.height),
            }
        };
        let mut leaves = Vec::with_capacity(m);
        let mut number = vec![0_u32; 2 * n - 1];
        let mut stack = vec![(2 * n - 2) as u32];
        while let Some(cluster) = stack.pop() {
            if let Some(i) = drawn(cluster) {
                number[cluster as usize] = (m + i) as u32;
                let merge = self.merges[first + i];
                stack.extend([merge.b, merge.a]);
            } else {
                number[cluster as usize] = leaves.len() as u32;
                leaves.push(leaf(cluster));
            }
        }
        let merges = self.merges[first..].iter().map(|merge| {
            let (a, b) = (number[merge.a as usize], number[merge.b as usize]);
            Merge {
                a: a.min(b),
                b: a.max(b),
                ..*merge
            }
        });
        Top {
            leaves,
            merges: merges.collect(),
        }
    }

    /// Labels after the first `count` merges, by falling size, then first row; and how many.
    pub(super) fn after(&self, count: usize) -> (Vec<u32>, usize) {
        let n = self.rows();
        // Downwards, every cluster takes its parent's root.
        let mut root: Vec<u32> = (0..(n + count) as u32).collect();
        for (i, merge) in self.merges[..count].iter().enumerate().rev() {
            let above = root[n + i];
            root[merge.a as usize] = above;
            root[merge.b as usize] = above;
        }
        root.truncate(n);
        let k = n - count;
        let mut numbers = vec![u32::MAX; n + count];
        let mut sizes = BinaryHeap::with_capacity(k);
        for (row, &r) in root.iter().enumerate() {
            if std::mem::replace(&mut numbers[r as usize], 0) == u32::MAX {
                let merge = (r as usize).checked_sub(n).map(|i| self.merges[i]);
                sizes.push((merge.map_or(1, |m| m.size), Reverse(row as u32), r));
            }
        }
        let mut next = 0;
        while let Some((_, _, r)) = sizes.pop() {
            numbers[r as usize] = next;
            next += 1;
        }
        let labels = root.iter().map(|&r| numbers[r as usize]).collect();
        (labels, k)
    }
}

/// Union–find by parents with path halving; the caller says which way to hang.
struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    fn new(size: usize) -> Self {
        Self {
            parents: (0..size as u32).collect(),
        }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            let above = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = above;
            at = above;
        }
        at
    }

    fn hang(&mut self, below: u32, above: u32) {
        self.parents[below as usize] = above;
    }
}
