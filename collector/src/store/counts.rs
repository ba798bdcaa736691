//! Reads of the tallies. What of them may be shown is `suppress`'s to say.

use super::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// What is counted in an epoch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) by_label: BTreeMap<String, u64>,
    /// Devices that answered with bits; 0 where each count is a device.
    pub(crate) unary_reports: u64,
}

/// Everything counted for a site and a model, by epoch.
pub(crate) fn tallies(
    connection: &Connection,
    site: &str,
    model: &str,
) -> Result<BTreeMap<u64, Tally>, StoreError> {
    let natural = |number: i64| {
        u64::try_from(number).map_err(|_| StoreError::Corrupt("a negative epoch or count"))
    };
    let mut tallies: BTreeMap<u64, Tally> = BTreeMap::new();
    let mut statement = connection
        .prepare_cached("SELECT epoch, label, count FROM tally WHERE site = ?1 AND model = ?2")?;
    let mut rows = statement.query([site, model])?;
    while let Some(row) = rows.next()? {
        let tally = tallies.entry(natural(row.get(0)?)?).or_default();
        tally.by_label.insert(row.get(1)?, natural(row.get(2)?)?);
    }
    let mut statement = connection
        .prepare_cached("SELECT epoch, reports FROM unary_total WHERE site = ?1 AND model = ?2")?;
    let mut rows = statement.query([site, model])?;
    while let Some(row) = rows.next()? {
        let tally = tallies.entry(natural(row.get(0)?)?).or_default();
        tally.unary_reports = natural(row.get(1)?)?;
    }
    Ok(tallies)
}

/// The latest epoch with a report.
pub(crate) fn last_epoch(
    connection: &Connection,
    site: &str,
    model: &str,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT max(epoch) FROM tally WHERE site = ?1 AND model = ?2")?
        .query_row(params![site, model], |row| row.get(0))
        .optional()?
        .flatten())
}
