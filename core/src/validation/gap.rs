//! The gap statistic (Tibshirani, Walther & Hastie, J. R. Stat. Soc. B 63(2), 2001).

use super::ValidationError;
use super::labels::{Dense, finite, in_range, step};
use crate::clustering::kmeans::squared_distance;
use crate::clustering::{ClusterError, NOISE, Progress};
use crate::preparation::pca;
use crate::random::{sample, seeded, unit};
use ndarray::{Array2, ArrayView2, Axis};
use rand_core::Rng;
use std::ops::RangeInclusive;

/// Where the reference rows are drawn from, uniformly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// The box of the columns' ranges (the paper's choice a).
    Columns,
    /// The box aligned with the principal components (choice b): turning the data does not change
    /// its shape.
    Principal,
}

/// Parameters of the gap statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Reference sets, 2 or more.
    pub references: usize,
    /// Where they are drawn from.
    pub reference: Reference,
    /// Of more rows than this a sample is taken; 2 or more.
    pub most_rows: usize,
    /// Seed of the sample, the references and the fits.
    pub seed: u64,
}

/// The gap at one k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapPoint {
    /// Clusters.
    pub k: usize,
    /// Gap(k) = mean of log W*ₖ over the references − log Wₖ, W the sum of squared distances to the
    /// cluster means.
    pub gap: f64,
    /// s(k): standard deviation over the references times √(1 + 1/B).
    pub error: f64,
}

impl GapPoint {
    /// The least k with Gap(k) ≥ Gap(k + 1) − s(k + 1), the paper's rule; `None` when no k but the
    /// last could meet it and none does.
    #[must_use]
    pub fn least_sufficient(points: &[Self]) -> Option<usize> {
        points
            .windows(2)
            .find(|pair| pair[0].gap >= pair[1].gap - pair[1].error)
            .map(|pair| pair[0].k)
    }

    /// The least k whose gap is within one error of the greatest gap (`globalSEmax` of R's
    /// `cluster::maxSE`). Where groups lie in groups the gap falls before it rises, and the paper's
    /// rule stops at once; this one does not. `None` without points.
    #[must_use]
    pub fn least_near_greatest(points: &[Self]) -> Option<usize> {
        let greatest = points
            .iter()
            .max_by(|a, b| a.gap.total_cmp(&b.gap).then(b.k.cmp(&a.k)))?;
        points
            .iter()
            .find(|point| point.gap >= greatest.gap - greatest.error)
            .map(|point| point.k)
    }
}

/// Fits k clusters to rows with a seed; gives the labels.
pub type Labeller<'a> =
    &'a mut dyn FnMut(ArrayView2<'_, f64>, usize, u64) -> Result<Vec<u32>, ClusterError>;

/// Gap(k) for each of `ks` (from 1 on, where nothing is fitted). Costs B + 1 fits per k. The list
/// ends before the first k at which W is 0, where its logarithm is not defined.
///
/// # Errors
/// A parameter out of range, a cell that is not finite, fewer rows than clusters, an error of
/// `fit`, a cancel.
pub fn gap(
    data: ArrayView2<'_, f64>,
    ks: RangeInclusive<usize>,
    params: &Gap,
    fit: Labeller<'_>,
    progress: Progress<'_>,
) -> Result<Vec<GapPoint>, ValidationError> {
    finite(data)?;
    params.check()?;
    let rows = sample(data.nrows(), params.most_rows, params.seed);
    if *ks.start() == 0 || rows.len() < (*ks.end()).max(2) {
        return Err(ValidationError::TooFewRows {
            rows: rows.len(),
            least: (*ks.end()).max(2),
        });
    }
    let data = in_range(data.select(Axis(0), &rows).view());
    let mut seeds = seeded(params.seed);
    let sets: Vec<(Array2<f64>, u64)> = std::iter::once((data.clone(), seeds.next_u64()))
        .chain(references(&data, params, &mut seeds))
        .collect();
    let all = ks.clone().count() * sets.len();
    let mut points = Vec::new();
    for k in ks {
        let mut logs = Vec::with_capacity(sets.len());
        for (rows, seed) in &sets {
            step(
                progress,
                (points.len() * sets.len() + logs.len()) as f64 / all as f64,
            )?;
            let labels = if k == 1 {
                vec![0; rows.nrows()]
            } else {
                fit(rows.view(), k, *seed)?
            };
            logs.push(libm::log(within(rows, &labels)?));
        }
        if logs.iter().any(|x| !x.is_finite()) {
            break;
        }
        points.push(point(k, &logs));
    }
    Ok(points)
}

impl Gap {
    fn check(&self) -> Result<(), ValidationError> {
        for (name, value) in [
            ("the number of references", self.references),
            ("the most rows", self.most_rows),
        ] {
            if value < 2 {
                return Err(ValidationError::Parameter {
                    name,
                    value: value.to_string(),
                    range: "2 or more",
                });
            }
        }
        Ok(())
    }
}

/// From log W of the data, then of the references.
fn point(k: usize, logs: &[f64]) -> GapPoint {
    let references = (logs.len() - 1) as f64;
    let mean = logs[1..].iter().sum::<f64>() / references;
    let variance = logs[1..]
        .iter()
        .map(|x| (x - mean) * (x - mean))
        .sum::<f64>()
        / references;
    GapPoint {
        k,
        gap: mean - logs[0],
        error: variance.sqrt() * (1.0 + 1.0 / references).sqrt(),
    }
}

/// Σ of squared distances to the cluster means; a row of noise is a cluster of its own.
fn within(rows: &Array2<f64>, labels: &[u32]) -> Result<f64, ValidationError> {
    if labels.len() != rows.nrows() {
        return Err(ValidationError::Labels {
            labels: labels.len(),
            rows: rows.nrows(),
        });
    }
    let dense = Dense::new(labels.iter().copied());
    let d = rows.ncols();
    let mut means = vec![0.0; dense.clusters() * d];
    let flat = rows.as_slice().unwrap_or_default();
    let placed = || {
        dense
            .of
            .iter()
            .zip(flat.chunks_exact(d))
            .filter(|&(&label, _)| label != NOISE)
            .map(|(&label, row)| (label as usize * d, row))
    };
    for (at, row) in placed() {
        for (sum, x) in means[at..at + d].iter_mut().zip(row) {
            *sum += x;
        }
    }
    for (mean, &size) in means.chunks_exact_mut(d).zip(&dense.sizes) {
        for x in mean {
            *x /= size as f64;
        }
    }
    Ok(placed()
        .map(|(at, row)| squared_distance(row, &means[at..at + d]))
        .sum())
}

/// Sets of as many rows as the data, uniform in its box.
fn references(data: &Array2<f64>, params: &Gap, seeds: &mut impl Rng) -> Vec<(Array2<f64>, u64)> {
    let (n, d) = data.dim();
    let axes = match params.reference {
        Reference::Columns => Array2::eye(d),
        Reference::Principal => pca(data.view()).components,
    };
    // Not `dot`: its kernels differ between targets in the last bit.
    let turned = turn(data, &axes.t().as_standard_layout().into_owned());
    let ranges: Vec<(f64, f64)> = turned
        .columns()
        .into_iter()
        .map(|column| {
            column
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| {
                    (low.min(x), high.max(x))
                })
        })
        .collect();
    (0..params.references)
        .map(|_| {
            let mut random = seeded(seeds.next_u64());
            let mut drawn = Array2::zeros((n, d));
            for mut row in drawn.rows_mut() {
                for (x, (low, high)) in row.iter_mut().zip(&ranges) {
                    *x = low + unit(&mut random) * (high - low);
                }
            }
            (turn(&drawn, &axes), random.next_u64())
        })
        .collect()
}

/// `rows` · `axes`, summed in the order of the columns.
fn turn(rows: &Array2<f64>, axes: &Array2<f64>) -> Array2<f64> {
    let (n, d) = rows.dim();
    let mut turned = Array2::zeros((n, d));
    for (row, mut out) in rows.rows().into_iter().zip(turned.rows_mut()) {
        for (x, axis) in row.iter().zip(axes.rows()) {
            for (sum, a) in out.iter_mut().zip(axis) {
                *sum += x * a;
            }
        }
    }
    turned
}
