//! Who a status names or is addressed to, and who may therefore see it.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// How somebody got on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// Named in the text.
    Named,
    /// Addressed only.
    Silent,
}

/// Adds an account to those a status names or is addressed to.
pub fn insert(tx: &Write, status: StatusId, account: AccountId, kind: MentionKind) -> Result<()> {
    tx.execute(
        "INSERT INTO mentions (status_id, account_id, silent) VALUES (:status, :account, :silent)
         ON CONFLICT DO UPDATE SET silent = min(silent, excluded.silent)",
        named_params! {
            ":status": status, ":account": account, ":silent": kind == MentionKind::Silent,
        },
    )?;
    Ok(())
}

/// Forgets them all, before an edit writes the new ones.
pub fn clear(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "DELETE FROM mentions WHERE status_id = :status",
        named_params! { ":status": status },
    )?;
    Ok(())
}

/// Whether the status names or is addressed to the account.
pub fn exists(db: &Read, status: StatusId, account: AccountId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM mentions WHERE status_id = :status AND account_id = :account",
        named_params! { ":status": status, ":account": account },
    )
}

/// Everybody on the list.
pub fn accounts(db: &Read, status: StatusId) -> Result<Vec<AccountId>> {
    db.rows(
        "SELECT account_id FROM mentions WHERE status_id = :status",
        named_params! { ":status": status },
        |row| row.get(0),
    )
}
