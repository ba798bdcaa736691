//! Checks that every fit begins with.

use super::{ClusterError, Progress};
use ndarray::ArrayView2;

/// The most memory a fit may take beside its data, in bytes: a tab holds 4 GiB at most, and the
/// page, the data and the results want their share.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// At least one column and `least` rows, every cell finite.
pub(super) fn rows(data: ArrayView2<'_, f64>, least: usize) -> Result<(), ClusterError> {
    positive("the number of columns", data.ncols())?;
    if data.nrows() < least {
        return Err(ClusterError::TooFewRows {
            clusters: least,
            rows: data.nrows(),
        });
    }
    for (row, cells) in data.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|x| !x.is_finite()) {
            return Err(ClusterError::NotFinite { row, column });
        }
    }
    Ok(())
}

/// A whole number of 1 or more.
pub(super) fn positive(name: &'static str, value: usize) -> Result<(), ClusterError> {
    if value > 0 {
        return Ok(());
    }
    Err(ClusterError::Parameter {
        name,
        value: value.to_string(),
        range: "1 or more",
    })
}

/// `good`, or the parameter is refused.
pub(super) fn within(
    name: &'static str,
    value: f64,
    good: bool,
    range: &'static str,
) -> Result<(), ClusterError> {
    if good {
        return Ok(());
    }
    Err(ClusterError::Parameter {
        name,
        value: value.to_string(),
        range,
    })
}

/// `bytes` within `limit`, or refused with `way_out`.
pub(super) fn memory(bytes: u64, limit: u64, way_out: &'static str) -> Result<(), ClusterError> {
    if bytes <= limit {
        return Ok(());
    }
    Err(ClusterError::Memory {
        needed_mb: bytes.div_ceil(1 << 20),
        limit_mb: limit >> 20,
        way_out,
    })
}

/// Tells progress; a `Break` becomes the error.
pub(super) fn step(progress: Progress<'_>, share: f64) -> Result<(), ClusterError> {
    if progress(share).is_break() {
        return Err(ClusterError::Cancelled);
    }
    Ok(())
}
