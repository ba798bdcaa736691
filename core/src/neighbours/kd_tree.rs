//! A KD-tree (Bentley, CACM 18(9), 1975) in flat arrays.
//!
//! Layout, for those who walk the tree themselves:
//!
//! - Points are reordered so that those of a node are neighbours in memory: node i holds the
//!   *positions* `node.start..node.end`. `rows()[position]` is the row of the data.
//! - Coordinates lie by column: `column(j)[position]`, so that the distances of one point to a
//!   whole leaf are loops over contiguous memory, which the compiler turns into SIMD.
//! - Nodes stand in preorder. Node 0 is the root; the left child of an inner node i is i + 1, the
//!   right one `node.right`; a leaf has `right` = 0. Children come after their parent, so a loop
//!   over the nodes backwards meets children first.
//! - A leaf holds at most [`LEAF`] points, and more than half of that unless it is the root.
//! - `lo(i)` and `hi(i)` bound the points of node i tightly (for an empty tree: +∞ and −∞).
//! - A node is split at its median, so the depth is at most ⌈log₂ n⌉: a stack of 32 nodes is
//!   enough for any walk that goes depth first.
//!
//! The tree depends on the points only, not on the order of the rows: splits are made in the order
//! of (coordinate on the widest side, all coordinates, row), and the points of a leaf stand in the
//! order of (coordinates, row). Points that coincide stand in the order of their rows.

use super::{block_distances, lexicographic};
use ndarray::ArrayView2;

/// Most points of a leaf.
pub const LEAF: usize = 32;

/// A node: a range of positions, and its right child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// First position.
    pub start: u32,
    /// One after the last position.
    pub end: u32,
    /// The right child, 0 for a leaf. The left child is the next node.
    pub right: u32,
}

impl Node {
    /// Whether it has no children.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        self.right == 0
    }

    /// Its positions.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A KD-tree over n points in d dimensions. Build O(n·(d + log n)·log n), memory 8·n·d + 4·n bytes
/// and about 16·d + 12 bytes for every 10 points.
#[derive(Debug, Clone, PartialEq)]
pub struct KdTree {
    n: usize,
    d: usize,
    columns: Vec<f64>,
    rows: Vec<u32>,
    nodes: Vec<Node>,
    boxes: Vec<f64>,
}

impl KdTree {
    /// Builds the tree. Every cell has to be finite, and there have to be fewer than 2³² rows.
    #[must_use]
    pub fn new(data: ArrayView2<'_, f64>) -> Self {
        let (n, d) = data.dim();
        let data = data.as_standard_layout();
        let mut build = Build {
            flat: data.as_slice().unwrap_or_default(),
            d,
            rows: (0..n as u32).collect(),
            keys: Vec::with_capacity(n),
            nodes: Vec::with_capacity(n / 10 + 1),
            boxes: Vec::new(),
        };
        build.node(0, n);
        let mut columns = Vec::with_capacity(n * d);
        for j in 0..d {
            columns.extend(build.rows.iter().map(|&row| build.point(row)[j]));
        }
        Self {
            n,
            d,
            columns,
            rows: build.rows,
            nodes: build.nodes,
            boxes: build.boxes,
        }
    }

    /// Points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there are no points.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Dimensions.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.d
    }

    /// The nodes in preorder; there is always a root.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The row of the data at each position.
    #[must_use]
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Coordinate `j` of every position.
    #[must_use]
    pub fn column(&self, j: usize) -> &[f64] {
        &self.columns[j * self.n..(j + 1) * self.n]
    }

    /// The coordinates of the point at a position, in order.
    pub fn point(&self, position: usize) -> impl Iterator<Item = &f64> {
        (0..self.d).map(move |j| &self.columns[j * self.n + position])
    }

    /// Writes the point at a position to `out`, of d cells.
    pub fn copy_point(&self, position: usize, out: &mut [f64]) {
        for (j, cell) in out.iter_mut().enumerate() {
            *cell = self.columns[j * self.n + position];
        }
    }

    /// The least coordinates of a node's points.
    #[must_use]
    pub fn lo(&self, node: usize) -> &[f64] {
        &self.boxes[2 * self.d * node..][..self.d]
    }

    /// The greatest coordinates of a node's points.
    #[must_use]
    pub fn hi(&self, node: usize) -> &[f64] {
        &self.boxes[2 * self.d * node + self.d..][..self.d]
    }

    /// A lower bound of the squared distances of `point` to the points of a node.
    ///
    /// Rounding is monotone and the sum has the order of [`super::squared_distance`], so the bound
    /// holds for the computed distances too, without any tolerance.
    #[must_use]
    pub fn nearest_of_box(&self, node: usize, point: &[f64]) -> f64 {
        let sides = self.lo(node).iter().zip(self.hi(node));
        sides
            .zip(point)
            .map(|((lo, hi), x)| {
                let gap = (lo - x).max(x - hi).max(0.0);
                gap * gap
            })
            .sum()
    }

    /// An upper bound of the squared distances of `point` to the points of a node, as exact as
    /// [`nearest_of_box`](Self::nearest_of_box).
    #[must_use]
    pub fn farthest_of_box(&self, node: usize, point: &[f64]) -> f64 {
        let sides = self.lo(node).iter().zip(self.hi(node));
        sides
            .zip(point)
            .map(|((lo, hi), x)| {
                let reach = (hi - x).max(x - lo);
                reach * reach
            })
            .sum()
    }

    /// The squared distances of `point` to the positions of a leaf, in order, the rest of `out`
    /// left as it is.
    pub fn leaf_distances(&self, leaf: &Node, point: &[f64], out: &mut [f64; LEAF]) {
        block_distances(&self.columns, self.n, leaf.range(), point, out);
    }
}

struct Build<'a> {
    flat: &'a [f64],
    d: usize,
    rows: Vec<u32>,
    keys: Vec<(f64, u32)>,
    nodes: Vec<Node>,
    boxes: Vec<f64>,
}

impl Build<'_> {
    fn point(&self, row: u32) -> &[f64] {
        point(self.flat, self.d, row)
    }

    /// Adds the node of the positions `start..end` and all below it.
    fn node(&mut self, start: usize, end: usize) {
        let at = self.nodes.len();
        self.nodes.push(Node {
            start: start as u32,
            end: end as u32,
            right: 0,
        });
        let side = self.bound(start, end);
        let (flat, d) = (self.flat, self.d);
        if end - start <= LEAF {
            self.rows[start..end].sort_unstable_by(|&a, &b| {
                lexicographic(point(flat, d, a), point(flat, d, b)).then(a.cmp(&b))
            });
            return;
        }
        // The coordinate beside the row: comparisons then stay within one small array.
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        let rows = &self.rows[start..end];
        keys.extend(rows.iter().map(|&row| (self.point(row)[side], row)));
        let half = (end - start) / 2;
        keys.select_nth_unstable_by(half, |a, b| {
            a.0.total_cmp(&b.0).then_with(|| {
                lexicographic(point(flat, d, a.1), point(flat, d, b.1)).then(a.1.cmp(&b.1))
            })
        });
        for (row, key) in self.rows[start..end].iter_mut().zip(&keys) {
            *row = key.1;
        }
        self.keys = keys;
        self.node(start, start + half);
        self.nodes[at].right = self.nodes.len() as u32;
        self.node(start + half, end);
    }

    /// Adds the box of the positions; gives its widest side, the first of equals.
    fn bound(&mut self, start: usize, end: usize) -> usize {
        let (at, d) = (self.boxes.len(), self.d);
        self.boxes.resize(at + d, f64::INFINITY);
        self.boxes.resize(at + 2 * d, f64::NEG_INFINITY);
        let (lo, hi) = self.boxes[at..].split_at_mut(d);
        for &row in &self.rows[start..end] {
            let sides = lo.iter_mut().zip(hi.iter_mut());
            for ((lo, hi), &x) in sides.zip(point(self.flat, d, row)) {
                *lo = if x < *lo { x } else { *lo };
                *hi = if x > *hi { x } else { *hi };
            }
        }
        let mut widest = (0, 0.0);
        for (j, (lo, hi)) in lo.iter().zip(hi.iter()).enumerate() {
            if hi - lo > widest.1 {
                widest = (j, hi - lo);
            }
        }
        widest.0
    }
}

fn point(flat: &[f64], d: usize, row: u32) -> &[f64] {
    &flat[row as usize * d..][..d]
}
