//! Which points of a grid are core.

use super::Dbscan;
use super::grid::Grid;
use crate::clustering::{ClusterError, Progress, check};
use crate::neighbours::{LEAF, block_distances};
use std::ops::Range;

/// Cells between two calls of the progress.
const TELL: usize = 512;

/// Whether each point of the grid, in the grid's order, is core.
pub(super) fn of_grid(
    grid: &Grid,
    params: &Dbscan,
    progress: Progress<'_>,
) -> Result<Vec<bool>, ClusterError> {
    let wanted = params.min_points;
    let radius_squared = params.epsilon * params.epsilon;
    let mut core = vec![false; grid.n];
    let mut places = vec![0; grid.offsets.len()];
    // Points of a cell that are still short of neighbours, and how many they have.
    let mut short: Vec<(usize, usize)> = Vec::new();
    let mut point = vec![0.0; grid.d];
    for cell in 0..grid.cells() {
        if cell % TELL == 0 {
            check::step(progress, 0.5 * cell as f64 / grid.cells() as f64)?;
        }
        let own = grid.points(cell);
        if own.len() >= wanted {
            core[own].fill(true);
            continue;
        }
        short.clear();
        short.extend(own.map(|p| (p, 0)));
        for (offset, place) in grid.offsets.iter().zip(&mut places) {
            let cells = grid.at(offset, cell, place);
            if cells.is_empty() {
                continue;
            }
            let there = grid.points(cells.start).start..grid.points(cells.end - 1).end;
            short.retain_mut(|(p, found)| {
                for (j, x) in point.iter_mut().enumerate() {
                    *x = grid.columns[j * grid.n + *p];
                }
                let missing = wanted - *found;
                *found += count(grid, there.clone(), &point, radius_squared, missing);
                core[*p] = *found >= wanted;
                !core[*p]
            });
            if short.is_empty() {
                break;
            }
        }
    }
    Ok(core)
}

/// How many points of the range lie within the radius; the count may stop at `enough`.
fn count(
    grid: &Grid,
    range: Range<usize>,
    point: &[f64],
    radius_squared: f64,
    enough: usize,
) -> usize {
    let mut distances = [0.0; LEAF];
    let mut found = 0;
    let mut from = range.start;
    while from < range.end && found < enough {
        let to = range.end.min(from + LEAF);
        block_distances(&grid.columns, grid.n, from..to, point, &mut distances);
        let inside = &distances[..to - from];
        found += inside.iter().filter(|&&x| x <= radius_squared).count();
        from = to;
    }
    found
}
