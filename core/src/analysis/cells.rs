//! Two ways to cut a cluster into cells of enough people.

use crate::clustering::kmeans::KMeans;
use crate::clustering::{Clusterer, Clustering};
use ndarray::{ArrayView2, Axis};
use std::ops::ControlFlow;

/// Halves `rows` at the median of their widest side while both halves keep `least` rows.
pub(super) fn halved(
    data: ArrayView2<'_, f64>,
    mut rows: Vec<usize>,
    least: usize,
) -> Vec<Vec<usize>> {
    let mut cells = Vec::new();
    split(data, &mut rows, least, &mut cells);
    cells
}

fn split(data: ArrayView2<'_, f64>, rows: &mut [usize], least: usize, cells: &mut Vec<Vec<usize>>) {
    let (widest, width) = (0..data.ncols())
        .map(|j| {
            let side = |(low, high): (f64, f64), &i: &usize| {
                (low.min(data[[i, j]]), high.max(data[[i, j]]))
            };
            let (low, high) = rows.iter().fold((f64::INFINITY, f64::NEG_INFINITY), side);
            (j, high - low)
        })
        .fold(
            (0, 0.0),
            |best, side| if side.1 > best.1 { side } else { best },
        );
    if rows.len() < 2 * least || width <= 0.0 {
        if !rows.is_empty() {
            cells.push(rows.to_vec());
        }
        return;
    }
    rows.sort_by(|&a, &b| {
        data[[a, widest]]
            .total_cmp(&data[[b, widest]])
            .then(a.cmp(&b))
    });
    let (left, right) = rows.split_at_mut(rows.len() / 2);
    split(data, left, least, cells);
    split(data, right, least, cells);
}

/// Cells around the centroids of a K-Means within the cluster; while one has fewer than `least`
/// rows, a centroid fewer.
pub(super) fn near(data: ArrayView2<'_, f64>, rows: Vec<usize>, least: usize) -> Vec<Vec<usize>> {
    let part = data.select(Axis(0), &rows);
    let mut k = rows.len() / least.max(1) * 2 / 3;
    while k > 1 {
        let params = KMeans {
            starts: 1,
            max_iterations: 50,
            ..KMeans::new(k, 1)
        };
        let Ok(fitted) = params.fit(part.view(), &mut |_| ControlFlow::Continue(())) else {
            break;
        };
        let mut cells = vec![Vec::new(); k];
        for (&row, &label) in rows.iter().zip(fitted.labels()) {
            if let Some(cell) = cells.get_mut(label as usize) {
                cell.push(row);
            }
        }
        let small = cells.iter().filter(|cell| cell.len() < least).count();
        if small == 0 {
            return cells;
        }
        k -= small.div_ceil(2);
    }
    if rows.is_empty() {
        Vec::new()
    } else {
        vec![rows]
    }
}
