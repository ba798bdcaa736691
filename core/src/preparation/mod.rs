//! Between features and clusters: scaling and principal components.

mod pca;
mod standard;

pub use pca::{Pca, pca};
pub use standard::{Column, standardise};
