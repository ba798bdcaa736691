//! From cleaned events to an analysis: features, scaling, the choice of k, clusters.

use super::choice::choose;
use super::error::AnalysisError;
use super::found::{self, means};
use super::method::Method;
use super::names::keep_names;
use super::options::{Options, Progress, Stage};
use super::prepared::{About, Prepared};
use super::project::{Analysis, ChoiceOfK, Outside, PROJECT_FORMAT, Published, Stability};
use super::publish::{default_policy, default_segments};
use super::resample::resample;
use super::tree::Trees;
use crate::clustering::{ClusterError, Clustering};
use crate::preparation::{median_and_range, standardise};
use crate::studio::{Column, Extras, Overview, Spread, Survey, Table, TableMaker};
use ndarray::{Array2, ArrayView2};
use std::ops::ControlFlow;

/// Below so many people no segments are sought.
const LEAST_PEOPLE: usize = 10;

/// The most segments: what a model can hold.
pub(super) const SEGMENTS_MAX: usize = 64;

/// Segments for everyone in `prepared` with an event of the chosen words in the window.
///
/// # Errors
/// No usable events, too few people, an option out of range, a cancel.
pub fn analyse(
    prepared: &Prepared,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Analysis, AnalysisError> {
    check(options.window_days)?;
    step(progress, Stage::Features, 0.0)?;
    let sheet = &prepared.sheet;
    let mut overview = Overview::new();
    overview.add(sheet);
    let as_of_ms = overview.last_ms.ok_or(AnalysisError::NoEvents)?;
    let currency = overview.currency();
    let choice = match &options.choice {
        Some(choice) => choice.clone(),
        None => {
            let mut survey = Survey::new(overview, options.window_days, &Extras::default());
            survey.add(sheet);
            survey.done().proposed
        }
    };
    step(progress, Stage::Features, 0.3)?;
    let places = options.places.as_ref();
    let mut maker = TableMaker::new(choice, as_of_ms, options.window_days, places)?;
    maker.add(sheet);
    let table = maker.done();
    analyse_table(table, prepared.about(), currency, options, progress)
}

/// Segments for the people of a table: what [`analyse`] does once it has made the table, for
/// callers whose events do not fit into memory at once.
///
/// # Errors
/// Too few people, all alike, a cancel.
pub fn analyse_table(
    table: Table,
    about: About,
    currency: String,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Analysis, AnalysisError> {
    check(table.window_days)?;
    if table.people.len() < LEAST_PEOPLE {
        return Err(AnalysisError::TooFewPeople {
            people: table.people.len(),
            window_days: table.window_days,
            least: LEAST_PEOPLE,
        });
    }
    let (columns, raw) = fit_scaling(&table)?;
    let outside = Outside {
        people: table.outside,
        constant_features: (table.choice.used().count() - columns.len()) as u64,
    };
    step(progress, Stage::Features, 1.0)?;
    let scaled = scaled_rows(&columns, &raw);
    let choice = choose(scaled.view(), options.seed, progress)?;
    let method = settled(
        options.method.unwrap_or(Method::KMeans { k: None }),
        &choice,
    );
    let draft = Analysis {
        format: PROJECT_FORMAT.to_owned(),
        as_of_ms: table.as_of_ms,
        window_days: table.window_days,
        currency,
        plan: about.plan,
        cleaning: about.cleaning,
        vocabulary: table
            .choice
            .vocabulary_of(&columns.iter().collect::<Vec<_>>()),
        chosen: table.choice,
        seed: options.seed,
        people: table.people,
        columns,
        raw,
        statics: table.statics,
        method,
        labels: Vec::new(),
        centroids: Vec::new(),
        choice,
        k: 0,
        published: Published::default(),
        stability: Stability::default(),
        outside,
        model_name: about.source.name.chars().take(80).collect(),
        segments: Vec::new(),
        rules: Vec::new(),
        sensitive: Vec::new(),
        privacy: default_policy(),
        source: about.source,
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
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
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
pub(super) fn scaled_rows(columns: &[Column], raw: &[f64]) -> Array2<f64> {
    let width = columns.len();
    let flat: Vec<f64> = raw
        .chunks_exact(width.max(1))
        .flat_map(|row| columns.iter().zip(row).map(|(c, &x)| c.scaled(x)))
        .collect();
    let n = flat.len() / width.max(1);
    Array2::from_shape_vec((n, width), flat).unwrap_or_else(|_| Array2::zeros((0, width)))
}

fn check(window_days: u32) -> Result<(), AnalysisError> {
    if (1..=730).contains(&window_days) {
        return Ok(());
    }
    Err(AnalysisError::Parameter {
        name: "the window",
        value: format!("{window_days} days"),
        range: "1 to 730 days",
    })
}

/// The columns with a weight, scaled: centre and spread from the data, the spread divided by the
/// weight. Those that are the same for everyone are left out. With the raw values of the others.
fn fit_scaling(table: &Table) -> Result<(Vec<Column>, Vec<f64>), AnalysisError> {
    let mut columns = Vec::new();
    let mut kept: Vec<Vec<f64>> = Vec::new();
    for (at, chosen) in table.choice.used() {
        let mut column = chosen.column.clone();
        let raw: Vec<f64> = table
            .column(at)
            .map(|x| if x.is_nan() { column.undefined() } else { x })
            .collect();
        let values: Vec<f64> = raw.iter().map(|&x| column.transform().apply(x)).collect();
        let Some((center, spread)) = center_and_spread(&values, table.choice.spread) else {
            continue;
        };
        column.set_scaling(center, spread / chosen.weight);
        columns.push(column);
        kept.push(raw);
    }
    if columns.is_empty() {
        return Err(AnalysisError::AllAlike);
    }
    let raw = (0..table.people.len())
        .flat_map(|person| kept.iter().map(move |column| column[person]))
        .collect();
    Ok((columns, raw))
}

/// `None` when the column is the same for everyone: below this the spread is rounding, not
/// difference.
fn center_and_spread(values: &[f64], spread: Spread) -> Option<(f64, f64)> {
    let standard = standardise(values, 1).first().copied()?;
    let differs = |center: f64, spread: f64| spread > 1e-9 * (1.0 + center.abs());
    if !differs(standard.mean, standard.deviation) {
        return None;
    }
    if spread == Spread::Robust {
        let (median, range) = median_and_range(values);
        if differs(median, range) {
            return Some((median, range));
        }
    }
    Some((standard.mean, standard.deviation))
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
