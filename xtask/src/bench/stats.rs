//! The few statistics of the report.

/// Least, middle and greatest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The middle one; the mean of the middle two.
    pub median: f64,
    /// The greatest.
    pub max: f64,
}

/// Of at least one number.
pub fn spread(numbers: &[f64]) -> Option<Spread> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (min, max) = (*sorted.first()?, *sorted.last()?);
    let middle = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    };
    Some(Spread { min, median, max })
}

/// The exponent b of the power law y = a·xᵇ through some points: the slope of log y over log x by least squares.
#[allow(
    clippy::disallowed_methods,
    reason = "a figure of the report, not of the product"
)]
pub fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> = points
        .iter()
        .filter(|(x, y)| *x > 0.0 && *y > 0.0)
        .map(|(x, y)| (x.ln(), y.ln()))
        .collect();
    let n = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let wide: f64 = logs.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
    let along: f64 = logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    (logs.len() > 1 && wide > 0.0).then(|| along / wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_lies_between() {
        assert_eq!(
            spread(&[4.0, 1.0, 2.0, 3.0]),
            Some(Spread {
                min: 1.0,
                median: 2.5,
                max: 4.0
            })
        );
        assert_eq!(spread(&[5.0, 1.0, 2.0]).map(|s| s.median), Some(2.0));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn the_exponent_of_a_square_is_two() {
        let square: Vec<(f64, f64)> = (1..5)
            .map(|x| (f64::from(x), 3.0 * f64::from(x * x)))
            .collect();
        let found = exponent(&square).expect("four points");
        assert!((found - 2.0).abs() < 1e-12, "{found}");
        assert_eq!(exponent(&square[..1]), None);
    }
}
