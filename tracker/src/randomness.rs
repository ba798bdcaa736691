//! What the engine needs from chance.

/// The random draws of a report. `None`: no randomness to be had, so nothing may be said.
pub trait Randomness {
    /// The noisy answer for a true one of `k`, by k-ary randomised response.
    fn answer(&self, epoch: u64, truth: usize, k: usize, epsilon: f64) -> Option<usize>;
    /// The noisy bits for a true answer of `k`, by optimised unary encoding.
    fn bits(&self, epoch: u64, truth: usize, k: usize, epsilon: f64) -> Option<Vec<u8>>;
    /// 128 bits that name a report.
    fn report_id(&self, epoch: u64) -> Option<[u8; 16]>;
    /// How long to wait before a report leaves: 0 to 30 seconds, in ms.
    fn delay_ms(&self, epoch: u64) -> u32;
}

/// The longest wait before a report leaves.
pub const DELAY_MAX_MS: u32 = 30_000;
