//! The mechanisms of the label report.

mod estimate;
pub mod krr;
pub mod oue;

pub use estimate::Estimate;

use crate::model::Mechanism;

/// The mechanism whose estimates vary less for `k` labels: randomised response for
/// k < 3·e^ε + 2, optimised unary encoding beyond (Wang, Blocki, Li & Jha, *USENIX Security*
/// 2017, section 5).
#[must_use]
pub fn proposed(k: usize, epsilon: f64) -> Mechanism {
    if (k as f64) < 3.0 * libm::exp(epsilon) + 2.0 {
        Mechanism::Krr
    } else {
        Mechanism::Oue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_proposed_varies_less() {
        let width = |p: f64, q: f64| {
            let rare = Estimate::of((1000.0 * q) as u64, 1000, p, q);
            rare.high - rare.low
        };
        for epsilon in [0.5, 1.0, 2.0] {
            for k in 2..=64 {
                let krr = width(
                    krr::truth_probability(k, epsilon),
                    krr::other_probability(k, epsilon),
                );
                let oue = width(oue::TRUTH_PROBABILITY, oue::other_probability(epsilon));
                let edge = (k as f64 - 3.0 * libm::exp(epsilon) - 2.0).abs() < 1.0;
                let better = if krr < oue {
                    Mechanism::Krr
                } else {
                    Mechanism::Oue
                };
                assert!(
                    edge || proposed(k, epsilon) == better,
                    "k = {k}, ε = {epsilon}"
                );
            }
        }
    }
}
