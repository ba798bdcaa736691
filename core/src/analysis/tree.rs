//! Dendrograms: kept for the next cut, and their top for drawing.

use super::error::AnalysisError;
use super::fit::{at_stage, scaled_rows};
use super::method::{Cut, Linkage};
use super::options::{Progress, Stage};
use super::project::Analysis;
use crate::clustering::agglomerative::{Agglomerative, Fitted, MOST_LEAVES};
use crate::clustering::{ClusterError, Clusterer, Progress as Share};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// The most clusters a cut is proposed for.
const K_MAX: usize = 10;

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
pub struct Trees {
    fitted: Vec<(Linkage, Fitted)>,
}

impl Trees {
    /// The dendrogram of `linkage`, cut; fitted if it is not at hand.
    pub(super) fn cut(
        &mut self,
        data: ArrayView2<'_, f64>,
        linkage: Linkage,
        cut: Cut,
        progress: Share<'_>,
    ) -> Result<&Fitted, ClusterError> {
        let at = match self.fitted.iter().position(|(kept, _)| *kept == linkage) {
            Some(at) => {
                self.fitted[at].1.cut(data, cut)?;
                at
            }
            None => {
                let fitted = Agglomerative::new(linkage, cut).fit(data, progress)?;
                self.fitted.push((linkage, fitted));
                self.fitted.len() - 1
            }
        };
        Ok(&self.fitted[at].1)
    }
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
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
    let fitted = trees
        .cut(scaled.view(), linkage, Cut::Clusters(1), &mut |share| {
            progress(Stage::Clustering, share)
        })
        .map_err(|error| at_stage(error, Stage::Clustering))?;
    let top = fitted.dendrogram.top(MOST_LEAVES);
    Ok(Tree {
        linkage,
        leaves: top.leaves.iter().map(|leaf| u64::from(leaf.size)).collect(),
        merges: top
            .merges
            .iter()
            .map(|merge| TreeMerge {
                children: [merge.a as usize, merge.b as usize],
                height: merge.height,
                people: u64::from(merge.size),
            })
            .collect(),
        proposed_k: fitted.dendrogram.largest_gap(K_MAX).unwrap_or(2),
    })
}
