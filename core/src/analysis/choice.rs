//! The number of clusters several indices favour, over K-Means.

use super::fit::{Progress, Stage};
use super::project::{AnalysisError, ChoiceOfK, KScore, QualityIndex};
use crate::clustering::kmeans::KMeans;
use crate::clustering::{Clusterer, Clustering};
use crate::validation::{Index, Vote, choose_k};
use ndarray::ArrayView2;
use std::ops::RangeInclusive;

/// The k that are tried.
const KS: RangeInclusive<usize> = 2..=10;
/// Starts over a resample: there are many of those.
const STARTS_AGAIN: usize = 2;

/// Compares every k of [`KS`] that the number of people allows.
pub(super) fn choose(
    scaled: ArrayView2<'_, f64>,
    seed: u64,
    progress: Progress<'_>,
) -> Result<ChoiceOfK, AnalysisError> {
    let found = choose_k(
        scaled,
        KS,
        &mut |task| {
            let mut params = KMeans::new(task.k, task.seed);
            if task.refit {
                params.starts = STARTS_AGAIN;
            }
            let fitted = params.fit(task.data, &mut |_| std::ops::ControlFlow::Continue(()))?;
            Ok(Box::new(fitted) as Box<dyn Clustering>)
        },
        seed,
        &mut |share| progress(Stage::Quality, share),
    )
    .map_err(|error| AnalysisError::of(error, Stage::Quality))?;
    let named = |agrees: bool| {
        let said = |vote: &&Vote| vote.agrees == agrees;
        found
            .votes
            .iter()
            .filter(said)
            .map(|v| name(v.index))
            .collect()
    };
    Ok(ChoiceOfK {
        agree: named(true),
        disagree: named(false),
        no_structure: !found.clear_groups,
        proposed: found.proposed,
        scores: found
            .candidates
            .iter()
            .map(|candidate| KScore {
                k: candidate.k,
                silhouette: candidate.silhouette.mean,
                sampled: candidate.silhouette.sampled,
                calinski_harabasz: candidate.calinski_harabasz,
                davies_bouldin: candidate.davies_bouldin,
                gap: candidate.gap.map(|point| point.gap),
                stability: candidate.stability,
                total: candidate.total,
            })
            .collect(),
    })
}

fn name(index: Index) -> QualityIndex {
    match index {
        Index::Silhouette => QualityIndex::Silhouette,
        Index::ClusterSilhouette => QualityIndex::ClusterSilhouette,
        Index::CalinskiHarabasz => QualityIndex::CalinskiHarabasz,
        Index::DaviesBouldin => QualityIndex::DaviesBouldin,
        Index::Gap => QualityIndex::Gap,
        Index::Stability => QualityIndex::Stability,
    }
}
