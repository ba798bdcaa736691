//! Randomness by a named, versioned generator, sampled only as `u64`.
//!
//! Generator: ChaCha8 of `rand_chacha` 0.10, seeded by `seed_from_u64` of `rand_core` 0.10.
//! `usize` is never sampled: it has 32 bits in wasm and 64 natively.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// The generator every seeded algorithm of this crate uses.
pub type SeededRandom = ChaCha8Rng;

/// A generator that gives the same numbers for the same seed everywhere.
#[must_use]
pub fn seeded(seed: u64) -> SeededRandom {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Uniform in `[0, 1)`, with 53 random bits.
pub fn unit(random: &mut impl Rng) -> f64 {
    (random.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// Uniform in `0..bound` by Lemire's multiplication with rejection (ACM TOMACS 29(1), 2019,
/// algorithm 5), so without bias. A `bound` of 0 gives 0.
pub fn below(bound: u64, random: &mut impl Rng) -> u64 {
    if bound == 0 {
        return 0;
    }
    let threshold = bound.wrapping_neg() % bound;
    loop {
        let wide = u128::from(random.next_u64()) * u128::from(bound);
        if wide as u64 >= threshold {
            return (wide >> 64) as u64;
        }
    }
}

/// `wanted` of the numbers 0 to n − 1, drawn without replacement (Fisher & Yates), in ascending
/// order; all of them when there are no more.
#[must_use]
pub fn sample(n: usize, wanted: usize, seed: u64) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..n).collect();
    if n > wanted {
        let mut random = seeded(seed);
        for i in 0..wanted {
            let j = i + below((n - i) as u64, &mut random) as usize;
            rows.swap(i, j);
        }
        rows.truncate(wanted);
        rows.sort_unstable();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_pinned() {
        let mut random = seeded(42);
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        let mut again = seeded(42);
        assert_eq!(first, (0..3).map(|_| again.next_u64()).collect::<Vec<_>>());
        assert_ne!(first[0], seeded(43).next_u64());
    }

    #[test]
    fn below_is_uniform() {
        let mut random = seeded(7);
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[below(6, &mut random) as usize] += 1;
        }
        // χ² with 5 degrees of freedom: 99.9 % of fair runs stay under 20.5.
        let chi: f64 = counts
            .iter()
            .map(|&n| (f64::from(n) - 10_000.0) * (f64::from(n) - 10_000.0) / 10_000.0)
            .sum();
        assert!(chi < 20.5, "χ² = {chi}");
    }

    /// Without the rejection every third value would come twice as often.
    #[test]
    fn below_is_not_biased_by_a_bound_near_the_generators_range() {
        let mut random = seeded(3);
        let bound = 3_u64 << 62;
        let thirds = (0..30_000)
            .filter(|_| below(bound, &mut random).is_multiple_of(3))
            .count();
        assert!((9_600..10_400).contains(&thirds), "{thirds} of 30,000");
    }
}
