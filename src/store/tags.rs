//! Hashtags of statuses.

use rusqlite::named_params;

use super::Write;
use crate::error::Result;
use crate::id::StatusId;

/// Gives a status a hashtag; `name` is lower case and without `#`.
pub fn insert(tx: &Write, status: StatusId, name: &str) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO tags (name) VALUES (:name)",
        named_params! { ":name": name },
    )?;
    tx.execute(
        "INSERT OR IGNORE INTO status_tags (tag_id, status_id)
         SELECT id, :status FROM tags WHERE name = :name",
        named_params! { ":name": name, ":status": status },
    )?;
    Ok(())
}

/// Forgets the hashtags of a status, before an edit writes the new ones.
pub fn clear(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "DELETE FROM status_tags WHERE status_id = :status",
        named_params! { ":status": status },
    )?;
    Ok(())
}
