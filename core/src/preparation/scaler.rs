//! Scalers of one shape: [`fit`] over the columns → [`FittedScaler`], which scales and scales back.

use super::{PreparationError, check, min_max, quantile, robust, standard, yeo_johnson};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// How columns are scaled. Each column by itself; all are increasing, so order is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scaler {
    /// (x − mean) / standard deviation. For columns that are about symmetric.
    Standard,
    /// (x − median) / interquartile range. For columns with outliers.
    Robust,
    /// (x − least) / range, to 0–1. For columns of known ends.
    MinMax,
    /// The rank among the fitted rows, to 0–1. Distances between values are lost.
    QuantileUniform,
    /// The rank as a standard normal deviate, within ±5.2.
    QuantileNormal,
    /// ln(1 + x), for counts and sums; values above −1 only.
    Log1p,
    /// Yeo–Johnson's power with the λ of greatest likelihood: makes skewed columns about normal.
    /// Not standardised: scale with [`Scaler::Standard`] afterwards.
    YeoJohnson,
}

impl Scaler {
    /// Every scaler.
    pub const ALL: [Self; 7] = [
        Self::Standard,
        Self::Robust,
        Self::MinMax,
        Self::QuantileUniform,
        Self::QuantileNormal,
        Self::Log1p,
        Self::YeoJohnson,
    ];
}

/// What one column was fitted to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FittedColumn {
    /// (x − center) / scale.
    Shift {
        /// What is subtracted.
        center: f64,
        /// What is divided by, never 0.
        scale: f64,
    },
    /// The rank among values.
    Rank {
        /// The values at evenly spaced ranks from 0 to 1, ascending.
        values: Vec<f64>,
    },
    /// The rank among values as a standard normal deviate.
    Deviate {
        /// The values at evenly spaced ranks from 0 to 1, ascending.
        values: Vec<f64>,
    },
    /// ln(1 + x).
    Log1p,
    /// Yeo–Johnson's power.
    YeoJohnson {
        /// The exponent; 1 leaves everything as it is.
        lambda: f64,
    },
}

/// A fitted scaler.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedScaler {
    /// What was fitted.
    pub scaler: Scaler,
    /// Per column.
    pub columns: Vec<FittedColumn>,
    /// Columns without spread by the scaler's own measure: centred, but not divided (scale 1,
    /// λ = 1). They tell no row from another, or, with [`Scaler::Robust`], few.
    pub constant: Vec<usize>,
}

/// Centre and scale of a column.
pub(super) struct Shift {
    center: f64,
    scale: f64,
    constant: bool,
}

impl Shift {
    /// A constant column is divided by 1.
    pub(super) fn new(center: f64, scale: f64, constant: bool) -> Self {
        Self {
            center,
            scale: if constant { 1.0 } else { scale },
            constant,
        }
    }
}

/// Fits `scaler` to the columns of `data` (rows × columns). O(n·d), with ranks O(n·log n·d).
///
/// # Errors
/// No rows or columns; a cell that is not finite; −1 or less for [`Scaler::Log1p`]; values so large
/// that their spread overflows.
pub fn fit(data: ArrayView2<'_, f64>, scaler: Scaler) -> Result<FittedScaler, PreparationError> {
    check::finite(data)?;
    let mut columns = Vec::with_capacity(data.ncols());
    let mut constant = Vec::new();
    for (j, column) in data.columns().into_iter().enumerate() {
        let values = column.to_vec();
        let (fitted, same) = match scaler {
            Scaler::Standard => shift(j, standard::fit(&values))?,
            Scaler::Robust => shift(j, robust::fit(&values))?,
            Scaler::MinMax => shift(j, min_max::fit(&values))?,
            Scaler::QuantileUniform | Scaler::QuantileNormal => {
                let values = quantile::fit(&values);
                let same = values.first() == values.last();
                let fitted = match scaler {
                    Scaler::QuantileUniform => FittedColumn::Rank { values },
                    _ => FittedColumn::Deviate { values },
                };
                (fitted, same)
            }
            Scaler::Log1p => {
                if let Some(row) = values.iter().position(|&x| x <= -1.0) {
                    return Err(PreparationError::NoLogarithm {
                        row,
                        column: j,
                        value: values[row],
                    });
                }
                (FittedColumn::Log1p, min_max::fit(&values).constant)
            }
            Scaler::YeoJohnson => {
                let lambda = yeo_johnson::fit(&values);
                let fitted = FittedColumn::YeoJohnson {
                    lambda: lambda.unwrap_or(1.0),
                };
                (fitted, lambda.is_none())
            }
        };
        columns.push(fitted);
        if same {
            constant.push(j);
        }
    }
    Ok(FittedScaler {
        scaler,
        columns,
        constant,
    })
}

fn shift(column: usize, shift: Shift) -> Result<(FittedColumn, bool), PreparationError> {
    let Shift {
        center,
        scale,
        constant,
    } = shift;
    if !center.is_finite() || !scale.is_finite() {
        return Err(PreparationError::TooLarge { column });
    }
    Ok((FittedColumn::Shift { center, scale }, constant))
}

/// A value, and the row and column it stands in.
type MapCell<'a> = dyn Fn(&FittedColumn, f64, usize, usize) -> Result<f64, PreparationError> + 'a;

impl FittedScaler {
    /// `data` scaled, each cell by its column.
    ///
    /// # Errors
    /// Another number of columns than fitted, a cell that is not finite, −1 or less for
    /// [`Scaler::Log1p`], a value so far from the fitted ones that its scaled value overflows.
    pub fn transform(&self, data: ArrayView2<'_, f64>) -> Result<Array2<f64>, PreparationError> {
        self.map(data, &|fitted, x, row, column| match fitted {
            FittedColumn::Log1p if x <= -1.0 => Err(PreparationError::NoLogarithm {
                row,
                column,
                value: x,
            }),
            _ => Ok(fitted.transform(x)),
        })
    }

    /// Scaled `data` in the columns' own units. Exact up to rounding, but for ranks: values beyond
    /// the fitted ends come back as the ends.
    ///
    /// # Errors
    /// Another number of columns than fitted, a cell that is not finite, a value to which nothing
    /// is scaled (Yeo–Johnson's range can be bounded), a value that overflows.
    pub fn inverse(&self, data: ArrayView2<'_, f64>) -> Result<Array2<f64>, PreparationError> {
        self.map(data, &|fitted, y, row, column| {
            fitted.inverse(y).ok_or(PreparationError::NoInverse {
                row,
                column,
                value: y,
            })
        })
    }

    fn map(
        &self,
        data: ArrayView2<'_, f64>,
        f: &MapCell<'_>,
    ) -> Result<Array2<f64>, PreparationError> {
        check::fitted(data, self.columns.len())?;
        let mut out = data.to_owned();
        for (row, mut cells) in out.rows_mut().into_iter().enumerate() {
            for (column, (cell, fitted)) in cells.iter_mut().zip(&self.columns).enumerate() {
                let value = f(fitted, *cell, row, column)?;
                if !value.is_finite() {
                    return Err(PreparationError::TooLarge { column });
                }
                *cell = value;
            }
        }
        Ok(out)
    }
}

impl FittedColumn {
    fn transform(&self, x: f64) -> f64 {
        match self {
            Self::Shift { center, scale } => (x - center) / scale,
            Self::Rank { values } => quantile::rank(values, x),
            Self::Deviate { values } => quantile::deviate(quantile::rank(values, x)),
            Self::Log1p => libm::log1p(x),
            Self::YeoJohnson { lambda } => yeo_johnson::transform(*lambda, x),
        }
    }

    fn inverse(&self, y: f64) -> Option<f64> {
        match self {
            Self::Shift { center, scale } => Some(y * scale + center),
            Self::Rank { values } => quantile::value(values, y),
            Self::Deviate { values } => quantile::value(values, quantile::rank_of_deviate(y)),
            Self::Log1p => Some(libm::expm1(y)),
            Self::YeoJohnson { lambda } => yeo_johnson::inverse(*lambda, y),
        }
    }
}
