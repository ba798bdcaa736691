//! A fitted HDBSCAN, and where new points belong.

use super::condensed::CondensedTree;
use super::params::Hdbscan;
use super::scores;
use super::selection::{select, stabilities};
use super::spanning::Spanning;
use crate::clustering::{Clustering, NOISE, order};
use crate::neighbours::{KdTree, LEAF};
use ndarray::ArrayView2;

/// A fitted HDBSCAN. Clusters by falling size, ties by their least row.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The cluster of each row, or [`NOISE`].
    pub labels: Vec<u32>,
    /// How strongly each row belongs to its cluster, 0 to 1; 0 for noise.
    pub probabilities: Vec<f64>,
    /// How far each row lies out of the densest part near it, 0 to 1 (GLOSH).
    pub outlier_scores: Vec<f64>,
    /// The stability of each cluster: Σ over its rows of how much λ they stay for; ∞ where rows
    /// coincide.
    pub stabilities: Vec<f64>,
    /// Where clusters split and rows fall out.
    pub condensed: CondensedTree,
    min_samples: usize,
    /// The label of each cluster of the condensed tree.
    numbers: Vec<u32>,
    /// From which λ on what lies directly in the root belongs to a cluster there.
    threshold: f64,
    tree: KdTree,
    cores: Vec<f64>,
    scale: f64,
    unit: f64,
}

impl Fitted {
    pub(super) fn new(
        data: ArrayView2<'_, f64>,
        params: &Hdbscan,
        spanning: Spanning,
        condensed: CondensedTree,
    ) -> Self {
        let taken = select(&condensed, params);
        let deaths = condensed.deaths();
        let threshold = scores::root_threshold(&deaths, params);
        let (mut numbers, count) = scores::numbers(&condensed, &taken);
        let mut labels = scores::labels(&condensed, &numbers, threshold);
        let probabilities = scores::probabilities(&condensed, &taken, &labels, &deaths);
        let rank = order::by_size(data, &mut labels, count);
        let all = stabilities(&condensed).into_iter().zip(&taken);
        let own = all.filter(|(_, taken)| **taken).map(|(s, _)| s);
        let mut stabilities = vec![0.0; count];
        for (stability, &new) in own.zip(&rank) {
            stabilities[new as usize] = stability;
        }
        for number in numbers.iter_mut().filter(|number| **number != NOISE) {
            *number = rank[*number as usize];
        }
        Self {
            labels,
            probabilities,
            outlier_scores: scores::outlier_scores(&condensed, &deaths),
            stabilities,
            condensed,
            min_samples: params.min_samples,
            numbers,
            threshold,
            tree: spanning.tree,
            cores: spanning.cores,
            scale: spanning.scale,
            unit: spanning.unit,
        }
    }

    /// The position nearest to `point` by mutual reachability, and that squared; ties by position.
    fn nearest(&self, point: &[f64], core: f64) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64, f64)> = None;
        let mut distances = [0.0; LEAF];
        let mut waiting = vec![(0_usize, 0.0)];
        while let Some((at, near)) = waiting.pop() {
            // Among equal reachabilities the nearer one decides.
            if best.is_some_and(|(_, far, apart)| near > far || (far <= core && near > apart)) {
                continue;
            }
            let node = &self.tree.nodes()[at];
            if node.is_leaf() {
                self.tree.leaf_distances(node, point, &mut distances);
                for (position, &apart) in node.range().zip(&distances) {
                    let far = apart.max(core).max(self.cores[position]);
                    if best
                        .is_none_or(|(p, f, a)| far < f || (far == f && (apart, position) < (a, p)))
                    {
                        best = Some((position, far, apart));
                    }
                }
                continue;
            }
            let (left, right) = (at + 1, node.right as usize);
            let l = self.tree.nearest_of_box(left, point);
            let r = self.tree.nearest_of_box(right, point);
            if r < l {
                waiting.extend([(left, l), (right, r)]);
            } else {
                waiting.extend([(right, r), (left, l)]);
            }
        }
        best.map(|(position, far, _)| (position, far))
    }
}

impl Clustering for Fitted {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.stabilities.len()
    }

    /// Approximately what a fit with the point among the rows would give: the point joins the
    /// fitted row nearest by mutual reachability (with the point's own core distance, itself
    /// counted), in the cluster of the condensed tree in which that row is at the density of their
    /// edge; noise when no cluster is taken there, which is so below a cluster's birth λ.
    fn assign(&self, point: &[f64]) -> u32 {
        if point.len() != self.tree.dimensions() || !point.iter().all(|x| x.is_finite()) {
            return NOISE;
        }
        let point: Vec<f64> = point.iter().map(|x| x * self.scale).collect();
        let core = match self.min_samples {
            1 => 0.0,
            many => self.tree.k_distance(&point, many - 1, &mut Vec::new()),
        };
        let Some((position, squared)) = self.nearest(&point, core) else {
            return NOISE;
        };
        let lambda = 1.0 / (squared.sqrt() * self.unit);
        let row = self.tree.rows()[position] as usize;
        let mut cluster = self.condensed.parents[row] as usize;
        while cluster > 0 && self.condensed.clusters[cluster].birth >= lambda {
            cluster = self.condensed.clusters[cluster].parent as usize;
        }
        if cluster == 0 && lambda.min(self.condensed.lambdas[row]) < self.threshold {
            return NOISE;
        }
        self.numbers[cluster]
    }
}
