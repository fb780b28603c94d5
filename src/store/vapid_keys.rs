//! The private key by which push services know this node.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;

/// The key, if one was made.
pub fn private(db: &Read) -> Result<Option<Vec<u8>>> {
    db.row("SELECT private FROM vapid_keys WHERE id = 1", [], |row| row.get(0))
}

/// Keeps a new key, unless there is one; answers the one that is kept.
pub fn keep(tx: &Write, private: &[u8]) -> Result<Vec<u8>> {
    tx.execute(
        "INSERT OR IGNORE INTO vapid_keys (id, private) VALUES (1, :private)",
        named_params! { ":private": private },
    )?;
    Ok(self::private(tx)?.unwrap_or_default())
}
