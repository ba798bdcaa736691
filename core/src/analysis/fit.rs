//! From a batch to an analysis: features, scaling, the choice of k, clusters.

use super::batch::Batch;
use super::choice::choose;
use super::error::AnalysisError;
use super::found::{self, means};
use super::method::Method;
use super::names::keep_names;
use super::options::{Options, Progress, Stage};
use super::project::{Analysis, ChoiceOfK, Outside, PROJECT_FORMAT, Published, Source, Stability};
use super::publish::{default_policy, default_segments};
use super::resample::resample;
use super::tree::Trees;
use crate::clustering::{ClusterError, Clustering};
use crate::features::{FeatureSpec, Measure, Transform, compute, scale};
use crate::preparation::standardise;
use ndarray::{Array2, ArrayView2};
use std::ops::ControlFlow;

/// Below so many people no segments are sought.
const LEAST_PEOPLE: usize = 10;

/// The most segments: what a model can hold.
pub(super) const SEGMENTS_MAX: usize = 64;

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
    let choice = choose(scaled.view(), options.seed, progress)?;
    let method = settled(
        options.method.unwrap_or(Method::KMeans { k: None }),
        &choice,
    );
    let draft = Analysis {
        format: PROJECT_FORMAT.to_owned(),
        as_of_ms,
        window_days: options.window_days,
        currency: batch.currency().unwrap_or("EUR").to_owned(),
        kind,
        seed: options.seed,
        people,
        features,
        raw,
        method,
        labels: Vec::new(),
        centroids: Vec::new(),
        choice,
        k: 0,
        published: Published::default(),
        stability: Stability::default(),
        outside,
        model_name: source.name.chars().take(80).collect(),
        segments: Vec::new(),
        privacy: default_policy(),
        source,
    };
    clustered(draft, scaled.view(), &mut Trees::default(), progress)
}

/// The same people by another algorithm or other parameters; `trees` keeps dendrograms of these
/// people for the next cut. A segment most of whose people were
/// together before keeps its name.
///
/// # Errors
/// A parameter out of range, a cancel.
pub fn recluster(
    analysis: &Analysis,
    method: Method,
    trees: &mut Trees,
    progress: Progress<'_>,
) -> Result<Analysis, AnalysisError> {
    let scaled = scaled_rows(&analysis.features, &analysis.raw);
    let draft = Analysis {
        method: settled(method, &analysis.choice),
        ..analysis.clone()
    };
    let mut next = clustered(draft, scaled.view(), trees, progress)?;
    keep_names(analysis, &mut next);
    Ok(next)
}

/// Every parameter stated.
fn settled(method: Method, choice: &ChoiceOfK) -> Method {
    match method {
        Method::KMeans { k: None } => Method::k_means(choice.proposed),
        other => other,
    }
}

/// Fills in all that follows from `draft.method`.
fn clustered(
    mut draft: Analysis,
    scaled: ArrayView2<'_, f64>,
    trees: &mut Trees,
    progress: Progress<'_>,
) -> Result<Analysis, AnalysisError> {
    let share = &mut |share| progress(Stage::Clustering, share);
    let found = match draft.method {
        Method::Agglomerative { linkage, cut } => trees
            .cut(scaled, linkage, cut, share)
            .map(|fitted| (fitted.labels().to_vec(), fitted.clusters())),
        method => found::fit(&method, scaled, draft.seed, share)
            .map(|fitted| (fitted.labels().to_vec(), fitted.clusters())),
    };
    (draft.labels, draft.k) = found.map_err(|error| at_stage(error, Stage::Clustering))?;
    if draft.k > SEGMENTS_MAX {
        return Err(AnalysisError::TooManySegments {
            found: draft.k,
            most: SEGMENTS_MAX,
        });
    }
    draft.centroids = means(scaled, &draft.labels, draft.k);
    draft.segments = default_segments(draft.k);
    resample(&mut draft, scaled, progress)?;
    Ok(draft)
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
    Ok(())
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
    Measure::OF_A_KIND
        .into_iter()
        .filter(|&measure| measure != Measure::Monetary || batch.has_value())
        .map(|measure| FeatureSpec {
            transform: match measure {
                Measure::Frequency | Measure::Monetary | Measure::MeanGap => Transform::Log1p,
                _ => Transform::None,
            },
            undefined: f64::from(window_days),
            ..FeatureSpec::new(measure, kind)
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

/// A cancel names the stage it came in.
pub(super) fn at_stage(error: ClusterError, stage: Stage) -> AnalysisError {
    match error {
        ClusterError::Cancelled => AnalysisError::Cancelled(stage),
        other => other.into(),
    }
}

fn step(progress: Progress<'_>, stage: Stage, share: f64) -> Result<(), AnalysisError> {
    match progress(stage, share) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(AnalysisError::Cancelled(stage)),
    }
}
