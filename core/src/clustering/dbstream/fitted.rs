//! Macro-clusters: components of the strong micro-clusters connected by shared density
//! (algorithm 3 of the paper).

use super::DbStream;
use super::micro::{MicroCluster, Shared};
use crate::clustering::kmeans::squared_distance;
use crate::clustering::{Clustering, NOISE, order};
use ndarray::{Array2, ArrayView2};

/// Clusters of a stream at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Centres of the strong micro-clusters, one per row.
    pub centres: Array2<f64>,
    /// Their weights at that moment.
    pub weights: Vec<f64>,
    /// The cluster of each.
    pub members: Vec<u32>,
    labels: Vec<u32>,
    clusters: usize,
    radius: f64,
}

impl Fitted {
    /// Clusters by falling weight, ties by their lowest micro-cluster.
    pub(super) fn new(
        params: &DbStream,
        micro: &[MicroCluster],
        shared: &Shared,
        now: u64,
        columns: usize,
    ) -> Self {
        let strong: Vec<(&MicroCluster, f64)> = micro
            .iter()
            .map(|micro| (micro, micro.weight_at(now, params.fading)))
            .filter(|&(_, weight)| weight >= params.minimum_weight)
            .collect();
        let place = |id: u64| strong.binary_search_by_key(&id, |(micro, _)| micro.id).ok();
        let mut parents: Vec<usize> = (0..strong.len()).collect();
        for (a, b, density) in shared.at(now, params.fading) {
            if let (Some(a), Some(b)) = (place(a), place(b))
                && density > params.intersection * f64::midpoint(strong[a].1, strong[b].1)
            {
                let (a, b) = (root(&mut parents, a), root(&mut parents, b));
                parents[a.max(b)] = a.min(b);
            }
        }
        let roots: Vec<usize> = (0..strong.len()).map(|i| root(&mut parents, i)).collect();
        let mut total = vec![0.0; strong.len()];
        for (&root, (_, weight)) in roots.iter().zip(&strong) {
            total[root] += weight;
        }
        let mut heads: Vec<usize> = (0..strong.len()).filter(|&i| roots[i] == i).collect();
        heads.sort_by(|&a, &b| total[b].total_cmp(&total[a]).then(a.cmp(&b)));
        let mut rank = vec![0; strong.len()];
        for (at, &head) in heads.iter().enumerate() {
            rank[head] = at as u32;
        }
        let mut centres = Array2::zeros((strong.len(), columns));
        for (mut row, (micro, _)) in centres.rows_mut().into_iter().zip(&strong) {
            for (out, &x) in row.iter_mut().zip(&micro.centre) {
                *out = x;
            }
        }
        Self {
            centres,
            weights: strong.iter().map(|&(_, weight)| weight).collect(),
            members: roots.iter().map(|&root| rank[root]).collect(),
            labels: Vec::new(),
            clusters: heads.len(),
            radius: params.radius,
        }
    }

    /// Labels the rows, drops clusters none of them is in any more and numbers the others by
    /// falling size.
    pub(super) fn of_rows(mut self, rows: ArrayView2<'_, f64>) -> Self {
        let mut labels: Vec<u32> = rows
            .rows()
            .into_iter()
            .map(|row| self.assign(row.as_slice().unwrap_or_default()))
            .collect();
        let rank = order::by_size(rows, &mut labels, self.clusters);
        self.clusters = labels
            .iter()
            .filter(|&&label| label != NOISE)
            .max()
            .map_or(0, |&most| most as usize + 1);
        let kept: Vec<usize> = (0..self.members.len())
            .filter(|&i| (rank[self.members[i] as usize] as usize) < self.clusters)
            .collect();
        self.centres = self.centres.select(ndarray::Axis(0), &kept);
        self.weights = kept.iter().map(|&i| self.weights[i]).collect();
        self.members = kept
            .iter()
            .map(|&i| rank[self.members[i] as usize])
            .collect();
        self.labels = labels;
        self
    }
}

/// The head of a component, the path to it halved.
fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

impl Clustering for Fitted {
    /// Empty for the clusters of a [`Stream`](super::Stream), which keeps no rows.
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.clusters
    }

    /// The cluster of the nearest strong micro-cluster, if that is nearer than the radius; of
    /// equally near ones the older. O(m·d).
    fn assign(&self, point: &[f64]) -> u32 {
        if point.len() != self.centres.ncols() || !point.iter().all(|x| x.is_finite()) {
            return NOISE;
        }
        let mut nearest = (NOISE, self.radius);
        for (centre, &member) in self.centres.rows().into_iter().zip(&self.members) {
            let here = squared_distance(point, centre.as_slice().unwrap_or_default()).sqrt();
            if here < nearest.1 {
                nearest = (member, here);
            }
        }
        nearest.0
    }
}
