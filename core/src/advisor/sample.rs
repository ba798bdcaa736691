//! The rows that are measured: at most [`MOST_ROWS`], each place once, shrunk to −1…1.

use crate::random::sample;
use ndarray::{Array2, ArrayView2};

/// The most rows measured: their distances are all computed.
pub(super) const MOST_ROWS: usize = 2000;

pub(super) struct Sample {
    /// Distinct rows in the order of their coordinates, so that the order of the data says
    /// nothing; centred and divided by `scale`.
    pub(super) places: Array2<f64>,
    /// One number for all columns, so that the shape is kept.
    pub(super) scale: f64,
    /// Rows drawn.
    pub(super) rows: usize,
    /// The share of the drawn rows that repeat another.
    pub(super) duplicates: f64,
}

/// Draws from `data`, which is finite and not empty.
pub(super) fn draw(data: ArrayView2<'_, f64>, seed: u64) -> Sample {
    let d = data.ncols();
    let chosen = sample(data.nrows(), MOST_ROWS, seed);
    let mut rows: Vec<Vec<f64>> = chosen
        .iter()
        // + 0: −0 and 0 are one place.
        .map(|&i| data.row(i).iter().map(|x| x + 0.0).collect())
        .collect();
    rows.sort_unstable_by(|a, b| {
        let differ = a.iter().zip(b).map(|(x, y)| x.total_cmp(y));
        differ.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    let drawn = rows.len();
    rows.dedup();
    // Halves, so that the ends of what f64 holds do not overflow.
    let (centers, halves): (Vec<f64>, Vec<f64>) = (0..d)
        .map(|j| {
            let column = || rows.iter().map(|row| row[j]);
            let least = 0.5 * column().fold(f64::INFINITY, f64::min);
            let most = 0.5 * column().fold(f64::NEG_INFINITY, f64::max);
            (least + most, most - least)
        })
        .unzip();
    let scale = halves.into_iter().fold(0.0, f64::max);
    let shrink = if scale > 0.0 { scale } else { 1.0 };
    Sample {
        places: Array2::from_shape_fn((rows.len(), d), |(i, j)| (rows[i][j] - centers[j]) / shrink),
        scale,
        rows: drawn,
        duplicates: (drawn - rows.len()) as f64 / drawn.max(1) as f64,
    }
}
