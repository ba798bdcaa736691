//! K-Means, from given rows or from k-means++.

use super::{Done, Outcome, Quality, Start, common, on, quality, signed};
use crate::protocol::Details;
use ndarray::{ArrayView2, s};
use recinto_core::clustering::Clusterer;
use recinto_core::clustering::kmeans::{Fitted, KMeans};

pub(super) fn run(data: ArrayView2<'_, f64>, k: usize, start: Start, seed: u64) -> Outcome {
    let parameters = KMeans {
        starts: 1,
        ..KMeans::new(k, seed)
    };
    let fitted = match start {
        Start::FirstRows => {
            let first = data.slice(s![..k.min(data.nrows()), ..]).to_owned();
            parameters.fit_from(data, first)?
        }
        Start::PlusPlus => parameters.fit(data, &mut on)?,
    };
    Ok(Box::new(fitted))
}

impl Done for Fitted {
    fn fingerprint(&self, data: ArrayView2<'_, f64>) -> String {
        common("kmeans", self, data)
            .numbers("centroids", &self.centroids)
            .number("inertia", self.inertia)
            .count("iterations", self.iterations)
            .finish()
    }

    fn quality(&self) -> Quality {
        quality([
            ("inertia", self.inertia),
            ("iterations", self.iterations as f64),
        ])
    }

    fn details(&self) -> Details {
        Details {
            labels: signed(&self.labels),
            ..Details::default()
        }
    }
}
