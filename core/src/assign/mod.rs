//! From a point in feature space to a segment and its score: the one place where it is decided,
//! at the desk and on the device.
//!
//! The raw *membership* u is that of fuzzy c-means with fuzzifier m = 2 (Bezdek, *Pattern
//! Recognition with Fuzzy Objective Function Algorithms*, 1981, eq. 11.3a). With qₛ the least
//! squared distance to a point of segment s, in units of the point's squared radius where it has
//! one: uₛ = (1/qₛ) / Σₜ (1/qₜ), and 1 where qₛ = 0. Where points have a radius, "no segment" takes
//! part as one more cluster at q = 1 (the noise cluster of Davé, Pattern Recognition Letters 12,
//! 1991).
//!
//! The *score* is what that membership is worth: the share of refits on resampled people that put
//! a person of this segment and membership into the same segment, as measured at the desk and
//! carried by the model's `scoring`. So scores of different segments mean the same.

mod page;

pub use page::{PageSegment, page_segment, two_decimals};

use crate::clustering::kmeans::squared_distance;
use crate::model::{Assigner, SegmentModel};

/// The segment of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assignment {
    /// Index in the model's segments.
    pub segment: usize,
    /// What the membership in it is worth, 0 to 1.
    pub score: f64,
}

/// The segment of a person, with its score.
///
/// `None` when `scaled` has another length than the model's features, is not finite, or lies
/// beyond the radius of every point; and where rules assign: see [`crate::rules`].
#[must_use]
pub fn assign(model: &SegmentModel, scaled: &[f64]) -> Option<Assignment> {
    if scaled.len() != model.features.len() {
        return None;
    }
    let found = membership(&model.assigner, model.segments.len(), scaled)?;
    let knots = model.scoring.get(found.segment)?;
    Some(Assignment {
        score: worth(knots, found.score),
        ..found
    })
}

/// The segment and the raw membership.
pub(crate) fn membership(
    assigner: &Assigner,
    segments: usize,
    scaled: &[f64],
) -> Option<Assignment> {
    if !scaled.iter().all(|x| x.is_finite()) {
        return None;
    }
    let mut nearest = vec![f64::INFINITY; segments];
    let mut take = |segment: usize, at: &[f64], reach: f64| {
        if let Some(least) = nearest.get_mut(segment) {
            *least = least.min(squared_distance(scaled, at) / reach);
        }
    };
    let bounded = match assigner {
        Assigner::Centroids { points } => {
            for point in points {
                take(point.segment, &point.at, 1.0);
            }
            false
        }
        Assigner::Exemplars { points } => {
            for point in points {
                take(point.segment, &point.at, point.radius * point.radius);
            }
            true
        }
        Assigner::Rules => return None,
    };
    let mut best: Option<(usize, f64)> = None;
    for (segment, &distance) in nearest.iter().enumerate() {
        if best.is_none_or(|(_, least)| distance < least) {
            best = Some((segment, distance));
        }
    }
    let (segment, least) = best?;
    if bounded && least > 1.0 {
        return None;
    }
    let score = if least == 0.0 {
        1.0
    } else {
        // Divided by the least distance first, so that tiny distances do not overflow.
        let others: f64 = nearest.iter().map(|distance| least / distance).sum();
        1.0 / (others + if bounded { least } else { 0.0 })
    };
    Some(Assignment { segment, score })
}

/// Straight lines between the knots, flat beyond the ends; the membership itself without knots.
pub(crate) fn worth(knots: &[[f64; 2]], membership: f64) -> f64 {
    let mut before: Option<[f64; 2]> = None;
    for &[u, value] in knots {
        if membership <= u {
            return match before {
                Some([u0, v0]) => v0 + (value - v0) * (membership - u0) / (u - u0),
                None => value,
            };
        }
        before = Some([u, value]);
    }
    before.map_or(membership, |[_, value]| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Exemplar, Point};

    #[test]
    fn knots_are_joined_by_straight_lines() {
        let knots = [[0.4, 0.5], [0.6, 0.9]];
        let at = |u| worth(&knots, u);
        assert_eq!([at(0.1), at(0.4), at(0.6), at(0.9)], [0.5, 0.5, 0.9, 0.9]);
        assert!((at(0.5) - 0.7).abs() < 1e-12);
        assert_eq!(worth(&[], 0.3), 0.3);
    }

    #[test]
    fn a_radius_ends_a_segment_and_scales_nearness() {
        let exemplar = |x: f64, radius, segment| Exemplar {
            at: vec![x],
            radius,
            segment,
        };
        let assigner = Assigner::Exemplars {
            points: vec![exemplar(0.0, 1.0, 0), exemplar(10.0, 8.0, 1)],
        };
        let at = |x| membership(&assigner, 2, &[x]).map(|a| a.segment);
        assert_eq!(at(0.9), Some(0));
        // Nearer to the first point, but beyond its radius and within the second's.
        assert_eq!(at(3.0), Some(1));
        assert_eq!(at(-1.5), None);
        assert_eq!(at(f64::NAN), None);
        // On the edge of the only point, "no segment" is as likely.
        let alone = Assigner::Exemplars {
            points: vec![exemplar(0.0, 1.0, 0)],
        };
        assert_eq!(membership(&alone, 1, &[1.0]).map(|a| a.score), Some(0.5));
    }

    #[test]
    fn the_nearest_point_of_a_segment_counts() {
        let point = |x: f64, segment| Point {
            at: vec![x],
            segment,
        };
        let assigner = Assigner::Centroids {
            points: vec![point(0.0, 0), point(4.0, 1), point(-4.0, 1)],
        };
        let far = membership(&assigner, 2, &[-3.0]).map(|a| a.segment);
        assert_eq!(far, Some(1));
    }
}
