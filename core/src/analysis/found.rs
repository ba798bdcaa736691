//! Runs the algorithm a [`Method`] names.

use super::fit::SEGMENTS_MAX;
use super::method::{Linkage, Method};
use crate::clustering::agglomerative::{self, Agglomerative};
use crate::clustering::dbscan::Dbscan;
use crate::clustering::dbstream::DbStream;
use crate::clustering::hdbscan::Hdbscan;
use crate::clustering::incremental_dbscan::IncrementalDbscan;
use crate::clustering::incremental_kmeans::{Decay, IncrementalKMeans, Stream};
use crate::clustering::kmeans::KMeans;
use crate::clustering::minibatch::MiniBatch;
use crate::clustering::{ClusterError, Clusterer, Clustering, NOISE, Progress, order};
use crate::neighbours::{KdTree, Nearest};
use ndarray::ArrayView2;
use std::collections::BTreeMap;

/// Fits `data`. K-Means needs its `k` settled.
pub(super) fn fit(
    method: &Method,
    data: ArrayView2<'_, f64>,
    seed: u64,
    progress: Progress<'_>,
) -> Result<Box<dyn Clustering>, ClusterError> {
    match *method {
        Method::KMeans { k } => {
            let k = clusters(k.unwrap_or(0))?;
            boxed(&KMeans::new(k, seed), data, progress)
        }
        Method::Agglomerative { linkage, cut } => {
            let fitted = Agglomerative::new(linkage, cut).fit(data, progress)?;
            Ok(by_linkage(fitted, linkage, data))
        }
        Method::Dbscan {
            epsilon,
            min_points,
        } => boxed(&Dbscan::new(epsilon, min_points), data, progress),
        Method::IncrementalDbscan {
            epsilon,
            min_points,
        } => Ok(Box::new(Arrivals::new(
            epsilon, min_points, data, progress,
        )?)),
        Method::MiniBatch { k, batch } => {
            let params = MiniBatch {
                batch,
                ..MiniBatch::new(clusters(k)?, seed)
            };
            boxed(&params, data, progress)
        }
        Method::IncrementalKMeans { k, half_life } => {
            let params = IncrementalKMeans::new(clusters(k)?, seed, Decay::Rows(half_life));
            Ok(Box::new(Streamed::new(&params, data, progress)?))
        }
        Method::Hdbscan {
            min_cluster_size,
            min_samples,
            selection,
        } => {
            let params = Hdbscan {
                min_samples,
                selection,
                ..Hdbscan::new(min_cluster_size)
            };
            boxed(&params, data, progress)
        }
        Method::Dbstream { radius, fading } => {
            let params = DbStream {
                fading,
                ..DbStream::new(radius)
            };
            boxed(&params, data, progress)
        }
    }
}

/// Clusters of Ward's linkage are round: their means tell who belongs. Those of the others need
/// not be, so there the nearest fitted row tells.
fn by_linkage(
    fitted: agglomerative::Fitted,
    linkage: Linkage,
    data: ArrayView2<'_, f64>,
) -> Box<dyn Clustering> {
    if linkage == Linkage::Ward {
        return Box::new(fitted);
    }
    Box::new(NearestRow {
        clusters: fitted.clusters(),
        labels: fitted.labels,
        tree: KdTree::new(data),
    })
}

/// A clustering that gives a point the cluster of the nearest fitted row.
struct NearestRow {
    labels: Vec<u32>,
    clusters: usize,
    tree: KdTree,
}

impl Clustering for NearestRow {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.clusters
    }

    fn assign(&self, point: &[f64]) -> u32 {
        if point.len() != self.tree.dimensions() || !point.iter().all(|x| x.is_finite()) {
            return NOISE;
        }
        self.tree
            .nearest_within(point, f64::INFINITY, &mut Nearest::default())
            .and_then(|position| self.tree.rows().get(position as usize))
            .and_then(|&row| self.labels.get(row as usize))
            .map_or(NOISE, |&label| label)
    }
}

/// Incremental K-Means after everyone has arrived.
struct Streamed {
    stream: Stream,
    labels: Vec<u32>,
    /// The number by size of each lasting number.
    by_size: Vec<u32>,
}

impl Streamed {
    fn new(
        params: &IncrementalKMeans,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Self, ClusterError> {
        if data.nrows() < params.k {
            return Err(ClusterError::TooFewRows {
                clusters: params.k,
                rows: data.nrows(),
            });
        }
        let params = IncrementalKMeans {
            warm_up: params.warm_up.min(data.nrows()),
            ..*params
        };
        let mut stream = params.stream(data.ncols())?;
        for (row, cells) in data.rows().into_iter().enumerate() {
            stream.update(&cells.to_vec(), row as f64)?;
            let share = row as f64 / data.nrows() as f64;
            if row % 1024 == 0 && progress(share).is_break() {
                return Err(ClusterError::Cancelled);
            }
        }
        let mut labels: Vec<u32> = data
            .rows()
            .into_iter()
            .map(|cells| stream.assign(&cells.to_vec()))
            .collect();
        let by_size = order::by_size(data, &mut labels, stream.clusters());
        Ok(Self {
            stream,
            labels,
            by_size,
        })
    }
}

impl Clustering for Streamed {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.by_size.len()
    }

    fn assign(&self, point: &[f64]) -> u32 {
        let lasting = self.stream.assign(point);
        self.by_size.get(lasting as usize).copied().unwrap_or(NOISE)
    }
}

/// Incremental DBSCAN after everyone has arrived.
struct Arrivals {
    points: IncrementalDbscan,
    labels: Vec<u32>,
    /// The number by size of each lasting number.
    by_size: BTreeMap<u32, u32>,
}

impl Arrivals {
    fn new(
        epsilon: f64,
        min_points: usize,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Self, ClusterError> {
        let mut points = IncrementalDbscan::new(epsilon, min_points, data.ncols())?;
        for (row, cells) in data.rows().into_iter().enumerate() {
            points.insert(&cells.to_vec())?;
            let share = row as f64 / data.nrows() as f64;
            if row % 256 == 0 && progress(share).is_break() {
                return Err(ClusterError::Cancelled);
            }
        }
        let labels: Vec<u32> = points
            .labels_by_size()
            .into_iter()
            .map(|(_, l)| l)
            .collect();
        let lasting = points.labels().map(|(_, label)| label);
        let by_size = lasting.zip(labels.iter().copied()).collect();
        Ok(Self {
            points,
            labels,
            by_size,
        })
    }
}

impl Clustering for Arrivals {
    fn labels(&self) -> &[u32] {
        &self.labels
    }

    fn clusters(&self) -> usize {
        self.points.clusters()
    }

    fn assign(&self, point: &[f64]) -> u32 {
        let lasting = self.points.assign(point);
        self.by_size.get(&lasting).copied().unwrap_or(NOISE)
    }
}

fn boxed<C>(
    params: &C,
    data: ArrayView2<'_, f64>,
    progress: Progress<'_>,
) -> Result<Box<dyn Clustering>, ClusterError>
where
    C: Clusterer,
    C::Fitted: 'static,
{
    Ok(Box::new(params.fit(data, progress)?))
}

fn clusters(k: usize) -> Result<usize, ClusterError> {
    if (2..=SEGMENTS_MAX).contains(&k) {
        return Ok(k);
    }
    Err(ClusterError::Parameter {
        name: "the number of segments",
        value: k.to_string(),
        range: "2 to 64",
    })
}

/// Mean of each cluster, row-major; of an empty one 0.
pub(super) fn means(data: ArrayView2<'_, f64>, labels: &[u32], clusters: usize) -> Vec<f64> {
    let d = data.ncols();
    let mut sums = vec![0.0; clusters * d];
    let mut sizes = vec![0_usize; clusters];
    for (row, &label) in data.rows().into_iter().zip(labels) {
        if label == NOISE {
            continue;
        }
        let at = label as usize;
        sizes[at] += 1;
        for (sum, x) in sums[at * d..(at + 1) * d].iter_mut().zip(row) {
            *sum += x;
        }
    }
    for (at, &size) in sizes.iter().enumerate() {
        for sum in &mut sums[at * d..(at + 1) * d] {
            *sum /= size.max(1) as f64;
        }
    }
    sums
}
