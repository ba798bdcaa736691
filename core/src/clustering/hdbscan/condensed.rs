//! The condensed tree: only the splits that leave two clusters, and where each row falls out.

use crate::clustering::agglomerative::Dendrogram;

/// A line of the condensed tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CondensedRow {
    /// The cluster: n for all rows, then n + 1, … from the sparser to the denser splits.
    pub parent: u32,
    /// The row that falls out of it (below n), or the cluster that splits off.
    pub child: u32,
    /// 1 / distance at which it does; ∞ for rows that coincide.
    pub lambda: f64,
    /// Rows of the child.
    pub size: u32,
}

/// The condensed tree of n rows.
#[derive(Debug, Clone, PartialEq)]
pub struct CondensedTree {
    /// The cluster (0 is the root) that each row falls out of.
    pub(super) parents: Vec<u32>,
    /// λ at which it does.
    pub(super) lambdas: Vec<f64>,
    /// The clusters; parents before children, the two parts of a split one after the other.
    pub(super) clusters: Vec<Cluster>,
}

/// A cluster of the condensed tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cluster {
    /// The cluster it split off from; the root is its own.
    pub(super) parent: u32,
    /// λ at which it did.
    pub(super) birth: f64,
    /// Rows at its birth.
    pub(super) size: u32,
    /// The two clusters it splits into; the second is the next one.
    pub(super) parts: Option<u32>,
}

impl CondensedTree {
    /// From the single-linkage tree of positions; `rows` is the row at each position.
    pub(super) fn new(dendrogram: &Dendrogram, rows: &[u32], min_cluster_size: usize) -> Self {
        let n = rows.len();
        let merges = dendrogram.merges();
        let least = u32::try_from(min_cluster_size).unwrap_or(u32::MAX);
        let size = |node: u32| (node as usize).checked_sub(n).map_or(1, |i| merges[i].size);
        let mut tree = Self {
            parents: vec![0; n],
            lambdas: vec![f64::INFINITY; n],
            clusters: vec![Cluster {
                parent: 0,
                birth: 0.0,
                size: n as u32,
                parts: None,
            }],
        };
        // For each node the cluster it belongs to, and the λ at which it has fallen out of it.
        let mut states: Vec<(u32, Option<f64>)> = vec![(0, None); merges.len()];
        for i in (0..merges.len()).rev() {
            let (merge, (cluster, fallen)) = (merges[i], states[i]);
            let lambda = 1.0 / merge.height;
            let (a, b) = (merge.a, merge.b);
            // The larger part first; of equal ones the later merge.
            let (a, b) = if (size(b), b) > (size(a), a) {
                (b, a)
            } else {
                (a, b)
            };
            let all_out = fallen.or((lambda == f64::INFINITY).then_some(lambda));
            let splits = all_out.is_none() && size(b) >= least;
            for part in [a, b] {
                let state = if splits {
                    (tree.split(cluster, lambda, size(part)), None)
                } else if size(part) >= least && part == a {
                    (cluster, all_out)
                } else {
                    (cluster, all_out.or(Some(lambda)))
                };
                match (part as usize).checked_sub(n) {
                    Some(below) => states[below] = state,
                    None => {
                        let row = rows[part as usize] as usize;
                        tree.parents[row] = state.0;
                        tree.lambdas[row] = state.1.unwrap_or(lambda);
                    }
                }
            }
        }
        tree
    }

    fn split(&mut self, parent: u32, birth: f64, size: u32) -> u32 {
        let new = self.clusters.len() as u32;
        self.clusters[parent as usize].parts.get_or_insert(new);
        self.clusters.push(Cluster {
            parent,
            birth,
            size,
            parts: None,
        });
        new
    }

    /// Fitted rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The lines of the tree: first the clusters that split off, then the rows in their order.
    pub fn rows(&self) -> impl Iterator<Item = CondensedRow> {
        let n = self.len() as u32;
        let clusters = self.clusters.iter().enumerate().skip(1);
        let clusters = clusters.map(move |(i, cluster)| CondensedRow {
            parent: n + cluster.parent,
            child: n + i as u32,
            lambda: cluster.birth,
            size: cluster.size,
        });
        let rows = self.parents.iter().zip(&self.lambdas).enumerate();
        clusters.chain(rows.map(move |(row, (&parent, &lambda))| CondensedRow {
            parent: n + parent,
            child: row as u32,
            lambda,
            size: 1,
        }))
    }

    /// The two parts of a cluster, if it splits.
    pub(super) fn parts(&self, cluster: usize) -> impl Iterator<Item = usize> {
        let first = self.clusters[cluster].parts.map(|first| first as usize);
        first.into_iter().flat_map(|first| [first, first + 1])
    }

    /// The largest λ at which something leaves each cluster; 0 if nothing does.
    pub(super) fn deaths(&self) -> Vec<f64> {
        let mut deaths = vec![0.0_f64; self.clusters.len()];
        for (&parent, &lambda) in self.parents.iter().zip(&self.lambdas) {
            let death = &mut deaths[parent as usize];
            *death = death.max(lambda);
        }
        for cluster in self.clusters.iter().skip(1) {
            let death = &mut deaths[cluster.parent as usize];
            *death = death.max(cluster.birth);
        }
        deaths
    }
}
