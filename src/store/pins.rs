//! Pinned posts: the `featured` collection of anybody.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// Pins a status.
pub fn insert(tx: &Write, account: AccountId, status: StatusId, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO pins (account_id, status_id, created_ms)
         VALUES (:account, :status, :now_ms)",
        named_params! { ":account": account, ":status": status, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Takes a pin off.
pub fn delete(tx: &Write, account: AccountId, status: StatusId) -> Result<()> {
    tx.execute(
        "DELETE FROM pins WHERE account_id = :account AND status_id = :status",
        named_params! { ":account": account, ":status": status },
    )?;
    Ok(())
}

/// How many posts somebody has pinned.
pub fn count(db: &Read, account: AccountId) -> Result<i64> {
    let count = db.row(
        "SELECT count(*) FROM pins WHERE account_id = :account",
        named_params! { ":account": account },
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or_default())
}
