//! Min–max scaling to 0–1, as scikit-learn's `MinMaxScaler`.

use super::scaler::Shift;

/// Least value and range.
pub(super) fn fit(column: &[f64]) -> Shift {
    let least = column.iter().copied().fold(f64::INFINITY, f64::min);
    let most = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Shift::new(least, most - least, most == least)
}
