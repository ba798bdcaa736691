//! What a screen draws beside the segments, each computed when it is asked for.

use super::error::AnalysisError;
use super::fit::{at_stage, scaled_rows};
use super::options::{Progress, Stage};
use super::project::Analysis;
use crate::validation::{silhouette_widths, suggest_epsilon};
use serde::{Deserialize, Serialize};

/// Silhouette widths of everyone, segment by segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SilhouettePlot {
    /// Mean over all people of a segment, −1 to 1.
    pub mean: f64,
    /// Whether it was computed on a sample.
    pub sampled: bool,
    /// One per segment; empty for one that the sample missed.
    pub segments: Vec<SegmentWidths>,
}

/// Widths of one segment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SegmentWidths {
    /// Their mean.
    pub mean: f64,
    /// Falling; at most 200, quantiles when there are more people.
    pub widths: Vec<f64>,
    /// Share of people with a width below 0: nearer to another segment.
    pub below_zero: f64,
}

/// Distances to the k-th nearest person, rising, with the knee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KDistances {
    /// At most 256 quantiles.
    pub curve: Vec<f64>,
    /// The knee: the ε that is suggested.
    pub epsilon: f64,
    /// Share of people beyond it.
    pub beyond: f64,
    /// Whether it was computed on a sample.
    pub sampled: bool,
}

/// Silhouette widths of the fitted segments; people of no segment take no part.
///
/// # Errors
/// Fewer than two segments, a cancel.
pub fn silhouette_plot(
    analysis: &Analysis,
    progress: Progress<'_>,
) -> Result<SilhouettePlot, AnalysisError> {
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
    let found = silhouette_widths(
        scaled.view(),
        &analysis.labels,
        analysis.seed,
        &mut |share| progress(Stage::Quality, share),
    )
    .map_err(|error| AnalysisError::of(error, Stage::Quality))?;
    let mut segments = vec![SegmentWidths::default(); analysis.k];
    for cluster in found.clusters {
        if let Some(segment) = segments.get_mut(cluster.label as usize) {
            *segment = SegmentWidths {
                mean: cluster.mean,
                widths: cluster.widths,
                below_zero: cluster.misplaced,
            };
        }
    }
    Ok(SilhouettePlot {
        mean: found.mean,
        sampled: found.sampled,
        segments,
    })
}

/// Distances to the `min_points`-th nearest person, the person included, for choosing ε.
///
/// # Errors
/// `min_points` out of range, a cancel.
pub fn k_distances(
    analysis: &Analysis,
    min_points: usize,
    progress: Progress<'_>,
) -> Result<KDistances, AnalysisError> {
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
    let found = suggest_epsilon(scaled.view(), min_points, &mut |share| {
        progress(Stage::Quality, share)
    })
    .map_err(|error| at_stage(error, Stage::Quality))?;
    Ok(KDistances {
        curve: found.curve,
        epsilon: found.epsilon,
        beyond: found.noise_share,
        sampled: found.sampled,
    })
}
