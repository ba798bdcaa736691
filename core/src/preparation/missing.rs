//! Missing cells (NaN) filled, and counted: by the column's median, or by the row's own time.

use super::order_statistics::{between, of_any};
use super::{PreparationError, check};
use ndarray::{Array2, ArrayView2};

/// Data without missing cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The data; cells that were known are as they were.
    pub data: Array2<f64>,
    /// Cells filled, per column.
    pub filled: Vec<usize>,
}

/// Missing cells become the median of their column's known cells. O(n·d).
///
/// # Errors
/// No rows or columns, an infinite cell, a column in which nothing is known.
pub fn fill_median(data: ArrayView2<'_, f64>) -> Result<Filled, PreparationError> {
    fill(data, &|column, values| {
        let mut known: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        if known.is_empty() {
            return Err(PreparationError::NothingKnown { column });
        }
        let median = of_any(&mut known, 0.5);
        for value in values.iter_mut().filter(|x| x.is_nan()) {
            *value = median;
        }
        Ok(())
    })
}

/// Missing cells become what lies, at their row's time, on the straight line between the known
/// cells of their column before and after. Before the first and after the last known cell: that
/// cell. `times` may be uneven, in any order and unit; cells known at the same time count with
/// their mean. O(n·log n·d).
///
/// # Errors
/// As [`fill_median`]; also another number of times than rows, a time that is not finite.
pub fn fill_by_time(times: &[f64], data: ArrayView2<'_, f64>) -> Result<Filled, PreparationError> {
    if times.len() != data.nrows() {
        return Err(PreparationError::Times {
            times: times.len(),
            rows: data.nrows(),
        });
    }
    if let Some(row) = times.iter().position(|t| !t.is_finite()) {
        return Err(PreparationError::Time { row });
    }
    fill(data, &|column, values| {
        let known = known(times, values);
        if known.is_empty() {
            return Err(PreparationError::NothingKnown { column });
        }
        for (value, &time) in values.iter_mut().zip(times).filter(|(x, _)| x.is_nan()) {
            *value = at(&known, time);
        }
        Ok(())
    })
}

/// Fills the column of a number.
type FillColumn<'a> = dyn Fn(usize, &mut [f64]) -> Result<(), PreparationError> + 'a;

/// Fills each column that misses something by `f`, and counts.
fn fill(data: ArrayView2<'_, f64>, f: &FillColumn<'_>) -> Result<Filled, PreparationError> {
    check::filled(data)?;
    for (row, cells) in data.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|x| x.is_infinite()) {
            return Err(PreparationError::Infinite { row, column });
        }
    }
    let mut out = data.to_owned();
    let mut filled = Vec::with_capacity(data.ncols());
    for (column, mut cells) in out.columns_mut().into_iter().enumerate() {
        let missing = cells.iter().filter(|x| x.is_nan()).count();
        if missing > 0 {
            let mut values = cells.to_vec();
            f(column, &mut values)?;
            for (cell, value) in cells.iter_mut().zip(values) {
                *cell = value;
            }
        }
        filled.push(missing);
    }
    Ok(Filled { data: out, filled })
}

/// Known (time, value) by rising time, each time once.
fn known(times: &[f64], values: &[f64]) -> Vec<(f64, f64)> {
    let mut known: Vec<(f64, f64)> = times
        .iter()
        // −0 and 0 are one time.
        .map(|t| t + 0.0)
        .zip(values.iter().copied())
        .filter(|(_, x)| !x.is_nan())
        .collect();
    // By value too, so that the mean is summed in an order the rows do not decide.
    known.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    known
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| {
            let share = 1.0 / same.len() as f64;
            let mean = same.iter().map(|(_, x)| x * share).sum::<f64>();
            // Rounding must not lead outside.
            (same[0].0, mean.clamp(same[0].1, same[same.len() - 1].1))
        })
        .collect()
}

/// The value at `time` of the line through `known`, which is not empty.
fn at(known: &[(f64, f64)], time: f64) -> f64 {
    let after = known.partition_point(|(t, _)| *t < time);
    let (Some(&(t1, x1)), Some(&(t0, x0))) = (
        known.get(after),
        after.checked_sub(1).and_then(|i| known.get(i)),
    ) else {
        return known[after.min(known.len() - 1)].1;
    };
    let weight = if (t1 - t0).is_finite() {
        (time - t0) / (t1 - t0)
    } else {
        (0.5 * time - 0.5 * t0) / (0.5 * t1 - 0.5 * t0)
    };
    between(x0, x1, weight)
}
