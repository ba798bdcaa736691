//! Resampled people: how stable the clusters are, and what a membership is worth.

use super::assigner::{self, Made};
use super::calibrate::{Judged, expected_error, scoring};
use super::error::AnalysisError;
use super::found;
use super::method::{Cut, Method};
use super::options::{Progress, Stage};
use super::project::{Analysis, Published, Stability};
use crate::assign::{membership, worth};
use crate::clustering::NOISE;
use crate::random::{sample, seeded};
use crate::validation::{self, Bootstrap};
use ndarray::{ArrayView2, Axis};
use rand_core::Rng;
use std::ops::ControlFlow;

/// Resamplings per batch.
const ROUNDS: usize = 10;
/// Batches at least: fewer do not tell how far they scatter.
const BATCHES_MIN: usize = 3;
/// Batches at most, for clusters that come and go.
const BATCHES_MAX: usize = 15;
/// The standard error of a segment's agreement, at which there are batches enough.
const ERROR_MAX: f64 = 0.015;
/// People a resampling is over, at most.
const MOST_PEOPLE: usize = 4_000;
/// The same for methods that compare people.
const MOST_PEOPLE_COMPARED: usize = 1_500;

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
    let most_rows = match analysis.method {
        Method::KMeans { .. } | Method::MiniBatch { .. } | Method::IncrementalKMeans { .. } => {
            MOST_PEOPLE
        }
        _ => MOST_PEOPLE_COMPARED,
    };
    let method = thinned(analysis.method, analysis.k, scaled.nrows(), most_rows);
    let rows = sample(scaled.nrows(), most_rows, analysis.seed);
    let labels: Vec<u32> = rows.iter().map(|&row| made.labels[row]).collect();
    if labels.iter().all(|&label| label == NOISE) {
        return Ok(());
    }
    let part = scaled.select(Axis(0), &rows);
    let mut batch = |seed: u64, share: f64| {
        validation::stability(
            part.view(),
            &labels,
            &Bootstrap {
                rounds: ROUNDS,
                most_rows,
                seed,
            },
            &mut |rows, seed| found::fit(&method, rows, seed, &mut |_| ControlFlow::Continue(())),
            &mut |_| progress(Stage::Stability, share),
        )
        .map_err(|error| AnalysisError::of(error, Stage::Stability))
    };
    let mut seeds = seeded(analysis.seed);
    let mut made_from = Batches::default();
    let most = 2.0 * BATCHES_MAX as f64;
    while made_from.count < BATCHES_MAX
        && (made_from.count < BATCHES_MIN || made_from.error() > ERROR_MAX)
    {
        let share = made_from.count as f64 / most;
        made_from.add(&labels, analysis.k, batch(seeds.next_u64(), share)?);
    }
    let mut judged_by = Batches::default();
    while judged_by.count < made_from.count {
        let share = (made_from.count + judged_by.count) as f64 / most;
        judged_by.add(&labels, analysis.k, batch(seeds.next_u64(), share)?);
    }
    let learnt = judged(analysis, &made, part.view(), &made_from);
    analysis.published.scoring = scoring(&learnt, analysis.k, audience);
    let error = expected_error(
        judged(analysis, &made, part.view(), &judged_by)
            .iter()
            .filter_map(|person| {
                let knots = analysis.published.scoring.get(person.segment)?;
                Some((worth(knots, person.membership), person.agreement))
            }),
    );
    analysis.published.calibration_error = error;
    analysis.stability = Stability {
        jaccard: made_from
            .jaccard
            .iter()
            .zip(&judged_by.jaccard)
            .map(|(a, b)| (a + b) / (made_from.count + judged_by.count) as f64)
            .collect(),
        rounds: ((made_from.count + judged_by.count) * ROUNDS) as u32,
        people: rows.len() as u64,
        sampled: rows.len() < scaled.nrows(),
    };
    Ok(())
}

/// Batches of resamplings, added up.
#[derive(Default)]
struct Batches {
    count: usize,
    /// Sum over batches, per person that takes part.
    agreement: Vec<f64>,
    /// Sum over batches, per segment.
    jaccard: Vec<f64>,
    /// Per segment, the mean agreement of its people in each batch.
    means: Vec<Vec<f64>>,
}

impl Batches {
    fn add(&mut self, labels: &[u32], segments: usize, batch: validation::Stability) {
        self.agreement.resize(labels.len(), 0.0);
        self.jaccard.resize(segments, 0.0);
        self.means.resize(segments, Vec::new());
        let mut sums = vec![(0.0, 0.0); segments];
        for ((total, &share), &label) in self.agreement.iter_mut().zip(&batch.agreement).zip(labels)
        {
            *total += share;
            if let Some(sum) = sums.get_mut(label as usize) {
                *sum = (sum.0 + share, sum.1 + 1.0);
            }
        }
        for (means, (sum, people)) in self.means.iter_mut().zip(sums) {
            if people > 0.0 {
                means.push(sum / people);
            }
        }
        for cluster in &batch.clusters {
            if let Some(total) = self.jaccard.get_mut(cluster.label as usize) {
                *total += cluster.jaccard;
            }
        }
        self.count += 1;
    }

    /// The largest standard error of a segment's mean agreement.
    fn error(&self) -> f64 {
        self.means
            .iter()
            .map(|means| {
                let n = means.len() as f64;
                let middle = means.iter().sum::<f64>() / n;
                let square: f64 = means.iter().map(|m| (m - middle) * (m - middle)).sum();
                (square / (n - 1.0) / n).sqrt()
            })
            .fold(0.0, f64::max)
    }
}

/// Everyone who took part and has a segment, with the raw membership in it.
fn judged(
    analysis: &Analysis,
    made: &Made,
    people: ArrayView2<'_, f64>,
    batches: &Batches,
) -> Vec<Judged> {
    people
        .rows()
        .into_iter()
        .zip(&batches.agreement)
        .filter_map(|(point, &total)| {
            let found = membership(&made.assigner, analysis.k, &point.to_vec())?;
            Some(Judged {
                segment: found.segment,
                membership: found.score,
                agreement: total / batches.count as f64,
            })
        })
        .collect()
}

/// Numbers of neighbours shrink with the people, so that a sample of them is as dense to the method
/// as all of them are. Heights of a tree grow with the people too, in no simple way: it is cut into
/// as many clusters as were found.
fn thinned(method: Method, clusters: usize, people: usize, most: usize) -> Method {
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
        Method::Agglomerative { linkage, .. } => Method::Agglomerative {
            linkage,
            cut: Cut::Clusters(clusters.max(1)),
        },
        other => other,
    }
}
