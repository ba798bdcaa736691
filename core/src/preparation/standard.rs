//! Standardisation: (x − mean) / standard deviation, per column.

use super::scaler::Shift;

/// What a column was centred and scaled by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Arithmetic mean.
    pub mean: f64,
    /// Population standard deviation (divisor n, as scikit-learn's `StandardScaler`).
    pub deviation: f64,
}

/// Mean and deviation of each of `width` columns of row-major `rows`, in two passes (the second
/// around the mean, so that large offsets lose nothing). Columns of no rows are all 0.
#[must_use]
pub fn standardise(rows: &[f64], width: usize) -> Vec<Column> {
    let n = rows.len().checked_div(width).unwrap_or(0);
    let per_row = 1.0 / (n.max(1)) as f64;
    (0..width)
        .map(|column| {
            let values = || rows.iter().skip(column).step_by(width);
            let mean = values().sum::<f64>() * per_row;
            let variance = values().map(|x| (x - mean) * (x - mean)).sum::<f64>() * per_row;
            Column {
                mean,
                deviation: variance.sqrt(),
            }
        })
        .collect()
}

/// Mean and deviation. A variance within the rounding of the mean counts as none, by the bound of
/// Chan, Golub & LeVeque (*The American Statistician* 37(3), 1983) that scikit-learn uses too.
pub(super) fn fit(column: &[f64]) -> Shift {
    let Some(&Column { mean, deviation }) = standardise(column, 1).first() else {
        return Shift::new(0.0, 1.0, true);
    };
    let n = column.len() as f64;
    let variance = deviation * deviation;
    let rounding = n * mean * f64::EPSILON;
    let bound = n * f64::EPSILON * variance + rounding * rounding;
    let constant = variance.is_finite() && variance <= bound;
    Shift::new(mean, deviation, constant)
}
