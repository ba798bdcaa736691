//! How good a clustering is.

mod epsilon;
mod silhouette;

pub use epsilon::{CURVE, KDistance, KNEE_ROWS, suggest_epsilon};
pub use silhouette::{EXACT_ROWS, Silhouette, silhouettes};
