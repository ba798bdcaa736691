//! Sine and cosine of the angles of a globe, radians, from −2π to 2π.
//!
//! Written out because `libm`'s reduce angles of any size, which would be 2 KB of what a visitor
//! downloads. The angle less whole quarter turns lies within ±π/4, where Taylor's series to the 17th and 18th
//! power are exact to the last bit of a double; the whole is within 10⁻¹⁵ of the truth.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// What π/2 has beyond its double.
const FRAC_PI_2_REST: f64 = 6.123_233_995_736_766e-17;

/// Sine. NaN for what is not finite.
pub(super) fn sin(x: f64) -> f64 {
    turned(x, 0)
}

/// Cosine. NaN for what is not finite.
pub(super) fn cos(x: f64) -> f64 {
    turned(x, 1)
}

/// The sine of an angle and so many quarter turns more.
fn turned(x: f64, quarters: i32) -> f64 {
    let whole = (x * FRAC_2_PI).round();
    let rest = x - whole * FRAC_PI_2 - whole * FRAC_PI_2_REST;
    let quarters = (whole as i32).wrapping_add(quarters);
    // sin r = r·(1 − r²/(2·3)·(1 − r²/(4·5)·(…))), cos r = 1 − r²/(1·2)·(1 − r²/(3·4)·(…)).
    let odd = f64::from(1 - (quarters & 1));
    let mut sum = 1.0;
    for step in (1..=9).rev() {
        let n = f64::from(2 * step) + odd;
        sum = 1.0 - sum * rest * rest / (n * (n - 1.0));
    }
    if quarters & 1 == 0 {
        sum *= rest;
    }
    if quarters & 2 == 0 { sum } else { -sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_libm_has_them() {
        for step in -6_283..=6_283 {
            let x = f64::from(step) / 1_000.0;
            assert!((sin(x) - libm::sin(x)).abs() < 1e-15, "sin {x}");
            assert!((cos(x) - libm::cos(x)).abs() < 1e-15, "cos {x}");
        }
        assert_eq!((sin(0.0), cos(0.0)), (0.0, 1.0));
        assert!(sin(f64::NAN).is_nan() && cos(f64::INFINITY).is_nan());
    }
}
