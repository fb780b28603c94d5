//! Whom a person of this node shows on their profile.

use rusqlite::named_params;

use super::Write;
use crate::error::Result;
use crate::id::AccountId;

/// `account` shows `target`.
pub fn insert(tx: &Write, account: AccountId, target: AccountId, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO endorsements (account_id, target_id, created_ms)
         VALUES (:account, :target, :now_ms)",
        named_params! { ":account": account, ":target": target, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// No longer.
pub fn delete(tx: &Write, account: AccountId, target: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM endorsements WHERE account_id = :account AND target_id = :target",
        named_params! { ":account": account, ":target": target },
    )?;
    Ok(())
}
