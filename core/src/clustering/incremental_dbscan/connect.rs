//! What a point that comes or goes does to the clusters.

use super::{IncrementalDbscan, NONE};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

impl IncrementalDbscan {
    /// A point has come to `slot`.
    pub(super) fn arrived(&mut self, slot: u32) {
        let near = self.points.near(slot);
        self.points.around[slot as usize] = near.len();
        let mut risen = Vec::new();
        for &other in near.iter().filter(|&&other| other != slot) {
            self.points.around[other as usize] += 1;
            if self.points.around[other as usize] == self.min_points {
                risen.push(other);
            }
        }
        if near.len() >= self.min_points {
            risen.push(slot);
        } else {
            for &other in near.iter().filter(|&&other| other != slot) {
                if self.points.is_core(other) {
                    self.points.offer_anchor(slot, other);
                }
            }
        }
        let mut before = BTreeMap::new();
        for core in risen {
            let around = self.points.near(core);
            self.rise(core, &around, &mut before);
        }
    }

    /// A point became core: it joins the clusters around it, and its neighbours may follow it.
    /// `before` collects the sizes that clusters had before this step.
    fn rise(&mut self, core: u32, around: &[u32], before: &mut BTreeMap<u32, usize>) {
        let mut met: BTreeSet<u32> = BTreeSet::new();
        met.extend(
            around
                .iter()
                .map(|&other| self.points.cluster[other as usize]),
        );
        met.remove(&NONE);
        // The largest, as it was before this step; the oldest of equals.
        for &cluster in &met {
            let size = self.clusters.get(&cluster).map_or(0, Vec::len);
            before.entry(cluster).or_insert(size);
        }
        let kept = met.iter().copied().rev().max_by_key(|c| before.get(c));
        let kept = kept.unwrap_or_else(|| {
            before.insert(self.next_cluster, 0);
            self.next_cluster += 1;
            self.next_cluster - 1
        });
        met.remove(&kept);
        for cluster in met {
            for member in self.clusters.remove(&cluster).unwrap_or_default() {
                self.enlist(member, kept);
            }
        }
        self.enlist(core, kept);
        self.points.anchor[core as usize] = NONE;
        for &other in around {
            if !self.points.is_core(other) {
                self.points.offer_anchor(other, core);
            }
        }
    }

    /// Puts a core point into a cluster.
    fn enlist(&mut self, core: u32, cluster: u32) {
        let members = self.clusters.entry(cluster).or_default();
        self.points.cluster[core as usize] = cluster;
        self.points.place[core as usize] = members.len() as u32;
        members.push(core);
    }

    /// Takes a core point out of its cluster; gives the cluster.
    fn dismiss(&mut self, core: u32) -> u32 {
        let cluster = std::mem::replace(&mut self.points.cluster[core as usize], NONE);
        if let Some(members) = self.clusters.get_mut(&cluster) {
            let place = self.points.place[core as usize];
            members.swap_remove(place as usize);
            if let Some(&moved) = members.get(place as usize) {
                self.points.place[moved as usize] = place;
            }
            if members.is_empty() {
                self.clusters.remove(&cluster);
            }
        }
        cluster
    }

    /// The point in `slot` goes.
    pub(super) fn leaves(&mut self, slot: u32) {
        self.points.hide(slot);
        let near = self.points.near(slot);
        let mut fallen = Vec::new();
        if self.points.is_core(slot) {
            fallen.push(slot);
        }
        for &other in &near {
            self.points.around[other as usize] -= 1;
            if self.points.around[other as usize] + 1 == self.min_points {
                fallen.push(other);
            }
        }
        let clusters: Vec<u32> = fallen.iter().map(|&core| self.dismiss(core)).collect();
        let around: Vec<Vec<u32>> = fallen.iter().map(|&core| self.points.near(core)).collect();
        // Core points beside lost ones: every part of what is left of a cluster holds one.
        let mut seeds: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let mut followers = BTreeSet::new();
        for (cluster, around) in clusters.iter().zip(&around) {
            for &other in around {
                if self.points.is_core(other) {
                    seeds.entry(*cluster).or_default().insert(other);
                } else {
                    let anchor = self.points.anchor[other as usize];
                    if anchor == NONE || !self.points.is_core(anchor) {
                        followers.insert(other);
                    }
                }
            }
        }
        for (cluster, seeds) in seeds {
            if seeds.len() > 1 {
                self.split(cluster, seeds.into_iter().collect());
            }
        }
        for follower in followers {
            self.points.anchor[follower as usize] = NONE;
            for core in self.points.near(follower) {
                if self.points.is_core(core) {
                    self.points.offer_anchor(follower, core);
                }
            }
        }
        self.points.free(slot);
    }

    /// Finds the parts that a cluster fell into, each with one of the seeds at least, and gives
    /// all but the largest numbers of their own.
    fn split(&mut self, cluster: u32, seeds: Vec<u32>) {
        let parts = self.parts_that_end(seeds);
        let Some(total) = self.clusters.get(&cluster).map(Vec::len) else {
            return;
        };
        if parts.is_empty() {
            return;
        }
        let ended: usize = parts.iter().map(Vec::len).sum();
        let largest = parts.iter().map(Vec::len).max().unwrap_or(0);
        let mut parts = parts;
        // The part whose search was not ended is the rest; it is listed only when it has to move
        // or when a tie has to be broken.
        if total - ended > largest {
            parts.sort_by_key(|part| self.oldest(part));
        } else {
            let gone: BTreeSet<u32> = parts.iter().flatten().copied().collect();
            let members = self.clusters.get(&cluster).into_iter().flatten();
            parts.push(
                members
                    .copied()
                    .filter(|core| !gone.contains(core))
                    .collect(),
            );
            parts.sort_by_key(|part| self.oldest(part));
            let mut kept = 0;
            for (i, part) in parts.iter().enumerate() {
                if part.len() > parts[kept].len() {
                    kept = i;
                }
            }
            parts.remove(kept);
        }
        for part in parts {
            let new = self.next_cluster;
            self.next_cluster += 1;
            for core in part {
                self.dismiss(core);
                self.enlist(core, new);
            }
        }
    }

    fn oldest(&self, part: &[u32]) -> u64 {
        let ids = part.iter().map(|&core| self.points.id[core as usize]);
        ids.min().unwrap_or(u64::MAX)
    }

    /// Searches from the seeds over core points, one step each in turn; those that meet go on as
    /// one. Ends when a single search is left, and gives the parts of those that came to an end.
    fn parts_that_end(&self, seeds: Vec<u32>) -> Vec<Vec<u32>> {
        let mut owner: BTreeMap<u32, usize> = BTreeMap::new();
        let mut searches: Vec<Search> = Vec::new();
        for (i, &seed) in seeds.iter().enumerate() {
            owner.insert(seed, i);
            searches.push(Search {
                seen: vec![seed],
                waiting: VecDeque::from([seed]),
                merged_into: i,
            });
        }
        let mut ended = Vec::new();
        let mut active: Vec<usize> = (0..searches.len()).collect();
        while active.len() > 1 {
            for &own in &active {
                if searches[own].merged_into != own {
                    continue;
                }
                let Some(core) = searches[own].waiting.pop_front() else {
                    continue;
                };
                for other in self.points.near(core) {
                    if !self.points.is_core(other) {
                        continue;
                    }
                    match owner.get(&other) {
                        None => {
                            owner.insert(other, own);
                            searches[own].seen.push(other);
                            searches[own].waiting.push_back(other);
                        }
                        Some(&met) => {
                            let met = root(&searches, met);
                            if met != own {
                                absorb(&mut searches, own, met);
                            }
                        }
                    }
                }
            }
            active.retain(|&search| {
                if searches[search].merged_into != search {
                    return false;
                }
                if searches[search].waiting.is_empty() {
                    ended.push(search);
                    return false;
                }
                true
            });
        }
        // With no search left the last one to end is "the rest" all the same.
        if active.is_empty() {
            ended.pop();
        }
        let mut parts = Vec::new();
        for search in ended {
            parts.push(std::mem::take(&mut searches[search].seen));
        }
        parts
    }
}

/// A search: what it has seen, and what of that it has still to look around at.
struct Search {
    seen: Vec<u32>,
    waiting: VecDeque<u32>,
    merged_into: usize,
}

fn root(searches: &[Search], mut at: usize) -> usize {
    while searches[at].merged_into != at {
        at = searches[at].merged_into;
    }
    at
}

/// Search `own` takes over what `met` has.
fn absorb(searches: &mut [Search], own: usize, met: usize) {
    let seen = std::mem::take(&mut searches[met].seen);
    let waiting = std::mem::take(&mut searches[met].waiting);
    searches[met].merged_into = own;
    searches[own].seen.extend(seen);
    searches[own].waiting.extend(waiting);
}
