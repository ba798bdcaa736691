//! Resampled people: how stable the clusters are, and what a membership is worth.

use super::assigner::{self, Made};
use super::calibrate::{Judged, expected_error, scoring};
use super::fit::{Progress, Stage};
use super::found;
use super::method::Method;
use super::project::{Analysis, AnalysisError, Published, Stability};
use crate::assign::{membership, worth};
use crate::clustering::NOISE;
use crate::validation::{self, Bootstrap};
use ndarray::ArrayView2;

/// Resamplings that make the score, and as many that judge it.
const ROUNDS: usize = 20;
/// People a resampling is over, at most.
const MOST_PEOPLE: usize = 4_000;
/// The same for methods whose cost grows with the square of the people.
const MOST_PEOPLE_SQUARED: usize = 1_500;

/// Fills in `published` and `stability`.
pub(super) fn resample(
    analysis: &mut Analysis,
    scaled: ArrayView2<'_, f64>,
    progress: Progress<'_>,
) -> Result<(), AnalysisError> {
    let audience = analysis.privacy.minimum_audience;
    let made = assigner::make(scaled, &analysis.labels, analysis.k, audience);
    analysis.stability = Stability::default();
    analysis.published = Published {
        scoring: scoring(&[], analysis.k, audience),
        assigner: made.assigner.clone(),
        people: made.people.clone(),
        agreement: made.agreement.clone(),
        noise_agreement: made.noise_agreement,
        calibration_error: 0.0,
    };
    let reached = made.labels.iter().any(|&label| label != NOISE);
    if analysis.k == 0 || !reached {
        return Ok(());
    }
    let most_rows = match analysis.method {
        Method::Agglomerative { .. } => MOST_PEOPLE_SQUARED,
        _ => MOST_PEOPLE,
    };
    let method = thinned(analysis.method, scaled.nrows(), most_rows);
    let mut half = |seed: u64, begin: f64| {
        validation::stability(
            scaled,
            &made.labels,
            &Bootstrap {
                rounds: ROUNDS,
                most_rows,
                seed,
            },
            &mut |rows, seed| found::fit(&method, rows, seed, &mut |_| progress(Stage::Stability, begin)),
            &mut |share| progress(Stage::Stability, begin + share / 2.0),
        )
        .map_err(|error| AnalysisError::of(error, Stage::Stability))
    };
    let made_from = half(analysis.seed, 0.0)?;
    let judged_by = half(analysis.seed.wrapping_add(1), 0.5)?;
    let learnt = judged(analysis, &made, scaled, &made_from);
    analysis.published.scoring = scoring(&learnt, analysis.k, audience);
    let error = expected_error(
        judged(analysis, &made, scaled, &judged_by)
            .iter()
            .filter_map(|person| {
                let knots = analysis.published.scoring.get(person.segment)?;
                Some((worth(knots, person.membership), person.agreement))
            }),
    );
    analysis.published.calibration_error = error;
    let mut jaccard = vec![0.0; analysis.k];
    for cluster in made_from.clusters.iter().chain(&judged_by.clusters) {
        if let Some(mean) = jaccard.get_mut(cluster.label as usize) {
            *mean += cluster.jaccard / 2.0;
        }
    }
    analysis.stability = Stability {
        jaccard,
        rounds: 2 * ROUNDS as u32,
        people: made_from.rows.len() as u64,
        sampled: made_from.sampled,
    };
    Ok(())
}

/// Everyone who took part and has a segment, with the raw membership in it.
fn judged(
    analysis: &Analysis,
    made: &Made,
    scaled: ArrayView2<'_, f64>,
    stability: &validation::Stability,
) -> Vec<Judged> {
    stability
        .rows
        .iter()
        .zip(&stability.agreement)
        .filter_map(|(&row, &agreement)| {
            let point = scaled.row(row).to_vec();
            let found = membership(&made.assigner, analysis.k, &point)?;
            Some(Judged {
                segment: found.segment,
                membership: found.score,
                agreement,
            })
        })
        .collect()
}

/// Numbers of neighbours shrink with the people, so that a sample of them is as dense to the method
/// as all of them are.
fn thinned(method: Method, people: usize, most: usize) -> Method {
    let share = most.min(people) as f64 / people.max(1) as f64;
    let thin = |count: usize, least: usize| ((count as f64 * share).round() as usize).max(least);
    match method {
        Method::Dbscan {
            epsilon,
            min_points,
        }
        | Method::IncrementalDbscan {
            epsilon,
            min_points,
        } => Method::Dbscan {
            epsilon,
            min_points: thin(min_points, 2),
        },
        Method::Hdbscan {
            min_cluster_size,
            min_samples,
            selection,
        } => Method::Hdbscan {
            min_cluster_size: thin(min_cluster_size, 2),
            min_samples: thin(min_samples, 2),
            selection,
        },
        other => other,
    }
}
