//! What the targets share: odd data, odd parameters, and what has to hold of any clustering.

pub mod file;
pub mod memory;

use arbitrary::{Arbitrary, Result, Unstructured};
use ndarray::Array2;
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use std::ops::ControlFlow;

/// The most rows and columns of a [`Table`].
pub const MOST: (usize, usize) = (40, 6);

/// Rows × columns of odd numbers.
#[derive(Debug, Clone)]
pub struct Table(pub Array2<f64>);

/// A count: mostly small, at times anything.
#[derive(Debug, Clone, Copy)]
pub struct Count(pub usize);

/// A parameter in f64: mostly plain, at times anything.
#[derive(Debug, Clone, Copy)]
pub struct Number(pub f64);

impl<'a> Arbitrary<'a> for Table {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        // Most tables are to get past the checks: only some hold what is refused.
        let wildness: u8 = u.int_in_range(0..=7)?;
        let rows = u.int_in_range(0..=MOST.0)?;
        let columns = u.int_in_range(0..=MOST.1)?;
        let mut cells = Vec::with_capacity(rows * columns);
        for _ in 0..rows * columns {
            cells.push(cell(u, wildness)?);
        }
        Ok(Self(
            Array2::from_shape_vec((rows, columns), cells).unwrap_or_default(),
        ))
    }
}

fn cell(u: &mut Unstructured<'_>, wildness: u8) -> Result<f64> {
    let kind: u8 = u.arbitrary()?;
    Ok(match (kind, wildness) {
        (0..64, _) => f64::from(kind % 4),
        (64..128, _) => f64::from(kind) - 96.0,
        (128..192, _) => f64::from(u.arbitrary::<i16>()?) / 64.0,
        (250.., 7) => [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][usize::from(kind % 3)],
        (224.., 4..) => [
            f64::MAX,
            f64::MIN,
            f64::MAX / 2.0,
            f64::MIN_POSITIVE,
            5e-324,
            -5e-324,
            -0.0,
            1e160,
            -1e154,
            1e-160,
            1.0 + f64::EPSILON,
        ][usize::from(kind) % 11],
        (_, 2..) => {
            let any = f64::from_bits(u.arbitrary()?);
            if any.is_finite() || wildness == 7 {
                any
            } else {
                1.0
            }
        }
        _ => f64::from(kind) * 1e-3,
    })
}

impl<'a> Arbitrary<'a> for Count {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let kind: u8 = u.arbitrary()?;
        Ok(Self(match kind {
            0..=200 => usize::from(kind % 50),
            201..=220 => usize::from(kind) * 1000,
            221..=230 => usize::MAX - usize::from(kind % 3),
            231..=240 => 1 << (kind % 64),
            _ => u.arbitrary()?,
        }))
    }
}

impl<'a> Arbitrary<'a> for Number {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        cell(u, 7).map(Self)
    }
}

/// Counts progress and cancels when a fit has told it so often: a fit of a million starts may
/// take its time, as long as it can be stopped.
pub fn patience(calls: u32) -> impl FnMut(f64) -> ControlFlow<()> {
    let mut left = calls;
    move |share| {
        assert!((0.0..=1.0 + 1e-9).contains(&share), "progress of {share}");
        left = left.saturating_sub(1);
        if left == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// Fits, and holds what comes out to the shape of every clustering. The fit, if there is one.
pub fn fit<C: Clusterer>(params: &C, table: &Table) -> Option<C::Fitted> {
    match params.fit(table.0.view(), &mut patience(300)) {
        Ok(fitted) => {
            check(&fitted, table);
            Some(fitted)
        }
        Err(error) => {
            refused(&error, table);
            None
        }
    }
}

/// A label for every row, each a cluster's or noise; new points too.
pub fn check(fitted: &dyn Clustering, table: &Table) {
    let (rows, columns) = table.0.dim();
    assert!(
        table.0.iter().all(|x| x.is_finite()),
        "fitted what is not finite"
    );
    assert_eq!(fitted.labels().len(), rows);
    let good = |label: u32| label == NOISE || (label as usize) < fitted.clusters();
    assert!(fitted.labels().iter().all(|&label| good(label)));
    assert!(
        fitted.clusters() <= rows,
        "{} clusters of {rows} rows",
        fitted.clusters()
    );
    for row in table.0.rows() {
        assert!(good(fitted.assign(&row.to_vec())));
    }
    assert_eq!(fitted.assign(&vec![f64::NAN; columns]), NOISE);
    assert_eq!(fitted.assign(&vec![0.0; columns + 1]), NOISE);
    assert!(good(fitted.assign(&vec![f64::MAX; columns])));
}

/// An error says something true.
pub fn refused(error: &ClusterError, table: &Table) {
    assert!(!error.to_string().is_empty());
    if let ClusterError::NotFinite { row, column } = error {
        assert!(!table.0[[*row, *column]].is_finite(), "{error}");
    }
}

/// Every number is finite.
pub fn finite<'a>(numbers: impl IntoIterator<Item = &'a f64>) {
    for number in numbers {
        assert!(number.is_finite(), "{number}");
    }
}
