//! A label report: may it be counted, and the counting.

use super::StoreError;
use recinto_core::model::SegmentModel;
use rusqlite::{Connection, OptionalExtension, params};

/// The model of a report, if it was ever published to the site.
pub(crate) fn published_model(
    connection: &Connection,
    site: &str,
    model: &str,
) -> Result<Option<SegmentModel>, StoreError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached(
            "SELECT m.bytes FROM publication p JOIN model m ON m.id = p.model
             WHERE p.site = ?1 AND p.model = ?2",
        )?
        .query_row([site, model], |row| row.get(0))
        .optional()?;
    bytes
        // It was checked on upload: if it fails now, the file was tampered with.
        .map(|bytes| SegmentModel::from_bytes(&bytes))
        .transpose()
        .map_err(|_| StoreError::Corrupt("a model that breaks its own format"))
}

/// What a report adds to the counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Counted {
    /// One label.
    Label(String),
    /// The labels whose bit is 1; one more device answered, whatever they are.
    Bits(Vec<String>),
}

/// The moment from which a report of this epoch is refused: the end of the epoch after it.
pub(crate) fn open_until(epoch: u64, epoch_ms: u64) -> Option<u64> {
    epoch.checked_add(2)?.checked_mul(epoch_ms)
}

/// Whether the epoch is the current one or the one before.
pub(crate) fn is_open(epoch: u64, epoch_ms: u64, now_ms: u64) -> bool {
    let current = now_ms.checked_div(epoch_ms).unwrap_or(0);
    epoch == current || epoch.checked_add(1) == Some(current)
}

/// Counts one admitted report; `false` when its epoch has closed. A rid that was seen in this
/// epoch changes nothing.
pub(crate) fn count_report(
    connection: &Connection,
    report: &recinto_wire::LabelReport,
    counted: &Counted,
    epoch_ms: u64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    purge(connection, now_ms)?;
    if !is_open(report.epoch, epoch_ms, now_ms) {
        return Ok(false);
    }
    let number = |value: Option<u64>| {
        value
            .and_then(|value| i64::try_from(value).ok())
            .ok_or(StoreError::Corrupt("an epoch beyond the calendar"))
    };
    let epoch = number(Some(report.epoch))?;
    let until = number(open_until(report.epoch, epoch_ms))?;
    let fresh = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO seen_report (site, epoch, rid, open_until_ms)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![report.site, epoch, report.rid, until])?;
    if fresh != 1 {
        return Ok(true);
    }
    let labels = match counted {
        Counted::Label(label) => std::slice::from_ref(label),
        Counted::Bits(labels) => {
            connection
                .prepare_cached(
                    "INSERT INTO unary_total (site, model, epoch, reports) VALUES (?1, ?2, ?3, 1)
                     ON CONFLICT (site, model, epoch) DO UPDATE SET reports = reports + 1",
                )?
                .execute(params![report.site, report.model, epoch])?;
            labels
        }
    };
    let mut raise = connection.prepare_cached(
        "INSERT INTO tally (site, model, epoch, label, count) VALUES (?1, ?2, ?3, ?4, 1)
         ON CONFLICT (site, model, epoch, label) DO UPDATE SET count = count + 1",
    )?;
    for label in labels {
        raise.execute(params![report.site, report.model, epoch, label])?;
    }
    Ok(true)
}

/// Deletes the rids of closed epochs.
pub(super) fn purge(connection: &Connection, now_ms: u64) -> Result<(), StoreError> {
    let now = i64::try_from(now_ms).unwrap_or(i64::MAX);
    connection
        .prepare_cached("DELETE FROM seen_report WHERE open_until_ms <= ?1")?
        .execute([now])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_epochs_are_open() {
        let hour = 3_600_000;
        let now = 1000 * hour + 5;
        assert!(is_open(1000, hour, now));
        assert!(is_open(999, hour, now));
        assert!(!is_open(998, hour, now));
        assert!(!is_open(1001, hour, now));
        assert!(!is_open(u64::MAX, hour, now));
        assert!(!is_open(5, 0, now));
        // A rid lives exactly as long as its report would be taken.
        let end = open_until(999, hour).unwrap();
        assert!(is_open(999, hour, end - 1));
        assert!(!is_open(999, hour, end));
    }
}
