//! Figures as SVG path data, drawn here so that the page neither holds nor computes them.

use recinto_core::analysis::{self, SegmentWidths};
use recinto_web::views::studio::{HISTOGRAM_HEIGHT, HISTOGRAM_WIDTH};
use recinto_web::views::{Band, PLOT_EDGE, PLOT_LEFT, PLOT_WIDTH, Tree, level};
use std::fmt::Write as _;

/// The top of a dendrogram: leaves at the foot, merges at their heights.
pub fn tree(found: &analysis::Tree, linkage: usize) -> Tree {
    let leaves = found.leaves.len();
    let heights: Vec<f64> = found.merges.iter().map(|merge| merge.height).collect();
    let most = heights.last().copied().unwrap_or(1.0);
    let step = (PLOT_WIDTH - PLOT_LEFT - PLOT_EDGE) / leaves.max(1) as f64;
    let mut nodes: Vec<(f64, f64, u64)> = found
        .leaves
        .iter()
        .enumerate()
        .map(|(at, &people)| (PLOT_LEFT + (at as f64 + 0.5) * step, 0.0, people))
        .collect();
    let (mut path, mut joined) = (String::new(), Vec::new());
    for merge in &found.merges {
        let [left, right] = merge
            .children
            .map(|child| nodes.get(child).copied().unwrap_or_default());
        let y = level(merge.height, most);
        let (a, b) = (level(left.1, most), level(right.1, most));
        let _ = write!(path, "M{:.1} {a:.1}V{y:.1}H{:.1}V{b:.1}", left.0, right.0);
        joined.push([left.2, right.2]);
        nodes.push((f64::midpoint(left.0, right.0), merge.height, merge.people));
    }
    Tree {
        linkage,
        path,
        heights,
        joined,
        proposed: found.proposed_k,
    }
}

/// A rising curve over all people.
pub fn curve(values: &[f64]) -> String {
    let most = values.last().copied().unwrap_or(1.0);
    let step = (PLOT_WIDTH - PLOT_LEFT - PLOT_EDGE) / values.len().saturating_sub(1).max(1) as f64;
    let mut path = String::new();
    for (at, &value) in values.iter().enumerate() {
        let sign = if at == 0 { 'M' } else { 'L' };
        let x = PLOT_LEFT + at as f64 * step;
        let _ = write!(path, "{sign}{x:.1} {:.1}", level(value, most));
    }
    path
}

/// A segment's silhouette: an area from the zero line to each person's width, widest first.
pub fn band(segment: &SegmentWidths) -> Band {
    let mut path = String::from("M100 0");
    let step = 40.0 / segment.widths.len().max(1) as f64;
    for (at, width) in segment.widths.iter().enumerate() {
        let x = 100.0 + 100.0 * width.clamp(-1.0, 1.0);
        let y = at as f64 * step;
        let _ = write!(path, "L{x:.1} {y:.1}V{:.1}", y + step);
    }
    path.push_str("H100Z");
    Band {
        path,
        mean: segment.mean,
        below_zero: segment.below_zero,
    }
}

/// Bars of a histogram: equal widths, the tallest as tall as the box.
pub fn bars(bars: &[(f64, u64)]) -> String {
    let most = bars.iter().map(|&(_, people)| people).max().unwrap_or(0);
    let step = HISTOGRAM_WIDTH / bars.len().max(1) as f64;
    let mut path = String::new();
    for (at, &(_, people)) in bars.iter().enumerate() {
        if people == 0 {
            continue;
        }
        // A single person still shows.
        let height = (people as f64 / most.max(1) as f64 * HISTOGRAM_HEIGHT).max(1.0);
        let (x, wide) = (at as f64 * step, (step - 1.0).max(step * 0.8));
        let _ = write!(
            path,
            "M{x:.1} {HISTOGRAM_HEIGHT}v-{height:.1}h{wide:.1}v{height:.1}z"
        );
    }
    path
}
