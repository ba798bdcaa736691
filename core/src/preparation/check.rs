//! Checks that every preparation begins with.

use super::PreparationError;
use ndarray::ArrayView2;

/// At least one row and one column, every cell finite.
pub(super) fn finite(data: ArrayView2<'_, f64>) -> Result<(), PreparationError> {
    filled(data)?;
    for (row, cells) in data.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|x| !x.is_finite()) {
            return Err(PreparationError::NotFinite { row, column });
        }
    }
    Ok(())
}

/// At least one row and one column.
pub(super) fn filled(data: ArrayView2<'_, f64>) -> Result<(), PreparationError> {
    let (rows, columns) = data.dim();
    if rows == 0 || columns == 0 {
        return Err(PreparationError::Empty { rows, columns });
    }
    Ok(())
}

/// The columns that were fitted, every cell finite; there may be no rows.
pub(super) fn fitted(data: ArrayView2<'_, f64>, fitted: usize) -> Result<(), PreparationError> {
    let columns = data.ncols();
    if columns != fitted {
        return Err(PreparationError::Width { columns, fitted });
    }
    if data.nrows() == 0 {
        return Ok(());
    }
    finite(data)
}
