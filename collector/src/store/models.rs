//! Models: kept as the bytes they came in, under the hash of those bytes. A site points at one of
//! the models published to it.

use super::StoreError;
use recinto_core::model::SegmentModel;
use rusqlite::{Connection, OptionalExtension, params};

/// A model a site has published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct History {
    pub model: String,
    pub since_day: i64,
    pub current: bool,
}

/// Stores a checked model and points the site at it.
pub(crate) fn publish(
    connection: &Connection,
    site: &str,
    id: &str,
    bytes: &[u8],
    model: &SegmentModel,
    day: i64,
) -> Result<(), StoreError> {
    let epoch_ms = i64::try_from(model.privacy.epoch_ms)
        .map_err(|_| StoreError::Corrupt("an epoch of more than 2^63 ms"))?;
    let added = connection
        .prepare_cached("INSERT OR IGNORE INTO model (id, bytes, epoch_ms) VALUES (?1, ?2, ?3)")?
        .execute(params![id, bytes, epoch_ms])?;
    if added == 1 {
        let mut insert =
            connection.prepare_cached("INSERT INTO label (model, label) VALUES (?1, ?2)")?;
        for segment in &model.segments {
            insert.execute(params![id, segment.label])?;
        }
    }
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO publication (site, model, since_day) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![site, id, day])?;
    set_pointer(connection, site, id)
}

/// Points the site at a model it has published.
pub(crate) fn set_pointer(connection: &Connection, site: &str, id: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE site SET model = ?2 WHERE id = ?1")?
        .execute([site, id])?;
    Ok(())
}

/// Whether the model was ever published to the site.
pub(crate) fn is_published(
    connection: &Connection,
    site: &str,
    id: &str,
) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM publication WHERE site = ?1 AND model = ?2")?
        .exists([site, id])?)
}

/// The bytes of a model.
pub(crate) fn model_bytes(
    connection: &Connection,
    id: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT bytes FROM model WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The model the site points at; `None` for no site.
pub(crate) fn current_model(
    connection: &Connection,
    site: &str,
) -> Result<Option<Option<String>>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT model FROM site WHERE id = ?1")?
        .query_row([site], |row| row.get(0))
        .optional()?)
}

/// What the site has published, newest first.
pub(crate) fn history(connection: &Connection, site: &str) -> Result<Vec<History>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT p.model, p.since_day, p.model IS s.model
             FROM publication p JOIN site s ON s.id = p.site JOIN model m ON m.id = p.model
             WHERE p.site = ?1 ORDER BY p.since_day DESC, m.rowid DESC",
        )?
        .query_map([site], |row| {
            Ok(History {
                model: row.get(0)?,
                since_day: row.get(1)?,
                current: row.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// The last day on which the model was fetched from one of the site's pages.
pub(crate) fn served_day(
    connection: &Connection,
    site: &str,
    id: &str,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT last_served_day FROM publication WHERE site = ?1 AND model = ?2")?
        .query_row([site, id], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Whether a site with this origin has the model and not yet this day; with `write`, keeps it.
pub(crate) fn note_served(
    connection: &Connection,
    id: &str,
    origin: &str,
    day: i64,
    write: bool,
) -> Result<bool, StoreError> {
    let which = "model = ?1 AND last_served_day IS NOT ?3
         AND site IN (SELECT site FROM origin WHERE origin = ?2)";
    if write {
        let changed = connection
            .prepare_cached(&format!(
                "UPDATE publication SET last_served_day = ?3 WHERE {which}"
            ))?
            .execute(params![id, origin, day])?;
        return Ok(changed > 0);
    }
    Ok(connection
        .prepare_cached(&format!("SELECT 1 FROM publication WHERE {which}"))?
        .exists(params![id, origin, day])?)
}
