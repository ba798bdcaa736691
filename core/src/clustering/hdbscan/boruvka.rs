//! The minimum spanning tree of the mutual reachabilities by Borůvka's algorithm: in each round,
//! every component but the largest takes the shortest edge that leaves it, found through the
//! KD-tree.

use crate::clustering::{ClusterError, Progress, check};
use crate::neighbours::{KdTree, LEAF};

/// No point, or points of several components.
const NONE: u32 = u32::MAX;
/// Searches between two tellings of progress.
const STRIDE: usize = 1024;
/// Nodes a depth-first walk can have waiting.
const STACK: usize = 64;

/// The n − 1 edges (two positions and their mutual reachability), from squared core distances by
/// position.
pub(super) fn edges(
    tree: &KdTree,
    cores: &[f64],
    progress: Progress<'_>,
) -> Result<Vec<(u32, u32, f64)>, ClusterError> {
    let n = tree.len();
    let mut rounds = Rounds::new(tree, cores);
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    while edges.len() + 1 < n {
        rounds.begin();
        for position in 0..n {
            if position % STRIDE == 0 {
                check::step(progress, edges.len() as f64 / n as f64)?;
            }
            rounds.search(position);
        }
        let before = edges.len();
        rounds.join(&mut edges);
        if edges.len() == before {
            // All but the largest component have an edge that leaves them; this only guards against going on forever.
            break;
        }
    }
    Ok(edges)
}

/// An edge by its squared weight.
#[derive(Clone, Copy)]
struct Edge {
    squared: f64,
    from: u32,
    to: u32,
}

const NO_EDGE: Edge = Edge {
    squared: f64::INFINITY,
    from: NONE,
    to: NONE,
};

struct Rounds<'a> {
    tree: &'a KdTree,
    cores: &'a [f64],
    /// The least core distance of each node.
    node_cores: Vec<f64>,
    /// The component of each position: its first position.
    components: Vec<u32>,
    /// The component of each node whose points are all of one, or `NONE`.
    node_components: Vec<u32>,
    /// The shortest edge found to leave each component.
    best: Vec<Edge>,
    /// The nearest point of another component that each position has found, if any, …
    found: Vec<u32>,
    /// … and what any such point is at least away, squared: components only grow, so what held in
    /// one round holds in the next.
    least: Vec<f64>,
    /// The component with the most points: the others join it, so nobody has to search from there.
    largest: u32,
    point: Vec<f64>,
}

impl<'a> Rounds<'a> {
    fn new(tree: &'a KdTree, cores: &'a [f64]) -> Self {
        let n = tree.len();
        let nodes = tree.nodes();
        let mut node_cores = vec![0.0; nodes.len()];
        for (at, node) in nodes.iter().enumerate().rev() {
            node_cores[at] = if node.is_leaf() {
                let own = &cores[node.range()];
                own.iter().fold(f64::INFINITY, |low: f64, &x| low.min(x))
            } else {
                f64::min(node_cores[at + 1], node_cores[node.right as usize])
            };
        }
        Self {
            tree,
            cores,
            node_cores,
            components: (0..n as u32).collect(),
            node_components: vec![NONE; nodes.len()],
            best: vec![NO_EDGE; n],
            found: vec![NONE; n],
            least: cores.to_vec(),
            largest: NONE,
            point: vec![0.0; tree.dimensions()],
        }
    }

    /// Brings the nodes up to date and takes what earlier rounds have found.
    fn begin(&mut self) {
        for (at, node) in self.tree.nodes().iter().enumerate().rev() {
            self.node_components[at] = if node.is_leaf() {
                let own = &self.components[node.range()];
                match own.first() {
                    Some(&first) if own.iter().all(|&c| c == first) => first,
                    _ => NONE,
                }
            } else {
                let (l, r) = (at + 1, node.right as usize);
                let same = self.node_components[l] == self.node_components[r];
                if same { self.node_components[l] } else { NONE }
            };
        }
        let mut sizes = vec![0_u32; self.components.len()];
        for &component in &self.components {
            sizes[component as usize] += 1;
        }
        let first_most = |best: u32, c: u32| {
            if sizes[c as usize] > sizes[best as usize] {
                c
            } else {
                best
            }
        };
        self.largest = (0..self.components.len() as u32).fold(0, first_most);
        self.best.fill(NO_EDGE);
        for (from, found) in self.found.iter_mut().enumerate() {
            let component = self.components[from];
            if *found == NONE || self.components[*found as usize] == component {
                *found = NONE;
                continue;
            }
            let best = &mut self.best[component as usize];
            if self.least[from] < best.squared {
                *best = Edge {
                    squared: self.least[from],
                    from: from as u32,
                    to: *found,
                };
            }
        }
    }

    /// Looks from one position for a shorter edge that leaves its component.
    fn search(&mut self, from: usize) {
        let own = self.components[from];
        if own == self.largest {
            return;
        }
        let bound = self.best[own as usize].squared;
        if self.least[from] >= bound {
            return;
        }
        self.tree.copy_point(from, &mut self.point);
        let (squared, to) = self.nearest(self.cores[from], own, bound);
        // Everything else is at least as far as what was found, or as the bound.
        self.least[from] = squared;
        if to != NONE {
            self.found[from] = to;
            self.best[own as usize] = Edge {
                squared,
                from: from as u32,
                to,
            };
        }
    }

    /// The nearest to `point` of another component within less than `bound`, and how far it is; or
    /// `bound` and `NONE`.
    fn nearest(&self, core: f64, own: u32, bound: f64) -> (f64, u32) {
        let nodes = self.tree.nodes();
        let mut best = (bound, NONE);
        let mut distances = [0.0; LEAF];
        let mut waiting = [(0_u32, 0.0); STACK];
        let mut count = 1;
        while count > 0 && core < best.0 {
            count -= 1;
            let (at, near) = waiting[count];
            if near >= best.0 {
                continue;
            }
            let node = &nodes[at as usize];
            if node.is_leaf() {
                self.tree.leaf_distances(node, &self.point, &mut distances);
                let cores = &self.cores[node.range()];
                for ((&distance, &other), position) in distances.iter().zip(cores).zip(node.range())
                {
                    if distance < best.0 && other < best.0 && self.components[position] != own {
                        best = (distance.max(other).max(core), position as u32);
                    }
                }
                continue;
            }
            let (left, right) = (at + 1, node.right);
            let (l, r) = (self.near(left, own), self.near(right, own));
            let (first, second) = if r < l {
                ((right, r), (left, l))
            } else {
                ((left, l), (right, r))
            };
            for next in [second, first] {
                if next.1 < best.0 {
                    waiting[count] = next;
                    count += 1;
                }
            }
        }
        best
    }

    /// A lower bound of what points of a node are away; ∞ for nodes of the own component.
    fn near(&self, node: u32, own: u32) -> f64 {
        let at = node as usize;
        if self.node_components[at] == own {
            return f64::INFINITY;
        }
        let near = self.tree.nearest_of_box(at, &self.point);
        let core = self.node_cores[at];
        if near > core { near } else { core }
    }

    /// Takes the best edges, where they do not close a ring of equal ones.
    fn join(&mut self, edges: &mut Vec<(u32, u32, f64)>) {
        let n = self.components.len();
        for component in 0..n {
            let edge = self.best[component];
            // The largest has not searched: what it knows from before need not be its shortest.
            if edge.to == NONE || component == self.largest as usize {
                continue;
            }
            let (a, b) = (self.root(edge.from), self.root(edge.to));
            if a != b {
                // The first position stands for the component.
                self.components[a.max(b) as usize] = a.min(b);
                edges.push((edge.from, edge.to, edge.squared.sqrt()));
            }
        }
        // A component's first position comes before all others of it.
        for position in 0..n {
            let above = self.components[position] as usize;
            self.components[position] = self.components[above];
        }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.components[at as usize] != at {
            let above = self.components[self.components[at as usize] as usize];
            self.components[at as usize] = above;
            at = above;
        }
        at
    }
}
