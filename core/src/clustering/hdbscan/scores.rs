//! Labels, membership probabilities and outlier scores.

use super::condensed::CondensedTree;
use super::params::Hdbscan;
use crate::clustering::NOISE;

/// The taken cluster that each cluster of the tree lies in, or [`NOISE`]; taken clusters are
/// numbered in the order of the tree. And how many there are.
pub(super) fn numbers(tree: &CondensedTree, taken: &[bool]) -> (Vec<u32>, usize) {
    let mut numbers = vec![NOISE; taken.len()];
    let mut count = 0;
    for c in 0..taken.len() {
        if taken[c] {
            numbers[c] = count;
            count += 1;
        } else {
            // The root is its own parent.
            numbers[c] = numbers[tree.clusters[c].parent as usize];
        }
    }
    (numbers, count as usize)
}

/// The λ from which on something directly in the root belongs to it, when it is the one cluster
/// that is taken: rows that fall out earlier are noise.
pub(super) fn root_threshold(deaths: &[f64], params: &Hdbscan) -> f64 {
    if params.epsilon > 0.0 {
        1.0 / params.epsilon
    } else {
        deaths[0]
    }
}

/// The cluster of each row.
pub(super) fn labels(tree: &CondensedTree, numbers: &[u32], threshold: f64) -> Vec<u32> {
    let rows = tree.parents.iter().zip(&tree.lambdas);
    rows.map(|(&parent, &lambda)| {
        if parent == 0 && lambda < threshold {
            NOISE
        } else {
            numbers[parent as usize]
        }
    })
    .collect()
}

/// How strongly each row belongs to its cluster: λ at which it leaves it over the largest λ at
/// which anything leaves it directly, at most 1; 0 for noise.
pub(super) fn probabilities(
    tree: &CondensedTree,
    taken: &[bool],
    labels: &[u32],
    deaths: &[f64],
) -> Vec<f64> {
    let of_label: Vec<f64> = deaths
        .iter()
        .zip(taken)
        .filter(|(_, taken)| **taken)
        .map(|(death, _)| *death)
        .collect();
    let rows = labels.iter().zip(&tree.lambdas);
    rows.map(|(&label, &lambda)| {
        let Some(&death) = of_label.get(label as usize) else {
            return 0.0;
        };
        if death == 0.0 || lambda == f64::INFINITY {
            1.0
        } else {
            lambda.min(death) / death
        }
    })
    .collect()
}

/// GLOSH: 1 − λ / the largest λ anywhere within the cluster that the row falls out of.
pub(super) fn outlier_scores(tree: &CondensedTree, deaths: &[f64]) -> Vec<f64> {
    let mut deaths = deaths.to_vec();
    for c in (1..deaths.len()).rev() {
        let parent = tree.clusters[c].parent as usize;
        deaths[parent] = deaths[parent].max(deaths[c]);
    }
    let rows = tree.parents.iter().zip(&tree.lambdas);
    rows.map(|(&parent, &lambda)| {
        let death = deaths[parent as usize];
        if death == 0.0 || lambda == f64::INFINITY {
            0.0
        } else if death == f64::INFINITY {
            1.0
        } else {
            (death - lambda) / death
        }
    })
    .collect()
}
