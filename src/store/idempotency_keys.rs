//! Keys that clients give with a new post, so that a repeated request does not post twice.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// The post that was made with this key.
pub fn status(db: &Read, account: AccountId, key: &str) -> Result<Option<StatusId>> {
    db.row(
        "SELECT status_id FROM idempotency_keys WHERE account_id = :account AND key = :key",
        named_params! { ":account": account, ":key": key },
        |row| row.get(0),
    )
}

/// Remembers the post that was made with this key.
pub fn insert(
    tx: &Write,
    account: AccountId,
    key: &str,
    status: StatusId,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO idempotency_keys (account_id, key, status_id, created_ms)
         VALUES (:account, :key, :status, :now_ms)",
        named_params! { ":account": account, ":key": key, ":status": status, ":now_ms": now_ms },
    )?;
    Ok(())
}
