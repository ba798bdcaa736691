//! From what devices answered to how many they are.

/// Two-sided 95 % point of the normal distribution.
const Z95: f64 = 1.959_963_984_540_054;

/// An unbiased count with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// (n − N·q) / (p − q): how many truly hold this label. May be negative by chance.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// A count that is the truth.
    #[must_use]
    pub fn exact(count: u64) -> Self {
        let value = count as f64;
        Self {
            value,
            low: value,
            high: value,
        }
    }

    /// The estimator of every pure protocol (Wang, Blocki, Li & Jha, *USENIX Security* 2017,
    /// eq. 1): `count` of `reports` support a label, with probability p if it is the true one and
    /// q otherwise, p > q.
    ///
    /// Only the mechanism's own randomness is in the interval: with π the estimated share,
    /// Var = N·(π·p(1−p) + (1−π)·q(1−q)) / (p−q)², π held to [0, 1].
    #[must_use]
    pub fn of(count: u64, reports: u64, p: f64, q: f64) -> Self {
        if reports == 0 {
            return Self::exact(count);
        }
        let n = reports as f64;
        let value = (count as f64 - n * q) / (p - q);
        let share = (value / n).clamp(0.0, 1.0);
        let variance =
            n * (share * p * (1.0 - p) + (1.0 - share) * q * (1.0 - q)) / ((p - q) * (p - q));
        let half = Z95 * variance.sqrt();
        Self {
            value,
            low: value - half,
            high: value + half,
        }
    }
}
