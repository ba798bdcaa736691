//! Runs the algorithm a [`Method`] names.

use super::method::Method;
use crate::clustering::kmeans::KMeans;
use crate::clustering::{ClusterError, Clusterer, Clustering, NOISE, Progress};
use ndarray::ArrayView2;

/// The most clusters a method may be asked for: what a model can hold.
const CLUSTERS_MAX: usize = 64;

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
        _ => Err(ClusterError::Cancelled),
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
    if (2..=CLUSTERS_MAX).contains(&k) {
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
