//! The stream: one point at a time (algorithms 1 and 2 of the paper).

use super::micro::{MicroCluster, Shared, faded};
use super::{DbStream, Fitted};
use crate::clustering::ClusterError;
use crate::clustering::kmeans::squared_distance;

/// The state of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    params: DbStream,
    columns: usize,
    /// By rising number.
    micro: Vec<MicroCluster>,
    shared: Shared,
    next: u64,
    now: u64,
    cleaned: u64,
    evicted: u64,
}

impl Stream {
    pub(super) fn new(params: DbStream, columns: usize) -> Self {
        Self {
            params,
            columns,
            micro: Vec::new(),
            shared: Shared::default(),
            next: 0,
            now: 0,
            cleaned: 0,
            evicted: 0,
        }
    }

    /// Learns a point seen at tick `time`, which is not before the last one's. O(m·d).
    ///
    /// # Errors
    /// A point of another width or with a number that is not finite, and a time before the last
    /// one's; the stream is then as it was.
    pub fn learn_one(&mut self, point: &[f64], time: u64) -> Result<(), ClusterError> {
        if point.len() != self.columns {
            return Err(ClusterError::Parameter {
                name: "the number of columns of a point",
                value: point.len().to_string(),
                range: "that of the stream",
            });
        }
        if let Some(column) = point.iter().position(|x| !x.is_finite()) {
            return Err(ClusterError::NotFinite { row: 0, column });
        }
        self.advance(time)?;
        let radius = self.params.radius;
        let near: Vec<usize> = (0..self.micro.len())
            .filter(|&i| distance(&self.micro[i].centre, point) < radius)
            .collect();
        if near.is_empty() {
            self.add(point);
        } else {
            self.update(&near, point);
        }
        Ok(())
    }

    /// Sets the clock to `time` and cleans if that passes a multiple of the cleanup gap. Of several
    /// the last suffices: weights only fall.
    ///
    /// # Errors
    /// A time before the last one's.
    pub fn advance(&mut self, time: u64) -> Result<(), ClusterError> {
        if time < self.now {
            return Err(ClusterError::Parameter {
                name: "the time of a point",
                value: time.to_string(),
                range: "not before the last one's",
            });
        }
        let due = time - time % self.params.cleanup_gap;
        if due > self.cleaned {
            self.clean(due);
            self.cleaned = due;
        }
        self.now = time;
        Ok(())
    }

    /// The micro-clusters, by rising number.
    #[must_use]
    pub fn micro_clusters(&self) -> &[MicroCluster] {
        &self.micro
    }

    /// Pairs of micro-clusters, by number, and the density they share now.
    #[must_use]
    pub fn shared_density(&self) -> Vec<(u64, u64, f64)> {
        self.shared.at(self.now, self.params.fading).collect()
    }

    /// Micro-clusters that gave way because there were too many.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// The clusters as they are now, with nobody's labels.
    #[must_use]
    pub fn macro_clusters(&self) -> Fitted {
        Fitted::new(
            &self.params,
            &self.micro,
            &self.shared,
            self.now,
            self.columns,
        )
    }

    fn add(&mut self, point: &[f64]) {
        let most = self.params.most_micro_clusters;
        if self.micro.len() >= most {
            self.clean(self.now);
        }
        if self.micro.len() >= most {
            let weight = |i: usize| self.micro[i].weight_at(self.now, self.params.fading);
            let lightest =
                (1..self.micro.len()).fold(
                    0,
                    |least, i| {
                        if weight(i) < weight(least) { i } else { least }
                    },
                );
            let gone = self.micro.remove(lightest).id;
            self.shared
                .clean(self.now, self.params.fading, 0.0, &|id| id != gone);
            self.evicted += 1;
        }
        self.micro.push(MicroCluster {
            id: self.next,
            centre: point.to_vec(),
            weight: 1.0,
            updated: self.now,
        });
        self.next += 1;
    }

    /// Weights, centres and shared density of the micro-clusters the point fell into.
    fn update(&mut self, near: &[usize], point: &[f64]) {
        let (now, fading) = (self.now, self.params.fading);
        let sigma = self.params.radius / 3.0;
        let mut before = Vec::with_capacity(near.len());
        for (at, &i) in near.iter().enumerate() {
            let micro = &mut self.micro[i];
            micro.weight = micro.weight_at(now, fading) + 1.0;
            micro.updated = now;
            before.push(micro.centre.clone());
            // Relative first, so that no square leaves the range of f64.
            let apart = distance(&micro.centre, point) / sigma;
            let pull = libm::exp(-apart * apart / 2.0);
            for (c, x) in micro.centre.iter_mut().zip(point) {
                *c += pull * (x - *c);
            }
            for &j in &near[at + 1..] {
                self.shared
                    .touch(self.micro[i].id, self.micro[j].id, now, fading);
            }
        }
        // Two that have come closer than the radius go back, so that they do not collapse.
        for a in 0..near.len() {
            for b in a + 1..near.len() {
                let (i, j) = (near[a], near[b]);
                if distance(&self.micro[i].centre, &self.micro[j].centre) < self.params.radius {
                    self.micro[i].centre.clone_from(&before[a]);
                    self.micro[j].centre.clone_from(&before[b]);
                }
            }
        }
    }

    /// Drops what is weak at `now` (algorithm 2).
    fn clean(&mut self, now: u64) {
        let fading = self.params.fading;
        let weak = faded(fading, self.params.cleanup_gap);
        self.micro
            .retain(|micro| micro.weight_at(now, fading) >= weak);
        let micro = &self.micro;
        self.shared
            .clean(now, fading, self.params.intersection * weak, &|id| {
                micro.binary_search_by_key(&id, |micro| micro.id).is_ok()
            });
    }
}

/// Euclidean distance; infinite where its square is.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    squared_distance(a, b).sqrt()
}
