//! People on the first two principal components: a sketch, in which gaps are not to scale.

use super::fit::scaled_rows;
use super::project::Analysis;
use crate::preparation::pca;
use crate::random::sample;
use serde::{Deserialize, Serialize};

/// Points to draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scatter {
    /// A point per person, or a sample of them.
    pub points: Vec<ScatterPoint>,
    /// Share of the variation each axis shows, 0 to 1.
    pub explained: [f64; 2],
    /// Whether the points are a sample.
    pub sampled: bool,
    /// Loadings of each axis, one per feature.
    pub loadings: [Vec<f64>; 2],
}

/// One person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScatterPoint {
    /// Along the first component.
    pub x: f64,
    /// Along the second; 0 when there is only one feature.
    pub y: f64,
    /// Cluster, or [`crate::clustering::NOISE`].
    pub segment: u32,
    /// Row of the person.
    pub person: usize,
}

/// At most `most` people on the first two components.
#[must_use]
pub fn scatter(analysis: &Analysis, most: usize) -> Scatter {
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
    let components = pca(scaled.view());
    let d = analysis.width();
    let n = analysis.people.len();
    let rows = sample(n, most, analysis.seed);
    let along = |row: usize, rank: usize| {
        if rank < d {
            components.project(&scaled.row(row).to_vec(), rank)
        } else {
            0.0
        }
    };
    let loading = |rank: usize| {
        if rank < d {
            components.components.row(rank).to_vec()
        } else {
            vec![0.0; d]
        }
    };
    let explained = |rank: usize| components.explained.get(rank).copied().unwrap_or(0.0);
    Scatter {
        points: rows
            .iter()
            .map(|&person| ScatterPoint {
                x: along(person, 0),
                y: along(person, 1),
                segment: analysis.labels[person],
                person,
            })
            .collect(),
        explained: [explained(0), explained(1)],
        sampled: n > most,
        loadings: [loading(0), loading(1)],
    }
}
