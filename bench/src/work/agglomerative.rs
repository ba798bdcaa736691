//! Agglomerative clustering: the whole dendrogram, and one cut.

use super::{Done, Outcome, Quality, common, on, quality, signed};
use crate::protocol::Details;
use ndarray::ArrayView2;
use recinto_core::clustering::Clusterer;
use recinto_core::clustering::agglomerative::{Agglomerative, Cut, Fitted, Linkage};
use serde::{Deserialize, Serialize};

/// What the distance of two clusters is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// How much the sum of squares rises.
    Ward,
    /// The largest distance of a pair.
    Complete,
    /// The mean distance of all pairs.
    Average,
    /// The least distance of a pair.
    Single,
}

pub(super) fn run(data: ArrayView2<'_, f64>, link: Link, clusters: usize) -> Outcome {
    let linkage = match link {
        Link::Ward => Linkage::Ward,
        Link::Complete => Linkage::Complete,
        Link::Average => Linkage::Average,
        Link::Single => Linkage::Single,
    };
    let fitted = Agglomerative::new(linkage, Cut::Clusters(clusters)).fit(data, &mut on)?;
    Ok(Box::new(fitted))
}

impl Done for Fitted {
    fn fingerprint(&self, data: ArrayView2<'_, f64>) -> String {
        let merges = self.dendrogram.merges();
        let sides: Vec<u32> = merges
            .iter()
            .flat_map(|merge| [merge.a, merge.b, merge.size])
            .collect();
        common("agglomerative", self, data)
            .numbers("means", &self.means)
            .labels("merges", &sides)
            .numbers("heights", merges.iter().map(|merge| &merge.height))
            .finish()
    }

    fn quality(&self) -> Quality {
        let top = self
            .dendrogram
            .merges()
            .last()
            .map_or(0.0, |merge| merge.height);
        quality([("top_height", top)])
    }

    fn details(&self) -> Details {
        Details {
            labels: signed(&self.labels),
            heights: self
                .dendrogram
                .merges()
                .iter()
                .map(|merge| merge.height)
                .collect(),
            ..Details::default()
        }
    }
}
