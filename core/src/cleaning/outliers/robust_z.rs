//! Robust z: `M = 0.6745·(x − x̃) / MAD`, with the median x̃ and the median absolute deviation from
//! it; |M| > 3.5 is an outlier (Iglewicz & Hoaglin, *How to Detect and Handle Outliers*, ASQC
//! Quality Press 1993, p. 11).

use crate::preparation::order_statistics::of_any;

/// The third quartile of the standard normal distribution, as the source rounds it.
const THIRD_QUARTILE: f64 = 0.6745;

/// The robust z of each value; none where more than half of the values are equal, since nothing
/// then tells what is far, and none of no values. Values are finite. O(n).
#[must_use]
pub fn robust_z(values: &[f64]) -> Option<Vec<f64>> {
    let median = of_any(&mut values.to_vec(), 0.5);
    let mut deviations: Vec<f64> = values.iter().map(|x| (x - median).abs()).collect();
    let mad = of_any(&mut deviations, 0.5);
    // NaN, of no values, is not greater either.
    (mad > 0.0).then(|| {
        values
            .iter()
            .map(|x| THIRD_QUARTILE * (x - median) / mad)
            .collect()
    })
}
