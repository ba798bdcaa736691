//! k-ary randomised response (Kairouz, Bonawitz & Ramage, ICML 2016, eq. 1):
//! the truth with probability p = e^ε / (e^ε + k − 1), every other answer with
//! q = 1 / (e^ε + k − 1). ε-locally differentially private.

use super::estimate::Estimate;
use crate::random::{below, unit};
use rand_core::Rng;

/// The probability of the true answer, p.
#[must_use]
pub fn truth_probability(k: usize, epsilon: f64) -> f64 {
    let e = libm::exp(epsilon);
    e / (e + k as f64 - 1.0)
}

/// The probability of each other answer, q.
#[must_use]
pub fn other_probability(k: usize, epsilon: f64) -> f64 {
    1.0 / (libm::exp(epsilon) + k as f64 - 1.0)
}

/// One randomised answer, 0 to k − 1, for the true one. With k < 2 there is nothing to hide.
pub fn randomize(truth: usize, k: usize, epsilon: f64, random: &mut impl Rng) -> usize {
    // Both numbers are always drawn, so that the truth does not show in how much is consumed.
    let coin = unit(random);
    let other = below((k as u64).saturating_sub(1), random) as usize;
    if k < 2 || coin < truth_probability(k, epsilon) {
        truth
    } else if other < truth {
        other
    } else {
        other + 1
    }
}

/// Debiased counts from noisy ones, in the same order (Kairouz et al. 2016, section 5). With
/// k < 2 the counts are the truth.
#[must_use]
pub fn estimate(counts: &[u64], epsilon: f64) -> Vec<Estimate> {
    let k = counts.len();
    let reports: u64 = counts.iter().sum();
    let (p, q) = (truth_probability(k, epsilon), other_probability(k, epsilon));
    counts
        .iter()
        .map(|&count| match k {
            0 | 1 => Estimate::exact(count),
            _ => Estimate::of(count, reports, p, q),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::seeded;

    #[test]
    fn frequencies_follow_the_equation() {
        let (k, epsilon, n) = (5, 2.0, 200_000_u32);
        let mut random = seeded(11);
        let mut counts = [0_u32; 5];
        for _ in 0..n {
            counts[randomize(3, k, epsilon, &mut random)] += 1;
        }
        let p = truth_probability(k, epsilon);
        let q = other_probability(k, epsilon);
        assert!((p + 4.0 * q - 1.0).abs() < 1e-15);
        assert!(
            (p / q - libm::exp(epsilon)).abs() < 1e-9,
            "the ratio is what ε bounds"
        );
        let chi: f64 = counts
            .iter()
            .enumerate()
            .map(|(label, &count)| {
                let expected = f64::from(n) * if label == 3 { p } else { q };
                let gap = f64::from(count) - expected;
                gap * gap / expected
            })
            .sum();
        // χ² with 4 degrees of freedom: 99.9 % of right implementations stay under 18.5.
        assert!(chi < 18.5, "χ² = {chi}");
    }

    #[test]
    fn the_estimate_is_unbiased_and_its_interval_covers() {
        let truth = [600_u64, 300, 100, 0];
        let (k, epsilon, runs) = (4, 1.5, 400);
        let mut random = seeded(5);
        let mut mean = [0.0; 4];
        let mut covered = 0;
        for _ in 0..runs {
            let mut counts = [0_u64; 4];
            for (label, &people) in truth.iter().enumerate() {
                for _ in 0..people {
                    counts[randomize(label, k, epsilon, &mut random)] += 1;
                }
            }
            for (label, estimate) in estimate(&counts, epsilon).iter().enumerate() {
                mean[label] += estimate.value / f64::from(runs);
                let target = truth[label] as f64;
                covered += u32::from(estimate.low <= target && target <= estimate.high);
            }
        }
        for (label, &people) in truth.iter().enumerate() {
            assert!(
                (mean[label] - people as f64).abs() < 6.0,
                "label {label}: {}",
                mean[label]
            );
        }
        let share = f64::from(covered) / f64::from(4 * runs);
        assert!((0.93..0.975).contains(&share), "coverage {share}");
    }
}
