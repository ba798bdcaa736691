//! The desk's work in one place: events → people → features → segments → model and exports.
//! The app's worker and the command line both call this, so they give the same bytes.

mod batch;
mod export;
mod fit;
mod profile;
mod project;
mod publish;
mod scatter;

pub use batch::{Batch, KIND_LIMIT};
pub use export::{people_csv, trade_json};
pub use fit::{Options, Stage, analyse, recluster};
pub use profile::{ColumnProfile, SegmentProfile, profiles};
pub use project::{Analysis, AnalysisError, KScore, Outside, PROJECT_FORMAT, Source};
pub use publish::{PublishError, default_policy, slug, to_model};
pub use scatter::{Scatter, ScatterPoint, scatter};
