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
    let mut ranges = Vec::new();
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
        ranges.clear();
        let mut around = 0;
        for (offset, place) in grid.offsets.iter().zip(&mut places) {
            let cells = grid.at(offset, cell, place);
            if !cells.is_empty() {
                let points = grid.points(cells.start).start..grid.points(cells.end - 1).end;
                around += points.len();
                ranges.push(points);
            }
        }
        if around < wanted {
            continue;
        }
        for p in own {
            for (j, x) in point.iter_mut().enumerate() {
                *x = grid.columns[j * grid.n + p];
            }
            core[p] = enough(grid, &ranges, &point, radius_squared, wanted);
        }
    }
    Ok(core)
}

/// Whether `wanted` points of the ranges lie within the radius.
fn enough(
    grid: &Grid,
    ranges: &[Range<usize>],
    point: &[f64],
    radius_squared: f64,
    wanted: usize,
) -> bool {
    let mut distances = [0.0; LEAF];
    let mut found = 0;
    for range in ranges {
        let mut from = range.start;
        while from < range.end {
            let to = range.end.min(from + LEAF);
            block_distances(&grid.columns, grid.n, from..to, point, &mut distances);
            let inside = &distances[..to - from];
            found += inside.iter().filter(|&&x| x <= radius_squared).count();
            if found >= wanted {
                return true;
            }
            from = to;
        }
    }
    false
}
