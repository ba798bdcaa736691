//! The desk's work in one place: events → cleaned events → features → segments → model and exports.
//! The app's worker and the command line both call this, so they give the same bytes.

mod advice;
mod assigner;
mod calibrate;
mod cells;
mod choice;
mod compare;
mod error;
mod export;
mod fit;
mod found;
mod method;
mod names;
mod options;
mod prepared;
mod profile;
mod project;
mod publish;
mod resample;
mod scatter;
mod tree;
mod views;

pub use advice::{Advice, advise};
pub use assigner::AGREEMENT_MIN;
pub use compare::{Comparison, compare};
pub use error::AnalysisError;
pub use export::{people_csv, trade_json};
pub use fit::{analyse, analyse_table, recluster};
pub use method::{Cut, Linkage, Method, Selection};
pub use options::{Options, Stage};
pub use prepared::{About, Prepared};
pub use profile::{ColumnProfile, SegmentProfile, profiles};
pub use project::{
    Analysis, ChoiceOfK, KScore, Outside, PROJECT_FORMAT, Published, QualityIndex, Source,
    Stability,
};
pub use publish::{PublishError, default_policy, slug, to_model};
pub use scatter::{Scatter, ScatterPoint, scatter};
pub use tree::{Tree, TreeMerge, Trees, tree};
pub use views::{KDistances, SegmentWidths, SilhouettePlot, k_distances, silhouette_plot};
