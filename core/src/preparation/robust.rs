//! Robust scaling: (x − median) / interquartile range, as scikit-learn's `RobustScaler`.

use super::order_statistics::of_any;
use super::scaler::Shift;

/// Median and interquartile range; a range within rounding of 0 counts as none.
pub(super) fn fit(column: &[f64]) -> Shift {
    let mut values = column.to_vec();
    let lower = of_any(&mut values, 0.25);
    let upper = of_any(&mut values, 0.75);
    let range = upper - lower;
    let rounding = 10.0 * f64::EPSILON * lower.abs().max(upper.abs());
    Shift::new(of_any(&mut values, 0.5), range, range <= rounding)
}

/// Median and interquartile range of one column; NaN of none.
#[must_use]
pub fn median_and_range(column: &[f64]) -> (f64, f64) {
    let mut values = column.to_vec();
    let range = of_any(&mut values, 0.75) - of_any(&mut values, 0.25);
    (of_any(&mut values, 0.5), range)
}
