//! Reads of the tallies. What of them may be shown is `suppress`'s to say.

use super::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// Counts by label, by epoch.
pub(crate) type Tallies = BTreeMap<u64, BTreeMap<String, u64>>;

/// Everything counted for a site and a model.
pub(crate) fn tallies(
    connection: &Connection,
    site: &str,
    model: &str,
) -> Result<Tallies, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT epoch, label, count FROM tally WHERE site = ?1 AND model = ?2")?;
    let mut rows = statement.query([site, model])?;
    let mut tallies = Tallies::new();
    while let Some(row) = rows.next()? {
        let epoch = u64::try_from(row.get::<_, i64>(0)?)
            .map_err(|_| StoreError::Corrupt("a negative epoch"))?;
        let count = u64::try_from(row.get::<_, i64>(2)?)
            .map_err(|_| StoreError::Corrupt("a negative count"))?;
        tallies.entry(epoch).or_default().insert(row.get(1)?, count);
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
