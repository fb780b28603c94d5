//! What was deleted or undone, and by whom, so that a late copy does not bring it back.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// A thing that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its type while it lived; empty if unknown.
    pub former_type: String,
    /// When it went.
    pub deleted_ms: i64,
}

/// Remembers that `account` took `uri` away. It may not have been theirs: see [`is_gone`].
pub fn insert(
    tx: &Write,
    uri: &str,
    account: AccountId,
    former_type: &str,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO tombstones (uri, account_id, former_type, deleted_ms)
         VALUES (:uri, :account, :former_type, :now_ms)",
        named_params! {
            ":uri": uri, ":account": account, ":former_type": former_type, ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// Whether `owner`, whose thing it is, took `uri` away.
pub fn is_gone(db: &Read, uri: &str, owner: AccountId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM tombstones WHERE uri = :uri AND account_id = :owner",
        named_params! { ":uri": uri, ":owner": owner },
    )
}

/// When something of this node went.
pub fn by_uri(db: &Read, uri: &str) -> Result<Option<Tombstone>> {
    db.row(
        "SELECT former_type, deleted_ms FROM tombstones WHERE uri = :uri",
        named_params! { ":uri": uri },
        |row| Ok(Tombstone { former_type: row.get(0)?, deleted_ms: row.get(1)? }),
    )
}
