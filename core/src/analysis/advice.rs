//! The advisor's proposal in the desk's terms.

use super::error::AnalysisError;
use super::fit::{at_stage, scaled_rows};
use super::method::{Cut, Linkage, Method, Selection};
use super::options::{Progress, Stage};
use super::project::Analysis;
use crate::advisor::{self, Proposal, Reason, Shape};
use serde::{Deserialize, Serialize};

/// People per mini-batch to begin with (Sculley, WWW 2010, uses 1,000).
const BATCH: usize = 1_000;

/// What the shape of the data suggests. The marketer may overrule all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// The algorithm that suits; `None` when there are no groups to find.
    pub method: Option<Method>,
    /// Why.
    pub reason: Reason,
    /// Every other algorithm with parameters to start from, and what speaks against it; nothing
    /// does against the ones for people who arrive one after another, they are for another purpose.
    pub others: Vec<(Method, Option<Reason>)>,
    /// The numbers it rests on.
    pub shape: Shape,
}

/// Which algorithm suits these people, and parameters to start from for every other.
///
/// # Errors
/// A cancel.
pub fn advise(analysis: &Analysis, progress: Progress<'_>) -> Result<Advice, AnalysisError> {
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
    let advice = advisor::advise(scaled.view(), analysis.seed, &mut |share| {
        progress(Stage::Quality, share)
    })
    .map_err(|error| at_stage(error, Stage::Quality))?;
    let k = analysis.choice.proposed;
    let shape = &advice.shape;
    let mut others: Vec<(Method, Option<Reason>)> = advice
        .alternatives
        .iter()
        .filter_map(|other| Some((method(other.proposal, k)?, Some(other.reason))))
        .collect();
    others.extend([
        (
            Method::IncrementalKMeans {
                k,
                half_life: (shape.rows as f64 / 2.0).max(1.0),
            },
            None,
        ),
        (
            Method::IncrementalDbscan {
                epsilon: shape.epsilon,
                min_points: shape.min_points,
            },
            None,
        ),
        (
            Method::Dbstream {
                // Micro-clusters have to overlap where DBSCAN would join.
                radius: 2.0 * shape.epsilon,
                fading: 1.0 / (shape.rows as f64).max(1.0),
            },
            None,
        ),
    ]);
    Ok(Advice {
        method: method(advice.proposal, k),
        reason: advice.reason,
        others,
        shape: advice.shape,
    })
}

/// K-Means is begun with the number that several indices favour, weighed over everyone.
fn method(proposal: Proposal, k: usize) -> Option<Method> {
    Some(match proposal {
        Proposal::KMeans { .. } => Method::k_means(k),
        Proposal::MiniBatch { .. } => Method::MiniBatch { k, batch: BATCH },
        Proposal::Agglomerative => Method::Agglomerative {
            linkage: Linkage::Ward,
            cut: Cut::Clusters(k),
        },
        Proposal::Dbscan {
            epsilon,
            min_points,
        } => Method::Dbscan {
            epsilon,
            min_points,
        },
        Proposal::Hdbscan {
            min_cluster_size,
            min_samples,
        } => Method::Hdbscan {
            min_cluster_size,
            min_samples,
            selection: Selection::ExcessOfMass,
        },
        Proposal::NoGroups => return None,
    })
}
