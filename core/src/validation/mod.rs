//! How good a clustering is.

mod silhouette;

pub use silhouette::{EXACT_ROWS, Silhouette, silhouettes};
