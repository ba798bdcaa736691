//! Between features and clusters: missing cells filled, columns scaled, categories as a mix,
//! principal components.
//!
//! Cells that are missing are NaN, and only the fill functions take them. What is fitted once can
//! be applied to other rows, and is serialisable.

mod brent;
mod check;
mod error;
mod min_max;
mod missing;
mod normal;
pub(crate) mod order_statistics;
mod pca;
mod quantile;
mod robust;
mod scaler;
mod shares;
mod standard;
mod yeo_johnson;

pub use error::PreparationError;
pub use missing::{Filled, fill_by_time, fill_median};
pub(crate) use order_statistics::of_sorted as quantile_of_sorted;
pub use pca::{Pca, pca};
pub use robust::median_and_range;
pub use scaler::{FittedColumn, FittedScaler, Scaler, fit};
pub use shares::{FittedMix, Mix, Shares};
pub use standard::{Column, standardise};
