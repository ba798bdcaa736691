//! Why a method is proposed, or not: one reason, with its number.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a method is proposed, or why it is not proposed first. The screens put each into words of
/// their language; `Display` is the English of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
#[allow(missing_docs, reason = "the fields are those of `Shape`, named alike")]
pub enum Reason {
    /// Proposes K-Means: the clusters are compact.
    Compact { k: usize, silhouette: f64 },
    /// Proposes HDBSCAN: much lies outside of all clusters.
    Outliers { share: f64 },
    /// Proposes HDBSCAN: groups of different density.
    UnevenDensity { ratio: f64 },
    /// Proposes DBSCAN: groups with empty space between, which K-Means would cut.
    NonConvex { groups: usize, agreement: f64 },
    /// Proposes mini-batch K-Means, or K-Means before methods that compare rows.
    ManyRows { rows: u64 },
    /// Proposes Ward: few enough rows to show the whole tree, and no k stands out.
    FewRows { rows: u64, silhouette: f64 },
    /// Proposes K-Means or Ward: few different rows.
    FewPlaces { places: usize },
    /// Proposes no groups: nothing more than one heap or an even spread.
    NoStructure { hopkins: f64 },
    /// Proposes no groups: every row is the same.
    AllAlike,
    /// Against no groups: there are some.
    Structure { groups: usize, hopkins: f64 },
    /// Against DBSCAN and HDBSCAN: clusters touch, so density sees one group.
    Touching,
    /// Against DBSCAN and HDBSCAN: K-Means finds what density shows.
    AsGood { groups: usize, agreement: f64 },
    /// Against HDBSCAN: density is even enough for one ε, or for none.
    EvenDensity { ratio: f64 },
    /// Against Ward: the number of clusters is clear without a tree.
    ClearK { k: usize },
    /// Against mini-batch: all rows fit at once, and then K-Means is better.
    FitsAtOnce { rows: u64 },
    /// Against methods whose memory would not do.
    Memory { needed_mb: u64, limit_mb: u64 },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| 100.0 * share;
        match *self {
            Self::Compact { k, silhouette } => write!(
                f,
                "the rows form {k} compact clusters (mean silhouette {silhouette:.2}), and K-Means is the simplest method for those"
            ),
            Self::Outliers { share } => write!(
                f,
                "{:.0} % of the rows lie far from all others; HDBSCAN leaves them out instead of drawing clusters to them",
                percent(share)
            ),
            Self::UnevenDensity { ratio } => write!(
                f,
                "density is uneven (distances between neighbours differ {ratio:.1}-fold): one distance for all, or a border halfway between two means, would cut the wide groups"
            ),
            Self::NonConvex { groups, agreement } => write!(
                f,
                "there are {groups} groups with empty space between them whose shape K-Means would cut (it agrees {agreement:.2} of 1)"
            ),
            Self::ManyRows { rows } => write!(
                f,
                "with {rows} rows only a method whose work grows no faster than the rows is practical"
            ),
            Self::FewRows { rows, silhouette } => write!(
                f,
                "no number of clusters stands out (best silhouette {silhouette:.2}), and {rows} rows are few enough for a tree that shows all of them"
            ),
            Self::FewPlaces { places } => {
                write!(f, "there are only {places} different rows")
            }
            Self::NoStructure { hopkins } => write!(
                f,
                "the rows look like one heap or an even spread (Hopkins statistic {hopkins:.2}, where 0.5 is even); any clusters would be arbitrary cuts"
            ),
            Self::AllAlike => f.write_str("all rows are the same"),
            Self::Structure { groups, hopkins } => write!(
                f,
                "there is structure: {groups} groups (Hopkins statistic {hopkins:.2}, where 0.5 is even)"
            ),
            Self::Touching => {
                f.write_str("the clusters touch, and by density alone they are one group")
            }
            Self::AsGood { groups, agreement } => write!(
                f,
                "K-Means finds the {groups} groups that density shows too (it agrees {agreement:.2} of 1), and more simply"
            ),
            Self::EvenDensity { ratio } => write!(
                f,
                "density is even (distances between neighbours differ {ratio:.1}-fold), which a simpler method describes"
            ),
            Self::ClearK { k } => {
                write!(f, "{k} clusters stand out, so no tree is needed to choose")
            }
            Self::FitsAtOnce { rows } => write!(
                f,
                "all {rows} rows can be clustered at once, which is more exact"
            ),
            Self::Memory {
                needed_mb,
                limit_mb,
            } => write!(
                f,
                "it would need about {needed_mb} MB of memory, {limit_mb} MB are allowed"
            ),
        }
    }
}
