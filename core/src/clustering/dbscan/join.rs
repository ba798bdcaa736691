//! Cells of core points joined to clusters: two cells at the first pair of core points within ε.

use super::grid::Grid;
use super::sets::Sets;
use super::{Cores, Dbscan};
use crate::clustering::{ClusterError, Progress, check};
use crate::neighbours::{KdTree, LEAF, Nearest, block_distances};
use ndarray::Array2;
use std::ops::Range;

/// Cells between two calls of the progress.
const TELL: usize = 4096;

/// The components of the core points, `core` in the grid's order.
pub(super) fn cells(
    grid: &Grid,
    core: Vec<bool>,
    params: &Dbscan,
    progress: Progress<'_>,
) -> Result<Cores, ClusterError> {
    let dense = Dense::new(grid, &core);
    let radius_squared = params.epsilon * params.epsilon;
    let mut sets = Sets::new(grid.cells());
    let mut tested = 0_usize;
    let passes = grid.offsets.iter().filter(|offset| offset.forward).count();
    let forward = grid.offsets.iter().filter(|offset| offset.forward);
    for (pass, offset) in forward.enumerate() {
        let mut place = 0;
        for cell in 0..grid.cells() {
            tested += 1;
            if tested.is_multiple_of(TELL) {
                check::step(progress, 0.5 + 0.4 * pass as f64 / passes as f64)?;
            }
            if dense.points(cell).is_empty() {
                continue;
            }
            for other in grid.at(offset, cell, &mut place) {
                // The own offset holds both sides of each pair; the others lie ahead.
                if other <= cell || dense.points(other).is_empty() {
                    continue;
                }
                let (a, b) = (cell as u32, other as u32);
                if sets.find(a) != sets.find(b) && dense.close(cell, other, radius_squared) {
                    sets.join(a, b);
                }
            }
        }
    }
    let mut cores = Cores {
        core: vec![false; grid.n],
        component: vec![0; grid.n],
    };
    for cell in 0..grid.cells() {
        let component = sets.find(cell as u32);
        for p in grid.points(cell).filter(|&p| core[p]) {
            cores.core[grid.rows[p] as usize] = true;
            cores.component[grid.rows[p] as usize] = component;
        }
    }
    Ok(cores)
}

/// The core points of a grid.
struct Dense {
    n: usize,
    d: usize,
    /// As the grid's.
    columns: Vec<f64>,
    /// First core point of each cell, and their number.
    starts: Vec<u32>,
    /// Least, then greatest coordinates of each cell's core points.
    boxes: Vec<f64>,
}

impl Dense {
    fn new(grid: &Grid, core: &[bool]) -> Self {
        let d = grid.d;
        let mut columns = Vec::with_capacity(grid.n * d);
        for column in grid.columns.chunks_exact(grid.n) {
            let kept = column.iter().zip(core).filter(|&(_, &core)| core);
            columns.extend(kept.map(|(&x, _)| x));
        }
        let n = columns.len() / d;
        let mut starts = Vec::with_capacity(grid.cells() + 1);
        let mut boxes = Vec::with_capacity(grid.cells() * 2 * d);
        let mut from = 0;
        for cell in 0..grid.cells() {
            starts.push(from as u32);
            let to = from + core[grid.points(cell)].iter().filter(|&&core| core).count();
            let column = |j: usize| columns[j * n..][from..to].iter().copied();
            boxes.extend((0..d).map(|j| column(j).fold(f64::INFINITY, f64::min)));
            boxes.extend((0..d).map(|j| column(j).fold(f64::NEG_INFINITY, f64::max)));
            from = to;
        }
        starts.push(n as u32);
        Self {
            n,
            d,
            columns,
            starts,
            boxes,
        }
    }

    fn points(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// Least and greatest coordinate of a cell in column j.
    fn side(&self, cell: usize, j: usize) -> (f64, f64) {
        let at = cell * 2 * self.d + j;
        (self.boxes[at], self.boxes[at + self.d])
    }

    /// Whether two cells have core points within the radius of each other. Bounds by boxes hold to
    /// the last bit, since rounding is monotone and all sums go column by column.
    fn close(&self, a: usize, b: usize, radius_squared: f64) -> bool {
        let apart: f64 = (0..self.d)
            .map(|j| {
                let ((alo, ahi), (blo, bhi)) = (self.side(a, j), self.side(b, j));
                let gap = (alo - bhi).max(blo - ahi).max(0.0);
                gap * gap
            })
            .sum();
        if apart > radius_squared {
            return false;
        }
        let (few, many) = if self.points(a).len() <= self.points(b).len() {
            (a, b)
        } else {
            (b, a)
        };
        let range = self.points(many);
        // Two large cells can miss each other narrowly: then a tree, before all pairs are tried.
        let mut budget = 1024 + 64 * (self.points(few).len() + range.len());
        let mut distances = [0.0; LEAF];
        let mut point = vec![0.0; self.d];
        for p in self.points(few) {
            for (j, x) in point.iter_mut().enumerate() {
                *x = self.columns[j * self.n + p];
            }
            if self.gap(many, &point) > radius_squared {
                continue;
            }
            if budget < range.len() {
                return self.close_by_tree(p..self.points(few).end, range, radius_squared);
            }
            budget -= range.len();
            let mut from = range.start;
            while from < range.end {
                let to = range.end.min(from + LEAF);
                block_distances(&self.columns, self.n, from..to, &point, &mut distances);
                if distances[..to - from].iter().any(|&x| x <= radius_squared) {
                    return true;
                }
                from = to;
            }
        }
        false
    }

    /// A lower bound of the squared distances of `point` to a cell's core points.
    fn gap(&self, cell: usize, point: &[f64]) -> f64 {
        let gaps = point.iter().enumerate().map(|(j, x)| {
            let (lo, hi) = self.side(cell, j);
            let gap = (lo - x).max(x - hi).max(0.0);
            gap * gap
        });
        gaps.sum()
    }

    fn close_by_tree(&self, few: Range<usize>, many: Range<usize>, radius_squared: f64) -> bool {
        let coordinate = |p: usize, j: usize| self.columns[j * self.n + p];
        let there =
            Array2::from_shape_fn((many.len(), self.d), |(i, j)| coordinate(many.start + i, j));
        let tree = KdTree::new(there.view());
        let mut found = Nearest::default();
        let mut point = vec![0.0; self.d];
        few.into_iter().any(|p| {
            for (j, x) in point.iter_mut().enumerate() {
                *x = coordinate(p, j);
            }
            tree.nearest_within(&point, radius_squared, &mut found)
                .is_some()
        })
    }
}
