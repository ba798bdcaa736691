//! The algorithm of `recinto segment` and its parameters.

use crate::error::CliError;
use clap::{Args, ValueEnum};
use recinto_core::analysis::{Advice, Cut, Linkage, Method, Selection};

/// Names as typed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    /// What the shape of the data suggests
    Advised,
    /// K-Means
    KMeans,
    /// Mini-batch K-Means
    MiniBatch,
    /// K-Means updated person by person
    IncrementalKMeans,
    /// DBSCAN
    Dbscan,
    /// DBSCAN updated person by person: the same answer
    IncrementalDbscan,
    /// Hierarchical: the tree of merges, cut
    Agglomerative,
    /// HDBSCAN
    Hdbscan,
    /// DBSTREAM: dense places of a stream
    Dbstream,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LinkageName {
    Ward,
    Complete,
    Average,
    Single,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SelectionName {
    ExcessOfMass,
    Leaf,
}

/// Which algorithm, and its parameters. Those that are left out are taken from the shape of the
/// data; distances are in standard deviations of the scaled features.
#[derive(Args)]
pub(crate) struct MethodArgs {
    /// Algorithm
    #[arg(long, value_enum, default_value_t = Name::KMeans)]
    method: Name,
    /// Number of segments, 2 to 64 [default: what several indices favour]
    #[arg(long)]
    k: Option<usize>,
    /// Mini-batch: people per batch
    #[arg(long)]
    batch: Option<usize>,
    /// Incremental K-Means: people after which an earlier one counts half
    #[arg(long)]
    half_life: Option<f64>,
    /// DBSCAN: radius of a neighbourhood
    #[arg(long)]
    epsilon: Option<f64>,
    /// DBSCAN: people within it that make a dense place
    #[arg(long)]
    min_points: Option<usize>,
    /// Hierarchical: distance between clusters
    #[arg(long, value_enum)]
    linkage: Option<LinkageName>,
    /// Hierarchical: undo every merge above this height, instead of --k
    #[arg(long, conflicts_with = "k")]
    height: Option<f64>,
    /// HDBSCAN: least people of a segment
    #[arg(long)]
    min_cluster_size: Option<usize>,
    /// HDBSCAN: people within reach that make a dense place
    #[arg(long)]
    min_samples: Option<usize>,
    /// HDBSCAN: which clusters of the tree are kept
    #[arg(long, value_enum)]
    selection: Option<SelectionName>,
    /// DBSTREAM: radius of a micro-cluster
    #[arg(long)]
    radius: Option<f64>,
    /// DBSTREAM: fading per person; weights halve after its inverse
    #[arg(long)]
    fading: Option<f64>,
}

impl MethodArgs {
    /// K-Means as stated, which needs no advice; `None` for every other algorithm.
    pub(crate) fn stated(&self) -> Option<Method> {
        (self.method == Name::KMeans).then_some(Method::KMeans { k: self.k })
    }

    /// The algorithm, its parameters filled in from the advice.
    pub(crate) fn filled(&self, advice: &Advice) -> Result<Method, CliError> {
        if self.method == Name::Advised {
            return advice.method.ok_or_else(|| {
                CliError::Usage(format!(
                    "{}; choose an algorithm with --method to look all the same",
                    advice.reason
                ))
            });
        }
        let begun = advice
            .others
            .iter()
            .map(|(method, _)| *method)
            .chain(advice.method)
            .find(|method| name(method) == self.method)
            .ok_or_else(|| CliError::Usage("this algorithm has no starting parameters".into()))?;
        Ok(self.over(begun))
    }

    /// What was typed, over what was begun with.
    fn over(&self, begun: Method) -> Method {
        match begun {
            Method::KMeans { k } => Method::KMeans { k: self.k.or(k) },
            Method::MiniBatch { k, batch } => Method::MiniBatch {
                k: self.k.unwrap_or(k),
                batch: self.batch.unwrap_or(batch),
            },
            Method::IncrementalKMeans { k, half_life } => Method::IncrementalKMeans {
                k: self.k.unwrap_or(k),
                half_life: self.half_life.unwrap_or(half_life),
            },
            Method::Dbscan {
                epsilon,
                min_points,
            } => Method::Dbscan {
                epsilon: self.epsilon.unwrap_or(epsilon),
                min_points: self.min_points.unwrap_or(min_points),
            },
            Method::IncrementalDbscan {
                epsilon,
                min_points,
            } => Method::IncrementalDbscan {
                epsilon: self.epsilon.unwrap_or(epsilon),
                min_points: self.min_points.unwrap_or(min_points),
            },
            Method::Agglomerative { linkage, cut } => Method::Agglomerative {
                linkage: self.linkage.map_or(linkage, |name| match name {
                    LinkageName::Ward => Linkage::Ward,
                    LinkageName::Complete => Linkage::Complete,
                    LinkageName::Average => Linkage::Average,
                    LinkageName::Single => Linkage::Single,
                }),
                cut: match (self.k, self.height) {
                    (Some(k), _) => Cut::Clusters(k),
                    (None, Some(height)) => Cut::Height(height),
                    (None, None) => cut,
                },
            },
            Method::Hdbscan {
                min_cluster_size,
                min_samples,
                selection,
            } => Method::Hdbscan {
                min_cluster_size: self.min_cluster_size.unwrap_or(min_cluster_size),
                min_samples: self.min_samples.unwrap_or(min_samples),
                selection: self.selection.map_or(selection, |name| match name {
                    SelectionName::ExcessOfMass => Selection::ExcessOfMass,
                    SelectionName::Leaf => Selection::Leaf,
                }),
            },
            Method::Dbstream { radius, fading } => Method::Dbstream {
                radius: self.radius.unwrap_or(radius),
                fading: self.fading.unwrap_or(fading),
            },
        }
    }
}

fn name(method: &Method) -> Name {
    match method {
        Method::KMeans { .. } => Name::KMeans,
        Method::MiniBatch { .. } => Name::MiniBatch,
        Method::IncrementalKMeans { .. } => Name::IncrementalKMeans,
        Method::Dbscan { .. } => Name::Dbscan,
        Method::IncrementalDbscan { .. } => Name::IncrementalDbscan,
        Method::Agglomerative { .. } => Name::Agglomerative,
        Method::Hdbscan { .. } => Name::Hdbscan,
        Method::Dbstream { .. } => Name::Dbstream,
    }
}
