//! Standardisation: (x − mean) / standard deviation, per column.

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
