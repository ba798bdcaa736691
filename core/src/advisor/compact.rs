//! Whether the rows fall into compact clusters, and how many: K-Means over several k.

use super::sample::Sample;
use crate::clustering::kmeans::{Fitted, KMeans};
use crate::clustering::{ClusterError, Clusterer, Progress};
use crate::validation::{Gap, GapPoint, Reference, ValidationError, gap, silhouettes};
use ndarray::ArrayView2;
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
/// B* 63(2), 2001): the least k whose gap is within [`ERRORS`] standard errors of the next one's.
/// 1 means: no more clustered than evenly spread or one heap. Only up to [`MOST_K`].
pub(super) fn gap_clusters(
    sample: &Sample,
    seed: u64,
    progress: Progress<'_>,
) -> Result<usize, ClusterError> {
    let places = sample.places.view();
    let params = Gap {
        references: REFERENCES,
        reference: if places.ncols() <= MOST_COMPONENTS {
            Reference::Principal
        } else {
            Reference::Columns
        },
        most_rows: GAP_ROWS,
        seed,
    };
    let mut fit = |rows: ArrayView2<'_, f64>, k: usize, seed: u64| {
        kmeans(rows, k, seed).map(|fitted| fitted.labels)
    };
    let most = MOST_K.min(places.nrows());
    let points = match gap(places, 1..=most, &params, &mut fit, progress) {
        Ok(points) => points,
        Err(ValidationError::Cancelled) => return Err(ClusterError::Cancelled),
        Err(ValidationError::Fit(error)) => return Err(error),
        // Of other data than these it would speak; nothing is found.
        Err(_) => Vec::new(),
    };
    let enough = |pair: &&[GapPoint]| pair[0].gap >= pair[1].gap - ERRORS * pair[1].error;
    let least = points.windows(2).find(enough).map(|pair| pair[0].k);
    let last = points.last().map_or(1, |point| point.k);
    Ok(least.unwrap_or(last))
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
