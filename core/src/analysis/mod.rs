//! The desk's work in one place: events → people → features → segments → model and exports.
//! The app's worker and the command line both call this, so they give the same bytes.

mod advice;
mod assigner;
mod batch;
mod calibrate;
mod cells;
mod choice;
mod compare;
mod export;
mod fit;
mod found;
mod method;
mod names;
mod profile;
mod project;
mod publish;
mod resample;
mod scatter;
mod tree;
mod views;

pub use advice::{Advice, advise};
pub use assigner::AGREEMENT_MIN;
pub use batch::{Batch, KIND_LIMIT};
pub use compare::{Comparison, compare};
pub use export::{people_csv, trade_json};
pub use fit::{Options, Stage, analyse, recluster};
pub use method::{Cut, Linkage, Method, Selection};
pub use profile::{ColumnProfile, SegmentProfile, profiles};
pub use project::{
    Analysis, AnalysisError, ChoiceOfK, KScore, Outside, PROJECT_FORMAT, Published, QualityIndex,
    Source, Stability,
};
pub use publish::{PublishError, default_policy, slug, to_model};
pub use scatter::{Scatter, ScatterPoint, scatter};
pub use tree::{Tree, TreeMerge, Trees, tree};
pub use views::{KDistances, SegmentWidths, SilhouettePlot, k_distances, silhouette_plot};
