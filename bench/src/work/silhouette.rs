//! The mean silhouette.

use super::{Done, Outcome, Quality, WorkError, on, quality};
use crate::fingerprint::Fingerprint;
use crate::protocol::Details;
use ndarray::ArrayView2;
use recinto_core::validation::{Silhouette, silhouettes};

pub(super) fn run(data: ArrayView2<'_, f64>, k: usize) -> Outcome {
    let k = k.max(1);
    let labels: Vec<u32> = (0..data.nrows()).map(|i| (i % k) as u32).collect();
    let all = silhouettes(data, &[labels], 0, &mut on).unwrap_or_default();
    let first = all.into_iter().next();
    let silhouette = first.ok_or_else(|| WorkError::Refused("no silhouette".into()))?;
    Ok(Box::new(silhouette))
}

impl Done for Silhouette {
    fn fingerprint(&self, _: ArrayView2<'_, f64>) -> String {
        Fingerprint::of("silhouette")
            .number("mean", self.mean)
            .count("rows", self.rows)
            .finish()
    }

    fn quality(&self) -> Quality {
        quality([("silhouette", self.mean), ("rows", self.rows as f64)])
    }

    fn details(&self) -> Details {
        Details::default()
    }
}
