//! From a point in feature space to a segment and its score: the one place where it is decided,
//! at the desk and on the device.

mod page;

pub use page::{PageSegment, page_segment};

use crate::clustering::kmeans::squared_distance;
use crate::model::{Assigner, SegmentModel};

/// The segment of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assignment {
    /// Index in the model's segments.
    pub segment: usize,
    /// Membership in it, 0 to 1.
    pub score: f64,
}

/// The segment of the nearest point, with its membership.
///
/// With dₛ² the squared Euclidean distance to the nearest point of segment s, the membership is
/// that of fuzzy c-means with fuzzifier m = 2 (Bezdek, *Pattern Recognition with Fuzzy Objective
/// Function Algorithms*, 1981, eq. 11.3a): uₛ = (1/dₛ²) / Σₜ (1/dₜ²), and 1 where dₛ = 0.
/// It is 1 for a segment's own point, 1/c where c segments are equally near.
///
/// `None` when `scaled` has another length than the model's features or is not finite.
#[must_use]
pub fn assign(model: &SegmentModel, scaled: &[f64]) -> Option<Assignment> {
    if scaled.len() != model.features.len() || !scaled.iter().all(|x| x.is_finite()) {
        return None;
    }
    let Assigner::Centroids { points } = &model.assigner;
    let mut nearest = vec![f64::INFINITY; model.segments.len()];
    for point in points {
        let here = squared_distance(scaled, &point.at);
        if let Some(least) = nearest.get_mut(point.segment) {
            *least = least.min(here);
        }
    }
    let mut best: Option<(usize, f64)> = None;
    for (segment, &distance) in nearest.iter().enumerate() {
        if best.is_none_or(|(_, least)| distance < least) {
            best = Some((segment, distance));
        }
    }
    let (segment, least) = best?;
    let score = if least == 0.0 {
        1.0
    } else {
        // Divided by the least distance first, so that tiny distances do not overflow.
        1.0 / nearest.iter().map(|distance| least / distance).sum::<f64>()
    };
    Some(Assignment { segment, score })
}
