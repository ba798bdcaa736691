//! A label report: may it be counted, and the counting.

use super::StoreError;
use rusqlite::{Connection, OptionalExtension, params};

/// Whether a report may be counted, as far as the tables tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// The model was never published to this site.
    UnknownModel,
    /// The model has no such label.
    UnknownLabel,
    /// It may, as long as its epoch is open; the epoch's length in ms.
    Known {
        /// The model's epoch length.
        epoch_ms: u64,
    },
}

/// Looks a report's model and label up. `label` is `None` for an answer of another kind.
pub(crate) fn admit(
    connection: &Connection,
    site: &str,
    model: &str,
    label: Option<&str>,
) -> Result<Admission, StoreError> {
    let epoch_ms: Option<i64> = connection
        .prepare_cached(
            "SELECT m.epoch_ms FROM publication p JOIN model m ON m.id = p.model
             WHERE p.site = ?1 AND p.model = ?2",
        )?
        .query_row([site, model], |row| row.get(0))
        .optional()?;
    let Some(epoch_ms) = epoch_ms else {
        return Ok(Admission::UnknownModel);
    };
    let epoch_ms = u64::try_from(epoch_ms)
        .ok()
        .filter(|&length| length > 0)
        .ok_or(StoreError::Corrupt("an epoch without length"))?;
    if let Some(label) = label
        && !connection
            .prepare_cached("SELECT 1 FROM label WHERE model = ?1 AND label = ?2")?
            .exists([model, label])?
    {
        return Ok(Admission::UnknownLabel);
    }
    Ok(Admission::Known { epoch_ms })
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
    label: &str,
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
    if fresh == 1 {
        connection
            .prepare_cached(
                "INSERT INTO tally (site, model, epoch, label, count) VALUES (?1, ?2, ?3, ?4, 1)
                 ON CONFLICT (site, model, epoch, label) DO UPDATE SET count = count + 1",
            )?
            .execute(params![report.site, report.model, epoch, label])?;
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
