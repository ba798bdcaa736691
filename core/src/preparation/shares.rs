//! Counts per category → each row's mix, as shares that sum to 1.

use super::{PreparationError, check};
use ndarray::{Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

/// How a mix is made of counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mix {
    /// The most categories kept by name, 1 or more: those counted most over all rows. The others
    /// become one share, "other".
    pub keep: usize,
    /// What is added to every count, 0 or more: 0 takes the counts as they are, 1 is Laplace's
    /// rule. Draws rows of few counts to the even mix, of which they say little.
    pub smoothing: f64,
}

/// Which categories were kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedMix {
    /// Columns of the kept categories, in the order of the columns.
    pub kept: Vec<usize>,
    /// Whether the last share is that of all other categories.
    pub other: bool,
    /// Categories of the fitted counts.
    pub categories: usize,
    /// As [`Mix::smoothing`].
    pub smoothing: f64,
}

/// The mix of every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Rows × ([`FittedMix::kept`], then "other" if there is one). Every row sums to 1, but for
    /// rows of which nothing was counted: without smoothing they are all 0, a place of their own.
    pub shares: Array2<f64>,
    /// Rows of which nothing was counted.
    pub empty: usize,
}

impl Mix {
    /// Chooses the categories to keep of `counts` (rows × categories); ties go to the earlier
    /// column. O(n·categories).
    ///
    /// # Errors
    /// A parameter out of range; no rows or categories; a count that is negative or not finite,
    /// or so large that sums overflow.
    pub fn fit(&self, counts: ArrayView2<'_, f64>) -> Result<FittedMix, PreparationError> {
        if self.keep == 0 {
            return Err(PreparationError::Parameter {
                name: "the number of categories kept",
                value: self.keep.to_string(),
                range: "1 or more",
            });
        }
        smoothing(self.smoothing)?;
        check_counts(counts)?;
        let categories = counts.ncols();
        let totals = counts.sum_axis(Axis(0));
        if let Some(column) = totals.iter().position(|x| !x.is_finite()) {
            return Err(PreparationError::TooLarge { column });
        }
        let mut kept: Vec<usize> = (0..categories).collect();
        kept.sort_by(|&a, &b| totals[b].total_cmp(&totals[a]).then(a.cmp(&b)));
        kept.truncate(self.keep);
        kept.sort_unstable();
        Ok(FittedMix {
            other: kept.len() < categories,
            kept,
            categories,
            smoothing: self.smoothing,
        })
    }
}

impl FittedMix {
    /// The mix of each row of `counts`. O(n·categories).
    ///
    /// # Errors
    /// Another number of categories than fitted; a count that is negative or not finite, or so
    /// large that a row's sum overflows.
    pub fn transform(&self, counts: ArrayView2<'_, f64>) -> Result<Shares, PreparationError> {
        smoothing(self.smoothing)?;
        check::fitted(counts, self.categories)?;
        if counts.nrows() > 0 {
            check_counts(counts)?;
        }
        let mut is_kept = vec![false; self.categories];
        for &column in &self.kept {
            *is_kept.get_mut(column).ok_or(PreparationError::Width {
                columns: self.categories,
                fitted: column + 1,
            })? = true;
        }
        let width = self.kept.len() + usize::from(self.other);
        let mut shares = Array2::zeros((counts.nrows(), width));
        let mut empty = 0;
        for (row, mut out) in counts.rows().into_iter().zip(shares.rows_mut()) {
            for (share, &column) in out.iter_mut().zip(&self.kept) {
                *share = row[column] + self.smoothing;
            }
            if self.other {
                let rest = row.iter().zip(&is_kept).filter(|(_, kept)| !**kept);
                out[width - 1] = rest.map(|(count, _)| count).sum::<f64>() + self.smoothing;
            }
            let total: f64 = out.sum();
            if !total.is_finite() {
                return Err(PreparationError::TooLarge { column: 0 });
            }
            if row.iter().all(|&count| count == 0.0) {
                empty += 1;
            }
            if total > 0.0 {
                out.mapv_inplace(|count| count / total);
            }
        }
        Ok(Shares { shares, empty })
    }
}

fn smoothing(value: f64) -> Result<(), PreparationError> {
    if value >= 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(PreparationError::Parameter {
        name: "the smoothing",
        value: value.to_string(),
        range: "0 or more, and finite",
    })
}

fn check_counts(counts: ArrayView2<'_, f64>) -> Result<(), PreparationError> {
    check::finite(counts)?;
    for ((row, column), &value) in counts.indexed_iter() {
        if value < 0.0 {
            return Err(PreparationError::NegativeCount { row, column, value });
        }
    }
    Ok(())
}
