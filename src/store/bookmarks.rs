//! What people of this node keep for later. Nobody else knows.

use rusqlite::named_params;

use super::Write;
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// Keeps a status.
pub fn insert(tx: &Write, account: AccountId, status: StatusId, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO bookmarks (account_id, status_id, created_ms)
         VALUES (:account, :status, :now_ms)",
        named_params! { ":account": account, ":status": status, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Keeps a status no longer.
pub fn delete(tx: &Write, account: AccountId, status: StatusId) -> Result<()> {
    tx.execute(
        "DELETE FROM bookmarks WHERE account_id = :account AND status_id = :status",
        named_params! { ":account": account, ":status": status },
    )?;
    Ok(())
}
