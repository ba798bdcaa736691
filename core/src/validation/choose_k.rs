//! How many clusters: several indices weighed, and why.
//!
//! Each index ranks the m values of k. The total of a k is Σ weight·(m − rank)/(m − 1) over the
//! indices, divided by the sum of the weights ([`Index::weight`]): 1 when every index puts it first. The greatest total is proposed, of equal
//! ones the least k. Nothing here is a proof: the votes and the margin say how far the indices
//! agree, and `clear_groups` whether there is anything to group at all.

use super::gap::{Gap, GapPoint, Reference, gap};
use super::labels::{finite, step};
use super::ranking::{Index, Vote, points};
use super::silhouette::{Silhouette, both_means};
use super::stability::{Bootstrap, stability};
use super::{ValidationError, calinski_harabasz, davies_bouldin};
use crate::clustering::{ClusterError, Clustering, Progress};
use crate::random::seeded;
use ndarray::ArrayView2;
use rand_core::Rng;
use std::ops::{ControlFlow, RangeInclusive};

/// Below this mean silhouette no substantial structure has been found (Kaufman & Rousseeuw,
/// *Finding Groups in Data*, 1990, table 4).
pub const LEAST_SILHOUETTE: f64 = 0.25;

/// Rows that the gap statistic and the bootstrap look at.
const REFIT_ROWS: usize = 2_000;
/// Reference sets of the gap statistic.
const REFERENCES: usize = 10;
/// Rounds of the bootstrap.
const ROUNDS: usize = 10;

/// A fit that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// Rows to cluster.
    pub data: ArrayView2<'a, f64>,
    /// Clusters, 2 or more.
    pub k: usize,
    /// Seed.
    pub seed: u64,
    /// Whether the rows are a resample or a reference set of at most 2,000 rows: there are 21 of
    /// those for each k, so one or two starts have to do. Otherwise they are the data.
    pub refit: bool,
}

/// Does a [`Task`].
pub type Fit<'a> = &'a mut dyn FnMut(Task<'_>) -> Result<Box<dyn Clustering>, ClusterError>;

/// What was found for one k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Clusters.
    pub k: usize,
    /// Mean silhouette, −1 to 1.
    pub silhouette: Silhouette,
    /// Mean over clusters of their mean silhouette, −1 to 1.
    pub cluster_silhouette: f64,
    /// Calinski–Harabasz index, 0 or more.
    pub calinski_harabasz: f64,
    /// Davies–Bouldin index, 0 or more, less is better.
    pub davies_bouldin: f64,
    /// The gap statistic and its error; `None` when W is 0.
    pub gap: Option<GapPoint>,
    /// Mean Jaccard similarity over bootstrap refits, 0 to 1.
    pub stability: f64,
    /// (m − rank)/(m − 1) by each of [`Index::ALL`].
    pub points: [f64; 6],
    /// Their weighted sum, 0 to 1.
    pub total: f64,
}

/// The proposed k, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct ChooseK {
    /// By rising k.
    pub candidates: Vec<Candidate>,
    /// The k with the greatest total.
    pub proposed: usize,
    /// The k with the second total, if there are two.
    pub runner_up: Option<usize>,
    /// By how much the proposed k's total is greater, 0 to 1; 1 without a runner-up.
    pub margin: f64,
    /// What each index would choose alone, in the order of [`Index::ALL`]; without the gap when it
    /// is not defined.
    pub votes: Vec<Vote>,
    /// The gap statistic's own choice ([`GapPoint::least_near_greatest`]), which can be 1; `None` when
    /// it is not defined.
    pub gap_choice: Option<usize>,
    /// Whether the silhouette at the proposed k is at least [`LEAST_SILHOUETTE`].
    pub silhouette_suffices: bool,
    /// False when the gap statistic says one cluster, or the silhouette does not suffice.
    pub clear_groups: bool,
    /// Rows the gap statistic and the bootstrap looked at.
    pub refit_rows: usize,
}

/// Weighs `ks` (from 2 on; those above the number of rows − 1 are left out). `fit` is called once
/// per k on the data, and 21 times per k on at most 2,000 rows; the silhouette looks at no more than
/// [`EXACT_ROWS`](super::EXACT_ROWS) rows.
///
/// # Errors
/// `ks` empty or beginning below 2, too few rows, a cell that is not finite, no k with two clusters
/// or more, an error of `fit`, a cancel.
pub fn choose_k(
    data: ArrayView2<'_, f64>,
    ks: RangeInclusive<usize>,
    fit: Fit<'_>,
    seed: u64,
    progress: Progress<'_>,
) -> Result<ChooseK, ValidationError> {
    let n = data.nrows();
    if *ks.start() < 2 || ks.is_empty() {
        return Err(ValidationError::Parameter {
            name: "the range of k",
            value: format!("{} to {}", ks.start(), ks.end()),
            range: "rising, from 2 on",
        });
    }
    if n <= *ks.start() {
        return Err(ValidationError::TooFewRows {
            rows: n,
            least: ks.start() + 1,
        });
    }
    finite(data)?;
    let ks = *ks.start()..=(*ks.end()).min(n - 1).min(REFIT_ROWS);
    let mut seeds = seeded(seed);
    let (fit_seed, sample_seed, boot_seed) = (seeds.next_u64(), seeds.next_u64(), seeds.next_u64());
    let count = ks.clone().count() as f64;

    let mut found = Vec::new();
    for (done, k) in ks.clone().enumerate() {
        step(progress, 0.25 * done as f64 / count)?;
        let task = Task {
            data,
            k,
            seed: fit_seed,
            refit: false,
        };
        let labels = fit(task)?.labels().to_vec();
        if let (Ok(ch), Ok(db)) = (
            calinski_harabasz(data, &labels),
            davies_bouldin(data, &labels),
        ) {
            found.push((k, labels, ch, db));
        }
    }
    if found.is_empty() {
        return Err(ValidationError::TooFewClusters {
            clusters: 1,
            least: 2,
        });
    }
    let labelings: Vec<Vec<u32>> = found.iter().map(|(_, labels, ..)| labels.clone()).collect();
    let silhouettes = both_means(data, &labelings, sample_seed, &mut |done| {
        progress(0.25 + 0.25 * done)
    })
    .ok_or(ValidationError::Cancelled)?;

    let gaps = gap(
        data,
        1..=*ks.end(),
        &Gap {
            references: REFERENCES,
            reference: Reference::Principal,
            most_rows: REFIT_ROWS,
            seed: sample_seed,
        },
        &mut |data, k, seed| {
            let task = Task {
                data,
                k,
                seed,
                refit: true,
            };
            Ok(fit(task)?.labels().to_vec())
        },
        &mut |done| progress(0.5 + 0.25 * done),
    )?;

    let mut candidates = Vec::with_capacity(found.len());
    let count = found.len() as f64;
    for (done, ((k, labels, ch, db), silhouette)) in found.iter().zip(silhouettes).enumerate() {
        let bootstrap = Bootstrap {
            rounds: ROUNDS,
            most_rows: REFIT_ROWS,
            seed: boot_seed,
        };
        let stable = stability(
            data,
            labels,
            &bootstrap,
            &mut |data, seed| {
                fit(Task {
                    data,
                    k: *k,
                    seed,
                    refit: true,
                })
            },
            &mut |part| progress(0.75 + 0.25 * (done as f64 + part) / count),
        )?;
        candidates.push(Candidate {
            k: *k,
            silhouette: silhouette.0,
            cluster_silhouette: silhouette.1,
            calinski_harabasz: *ch,
            davies_bouldin: *db,
            gap: gaps.iter().find(|point| point.k == *k).copied(),
            stability: stable.mean(),
            points: [0.0; 6],
            total: 0.0,
        });
    }
    if let ControlFlow::Break(()) = progress(1.0) {
        return Err(ValidationError::Cancelled);
    }
    Ok(weigh(
        candidates,
        GapPoint::least_near_greatest(&gaps),
        n.min(REFIT_ROWS),
    ))
}

/// Points, totals, the proposal and its reasons.
fn weigh(mut candidates: Vec<Candidate>, gap_choice: Option<usize>, refit_rows: usize) -> ChooseK {
    for (at, index) in Index::ALL.into_iter().enumerate() {
        let values: Vec<f64> = candidates
            .iter()
            .map(|candidate| match index {
                Index::Silhouette => candidate.silhouette.mean,
                Index::ClusterSilhouette => candidate.cluster_silhouette,
                Index::CalinskiHarabasz => candidate.calinski_harabasz,
                Index::DaviesBouldin => -candidate.davies_bouldin,
                Index::Gap => {
                    gap_choice.map_or(0.0, |choice| -(candidate.k.abs_diff(choice) as f64))
                }
                Index::Stability => candidate.stability,
            })
            .collect();
        for (candidate, points) in candidates.iter_mut().zip(points(&values)) {
            candidate.points[at] = points;
            candidate.total += f64::from(index.weight()) * points;
        }
    }
    // Up to here all is exact, so that totals that are equal are so to the last bit.
    let most = (candidates.len().max(2) - 1) as f64;
    for candidate in &mut candidates {
        candidate.total /= most * f64::from(Index::WEIGHTS);
        for points in &mut candidate.points {
            *points /= most;
        }
    }
    // The greatest first; of equal ones the least k.
    let best = |of: &dyn Fn(&Candidate) -> f64, but: Option<usize>| {
        candidates
            .iter()
            .filter(|candidate| Some(candidate.k) != but)
            .max_by(|a, b| of(a).total_cmp(&of(b)).then(b.k.cmp(&a.k)))
    };
    let first = best(&|candidate| candidate.total, None);
    let proposed = first.map_or(0, |candidate| candidate.k);
    let second = best(&|candidate| candidate.total, Some(proposed));
    let votes = Index::ALL
        .into_iter()
        .enumerate()
        .filter(|&(_, index)| index != Index::Gap || gap_choice.is_some())
        .filter_map(|(at, index)| {
            let favourite = best(&|candidate| candidate.points[at], None)?.k;
            Some(Vote {
                index,
                favourite,
                agrees: favourite == proposed,
            })
        })
        .collect();
    let silhouette_suffices =
        first.is_some_and(|candidate| candidate.silhouette.mean >= LEAST_SILHOUETTE);
    ChooseK {
        proposed,
        runner_up: second.map(|candidate| candidate.k),
        margin: match (first, second) {
            (Some(first), Some(second)) => first.total - second.total,
            _ => 1.0,
        },
        votes,
        gap_choice,
        silhouette_suffices,
        clear_groups: silhouette_suffices && gap_choice != Some(1),
        refit_rows,
        candidates,
    }
}
