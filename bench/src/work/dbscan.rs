//! DBSCAN.

use super::{Done, Outcome, Quality, common, on, quality, signed};
use crate::protocol::Details;
use ndarray::ArrayView2;
use recinto_core::clustering::Clusterer;
use recinto_core::clustering::dbscan::{Dbscan, Fitted};

pub(super) fn run(data: ArrayView2<'_, f64>, eps: f64, min_points: usize) -> Outcome {
    let fitted = Dbscan::new(eps, min_points).fit(data, &mut on)?;
    Ok(Box::new(fitted))
}

impl Done for Fitted {
    fn fingerprint(&self, data: ArrayView2<'_, f64>) -> String {
        let core: Vec<u32> = self.core.iter().map(|&core| u32::from(core)).collect();
        common("dbscan", self, data).labels("core", &core).finish()
    }

    fn quality(&self) -> Quality {
        let core = self.core.iter().filter(|core| **core).count();
        quality([
            ("clusters", self.clusters as f64),
            ("noise", self.noise() as f64),
            ("core", core as f64),
        ])
    }

    fn details(&self) -> Details {
        Details {
            labels: signed(&self.labels),
            core: self.core.iter().map(|&core| u8::from(core)).collect(),
            ..Details::default()
        }
    }
}
