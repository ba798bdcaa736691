//! Yeo–Johnson's power transformation (*Biometrika* 87(4), 2000, equation 2.1), its exponent λ by
//! maximum likelihood (equation 3.1), which is concave in λ, so that one descent finds it.
//!
//! The likelihood is computed from log1p |x| and kept in logarithms, so that neither large values
//! nor large exponents overflow it.

use super::brent;

/// exp of so much squares without overflow.
const LARGE_EXPONENT: f64 = 300.0;
/// A negative λ draws large values towards −1/λ; it may cost a column's relative spread so many
/// orders (base e), and leave no less of it than [`LEAST_RELATIVE_SPREAD`]: beyond, rows that
/// differ would get the same number.
const FLAT_EXPONENT: f64 = 25.0;
/// See [`FLAT_EXPONENT`].
const LEAST_RELATIVE_SPREAD: f64 = 1e-10;
/// A spread of log1p |x| below this squares to nothing.
const LEAST_SPREAD: f64 = 1e-150;

/// ψ(λ, x): increasing in x, ψ(1, x) = x.
pub(super) fn transform(lambda: f64, x: f64) -> f64 {
    if x >= 0.0 {
        power(lambda, libm::log1p(x))
    } else {
        -power(2.0 - lambda, libm::log1p(-x))
    }
}

/// The x with ψ(λ, x) = `y`; `None` when there is none.
pub(super) fn inverse(lambda: f64, y: f64) -> Option<f64> {
    let (exponent, size) = if y >= 0.0 {
        (lambda, y)
    } else {
        (2.0 - lambda, -y)
    };
    let log = if exponent == 0.0 {
        size
    } else if exponent * size > -1.0 {
        libm::log1p(exponent * size) / exponent
    } else {
        return None;
    };
    let x = libm::expm1(log);
    Some(if y >= 0.0 { x } else { -x })
}

/// (exp(λ·log) − 1) / λ, with its limit at λ = 0.
fn power(lambda: f64, log: f64) -> f64 {
    if lambda == 0.0 {
        log
    } else {
        libm::expm1(lambda * log) / lambda
    }
}

/// The λ of greatest likelihood for a column of finite values; `None` for a column without spread.
pub(super) fn fit(column: &[f64]) -> Option<f64> {
    // sign(x)·log1p |x|
    let mut logs: Vec<f64> = column
        .iter()
        .map(|x| libm::copysign(libm::log1p(x.abs()), *x))
        .collect();
    let least = logs.iter().copied().fold(f64::INFINITY, f64::min);
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most - least <= LEAST_SPREAD.max(4.0 * f64::EPSILON * least.abs().max(most.abs())) {
        return None;
    }
    // ψ(λ, −x) = −ψ(2 − λ, x): a column below 0 is fitted as its mirror image.
    if most <= 0.0 {
        for log in &mut logs {
            *log = -*log;
        }
        return Some(2.0 - maximise(&logs, -most, -least));
    }
    Some(maximise(&logs, least, most))
}

/// The λ of greatest likelihood; `most` > 0.
fn maximise(logs: &[f64], least: f64, most: f64) -> f64 {
    // Beyond these, values would overflow or all become the same number.
    let high = (LARGE_EXPONENT / most).max(1.0);
    let low = if least < 0.0 {
        2.0 - (LARGE_EXPONENT / -least).max(1.0)
    } else if least > 0.0 {
        let spread = libm::expm1(most - least) / LEAST_RELATIVE_SPREAD;
        -libm::log(spread).clamp(0.0, FLAT_EXPONENT) / least
    } else {
        f64::MIN
    };
    let sum: f64 = logs.iter().sum();
    let mut cost = |lambda: f64| -log_likelihood(logs, sum, least, most, lambda);
    let (a, b) = bracket(&mut cost, low, high);
    brent::minimum(&mut cost, a, b)
}

/// An interval around the minimum of a convex function, found by steps of doubling length from 1.
fn bracket(cost: &mut dyn FnMut(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
    let at_one = cost(1.0);
    let mut step = 0.5_f64;
    if cost((1.0 - step).max(low)) < at_one {
        step = -step;
    }
    let (mut before, mut here, mut value) = (1.0 - step, 1.0_f64, at_one);
    loop {
        let next = (here + step).clamp(low, high);
        let next_value = cost(next);
        if next_value >= value || next == here || next == low || next == high {
            let (a, b) = if before < next {
                (before, next)
            } else {
                (next, before)
            };
            return (a.max(low), b.min(high));
        }
        (before, here, value) = (here, next, next_value);
        step *= 2.0;
    }
}

/// ln L(λ) / n without its constant: −½·ln σ²(ψ) + (λ − 1)·mean(sign(x)·log1p |x|).
fn log_likelihood(logs: &[f64], sum: f64, least: f64, most: f64, lambda: f64) -> f64 {
    let per_row = 1.0 / logs.len() as f64;
    let (scale, variance) = if least >= 0.0 {
        // ψ(x) − ψ(m) = exp(λ·m) · (exp(λ·(log − m)) − 1) / λ, without cancellation; with m where
        // λ·log is greatest no exponent is positive.
        let m = if lambda > 0.0 { most } else { least };
        let variance = variance(logs, &|log| power(lambda, log - m));
        (lambda * m, variance)
    } else {
        let largest = (lambda * most).max((lambda - 2.0) * least);
        let scale = (largest - LARGE_EXPONENT).max(0.0);
        let shrink = libm::exp(-scale);
        let side = |exponent: f64, log: f64| {
            if exponent * log > LARGE_EXPONENT {
                libm::exp(exponent * log - scale) / exponent
            } else {
                power(exponent, log) * shrink
            }
        };
        let variance = variance(logs, &|log| {
            if log >= 0.0 {
                side(lambda, log)
            } else {
                -side(2.0 - lambda, -log)
            }
        });
        (scale, variance)
    };
    -scale - 0.5 * libm::log(variance) + (lambda - 1.0) * sum * per_row
}

/// Population variance, in two passes.
fn variance(logs: &[f64], value: &dyn Fn(f64) -> f64) -> f64 {
    let per_row = 1.0 / logs.len() as f64;
    let values: Vec<f64> = logs.iter().map(|&log| value(log)).collect();
    let mean = values.iter().sum::<f64>() * per_row;
    values.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() * per_row
}
