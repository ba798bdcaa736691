//! Whether the rows fall into compact clusters, and how many: K-Means over several k.

use super::sample::Sample;
use crate::clustering::kmeans::{Fitted, KMeans};
use crate::clustering::{ClusterError, Clusterer, Progress};
use crate::preparation::pca;
use crate::random::{sample, seeded, unit};
use crate::validation::silhouettes;
use ndarray::{Array2, ArrayView2, Axis};
use rand_core::Rng;
use std::ops::ControlFlow;

/// The k that are tried.
const MOST_K: usize = 10;
/// Places the gap statistic is computed over.
const GAP_ROWS: usize = 600;
/// Even references it is compared with.
const REFERENCES: usize = 8;
/// The paper's 1 sees clusters in an even spread once in a few times; real ones pass 3 as well.
const ERRORS: f64 = 3.0;
/// K-Means starts per fit.
const STARTS: usize = 4;
/// In more columns the references' box stands along the columns: components would take longer
/// than all else.
const MOST_COMPONENTS: usize = 32;

fn kmeans(data: ArrayView2<'_, f64>, k: usize, seed: u64) -> Result<Fitted, ClusterError> {
    let params = KMeans {
        starts: STARTS,
        max_iterations: 50,
        ..KMeans::new(k, seed)
    };
    params.fit(data, &mut |_| ControlFlow::Continue(()))
}

/// Labels of `k` clusters of the sample.
pub(super) fn labels(sample: &Sample, k: usize, seed: u64) -> Result<Vec<u32>, ClusterError> {
    kmeans(sample.places.view(), k, seed).map(|fitted| fitted.labels)
}

/// The mean silhouette (Rousseeuw 1987) of every k from 2.
pub(super) fn curve(
    sample: &Sample,
    seed: u64,
    progress: Progress<'_>,
) -> Result<Vec<(usize, f64)>, ClusterError> {
    let most = MOST_K.min(sample.places.nrows().saturating_sub(1));
    let mut labelings = Vec::new();
    for k in 2..=most {
        labelings.push(labels(sample, k, seed)?);
        step(progress, 0.5 * k as f64 / most as f64)?;
    }
    let means = silhouettes(sample.places.view(), &labelings, seed, &mut |share| {
        progress(0.5 + 0.5 * share)
    })
    .ok_or(ClusterError::Cancelled)?;
    Ok((2..=most).zip(means.into_iter().map(|s| s.mean)).collect())
}

/// The number of clusters by the gap statistic (Tibshirani, Walther & Hastie, *J. R. Statist. Soc.
/// B* 63(2), 2001): the least k whose gap is within [`ERRORS`] standard errors of the next one's. The
/// references lie evenly in the box along the principal components. 1 means: no more clustered
/// than evenly spread or one heap. Only up to [`MOST_K`].
pub(super) fn gap(
    drawn: &Sample,
    seed: u64,
    progress: Progress<'_>,
) -> Result<usize, ClusterError> {
    let rows = sample(drawn.places.nrows(), GAP_ROWS, seed);
    let data = drawn.places.select(Axis(0), &rows);
    let most = MOST_K.min(rows.len().saturating_sub(1)).max(1);
    let mut random = seeded(seed);
    let references: Vec<Array2<f64>> = boxes(&data, &mut random);
    let total = (most * (REFERENCES + 1)) as f64;
    let mut done = 0.0;
    let mut previous: Option<f64> = None;
    for k in 1..=most {
        let ours = libm::log(kmeans(data.view(), k, seed)?.inertia);
        if ours == f64::NEG_INFINITY {
            // Every place is a cluster.
            return Ok(k);
        }
        let mut theirs = Vec::with_capacity(REFERENCES);
        for reference in &references {
            theirs.push(libm::log(kmeans(reference.view(), k, seed)?.inertia));
            done += 1.0;
            step(progress, done / total)?;
        }
        let mean = theirs.iter().sum::<f64>() / REFERENCES as f64;
        let variance =
            theirs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / REFERENCES as f64;
        let error = (variance * (1.0 + 1.0 / REFERENCES as f64)).sqrt();
        let gap = mean - ours;
        if previous.is_some_and(|before| before >= gap - ERRORS * error) {
            return Ok(k - 1);
        }
        previous = Some(gap);
    }
    Ok(most)
}

/// Evenly spread rows in the box along the principal components.
fn boxes(data: &Array2<f64>, random: &mut impl Rng) -> Vec<Array2<f64>> {
    let (n, d) = data.dim();
    let turned = if d <= MOST_COMPONENTS {
        let components = pca(data.view());
        Array2::from_shape_fn((n, d), |(i, rank)| {
            let row = data.row(i);
            components.project(row.as_slice().unwrap_or_default(), rank)
        })
    } else {
        data.clone()
    };
    let edges = box_of(turned.view());
    // Distances are the same along the components as along the columns.
    (0..REFERENCES)
        .map(|_| {
            Array2::from_shape_fn((n, d), |(_, j)| {
                edges[j].0 + (edges[j].1 - edges[j].0) * unit(random)
            })
        })
        .collect()
}

/// Least and greatest of every column.
pub(super) fn box_of(data: ArrayView2<'_, f64>) -> Vec<(f64, f64)> {
    let wider = |(low, high): (f64, f64), x: &f64| (low.min(*x), high.max(*x));
    let column = |j| {
        data.column(j)
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), wider)
    };
    (0..data.ncols()).map(column).collect()
}

fn step(progress: Progress<'_>, share: f64) -> Result<(), ClusterError> {
    if progress(share).is_break() {
        return Err(ClusterError::Cancelled);
    }
    Ok(())
}

/// The adjusted Rand index (Hubert & Arabie, *Journal of Classification* 2, 1985) of two
/// labelings: 1 when they are the same partition, about 0 when they have nothing in common.
pub(super) fn agreement(a: &[usize], b: &[usize]) -> f64 {
    let count = |labels: &[usize]| labels.iter().max().map_or(0, |most| most + 1);
    let (rows, columns) = (count(a), count(b));
    let mut table = vec![0_u64; rows * columns];
    for (&i, &j) in a.iter().zip(b) {
        table[i * columns + j] += 1;
    }
    let pairs = |n: u64| (n * n.saturating_sub(1) / 2) as f64;
    let both: f64 = table.iter().map(|&n| pairs(n)).sum();
    let in_a: f64 = (0..rows)
        .map(|i| pairs((0..columns).map(|j| table[i * columns + j]).sum()))
        .sum();
    let in_b: f64 = (0..columns)
        .map(|j| pairs((0..rows).map(|i| table[i * columns + j]).sum()))
        .sum();
    let all = pairs(a.len() as u64);
    let expected = if all > 0.0 { in_a * in_b / all } else { 0.0 };
    let most = 0.5 * (in_a + in_b);
    if most == expected {
        1.0
    } else {
        (both - expected) / (most - expected)
    }
}
