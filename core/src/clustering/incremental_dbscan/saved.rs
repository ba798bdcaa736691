//! The state as it is stored: the points and their clusters' numbers. The rest follows from them.

use super::{IncrementalDbscan, NONE};
use crate::clustering::{ClusterError, NOISE};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    epsilon: f64,
    min_points: u64,
    columns: u32,
    next_id: u64,
    next_cluster: u32,
    /// Id, cluster and coordinates of each point, by ascending id.
    points: Vec<(u64, u32, Vec<f64>)>,
}

impl From<IncrementalDbscan> for Saved {
    fn from(from: IncrementalDbscan) -> Self {
        let points = from.slots.iter().map(|(&id, &slot)| {
            let point = from.points.at(slot).to_vec();
            (id, from.label_at(slot), point)
        });
        Self {
            epsilon: from.epsilon,
            min_points: from.min_points as u64,
            columns: from.points.columns() as u32,
            next_id: from.next_id,
            next_cluster: from.next_cluster,
            points: points.collect(),
        }
    }
}

impl TryFrom<Saved> for IncrementalDbscan {
    type Error = ClusterError;

    /// Clusters are found anew and get their stored numbers back.
    fn try_from(saved: Saved) -> Result<Self, ClusterError> {
        let min_points = usize::try_from(saved.min_points).unwrap_or(usize::MAX);
        // Room for new numbers has to be left, whatever was stored.
        if saved.next_id > 1 << 63 {
            return Err(broken("ids", &saved.next_id));
        }
        if saved.next_cluster > 1 << 31 {
            return Err(broken("clusters", &saved.next_cluster));
        }
        let mut new = Self::new(saved.epsilon, min_points, saved.columns as usize)?;
        for (id, _, point) in &saved.points {
            // `insert` numbers from `next_id`: ids keep their gaps.
            if *id < new.next_id || *id >= saved.next_id {
                return Err(broken("ids", id));
            }
            new.next_id = *id;
            new.insert(point)?;
        }
        new.next_id = saved.next_id;
        let mut names: BTreeMap<u32, u32> = BTreeMap::new();
        for (id, name, _) in &saved.points {
            let label = new.label(*id).unwrap_or(NOISE);
            let same_kind = (label == NOISE) == (*name == NOISE);
            if !same_kind || *names.entry(label).or_insert(*name) != *name {
                return Err(broken("clusters", name));
            }
        }
        names.remove(&NOISE);
        let mut clusters = BTreeMap::new();
        for (old, members) in std::mem::take(&mut new.clusters) {
            let name = names.get(&old).copied().unwrap_or(NONE);
            for &core in &members {
                new.points.cluster[core as usize] = name;
            }
            if name >= saved.next_cluster || clusters.insert(name, members).is_some() {
                return Err(broken("clusters", &name));
            }
        }
        new.clusters = clusters;
        new.next_cluster = saved.next_cluster;
        Ok(new)
    }
}

fn broken(name: &'static str, value: &impl ToString) -> ClusterError {
    ClusterError::Parameter {
        name,
        value: value.to_string(),
        range: "as it was stored",
    }
}
