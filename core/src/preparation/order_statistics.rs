//! Quantiles, as numpy's default: between the two nearest order statistics, linearly
//! (type 7 of Hyndman & Fan, *The American Statistician* 50(4), 1996).

/// The `q`-quantile (0 to 1) of ascending `sorted`; NaN of none.
pub(crate) fn of_sorted(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let (below, weight) = position(last, q);
    between(sorted[below], sorted[(below + 1).min(last)], weight)
}

/// The `q`-quantile (0 to 1) of `values`, which come out in another order; NaN of none. O(n).
pub(crate) fn of_any(values: &mut [f64], q: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else {
        return f64::NAN;
    };
    let (below, weight) = position(last, q);
    let (_, &mut lower, rest) = values.select_nth_unstable_by(below, f64::total_cmp);
    let upper = rest.iter().copied().min_by(f64::total_cmp);
    between(lower, upper.unwrap_or(lower), weight)
}

/// The order statistic at or below the quantile, and how far it is to the next.
fn position(last: usize, q: f64) -> (usize, f64) {
    let place = q * last as f64;
    let below = (place.floor() as usize).min(last);
    (below, place - below as f64)
}

/// `a` to `b`, never outside, also where `b − a` is no finite number.
pub(super) fn between(a: f64, b: f64, weight: f64) -> f64 {
    if a == b || weight == 0.0 {
        return a;
    }
    let step = b - a;
    let here = if !step.is_finite() {
        a * (1.0 - weight) + b * weight
    } else if weight < 0.5 {
        a + step * weight
    } else {
        b - step * (1.0 - weight)
    };
    here.clamp(a.min(b), a.max(b))
}
