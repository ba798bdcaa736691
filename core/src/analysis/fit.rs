//! Features, scaling, K-Means for several k, and the proposal of k by silhouette.

use super::batch::Batch;
use super::project::{Analysis, AnalysisError, KScore, Outside, PROJECT_FORMAT, Source};
use super::publish::{default_policy, default_segments};
use crate::clustering::kmeans::{Fitted, KMeans};
use crate::clustering::{ClusterError, Clusterer};
use crate::features::{FeatureSpec, Measure, Transform, compute, scale};
use crate::preparation::standardise;
use crate::validation::silhouettes;
use ndarray::{Array2, ArrayView2};
use std::fmt;
use std::ops::{ControlFlow, RangeInclusive};

/// The k that are tried.
const KS: RangeInclusive<usize> = 2..=10;
/// Below so many people no segments are sought.
const LEAST_PEOPLE: usize = 10;

/// What the marketer may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Days looked back, 1 to 730.
    pub window_days: u32,
    /// The kind of event; `None` takes `purchase` when there is one, else the most frequent.
    pub kind: Option<String>,
    /// Clusters, 2 to 10; `None` takes the best silhouette.
    pub k: Option<usize>,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            window_days: 365,
            kind: None,
            k: None,
            seed: 42,
        }
    }
}

/// What is being done, for the progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Computing features.
    Features,
    /// K-Means for every k.
    Clustering,
    /// Silhouette for every k.
    Quality,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Features => "computing features",
            Self::Clustering => "clustering",
            Self::Quality => "measuring quality",
        })
    }
}

/// Told the stage and the share of it that is done; may stop the work.
pub type Progress<'a> = &'a mut dyn FnMut(Stage, f64) -> ControlFlow<()>;

/// Segments for everyone in `batch` with an event in the window.
///
/// # Errors
/// No usable events, too few people, an option out of range, a cancel.
pub fn analyse(
    batch: &Batch,
    source: Source,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Analysis, AnalysisError> {
    check(options)?;
    let as_of_ms = batch.last_ms().ok_or(AnalysisError::NoEvents)?;
    let kind = choose_kind(batch, options)?;
    step(progress, Stage::Features, 0.0)?;
    let vocabulary = vec![kind.clone()];
    let mut features = specs(batch, &kind, options.window_days);
    let mut people = Vec::new();
    let mut raw = Vec::new();
    let mut outside = Outside {
        other_kinds: batch.other_kinds(),
        ..Outside::default()
    };
    for (person, state) in batch.restricted(&kind) {
        if state.events_in_window(as_of_ms, options.window_days) == 0 {
            outside.people += 1;
            continue;
        }
        people.push(person.to_owned());
        raw.extend(compute(
            &features,
            &vocabulary,
            &state,
            as_of_ms,
            options.window_days,
        ));
    }
    if people.len() < LEAST_PEOPLE {
        return Err(AnalysisError::TooFewPeople {
            people: people.len(),
            window_days: options.window_days,
            least: LEAST_PEOPLE,
        });
    }
    let raw = fit_scaling(&mut features, raw, &mut outside)?;
    step(progress, Stage::Features, 1.0)?;
    let scaled = scaled_rows(&features, &raw);
    let search = search(scaled.view(), options.seed, progress)?;
    let best = search
        .iter()
        .max_by(|a, b| {
            a.0.silhouette
                .total_cmp(&b.0.silhouette)
                .then(b.0.k.cmp(&a.0.k))
        })
        .map(|(score, _)| score.k)
        .ok_or(AnalysisError::AllAlike)?;
    let k = options.k.unwrap_or(best);
    let k_scores = search.iter().map(|(score, _)| *score).collect();
    let fitted = match search.into_iter().find(|(score, _)| score.k == k) {
        Some((_, fitted)) => fitted,
        None => cluster(scaled.view(), k, options.seed, progress)?,
    };
    Ok(Analysis {
        format: PROJECT_FORMAT.to_owned(),
        as_of_ms,
        window_days: options.window_days,
        currency: batch.currency().unwrap_or("EUR").to_owned(),
        kind,
        seed: options.seed,
        people,
        features,
        raw,
        labels: fitted.labels,
        centroids: fitted.centroids.iter().copied().collect(),
        k_scores,
        proposed_k: best,
        k,
        outside,
        model_name: source.name.chars().take(80).collect(),
        segments: default_segments(k),
        privacy: default_policy(),
        source,
    })
}

/// The same people in another number of clusters; names start anew.
///
/// # Errors
/// A k outside 2 to 10 or above the number of people, a cancel.
pub fn recluster(
    analysis: &Analysis,
    k: usize,
    progress: Progress<'_>,
) -> Result<Analysis, AnalysisError> {
    check_k(k)?;
    let scaled = scaled_rows(&analysis.features, &analysis.raw);
    let fitted = cluster(scaled.view(), k, analysis.seed, progress)?;
    Ok(Analysis {
        labels: fitted.labels,
        centroids: fitted.centroids.iter().copied().collect(),
        k,
        segments: default_segments(k),
        ..analysis.clone()
    })
}

/// Every row in the space the centroids live in.
pub(super) fn scaled_rows(features: &[FeatureSpec], raw: &[f64]) -> Array2<f64> {
    let width = features.len();
    let flat: Vec<f64> = raw
        .chunks_exact(width.max(1))
        .flat_map(|row| scale(features, row))
        .collect();
    let n = flat.len() / width.max(1);
    Array2::from_shape_vec((n, width), flat).unwrap_or_else(|_| Array2::zeros((0, width)))
}

fn check(options: &Options) -> Result<(), AnalysisError> {
    if !(1..=730).contains(&options.window_days) {
        return Err(AnalysisError::Parameter {
            name: "the window",
            value: format!("{} days", options.window_days),
            range: "1 to 730 days",
        });
    }
    options.k.map_or(Ok(()), check_k)
}

fn check_k(k: usize) -> Result<(), AnalysisError> {
    if KS.contains(&k) {
        return Ok(());
    }
    Err(AnalysisError::Parameter {
        name: "the number of segments",
        value: k.to_string(),
        range: "2 to 10",
    })
}

fn choose_kind(batch: &Batch, options: &Options) -> Result<String, AnalysisError> {
    let kinds = batch.kinds();
    match &options.kind {
        Some(kind) if kinds.contains_key(kind) => Ok(kind.clone()),
        Some(kind) => Err(AnalysisError::NoSuchKind(kind.clone())),
        None if kinds.contains_key("purchase") => Ok("purchase".to_owned()),
        None => kinds
            .into_iter()
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
            .map(|(kind, _)| kind)
            .ok_or(AnalysisError::NoEvents),
    }
}

/// The measures over one kind; money only where there is any. Counts and sums are skewed and
/// taken as log1p. A gap nobody can know yet counts as the whole window.
fn specs(batch: &Batch, kind: &str, window_days: u32) -> Vec<FeatureSpec> {
    Measure::ALL
        .into_iter()
        .filter(|&measure| measure != Measure::Monetary || batch.has_value())
        .map(|measure| FeatureSpec {
            measure,
            kind: kind.to_owned(),
            transform: match measure {
                Measure::Frequency | Measure::Monetary | Measure::MeanGap => Transform::Log1p,
                Measure::Recency | Measure::Tenure => Transform::None,
            },
            center: 0.0,
            scale: 1.0,
            undefined: f64::from(window_days),
        })
        .collect()
}

/// Sets centre and scale from the data; drops features that are the same for everyone.
fn fit_scaling(
    features: &mut Vec<FeatureSpec>,
    raw: Vec<f64>,
    outside: &mut Outside,
) -> Result<Vec<f64>, AnalysisError> {
    let width = features.len();
    let transformed: Vec<f64> = raw
        .chunks_exact(width)
        .flat_map(|row| features.iter().zip(row).map(|(f, &x)| f.transform.apply(x)))
        .collect();
    let columns = standardise(&transformed, width);
    // Below this the spread is rounding, not difference.
    let varies: Vec<bool> = columns
        .iter()
        .map(|column| column.deviation > 1e-9 * (1.0 + column.mean.abs()))
        .collect();
    for (feature, column) in features.iter_mut().zip(&columns) {
        feature.center = column.mean;
        feature.scale = column.deviation;
    }
    let mut keep = varies.iter();
    features.retain(|_| *keep.next().unwrap_or(&true));
    outside.constant_features = (width - features.len()) as u64;
    if features.is_empty() {
        return Err(AnalysisError::AllAlike);
    }
    Ok(raw
        .chunks_exact(width)
        .flat_map(|row| {
            row.iter()
                .zip(&varies)
                .filter(|(_, v)| **v)
                .map(|(&x, _)| x)
        })
        .collect())
}

/// Every k of [`KS`] that the number of people allows, with its silhouette.
fn search(
    scaled: ArrayView2<'_, f64>,
    seed: u64,
    progress: Progress<'_>,
) -> Result<Vec<(KScore, Fitted)>, AnalysisError> {
    let last = (*KS.end()).min(scaled.nrows() - 1);
    let tried = KS.start() + 1..=last + 1;
    let count = tried.clone().count() as f64;
    let mut fits = Vec::new();
    for (done, next) in tried.enumerate() {
        let k = next - 1;
        fits.push((k, cluster(scaled, k, seed, progress)?));
        step(progress, Stage::Clustering, (done + 1) as f64 / count)?;
    }
    let labelings: Vec<Vec<u32>> = fits.iter().map(|(_, fit)| fit.labels.clone()).collect();
    let quality = silhouettes(scaled, &labelings, seed, &mut |done| {
        progress(Stage::Quality, done)
    })
    .ok_or(AnalysisError::Cancelled(Stage::Quality))?;
    Ok(fits
        .into_iter()
        .zip(quality)
        .map(|((k, fit), silhouette)| {
            let score = KScore {
                k,
                silhouette: silhouette.mean,
                sampled: silhouette.sampled,
                inertia: fit.inertia,
            };
            (score, fit)
        })
        .collect())
}

/// K-Means; a cancel is only looked for between starts, the share done is the search's to tell.
fn cluster(
    scaled: ArrayView2<'_, f64>,
    k: usize,
    seed: u64,
    progress: Progress<'_>,
) -> Result<Fitted, AnalysisError> {
    let share = k as f64 / *KS.end() as f64;
    let fitted = KMeans::new(k, seed).fit(scaled, &mut |_| progress(Stage::Clustering, share));
    match fitted {
        Err(ClusterError::Cancelled) => Err(AnalysisError::Cancelled(Stage::Clustering)),
        other => Ok(other?),
    }
}

fn step(progress: Progress<'_>, stage: Stage, share: f64) -> Result<(), AnalysisError> {
    match progress(stage, share) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(AnalysisError::Cancelled(stage)),
    }
}
