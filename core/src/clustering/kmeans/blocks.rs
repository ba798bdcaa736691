//! The rows once more, as `f32` in groups that fill the lanes of a vector register.

use super::fixed::{exponent, power};

/// Rows side by side in a group.
pub(super) const LANES: usize = 8;
/// Groups of a block; a block has one bound on its rows' lengths.
const GROUPS: usize = 128;
/// Rows of a block.
pub(super) const BLOCK: usize = LANES * GROUPS;
/// Rows that the origin is taken from.
const SAMPLE: usize = 255;

/// Rows less an origin, times a power of two, so that every number is at most 1: group by group,
/// in a group column by column, in a column row by row. Only a filter: what is close to call is
/// decided on the rows themselves.
pub(super) struct Blocks {
    /// What was taken off each row.
    pub(super) origin: Vec<f64>,
    /// What the rest was multiplied by.
    pub(super) scale: f64,
    d: usize,
    values: Vec<[f32; LANES]>,
    reach: Vec<f64>,
}

impl Blocks {
    /// `largest` bounds the magnitude of all cells.
    pub(super) fn new(flat: &[f64], d: usize, largest: f64) -> Self {
        let origin = origin(flat, d);
        let scale = power(-exponent(largest) - 1);
        let n = flat.len() / d;
        let mut values = vec![[0.0_f32; LANES]; n.div_ceil(LANES) * d];
        let groups = values.chunks_exact_mut(d);
        for (group, rows) in groups.zip(flat.chunks(LANES * d)) {
            for (lane, row) in rows.chunks_exact(d).enumerate() {
                for ((column, x), o) in group.iter_mut().zip(row).zip(&origin) {
                    column[lane] = ((x - o) * scale) as f32;
                }
            }
        }
        let reach = values
            .chunks(GROUPS * d)
            .map(|block| {
                let longest = block
                    .chunks_exact(d)
                    .map(|group| {
                        squares(group)
                            .into_iter()
                            .fold(0.0_f32, |a, b| if b > a { b } else { a })
                    })
                    .fold(0.0_f32, |a, b| if b > a { b } else { a });
                // Room for the rounding of the sum and of the cells.
                f64::from(longest).sqrt() * (1.0 + 1e-5)
                    + (d as f64) * 1e-7 * f64::from(longest).sqrt()
                    + 1e-30
            })
            .collect();
        Self {
            origin,
            scale,
            d,
            values,
            reach,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.reach.len()
    }

    /// The groups of a block, d vectors each.
    pub(super) fn block(&self, block: usize) -> &[[f32; LANES]] {
        let size = GROUPS * self.d;
        &self.values[block * size..((block + 1) * size).min(self.values.len())]
    }

    /// No row of the block is longer.
    pub(super) fn reach(&self, block: usize) -> f64 {
        self.reach[block]
    }
}

/// Squared length of each row of a group.
pub(super) fn squares(group: &[[f32; LANES]]) -> [f32; LANES] {
    let mut sum = [0.0; LANES];
    for column in group {
        for (sum, x) in sum.iter_mut().zip(column) {
            *sum += x * x;
        }
    }
    sum
}

/// The median of each column over an even sample of rows: near most rows whatever the outliers.
fn origin(flat: &[f64], d: usize) -> Vec<f64> {
    let step = (flat.len() / d).div_ceil(SAMPLE).max(1);
    let mut column = Vec::with_capacity(SAMPLE);
    (0..d)
        .map(|j| {
            column.clear();
            column.extend(flat.chunks_exact(d).step_by(step).map(|row| row[j]));
            column.sort_unstable_by(f64::total_cmp);
            column.get(column.len() / 2).copied().unwrap_or(0.0)
        })
        .collect()
}
