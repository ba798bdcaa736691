//! What is done before clustering: every scaler there and back, cells filled, shares, components.

use super::{Outcome, Print, WorkError};
use crate::fingerprint::Fingerprint;
use ndarray::{Array2, ArrayView2};
use recinto_core::preparation::{
    FittedColumn, FittedScaler, Mix, Pca, PreparationError, Scaler, fill_by_time, fill_median, fit,
};

impl From<PreparationError> for WorkError {
    fn from(error: PreparationError) -> Self {
        Self::Refused(error.to_string())
    }
}

pub(super) fn run(data: ArrayView2<'_, f64>) -> Outcome {
    let mut print = Fingerprint::of("preparation");
    // Magnitudes are above −1, so that the logarithm has them too.
    let magnitudes = data.mapv(f64::abs);
    for scaler in Scaler::ALL {
        let fitted = fit(magnitudes.view(), scaler)?;
        let scaled = fitted.transform(magnitudes.view())?;
        let back = fitted.inverse(scaled.view())?;
        print = parameters(print, &fitted)
            .numbers("scaled", &scaled)
            .numbers("back", &back);
    }
    let holes = with_holes(data);
    let times: Vec<f64> = (0..data.nrows())
        .map(|i| (i * i % 97) as f64 / 7.0)
        .collect();
    for filled in [
        fill_median(holes.view())?,
        fill_by_time(&times, holes.view())?,
    ] {
        print = print.numbers("filled", &filled.data);
    }
    let mix = Mix {
        keep: data.ncols().saturating_sub(1).max(1),
        smoothing: 0.5,
    };
    let shares = mix.fit(magnitudes.view())?.transform(magnitudes.view())?;
    let pca = Pca::fit(data)?;
    let print = print
        .numbers("shares", &shares.shares)
        .numbers("components", &pca.components)
        .numbers("variance", &pca.variance)
        .numbers("explained", &pca.explained);
    Ok(Box::new(Print(print.finish())))
}

fn parameters(print: Fingerprint, fitted: &FittedScaler) -> Fingerprint {
    let columns = fitted.columns.iter();
    columns.fold(print, |print, column| match column {
        FittedColumn::Shift { center, scale } => print.numbers("shift", [center, scale]),
        FittedColumn::Rank { values } | FittedColumn::Deviate { values } => {
            print.numbers("values", values)
        }
        FittedColumn::Log1p => print.text("log1p", ""),
        FittedColumn::YeoJohnson { lambda } => print.number("lambda", *lambda),
    })
}

/// Every seventh cell is missing.
fn with_holes(data: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut holes = data.to_owned();
    for cell in holes.iter_mut().step_by(7) {
        *cell = f64::NAN;
    }
    holes
}
