//! What was deleted or undone, so that a late copy does not bring it back.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;

/// A thing that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its type while it lived; empty if unknown.
    pub former_type: String,
    /// When it went.
    pub deleted_ms: i64,
}

/// Remembers that `uri` is gone.
pub fn insert(tx: &Write, uri: &str, former_type: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO tombstones (uri, former_type, deleted_ms)
         VALUES (:uri, :former_type, :now_ms)",
        named_params! { ":uri": uri, ":former_type": former_type, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Whether and when `uri` went.
pub fn by_uri(db: &Read, uri: &str) -> Result<Option<Tombstone>> {
    db.row(
        "SELECT former_type, deleted_ms FROM tombstones WHERE uri = :uri",
        named_params! { ":uri": uri },
        |row| Ok(Tombstone { former_type: row.get(0)?, deleted_ms: row.get(1)? }),
    )
}
