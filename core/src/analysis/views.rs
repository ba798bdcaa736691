//! What a screen draws beside the segments, each computed when it is asked for.

use super::fit::Progress;
use super::method::{Linkage, Method};
use super::project::{Analysis, AnalysisError};
use serde::{Deserialize, Serialize};

/// Silhouette widths of everyone, segment by segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SilhouettePlot {
    /// Mean over all people of a segment, −1 to 1.
    pub mean: f64,
    /// Whether it was computed on a sample.
    pub sampled: bool,
    /// One per segment.
    pub segments: Vec<SegmentWidths>,
}

/// Widths of one segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// The top of a dendrogram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// How distances between clusters are taken.
    pub linkage: Linkage,
    /// People under each leaf, at most 64 leaves, in drawing order.
    pub leaves: Vec<u64>,
    /// Merges by rising height, one fewer than leaves. Children below `leaves.len()` are leaves,
    /// others the merges from there on.
    pub merges: Vec<TreeMerge>,
    /// The number of clusters with the largest relative jump of heights.
    pub proposed_k: usize,
}

/// One merge.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TreeMerge {
    /// Children.
    pub children: [usize; 2],
    /// Distance at which they merge.
    pub height: f64,
    /// People.
    pub people: u64,
}

/// Dendrograms of the present people, kept so that another cut needs no new fit. Starts empty; to
/// be emptied when the people change.
#[derive(Debug, Default)]
pub struct Trees {}

/// What the shape of the data suggests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// The algorithm that suits; `None` when there are no groups to find.
    pub method: Option<Method>,
    /// Every other algorithm, with parameters to start from.
    pub others: Vec<Method>,
}

/// Which algorithm suits these people, and parameters to start from for every other.
///
/// # Errors
/// A cancel.
pub fn advise(analysis: &Analysis, progress: Progress<'_>) -> Result<Advice, AnalysisError> {
    let _ = (analysis, progress);
    Ok(Advice {
        method: Some(Method::k_means(analysis.choice.proposed)),
        others: Vec::new(),
    })
}

/// Silhouette widths of the fitted segments.
///
/// # Errors
/// Fewer than two segments, a cancel.
pub fn silhouette_plot(
    analysis: &Analysis,
    progress: Progress<'_>,
) -> Result<SilhouettePlot, AnalysisError> {
    let _ = (analysis, progress);
    Err(AnalysisError::AllAlike)
}

/// Distances to the `min_points`-th nearest person, for choosing ε.
///
/// # Errors
/// `min_points` out of range, a cancel.
pub fn k_distances(
    analysis: &Analysis,
    min_points: usize,
    progress: Progress<'_>,
) -> Result<KDistances, AnalysisError> {
    let _ = (analysis, min_points, progress);
    Err(AnalysisError::AllAlike)
}

/// The top of the dendrogram of these people.
///
/// # Errors
/// Memory that would not fit, a cancel.
pub fn tree(
    analysis: &Analysis,
    linkage: Linkage,
    trees: &mut Trees,
    progress: Progress<'_>,
) -> Result<Tree, AnalysisError> {
    let _ = (analysis, linkage, trees, progress);
    Err(AnalysisError::AllAlike)
}
