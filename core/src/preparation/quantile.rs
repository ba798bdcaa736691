//! Quantile scaling: to the rank among the fitted rows, uniform in 0–1 or as a standard normal.
//! The meaning is that of scikit-learn's `QuantileTransformer(n_quantiles=min(1000, n),
//! subsample=None)`: the empirical distribution is kept at up to 1000 evenly spaced ranks and
//! interpolated linearly between; a value that many rows share gets the mean of its ranks (where
//! scikit-learn's own interpolation rounds a tie apart, it is half a rank off).

use super::normal;
use super::order_statistics::{between, of_sorted};

/// The most ranks kept per column.
const MOST_RANKS: usize = 1000;
/// Ranks nearer to 0 or 1 than this are drawn to it before they become a normal deviate, which
/// would else be infinite (scikit-learn's `BOUNDS_THRESHOLD`): deviates stay within ±5.2.
const EDGE: f64 = 1e-7;

/// The values at evenly spaced ranks, ascending.
pub(super) fn fit(column: &[f64]) -> Vec<f64> {
    let mut sorted = column.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.len() <= MOST_RANKS {
        // Interpolating would give the same but for roundings, which tear ties apart.
        return sorted;
    }
    let last = (MOST_RANKS - 1) as f64;
    (0..MOST_RANKS)
        .map(|rank| of_sorted(&sorted, rank as f64 / last))
        .collect()
}

/// The rank of `x`, 0 to 1.
pub(super) fn rank(values: &[f64], x: f64) -> f64 {
    let (Some(&least), Some(&most)) = (values.first(), values.last()) else {
        return 0.0;
    };
    if x <= least {
        return 0.0;
    }
    if x >= most {
        return 1.0;
    }
    let last = (values.len() - 1) as f64;
    // Ranks at which the values reach x and at which they leave it: different only for a value
    // that fills several ranks.
    let reached = values.partition_point(|&value| value < x);
    let left = values.partition_point(|&value| value <= x);
    if left > reached {
        return (reached + left - 1) as f64 / (2.0 * last);
    }
    let (a, b) = (values[reached - 1], values[reached]);
    let share = if (b - a).is_finite() {
        (x - a) / (b - a)
    } else {
        (0.5 * x - 0.5 * a) / (0.5 * b - 0.5 * a)
    };
    ((reached - 1) as f64 + share) / last
}

/// The value at `rank`, 0 to 1.
pub(super) fn value(values: &[f64], rank: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let place = rank.clamp(0.0, 1.0) * last as f64;
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    Some(between(values[below], values[above], place - below as f64))
}

/// The normal deviate of a rank.
pub(super) fn deviate(rank: f64) -> f64 {
    normal::quantile(rank.clamp(EDGE, 1.0 - EDGE))
}

/// The rank of a normal deviate; those at the edge become the least and the greatest.
pub(super) fn rank_of_deviate(deviate: f64) -> f64 {
    let rank = normal::cumulative(deviate);
    // The edge itself comes back from its deviate with a rounding.
    let edge = EDGE * (1.0 + 1e-9);
    if rank <= edge {
        0.0
    } else if rank >= 1.0 - edge {
        1.0
    } else {
        rank
    }
}
