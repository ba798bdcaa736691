//! The number of clusters several indices favour, over K-Means.

use super::fit::{Progress, Stage, at_stage};
use super::project::{AnalysisError, ChoiceOfK, KScore};
use crate::clustering::kmeans::KMeans;
use crate::clustering::{Clusterer, Clustering};
use crate::validation::silhouettes;
use ndarray::ArrayView2;
use std::ops::RangeInclusive;

/// The k that are tried.
const KS: RangeInclusive<usize> = 2..=10;

/// Compares every k of [`KS`] that the number of people allows.
pub(super) fn choose(
    scaled: ArrayView2<'_, f64>,
    seed: u64,
    progress: Progress<'_>,
) -> Result<ChoiceOfK, AnalysisError> {
    let last = (*KS.end()).min(scaled.nrows() - 1);
    let mut labelings = Vec::new();
    for k in *KS.start()..=last {
        let share = k as f64 / last as f64;
        let fitted = KMeans::new(k, seed)
            .fit(scaled, &mut |_| progress(Stage::Quality, share / 2.0))
            .map_err(|error| at_stage(error, Stage::Quality))?;
        labelings.push(fitted.labels().to_vec());
    }
    let quality = silhouettes(scaled, &labelings, seed, &mut |done| {
        progress(Stage::Quality, 0.5 + done / 2.0)
    })
    .ok_or(AnalysisError::Cancelled(Stage::Quality))?;
    let scores: Vec<KScore> = (*KS.start()..=last)
        .zip(quality)
        .map(|(k, s)| KScore {
            k,
            silhouette: s.mean,
            sampled: s.sampled,
            calinski_harabasz: 0.0,
            davies_bouldin: 0.0,
            gap: 0.0,
            total: s.mean,
        })
        .collect();
    let proposed = scores
        .iter()
        .max_by(|a, b| a.total.total_cmp(&b.total).then(b.k.cmp(&a.k)))
        .map(|score| score.k)
        .ok_or(AnalysisError::AllAlike)?;
    Ok(ChoiceOfK {
        scores,
        proposed,
        agree: Vec::new(),
        disagree: Vec::new(),
        no_structure: false,
    })
}
