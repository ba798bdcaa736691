//! What a membership is worth: isotonic calibration against refits on resampled people.

use crate::model::{KNOTS_MAX, Scoring};

/// A person's segment, raw membership in it, and the share of refits that agreed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub(super) segment: usize,
    pub(super) membership: f64,
    pub(super) agreement: f64,
}

/// Per segment, from membership to the mean agreement at it: bins of equal size and of at least
/// `audience` people, made monotone by pooling adjacent violators (Zadrozny & Elkan, KDD 2002).
pub(super) fn scoring(judged: &[Judged], segments: usize, audience: u32) -> Vec<Scoring> {
    let mut by_segment: Vec<Vec<Judged>> = vec![Vec::new(); segments];
    for person in judged {
        if let Some(members) = by_segment.get_mut(person.segment) {
            members.push(*person);
        }
    }
    by_segment
        .into_iter()
        .map(|members| knots(members, audience))
        .collect()
}

/// One bin: means, and how many people they are over.
#[derive(Clone, Copy)]
struct Bin {
    membership: f64,
    agreement: f64,
    people: f64,
}

impl Bin {
    fn with(self, other: Self) -> Self {
        let people = self.people + other.people;
        let mean = |a: f64, b: f64| (a * self.people + b * other.people) / people;
        Self {
            membership: mean(self.membership, other.membership),
            agreement: mean(self.agreement, other.agreement),
            people,
        }
    }
}

fn knots(mut members: Vec<Judged>, audience: u32) -> Scoring {
    if members.is_empty() {
        // Nobody to learn from: the membership as it is.
        return vec![[0.0, 0.0], [1.0, 1.0]];
    }
    members.sort_by(|a, b| {
        a.membership
            .total_cmp(&b.membership)
            .then(a.agreement.total_cmp(&b.agreement))
    });
    let bins = (members.len() / audience.max(1) as usize).clamp(1, KNOTS_MAX);
    let mut pooled: Vec<Bin> = Vec::new();
    for at in 0..bins {
        let part = &members[at * members.len() / bins..(at + 1) * members.len() / bins];
        let people = part.len() as f64;
        let mut next = Bin {
            membership: part.iter().map(|m| m.membership).sum::<f64>() / people,
            agreement: part.iter().map(|m| m.agreement).sum::<f64>() / people,
            people,
        };
        while let Some(&last) = pooled.last() {
            let apart = rounded(last.membership) < rounded(next.membership);
            if apart && last.agreement <= next.agreement {
                break;
            }
            next = last.with(next);
            pooled.pop();
        }
        pooled.push(next);
    }
    pooled
        .iter()
        .map(|bin| [rounded(bin.membership), rounded(bin.agreement)])
        .collect()
}

fn rounded(share: f64) -> f64 {
    (share.clamp(0.0, 1.0) * 1e4).round() / 1e4
}

/// Expected calibration error (Naeini, Cooper & Hauskrecht, AAAI 2015, eq. 3): ten bins of equal
/// width by score, the mean distance of mean score and mean agreement, weighed by people.
pub(super) fn expected_error(scores: impl Iterator<Item = (f64, f64)>) -> f64 {
    const BINS: usize = 10;
    let mut sums = [(0.0, 0.0); BINS];
    let mut people = 0.0;
    for (score, agreement) in scores {
        let bin = ((score * BINS as f64) as usize).min(BINS - 1);
        sums[bin].0 += score;
        sums[bin].1 += agreement;
        people += 1.0;
    }
    if people == 0.0 {
        return 0.0;
    }
    sums.iter()
        .map(|(score, agreement)| (score - agreement).abs())
        .sum::<f64>()
        / people
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(pairs: &[(f64, f64)], times: usize) -> Vec<Judged> {
        pairs
            .iter()
            .flat_map(|&(membership, agreement)| {
                std::iter::repeat_n(
                    Judged {
                        segment: 0,
                        membership,
                        agreement,
                    },
                    times,
                )
            })
            .collect()
    }

    #[test]
    fn a_dip_is_pooled_and_thin_bins_are_not_made() {
        let judged = people(&[(0.2, 0.3), (0.4, 0.8), (0.6, 0.6), (0.8, 0.9)], 50);
        let knots = scoring(&judged, 2, 50);
        assert_eq!(knots[0], [[0.2, 0.3], [0.5, 0.7], [0.8, 0.9]]);
        assert_eq!(knots[1], [[0.0, 0.0], [1.0, 1.0]]);
        // Two hundred people are two bins of a hundred, not four.
        assert_eq!(scoring(&judged, 1, 100)[0].len(), 2);
    }

    #[test]
    fn the_error_is_the_mean_distance() {
        let exact = [(0.9, 1.0), (0.9, 0.8), (0.5, 0.5)];
        assert!(expected_error(exact.into_iter()) < 1e-12);
        let off = [(0.9, 0.5), (0.1, 0.1)];
        assert!((expected_error(off.into_iter()) - 0.2).abs() < 1e-12);
    }
}
