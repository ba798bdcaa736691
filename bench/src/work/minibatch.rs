//! Mini-batch K-Means.

use super::{Done, Outcome, Quality, common, on, quality, signed};
use crate::protocol::Details;
use ndarray::ArrayView2;
use recinto_core::clustering::Clusterer;
use recinto_core::clustering::minibatch::{Fitted, MiniBatch};

pub(super) fn run(data: ArrayView2<'_, f64>, k: usize, batch: usize, seed: u64) -> Outcome {
    let mut parameters = MiniBatch::new(k, seed);
    parameters.batch = batch;
    Ok(Box::new(parameters.fit(data, &mut on)?))
}

impl Done for Fitted {
    fn fingerprint(&self, data: ArrayView2<'_, f64>) -> String {
        common("minibatch", self, data)
            .numbers("centroids", &self.centroids)
            .number("inertia", self.inertia)
            .count("steps", self.steps)
            .finish()
    }

    fn quality(&self) -> Quality {
        quality([("inertia", self.inertia), ("steps", self.steps as f64)])
    }

    fn details(&self) -> Details {
        Details {
            labels: signed(&self.labels),
            ..Details::default()
        }
    }
}
