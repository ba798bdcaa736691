//! Searches in a KD-tree: the k nearest of every row, and the rows within a radius.

use super::{Done, Outcome, Quality, quality};
use crate::fingerprint::Fingerprint;
use crate::protocol::Details;
use ndarray::ArrayView2;
use recinto_core::neighbours::{KdTree, Nearest};

struct Found {
    distances: Vec<f64>,
    positions: Vec<u32>,
    within: Vec<u32>,
}

pub(super) fn run(data: ArrayView2<'_, f64>, k: usize, radius: f64) -> Outcome {
    let tree = KdTree::new(data);
    let mut found = Found {
        distances: Vec::new(),
        positions: Vec::new(),
        within: Vec::new(),
    };
    let (mut nearest, mut near) = (Nearest::default(), Vec::new());
    let mut point = vec![0.0; data.ncols()];
    for row in data.rows() {
        for (to, from) in point.iter_mut().zip(row) {
            *to = *from;
        }
        tree.k_nearest(&point, k, &mut nearest);
        found
            .distances
            .extend(nearest.found().iter().map(|(distance, _)| *distance));
        found
            .positions
            .extend(nearest.found().iter().map(|(_, position)| *position));
        near.clear();
        tree.within(&point, radius * radius, &mut near);
        found.within.push(near.len() as u32);
    }
    Ok(Box::new(found))
}

impl Done for Found {
    fn fingerprint(&self, _: ArrayView2<'_, f64>) -> String {
        Fingerprint::of("neighbours")
            .numbers("distances", &self.distances)
            .labels("positions", &self.positions)
            .labels("within", &self.within)
            .finish()
    }

    fn quality(&self) -> Quality {
        quality([(
            "pairs",
            self.within.iter().map(|&count| f64::from(count)).sum(),
        )])
    }

    fn details(&self) -> Details {
        Details::default()
    }
}
