//! Density-based clustering validation (Moulavi, Jaskowiak, Campello, Zimek & Sander, SDM 2014).
//!
//! Conventions are those of `hdbscan.validity.validity_index`: Euclidean distances, coinciding
//! rows add nothing to a core distance, noise counts in the weights only, and edges within 1e-5 of
//! each other count as equal when a row joins the tree, which then goes to the first. "First" is
//! by coordinates here, so that the order of the rows does not matter. Clusters of one row, where
//! that function fails, count as noise.

use super::ValidationError;
use super::labels::{checked, in_range, step};
use super::tiles::{LANES, Tiles, squared};
use crate::clustering::Progress;
use ndarray::{Array2, ArrayView2};
use std::cmp::Ordering;

/// Edges of the tree within this share of each other are taken as equal.
const ALIKE: f64 = 1e-5;

/// The index, and what each cluster adds to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dbcv {
    /// Σ (cluster size / n)·validity, −1 to 1; n counts noise too.
    pub index: f64,
    /// Label and validity (equation 7 of the paper, −1 to 1) of each cluster of two rows or more,
    /// by rising label.
    pub clusters: Vec<(u32, f64)>,
}

/// DBCV of `labels`. Time O(n²·d), memory O(n·d).
///
/// # Errors
/// Labels of another length than the data, a cell that is not finite, fewer than two clusters of
/// two rows or more, a cancel.
pub fn dbcv(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    progress: Progress<'_>,
) -> Result<Dbcv, ValidationError> {
    let dense = checked(data, labels)?;
    let rows = in_range(data);
    let mut members: Vec<(u32, Vec<usize>)> =
        dense.names.iter().copied().zip(dense.members()).collect();
    members.retain(|(_, rows)| rows.len() > 1);
    if members.len() < 2 {
        return Err(ValidationError::TooFewClusters {
            clusters: members.len(),
            least: 2,
        });
    }
    for (_, cluster) in &mut members {
        cluster.sort_by(|&a, &b| by_coordinates(&rows, a, b));
    }
    let flat = rows.as_slice().unwrap_or_default();
    let d = data.ncols();
    // Trees and separations cost about as much each.
    let all: f64 = members.iter().map(|(_, rows)| square(rows.len())).sum();
    let mut done = 0.0;
    let mut trees = Vec::with_capacity(members.len());
    for (_, cluster) in &members {
        step(progress, done / all / 2.0)?;
        trees.push(Tree::new(flat, d, cluster));
        done += square(cluster.len());
    }
    let inner = Tiles::new(flat, d, trees.iter().map(|tree| tree.inner.as_slice()));
    let mut separation = vec![f64::INFINITY; trees.len()];
    for a in 0..trees.len() {
        step(progress, 0.5 + a as f64 / trees.len() as f64 / 2.0)?;
        for b in a + 1..trees.len() {
            let apart = apart(&inner, &trees, a, b);
            separation[a] = separation[a].min(apart);
            separation[b] = separation[b].min(apart);
        }
    }
    let mut index = 0.0;
    let mut clusters = Vec::with_capacity(trees.len());
    for (((label, rows), tree), &apart) in members.iter().zip(&trees).zip(&separation) {
        let most = apart.max(tree.sparseness);
        let validity = if most > 0.0 {
            (apart - tree.sparseness) / most
        } else {
            0.0
        };
        index += rows.len() as f64 / data.nrows() as f64 * validity;
        clusters.push((*label, validity));
    }
    Ok(Dbcv { index, clusters })
}

fn square(n: usize) -> f64 {
    n as f64 * n as f64
}

fn by_coordinates(rows: &Array2<f64>, a: usize, b: usize) -> Ordering {
    rows.row(a)
        .iter()
        .zip(rows.row(b))
        .map(|(x, y)| x.total_cmp(y))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// What a cluster's minimum spanning tree of mutual reachability distances says.
struct Tree {
    /// Rows of degree two or more (the first row when there are none).
    inner: Vec<usize>,
    /// All-points core distances of those rows.
    cores: Vec<f64>,
    /// The longest edge between two of them (of all edges when there is none).
    sparseness: f64,
}

impl Tree {
    fn new(flat: &[f64], d: usize, cluster: &[usize]) -> Self {
        let tiles = Tiles::new(flat, d, std::iter::once(cluster));
        let n = cluster.len();
        let mut there = vec![0.0; n.next_multiple_of(LANES)];
        let cores: Vec<f64> = (0..n)
            .map(|row| {
                distances(&tiles, row, &mut there);
                core(&there[..n], d)
            })
            .collect();
        let edges = spanning_tree(&tiles, &cores, &mut there);
        let mut degree = vec![0_u32; n];
        for &(a, b, _) in &edges {
            degree[a] += 1;
            degree[b] += 1;
        }
        let mut inner: Vec<usize> = (0..n).filter(|&row| degree[row] > 1).collect();
        let longest = |inner_only: bool| {
            edges
                .iter()
                .filter(|&&(a, b, _)| !inner_only || (degree[a] > 1 && degree[b] > 1))
                .map(|edge| edge.2)
                .fold(None, |most: Option<f64>, edge| {
                    Some(most.map_or(edge, |most| most.max(edge)))
                })
        };
        let sparseness = longest(true).or_else(|| longest(false)).unwrap_or(0.0);
        if inner.is_empty() {
            inner.push(0);
        }
        Self {
            cores: inner.iter().map(|&row| cores[row]).collect(),
            inner: inner.iter().map(|&row| cluster[row]).collect(),
            sparseness,
        }
    }
}

/// Distances of a row of the only group to all of it.
fn distances(tiles: &Tiles, row: usize, there: &mut [f64]) {
    let point = tiles.point(row);
    for (block, there) in there.chunks_exact_mut(LANES).enumerate() {
        for (there, squared) in there.iter_mut().zip(squared(tiles.block(block), point)) {
            *there = squared.sqrt();
        }
    }
}

/// (Σ (1/distance)^d / (n − 1))^(−1/d), definition 1 of the paper, taken relative to the least
/// distance so that no power leaves the range of `f64`.
fn core(there: &[f64], d: usize) -> f64 {
    let least = there
        .iter()
        .filter(|&&x| x > 0.0)
        .fold(f64::INFINITY, |least, &x| least.min(x));
    if least == f64::INFINITY {
        return 0.0;
    }
    let sum: f64 = there
        .iter()
        .map(|&x| if x > 0.0 { power(least / x, d) } else { 0.0 })
        .sum();
    least * libm::pow(sum / (there.len() - 1) as f64, -1.0 / d as f64)
}

/// x^exponent by squaring.
fn power(mut x: f64, mut exponent: usize) -> f64 {
    let mut product = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product *= x;
        }
        x *= x;
        exponent >>= 1;
    }
    product
}

/// Prim's algorithm from the first row; edges as (row, row, mutual reachability distance).
fn spanning_tree(tiles: &Tiles, cores: &[f64], there: &mut [f64]) -> Vec<(usize, usize, f64)> {
    let n = cores.len();
    let mut least = vec![f64::INFINITY; n];
    let mut joined = vec![false; n];
    let mut edges: Vec<(usize, usize, f64)> = Vec::with_capacity(n - 1);
    let mut current = 0;
    distances(tiles, current, there);
    for _ in 1..n {
        joined[current] = true;
        let mut next = (usize::MAX, f64::INFINITY);
        for row in (0..n).filter(|&row| !joined[row]) {
            let here = there[row].max(cores[row]).max(cores[current]);
            least[row] = least[row].min(here);
            if next.0 == usize::MAX || least[row] < next.1 {
                next = (row, least[row]);
            }
        }
        let (row, weight) = next;
        distances(tiles, row, there);
        let to = (0..n).find(|&other| {
            let here = there[other].max(cores[other]).max(cores[row]);
            joined[other] && (here - weight).abs() <= ALIKE * weight
        });
        edges.push((to.unwrap_or(current), row, weight));
        current = row;
    }
    edges
}

/// The least mutual reachability distance between inner rows of two clusters.
fn apart(inner: &Tiles, trees: &[Tree], a: usize, b: usize) -> f64 {
    let (left, right) = (inner.groups[a], inner.groups[b]);
    let mut least = f64::INFINITY;
    for block in 0..left.blocks() {
        let lanes = inner.block(left.block + block);
        let filled = left.filled(block);
        for (row, &core) in trees[b].cores.iter().enumerate() {
            let there = squared(lanes, inner.point(right.first + row));
            let cores = &trees[a].cores[block * LANES..block * LANES + filled];
            for (squared, &other) in there.iter().zip(cores) {
                least = least.min(squared.sqrt().max(core).max(other));
            }
        }
    }
    least
}
