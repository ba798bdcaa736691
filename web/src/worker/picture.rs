//! The scatter as the page draws it: one path per segment, so that thousands of dots are a handful
//! of elements and a short message.

use recinto_core::analysis::{Analysis, scatter};
use recinto_web::protocol::{PICTURE_HEIGHT, PICTURE_WIDTH, Picture};
use std::fmt::Write as _;

/// Points drawn, at most.
const MOST: usize = 4_000;
/// Kept free at each side.
const EDGE: f64 = 22.0;

/// Everyone, or a sample, on the first two principal components.
pub fn picture(analysis: &Analysis) -> Picture {
    let scatter = scatter(analysis, MOST);
    let (left, wide) = range(scatter.points.iter().map(|p| p.x));
    let (low, tall) = range(scatter.points.iter().map(|p| p.y));
    let mut paths = vec![String::new(); analysis.k];
    let mut noise = String::new();
    let mut sums = vec![(0.0, 0.0, 0.0_f64); analysis.k];
    for point in &scatter.points {
        let x = EDGE + (point.x - left) / wide * (PICTURE_WIDTH - 2.0 * EDGE);
        let y = PICTURE_HEIGHT - EDGE - (point.y - low) / tall * (PICTURE_HEIGHT - 2.0 * EDGE);
        let at = point.segment as usize;
        // A line of no length with round ends is a dot.
        let _ = write!(paths.get_mut(at).unwrap_or(&mut noise), "M{x:.0} {y:.0}h0");
        if let Some(sum) = sums.get_mut(at) {
            *sum = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
        }
    }
    let strongest = |loadings: &[f64]| {
        (0..loadings.len()).max_by(|&a, &b| loadings[a].abs().total_cmp(&loadings[b].abs()))
    };
    Picture {
        paths,
        noise,
        middles: sums
            .iter()
            .map(|(x, y, n)| (x / n.max(1.0), y / n.max(1.0)))
            .collect(),
        points: scatter.points.len() as u64,
        sampled: scatter.sampled,
        explained: scatter.explained,
        strongest: [
            strongest(&scatter.loadings[0]),
            strongest(&scatter.loadings[1]),
        ],
    }
}

/// The least value and the spread, which is above 0.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    (low, (high - low).max(1e-9))
}
