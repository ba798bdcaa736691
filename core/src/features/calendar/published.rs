//! What has to be looked up, since no rule gives it: the regions' school terms and sales, from
//! `core/data/school_terms.csv` and `core/data/sales.csv`, each date with its source.

use super::days::written;

const SCHOOL: &str = include_str!("../../../data/school_terms.csv");
const SALES: &str = include_str!("../../../data/sales.csv");

/// A line of a table of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// `first`, `last` (days of lessons), `natale`, `carnevale`, `pasqua` (days without), or `invernali`, `estivi`
    /// (sales).
    pub what: &'static str,
    /// The region; `TN` and `BZ` for the schools of Trentino-Alto Adige.
    pub area: &'static str,
    /// First and last day.
    pub days: [i32; 2],
    /// Where it was read.
    pub source: &'static str,
}

/// School terms and breaks. The school year is that of the day: from September to June.
pub fn school() -> impl Iterator<Item = Published> {
    // school_year,area,what,first,last,source
    SCHOOL.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',').skip(1);
        let (area, what) = (cells.next()?, cells.next()?);
        row(what, area, cells)
    })
}

/// Sales.
pub fn sales() -> impl Iterator<Item = Published> {
    // season,region,first,last,source
    SALES.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        let (what, area) = (cells.next()?, cells.next()?);
        row(what, area, cells)
    })
}

fn row(
    what: &'static str,
    area: &'static str,
    mut cells: impl Iterator<Item = &'static str>,
) -> Option<Published> {
    Some(Published {
        what,
        area,
        days: [written(cells.next()?)?, written(cells.next()?)?],
        source: cells.next()?,
    })
}
