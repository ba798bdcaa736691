//! Core points and their components by a KD-tree.
//!
//! A node whose box has a diagonal of at most ε is what a cell is to the grid: all its core points
//! are of one component. Beyond that, a node found to be of one component stays so, because
//! components only grow; so a search from a core point turns away from every node that has nothing
//! new to tell, and the same core points are not compared over and over.

use super::sets::Sets;
use super::{Cores, Dbscan};
use crate::clustering::{ClusterError, Progress, check};
use crate::neighbours::{KdTree, LEAF};
use ndarray::ArrayView2;

/// Points between two calls of the progress.
const TELL: usize = 256;

const NONE: u32 = u32::MAX;

pub(super) fn cores(
    data: ArrayView2<'_, f64>,
    params: &Dbscan,
    progress: Progress<'_>,
) -> Result<Cores, ClusterError> {
    let n = data.nrows();
    let tree = KdTree::new(data);
    let radius_squared = params.epsilon * params.epsilon;
    let tight: Vec<bool> = (0..tree.nodes().len())
        .map(|node| tree.farthest_of_box(node, tree.lo(node)) <= radius_squared)
        .collect();
    let core = core_points(&tree, &tight, params, progress)?;
    let mut join = Join::new(&tree, tight, &core, radius_squared);
    for (position, &core) in core.iter().enumerate() {
        if position % TELL == 0 {
            check::step(progress, 0.5 + 0.4 * position as f64 / n as f64)?;
        }
        if core {
            join.neighbours_of(position as u32);
        }
    }
    let mut cores = Cores {
        core: vec![false; n],
        component: vec![0; n],
    };
    for (position, &row) in tree.rows().iter().enumerate() {
        cores.core[row as usize] = core[position];
        cores.component[row as usize] = join.sets.find(position as u32);
    }
    Ok(cores)
}

/// Whether each position is core.
fn core_points(
    tree: &KdTree,
    tight: &[bool],
    params: &Dbscan,
    progress: Progress<'_>,
) -> Result<Vec<bool>, ClusterError> {
    let n = tree.len();
    let mut core = vec![false; n];
    for (node, &tight) in tree.nodes().iter().zip(tight) {
        if tight && node.range().len() >= params.min_points {
            core[node.range()].fill(true);
        }
    }
    let mut point = vec![0.0; tree.dimensions()];
    for (position, core) in core.iter_mut().enumerate() {
        if position % TELL == 0 {
            check::step(progress, 0.5 * position as f64 / n as f64)?;
        }
        if !*core {
            tree.copy_point(position, &mut point);
            let radius_squared = params.epsilon * params.epsilon;
            let around = tree.count_within(&point, radius_squared, params.min_points);
            *core = around >= params.min_points;
        }
    }
    Ok(core)
}

struct Join<'a> {
    tree: &'a KdTree,
    core: &'a [bool],
    radius_squared: f64,
    sets: Sets,
    /// Nodes whose core points are known to be of one component.
    uniform: Vec<bool>,
    /// A core point of each node, or [`NONE`].
    some: Vec<u32>,
    waiting: Vec<u32>,
    point: Vec<f64>,
}

impl<'a> Join<'a> {
    fn new(tree: &'a KdTree, tight: Vec<bool>, core: &'a [bool], radius_squared: f64) -> Self {
        let mut sets = Sets::new(tree.len());
        let mut some = vec![NONE; tree.nodes().len()];
        for (at, node) in tree.nodes().iter().enumerate() {
            let first = node.range().find(|&position| core[position]);
            let Some(first) = first.map(|position| position as u32) else {
                continue;
            };
            some[at] = first;
            if tight[at] && sets.find(first) == first {
                for position in node.range().filter(|&position| core[position]) {
                    sets.join(first, position as u32);
                }
            }
        }
        Self {
            tree,
            core,
            radius_squared,
            sets,
            uniform: tight,
            some,
            waiting: Vec::new(),
            point: vec![0.0; tree.dimensions()],
        }
    }

    /// Joins a core point with all later ones within the radius.
    fn neighbours_of(&mut self, position: u32) {
        let mut point = std::mem::take(&mut self.point);
        self.tree.copy_point(position as usize, &mut point);
        self.waiting.push(0);
        while let Some(at) = self.waiting.pop() {
            let at = at as usize;
            let node = self.tree.nodes()[at];
            let some = self.some[at];
            if node.end <= position
                || some == NONE
                || self.tree.nearest_of_box(at, &point) > self.radius_squared
            {
                continue;
            }
            if self.is_uniform(at) {
                if self.sets.find(some) == self.sets.find(position) {
                    continue;
                }
                if self.tree.farthest_of_box(at, &point) <= self.radius_squared {
                    self.sets.join(some, position);
                    continue;
                }
            }
            if node.is_leaf() {
                self.leaf(at, position, &point);
            } else {
                self.waiting.push(node.right);
                self.waiting.push(at as u32 + 1);
            }
        }
        self.point = point;
    }

    fn leaf(&mut self, at: usize, position: u32, point: &[f64]) {
        let node = self.tree.nodes()[at];
        let mut distances = [0.0; LEAF];
        self.tree.leaf_distances(&node, point, &mut distances);
        for (other, &distance) in (node.start..node.end).zip(&distances) {
            if distance <= self.radius_squared && self.core[other as usize] {
                self.sets.join(position, other);
                if self.uniform[at] {
                    return;
                }
            }
        }
    }

    /// Whether all core points of a node are known to be of one component; finds out where that is
    /// cheap.
    fn is_uniform(&mut self, at: usize) -> bool {
        if self.uniform[at] {
            return true;
        }
        let node = self.tree.nodes()[at];
        let own = self.sets.find(self.some[at]);
        self.uniform[at] = if node.is_leaf() {
            let mut cores = node.range().filter(|&position| self.core[position]);
            cores.all(|position| self.sets.find(position as u32) == own)
        } else {
            [at + 1, node.right as usize].iter().all(|&child| {
                let some = self.some[child];
                some == NONE || (self.uniform[child] && self.sets.find(some) == own)
            })
        };
        self.uniform[at]
    }
}
