//! A fitted DBSCAN: border points, numbering, and the clusters of new points.

use super::Cores;
use crate::clustering::{ClusterError, Clustering, NOISE, Progress, check, order};
use crate::neighbours::{KdTree, Nearest};
use ndarray::{ArrayView2, Axis};

/// Rows between two calls of the progress.
const TELL: usize = 4096;

/// A fitted DBSCAN.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The cluster of each row, or [`NOISE`]. Clusters by falling size, border points counted, ties
    /// by their mean's coordinates.
    pub labels: Vec<u32>,
    /// Whether each row is a core point.
    pub core: Vec<bool>,
    /// Clusters, noise not counted.
    pub clusters: usize,
    /// The radius that was used.
    pub epsilon: f64,
    /// The core points.
    index: KdTree,
    /// The cluster of each position of `index`.
    clusters_there: Vec<u32>,
}

impl Fitted {
    /// Rows of no cluster.
    #[must_use]
    pub fn noise(&self) -> usize {
        self.labels.iter().filter(|&&label| label == NOISE).count()
    }
}

impl Clustering for Fitted {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.clusters
    }

    /// The cluster of the nearest core point within ε, ties by that point's coordinates: for every
    /// fitted row its own label.
    fn assign(&self, point: &[f64]) -> u32 {
        if point.len() != self.index.dimensions() || !point.iter().all(|x| x.is_finite()) {
            return NOISE;
        }
        let radius_squared = self.epsilon * self.epsilon;
        self.index
            .nearest_within(point, radius_squared, &mut Nearest::default())
            .map_or(NOISE, |position| self.clusters_there[position as usize])
    }
}

/// The border points' clusters, and all clusters numbered by size.
pub(super) fn complete(
    data: ArrayView2<'_, f64>,
    cores: Cores,
    epsilon: f64,
    progress: Progress<'_>,
) -> Result<Fitted, ClusterError> {
    let n = data.nrows();
    let Cores { core, component } = cores;
    let mut labels = vec![NOISE; n];
    let mut numbers = vec![NOISE; n];
    let mut clusters = 0;
    for row in (0..n).filter(|&row| core[row]) {
        let number = &mut numbers[component[row] as usize];
        if *number == NOISE {
            *number = clusters;
            clusters += 1;
        }
        labels[row] = *number;
    }
    let core_rows: Vec<usize> = (0..n).filter(|&row| core[row]).collect();
    let index = if core_rows.len() == n {
        KdTree::new(data)
    } else {
        KdTree::new(data.select(Axis(0), &core_rows).view())
    };
    let mut nearest = Nearest::default();
    let radius_squared = epsilon * epsilon;
    for (row, point) in data.rows().into_iter().enumerate() {
        if row % TELL == 0 {
            check::step(progress, 0.9 + 0.1 * row as f64 / n as f64)?;
        }
        if core[row] {
            continue;
        }
        let point = point.to_slice().unwrap_or_default();
        if let Some(position) = index.nearest_within(point, radius_squared, &mut nearest) {
            labels[row] = labels[core_rows[index.rows()[position as usize] as usize]];
        }
    }
    order::by_size(data, &mut labels, clusters as usize);
    let there = index.rows().iter();
    let clusters_there = there.map(|&at| labels[core_rows[at as usize]]).collect();
    check::step(progress, 1.0)?;
    Ok(Fitted {
        labels,
        core,
        clusters: clusters as usize,
        epsilon,
        index,
        clusters_there,
    })
}
