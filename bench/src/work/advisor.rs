//! What the advisor says.

use super::{Outcome, Print, WorkError, on};
use crate::fingerprint::Fingerprint;
use ndarray::ArrayView2;
use recinto_core::advisor::advise;

pub(super) fn run(data: ArrayView2<'_, f64>) -> Outcome {
    let advice = advise(data, 42, &mut on)?;
    // JSON writes every number so that it can be read back to the bit.
    let text =
        serde_json::to_string(&advice).map_err(|error| WorkError::Refused(error.to_string()))?;
    Ok(Box::new(Print(
        Fingerprint::of("advisor").text("advice", &text).finish(),
    )))
}
