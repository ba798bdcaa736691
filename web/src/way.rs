//! The ways to find segments, flat: a way and a row of numbers. So the page's form is one
//! component for all of them, and the page carries no reader of eight shapes of parameters.

use recinto_core::analysis::{Cut, Linkage, Method, Selection};
use serde::{Deserialize, Serialize};

/// An algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// K-Means.
    KMeans,
    /// Mini-batch K-Means.
    MiniBatch,
    /// Incremental K-Means.
    IncrementalKMeans,
    /// Agglomerative.
    Agglomerative,
    /// DBSCAN.
    Dbscan,
    /// Incremental DBSCAN.
    IncrementalDbscan,
    /// HDBSCAN.
    Hdbscan,
    /// DBSTREAM.
    Dbstream,
}

/// What a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Segments; 0 takes the best, or leaves it to the height.
    Clusters,
    /// People per batch.
    Batch,
    /// People after which a weight has halved.
    HalfLife,
    /// Radius of a neighbourhood, in standard deviations.
    Epsilon,
    /// People within it that make a dense place.
    MinPoints,
    /// Index in [`LINKAGES`].
    Linkage,
    /// Height of the cut, in standard deviations; 0 leaves it to the number of segments.
    Height,
    /// Least people of a segment.
    MinSize,
    /// As [`What::MinPoints`].
    MinSamples,
    /// Index in [`SELECTIONS`].
    Selection,
    /// Radius of a micro-cluster, in standard deviations.
    Radius,
    /// Fading per person.
    Fading,
}

/// A number of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// What it stands for.
    pub what: What,
    /// The least that is safe.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Between two neighbours; 1 for whole numbers.
    pub step: f64,
    /// To begin with, where the advisor has said nothing yet.
    pub start: f64,
}

/// The linkages, by their index in the form.
pub const LINKAGES: [Linkage; 4] = [
    Linkage::Ward,
    Linkage::Average,
    Linkage::Complete,
    Linkage::Single,
];
/// The selections, likewise.
pub const SELECTIONS: [Selection; 2] = [Selection::ExcessOfMass, Selection::Leaf];
/// The most segments a model holds.
pub const MOST_CLUSTERS: f64 = 64.0;

const fn field(what: What, least: f64, most: f64, step: f64, start: f64) -> Field {
    Field {
        what,
        least,
        most,
        step,
        start,
    }
}

const CLUSTERS: Field = field(What::Clusters, 2.0, MOST_CLUSTERS, 1.0, 4.0);
const EPSILON: Field = field(What::Epsilon, 0.001, 100.0, 0.001, 0.5);
const MIN_POINTS: Field = field(What::MinPoints, 2.0, 10_000.0, 1.0, 10.0);
const K_MEANS: [Field; 1] = [CLUSTERS];
const MINI_BATCH: [Field; 2] = [CLUSTERS, field(What::Batch, 1.0, 100_000.0, 1.0, 1_024.0)];
const INCREMENTAL: [Field; 2] = [
    CLUSTERS,
    field(What::HalfLife, 1.0, 10_000_000.0, 1.0, 10_000.0),
];
const TREE: [Field; 3] = [
    field(What::Linkage, 0.0, 3.0, 1.0, 0.0),
    CLUSTERS,
    field(What::Height, 0.0, 1_000_000.0, 0.001, 0.0),
];
const DENSE: [Field; 2] = [EPSILON, MIN_POINTS];
const HDBSCAN: [Field; 3] = [
    field(What::MinSize, 2.0, 1_000_000.0, 1.0, 100.0),
    field(What::MinSamples, 1.0, 10_000.0, 1.0, 10.0),
    field(What::Selection, 0.0, 1.0, 1.0, 0.0),
];
const DBSTREAM: [Field; 2] = [
    field(What::Radius, 0.001, 100.0, 0.001, 0.5),
    field(What::Fading, 0.0, 1.0, 0.000_001, 0.0),
];

impl Way {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 8] = [
        Self::KMeans,
        Self::MiniBatch,
        Self::IncrementalKMeans,
        Self::Agglomerative,
        Self::Dbscan,
        Self::IncrementalDbscan,
        Self::Hdbscan,
        Self::Dbstream,
    ];

    /// Its numbers.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::KMeans => &K_MEANS,
            Self::MiniBatch => &MINI_BATCH,
            Self::IncrementalKMeans => &INCREMENTAL,
            Self::Agglomerative => &TREE,
            Self::Dbscan | Self::IncrementalDbscan => &DENSE,
            Self::Hdbscan => &HDBSCAN,
            Self::Dbstream => &DBSTREAM,
        }
    }

    /// Its name in the page's identifiers.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::KMeans => "k-means",
            Self::MiniBatch => "mini-batch",
            Self::IncrementalKMeans => "incremental-k-means",
            Self::Agglomerative => "agglomerative",
            Self::Dbscan => "dbscan",
            Self::IncrementalDbscan => "incremental-dbscan",
            Self::Hdbscan => "hdbscan",
            Self::Dbstream => "dbstream",
        }
    }

    /// Whether it looks for dense places, and leaves people in no segment.
    #[must_use]
    pub const fn is_density(self) -> bool {
        matches!(
            self,
            Self::Dbscan | Self::IncrementalDbscan | Self::Hdbscan | Self::Dbstream
        )
    }
}

/// A way with its numbers, in the order of [`Way::fields`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The algorithm.
    pub way: Way,
    /// Its numbers.
    pub numbers: Vec<f64>,
}

impl Chosen {
    /// A way as it begins.
    #[must_use]
    pub fn start(way: Way) -> Self {
        let numbers = way.fields().iter().map(|field| field.start).collect();
        Self { way, numbers }
    }

    /// K-Means in the number of segments that several measures favour.
    #[must_use]
    pub fn best() -> Self {
        Self {
            way: Way::KMeans,
            numbers: vec![0.0],
        }
    }

    /// One of its numbers, 0 where it has none.
    #[must_use]
    pub fn number(&self, what: What) -> f64 {
        let at = self.way.fields().iter().position(|f| f.what == what);
        at.and_then(|at| self.numbers.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// Sets one of its numbers, if it has it.
    pub fn set(&mut self, what: What, value: f64) {
        let at = self.way.fields().iter().position(|f| f.what == what);
        if let Some(number) = at.and_then(|at| self.numbers.get_mut(at)) {
            *number = value;
        }
    }

    /// As core takes it.
    #[must_use]
    pub fn method(&self) -> Method {
        let number = |what| self.number(what);
        let whole = |what| self.number(what) as usize;
        let k = whole(What::Clusters);
        match self.way {
            Way::KMeans => Method::KMeans {
                k: (k > 0).then_some(k),
            },
            Way::MiniBatch => Method::MiniBatch {
                k,
                batch: whole(What::Batch),
            },
            Way::IncrementalKMeans => Method::IncrementalKMeans {
                k,
                half_life: number(What::HalfLife),
            },
            Way::Agglomerative => Method::Agglomerative {
                linkage: LINKAGES[whole(What::Linkage).min(LINKAGES.len() - 1)],
                cut: if k > 0 {
                    Cut::Clusters(k)
                } else {
                    Cut::Height(number(What::Height))
                },
            },
            Way::Dbscan => Method::Dbscan {
                epsilon: number(What::Epsilon),
                min_points: whole(What::MinPoints),
            },
            Way::IncrementalDbscan => Method::IncrementalDbscan {
                epsilon: number(What::Epsilon),
                min_points: whole(What::MinPoints),
            },
            Way::Hdbscan => Method::Hdbscan {
                min_cluster_size: whole(What::MinSize),
                min_samples: whole(What::MinSamples),
                selection: SELECTIONS[whole(What::Selection).min(SELECTIONS.len() - 1)],
            },
            Way::Dbstream => Method::Dbstream {
                radius: number(What::Radius),
                fading: number(What::Fading),
            },
        }
    }
}

impl From<Method> for Chosen {
    fn from(method: Method) -> Self {
        let (way, numbers) = match method {
            Method::KMeans { k } => (Way::KMeans, vec![k.unwrap_or(0) as f64]),
            Method::MiniBatch { k, batch } => (Way::MiniBatch, vec![k as f64, batch as f64]),
            Method::IncrementalKMeans { k, half_life } => {
                (Way::IncrementalKMeans, vec![k as f64, half_life])
            }
            Method::Agglomerative { linkage, cut } => {
                let (k, height) = match cut {
                    Cut::Clusters(k) => (k as f64, 0.0),
                    Cut::Height(height) => (0.0, height),
                };
                (
                    Way::Agglomerative,
                    vec![place(&LINKAGES, &linkage), k, height],
                )
            }
            Method::Dbscan {
                epsilon,
                min_points,
            } => (Way::Dbscan, vec![epsilon, min_points as f64]),
            Method::IncrementalDbscan {
                epsilon,
                min_points,
            } => (Way::IncrementalDbscan, vec![epsilon, min_points as f64]),
            Method::Hdbscan {
                min_cluster_size,
                min_samples,
                selection,
            } => (
                Way::Hdbscan,
                vec![
                    min_cluster_size as f64,
                    min_samples as f64,
                    place(&SELECTIONS, &selection),
                ],
            ),
            Method::Dbstream { radius, fading } => (Way::Dbstream, vec![radius, fading]),
        };
        Self { way, numbers }
    }
}

/// The index of an option in the form.
#[must_use]
pub fn place<T: PartialEq>(options: &[T], one: &T) -> f64 {
    options.iter().position(|option| option == one).unwrap_or(0) as f64
}
