//! HDBSCAN.

use super::{Done, Outcome, Quality, common, on, quality, signed};
use crate::protocol::Details;
use ndarray::ArrayView2;
use recinto_core::clustering::hdbscan::{Fitted, Hdbscan, Selection};
use recinto_core::clustering::{Clusterer, NOISE};

pub(super) fn run(
    data: ArrayView2<'_, f64>,
    min_cluster_size: usize,
    min_samples: usize,
    leaf: bool,
) -> Outcome {
    let mut parameters = Hdbscan::new(min_cluster_size);
    parameters.min_samples = min_samples;
    if leaf {
        parameters.selection = Selection::Leaf;
    }
    Ok(Box::new(parameters.fit(data, &mut on)?))
}

impl Done for Fitted {
    fn fingerprint(&self, data: ArrayView2<'_, f64>) -> String {
        common("hdbscan", self, data)
            .numbers("probabilities", &self.probabilities)
            .numbers("outlier scores", &self.outlier_scores)
            .numbers("stabilities", &self.stabilities)
            .finish()
    }

    fn quality(&self) -> Quality {
        let noise = self.labels.iter().filter(|label| **label == NOISE).count();
        quality([
            ("clusters", self.stabilities.len() as f64),
            ("noise", noise as f64),
        ])
    }

    fn details(&self) -> Details {
        Details {
            labels: signed(&self.labels),
            ..Details::default()
        }
    }
}
