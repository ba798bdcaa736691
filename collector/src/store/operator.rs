//! The operator's token: who may register sites through the app.

use super::StoreError;
use rusqlite::{Connection, OptionalExtension};

/// The hash of the operator's token, if one was made.
pub(crate) fn operator_hash(connection: &Connection) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT token_sha256 FROM operator")?
        .query_row([], |row| row.get(0))
        .optional()?)
}

/// Sets it, in place of any earlier one.
pub(super) fn set_operator_token(
    connection: &Connection,
    hash: &[u8; 32],
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO operator (one, token_sha256) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET token_sha256 = excluded.token_sha256",
        [hash.as_slice()],
    )?;
    Ok(())
}
