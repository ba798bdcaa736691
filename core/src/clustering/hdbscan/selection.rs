//! Which clusters of the condensed tree are taken.

use super::condensed::CondensedTree;
use super::params::{Hdbscan, Selection};

/// Whether each cluster of the condensed tree is taken; none lies within another.
pub(super) fn select(tree: &CondensedTree, params: &Hdbscan) -> Vec<bool> {
    let mut taken = match params.selection {
        Selection::ExcessOfMass => excess_of_mass(tree, params.allow_single_cluster),
        Selection::Leaf => {
            let leaf = |c: usize| tree.clusters[c].parts.is_none();
            let root = params.allow_single_cluster;
            (0..tree.clusters.len())
                .map(|c| leaf(c) && (c > 0 || root))
                .collect()
        }
    };
    if params.epsilon > 0.0 && !taken[0] {
        merge_up(tree, params, &mut taken);
    }
    // Nothing within something that is taken.
    let mut within = vec![false; taken.len()];
    for c in 1..taken.len() {
        let parent = tree.clusters[c].parent as usize;
        within[c] = within[parent] || taken[parent];
        taken[c] &= !within[c];
    }
    taken
}

/// The stability of each cluster: Σ (λ − λ at birth) over its rows, λ being where each leaves
/// (Campello et al. 2013, eq. 3).
pub(super) fn stabilities(tree: &CondensedTree) -> Vec<f64> {
    let mut stabilities = vec![0.0; tree.clusters.len()];
    for cluster in tree.clusters.iter().skip(1) {
        let parent = cluster.parent as usize;
        stabilities[parent] +=
            (cluster.birth - tree.clusters[parent].birth) * f64::from(cluster.size);
    }
    // By rising λ, so that the sum does not depend on the order of the rows.
    let mut rows: Vec<(f64, u32)> = tree
        .lambdas
        .iter()
        .copied()
        .zip(tree.parents.iter().copied())
        .collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (lambda, parent) in rows {
        stabilities[parent as usize] += lambda - tree.clusters[parent as usize].birth;
    }
    stabilities
}

/// The clusters whose stability is at least that of the best choice within them (Campello et al.
/// 2013, section 4).
fn excess_of_mass(tree: &CondensedTree, allow_single_cluster: bool) -> Vec<bool> {
    let mut best = stabilities(tree);
    let mut taken = vec![false; best.len()];
    let first = usize::from(!allow_single_cluster);
    for c in (first..best.len()).rev() {
        let within: f64 = tree.parts(c).map(|part| best[part]).sum();
        if within > best[c] {
            best[c] = within;
        } else {
            taken[c] = true;
        }
    }
    taken
}

/// Clusters that split off at less than ε make way for the first one above that did not (Malzer &
/// Baum, MFI 2020).
fn merge_up(tree: &CondensedTree, params: &Hdbscan, taken: &mut [bool]) {
    let distance = |c: usize| 1.0 / tree.clusters[c].birth;
    // What lies within something taken was not chosen in the first place.
    let mut covered = vec![false; taken.len()];
    for c in 1..taken.len() {
        let parent = tree.clusters[c].parent as usize;
        covered[c] = covered[parent] || taken[parent];
    }
    let chosen: Vec<usize> = (1..taken.len())
        .filter(|&c| taken[c] && !covered[c])
        .collect();
    taken.fill(false);
    for mut c in chosen {
        while distance(c) < params.epsilon {
            let parent = tree.clusters[c].parent as usize;
            if parent == 0 && !params.allow_single_cluster {
                break;
            }
            c = parent;
            if c == 0 {
                break;
            }
        }
        taken[c] = true;
    }
}
