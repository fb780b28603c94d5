//! What a person of this node wrote down about others, for themselves alone.

use rusqlite::named_params;

use super::Write;
use crate::error::Result;
use crate::id::AccountId;

/// Writes it over what was there; an empty text takes it away.
pub fn put(tx: &Write, account: AccountId, target: AccountId, comment: &str) -> Result<()> {
    let params = named_params! { ":account": account, ":target": target };
    tx.execute(
        "DELETE FROM account_notes WHERE account_id = :account AND target_id = :target",
        params,
    )?;
    if comment.is_empty() {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO account_notes (account_id, target_id, comment)
         VALUES (:account, :target, :comment)",
        named_params! { ":account": account, ":target": target, ":comment": comment },
    )?;
    Ok(())
}
