//! How good a clustering is, and how many clusters to ask for.
//!
//! Labels are cluster numbers, any `u32`, or [`NOISE`](crate::clustering::NOISE). In the indices
//! of one clustering noise takes no part and is counted; where two labelings are compared
//! ([`adjusted_rand`] and its kin) noise is a class of its own.

mod agreement;
mod centroid;
mod choose_k;
mod dbcv;
mod dunn;
mod epsilon;
mod error;
mod gap;
mod labels;
mod matching;
mod ranking;
mod silhouette;
mod stability;
mod sums;
mod tiles;
mod widths;

pub use agreement::{adjusted_mutual_information, adjusted_rand, normalised_mutual_information};
pub use centroid::{calinski_harabasz, davies_bouldin};
pub use choose_k::{Candidate, ChooseK, Fit, LEAST_SILHOUETTE, Task, choose_k};
pub use dbcv::{Dbcv, dbcv};
pub use dunn::dunn;
pub use epsilon::{CURVE, KDistance, KNEE_ROWS, suggest_epsilon};
pub use error::ValidationError;
pub use gap::{Gap, GapPoint, Labeller, Reference, gap};
pub use ranking::{Index, Vote};
pub use silhouette::{EXACT_ROWS, Silhouette, silhouettes};
pub use stability::{Bootstrap, ClusterStability, MOST_CLUSTERS, Refit, Stability, stability};
pub use widths::{ClusterWidths, MOST_POINTS, Widths, silhouette_widths};
