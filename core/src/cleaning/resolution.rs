//! How finely a file tells time.

/// The greatest common divisor (Euclid).
pub(super) fn common(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Whether the times of a file are fine enough for what happens within `within_ms`.
pub(super) fn is_finer(resolution: Option<i64>, within_ms: i64) -> bool {
    resolution.is_some_and(|resolution| resolution <= within_ms)
}
