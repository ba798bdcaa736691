//! The database file: its tables, and how a connection to it is set up.

use super::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Marks the file as Recinto's ("Rcnt").
const APPLICATION_ID: i32 = 0x5263_6e74;
/// The version of the tables below.
const VERSION: i32 = 2;
/// How long to wait for another process that writes (`recinto site add` beside `serve`).
const BUSY: Duration = Duration::from_secs(5);

/// `WITHOUT ROWID` on the two tables that reports touch: a row number would keep the order in
/// which reports arrived. `seen_report` has no label, so no row ties a report to its answer.
const TABLES: &str = "
CREATE TABLE operator (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  token_sha256 BLOB NOT NULL CHECK (length(token_sha256) = 32)
) STRICT;
CREATE TABLE model (
  id TEXT PRIMARY KEY,
  bytes BLOB NOT NULL,
  epoch_ms INTEGER NOT NULL CHECK (epoch_ms > 0)
) STRICT;
CREATE TABLE label (
  model TEXT NOT NULL REFERENCES model (id),
  label TEXT NOT NULL,
  PRIMARY KEY (model, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE site (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  token_sha256 BLOB NOT NULL CHECK (length(token_sha256) = 32),
  model TEXT REFERENCES model (id),
  last_pointer_day INTEGER,
  synthetic_reports INTEGER NOT NULL DEFAULT 0 CHECK (synthetic_reports >= 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE origin (
  site TEXT NOT NULL REFERENCES site (id),
  origin TEXT NOT NULL,
  PRIMARY KEY (site, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX origin_site ON origin (origin, site);
CREATE TABLE publication (
  site TEXT NOT NULL REFERENCES site (id),
  model TEXT NOT NULL REFERENCES model (id),
  since_day INTEGER NOT NULL,
  last_served_day INTEGER,
  PRIMARY KEY (site, model)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (
  site TEXT NOT NULL,
  model TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  label TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (site, model, epoch, label),
  FOREIGN KEY (site, model) REFERENCES publication (site, model),
  FOREIGN KEY (model, label) REFERENCES label (model, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE seen_report (
  site TEXT NOT NULL REFERENCES site (id),
  epoch INTEGER NOT NULL,
  rid TEXT NOT NULL,
  open_until_ms INTEGER NOT NULL,
  PRIMARY KEY (site, epoch, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_report_end ON seen_report (open_until_ms);
";

/// How many devices answered with bits: there no sum of counts tells. Since version 2.
const UNARY_TOTAL: &str = "
CREATE TABLE unary_total (
  site TEXT NOT NULL,
  model TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  reports INTEGER NOT NULL CHECK (reports > 0),
  PRIMARY KEY (site, model, epoch),
  FOREIGN KEY (site, model) REFERENCES publication (site, model)
) STRICT, WITHOUT ROWID;
";

/// A connection that writes; makes the file and its tables when they are not there.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = connect(path, OpenFlags::default())?;
    // FULL: a commit returns after the log is on disk. secure_delete: a purged rid is
    // overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", "ON")?;
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 =
        transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    match (version, application) {
        (0, 0) => {
            let tables: i64 =
                transaction
                    .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if tables > 0 {
                return Err(StoreError::ForeignFile(path.to_owned()));
            }
            transaction.execute_batch(TABLES)?;
            transaction.execute_batch(UNARY_TOTAL)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.commit()?;
        }
        (1, APPLICATION_ID) => {
            transaction.execute_batch(UNARY_TOTAL)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.commit()?;
        }
        (VERSION, APPLICATION_ID) => transaction.commit()?,
        (found, APPLICATION_ID) => {
            return Err(StoreError::Version {
                found,
                known: VERSION,
            });
        }
        _ => return Err(StoreError::ForeignFile(path.to_owned())),
    }
    Ok(connection)
}

/// A connection that only reads.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    // Read-write flags, since a reader of a WAL file writes the shared index beside it; the
    // pragma keeps it from writing anything else.
    let flags = OpenFlags::default().difference(OpenFlags::SQLITE_OPEN_CREATE);
    let connection = connect(path, flags)?;
    connection.pragma_update(None, "query_only", "ON")?;
    Ok(connection)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection =
        Connection::open_with_flags(path, flags).map_err(|source| StoreError::Open {
            path: path.to_owned(),
            source: source.into(),
        })?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(StoreError::NoWal(path.to_owned()));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    Ok(connection)
}
