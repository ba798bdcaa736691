//! What takes rows one by one: incremental K-Means, incremental DBSCAN, DBSTREAM.

use super::{Outcome, Print, common, on};
use crate::fingerprint::Fingerprint;
use ndarray::ArrayView2;
use recinto_core::clustering::Clusterer;
use recinto_core::clustering::dbstream::DbStream;
use recinto_core::clustering::incremental_dbscan::IncrementalDbscan;
use recinto_core::clustering::incremental_kmeans::{Decay, IncrementalKMeans};

/// A fit to the rows, and then all of them once more, the last ones far away.
pub(super) fn kmeans(data: ArrayView2<'_, f64>, k: usize, seed: u64) -> Outcome {
    let mut fitted = IncrementalKMeans::new(k, seed, Decay::Rows(500.0)).fit(data, &mut on)?;
    let mut print = common("incremental kmeans", &fitted, data);
    fitted.stream.set_baseline();
    let mut labels = Vec::with_capacity(data.nrows());
    for (i, row) in data.rows().into_iter().enumerate() {
        let drifting: Vec<f64> = row.iter().map(|x| x + i as f64 / 1_000.0).collect();
        labels.push(fitted.stream.update(&drifting, (data.nrows() + i) as f64)?);
    }
    let drift: Vec<f64> = fitted
        .stream
        .drift()
        .iter()
        .flat_map(|drift| [drift.moved, drift.share])
        .collect();
    print = print
        .labels("stream", &labels)
        .numbers("centroids", fitted.stream.centroids())
        .numbers("weights", fitted.stream.weights())
        .numbers("drift", &drift);
    Ok(Box::new(Print(print.finish())))
}

/// All rows come; of every three one goes again.
pub(super) fn dbscan(data: ArrayView2<'_, f64>, eps: f64, min_points: usize) -> Outcome {
    let mut points = IncrementalDbscan::new(eps, min_points, data.ncols())?;
    for (i, row) in data.rows().into_iter().enumerate() {
        let row: Vec<f64> = row.to_vec();
        let id = points.insert(&row)?;
        if i % 3 == 2 {
            points.remove(id.saturating_sub(i as u64 / 2));
        }
    }
    let (ids, labels): (Vec<u32>, Vec<u32>) = points
        .labels()
        .map(|(id, label)| (id as u32, label))
        .unzip();
    let (_, by_size): (Vec<u64>, Vec<u32>) = points.labels_by_size().into_iter().unzip();
    let print = Fingerprint::of("incremental dbscan")
        .labels("ids", &ids)
        .labels("labels", &labels)
        .labels("by size", &by_size)
        .count("clusters", points.clusters());
    Ok(Box::new(Print(print.finish())))
}

/// One row a tick.
pub(super) fn density(data: ArrayView2<'_, f64>, radius: f64) -> Outcome {
    let parameters = DbStream::new(radius);
    let fitted = parameters.fit(data, &mut on)?;
    let mut stream = parameters.stream(data.ncols())?;
    for (tick, row) in data.rows().into_iter().enumerate() {
        stream.learn_one(&row.to_vec(), tick as u64)?;
    }
    let micro = stream.micro_clusters();
    let shared: Vec<f64> = stream
        .shared_density()
        .into_iter()
        .map(|(_, _, density)| density)
        .collect();
    let print = common("dbstream", &fitted, data)
        .numbers("centres", &fitted.centres)
        .numbers("weights", &fitted.weights)
        .labels("members", &fitted.members)
        .numbers("micro", micro.iter().flat_map(|one| &one.centre))
        .numbers("micro weights", micro.iter().map(|one| &one.weight))
        .numbers("shared", &shared);
    Ok(Box::new(Print(print.finish())))
}
