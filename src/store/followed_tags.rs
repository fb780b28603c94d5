//! Hashtags that people of this node follow.

use rusqlite::named_params;

use super::page::Page;
use super::{Read, Write, tags};
use crate::error::Result;
use crate::id::AccountId;

/// Follows a hashtag; `name` is lower case and without `#`.
pub fn insert(tx: &Write, account: AccountId, name: &str, now_ms: i64) -> Result<()> {
    let tag = tags::id_of(tx, name)?;
    tx.execute(
        "INSERT OR IGNORE INTO followed_tags (account_id, tag_id, created_ms)
         VALUES (:account, :tag, :now_ms)",
        named_params! { ":account": account, ":tag": tag, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Follows a hashtag no longer.
pub fn delete(tx: &Write, account: AccountId, name: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM followed_tags
          WHERE account_id = :account AND tag_id = (SELECT id FROM tags WHERE name = :name)",
        named_params! { ":account": account, ":name": name },
    )?;
    Ok(())
}

/// Whether `account` follows a hashtag.
pub fn exists(db: &Read, account: AccountId, name: &str) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM followed_tags
          WHERE account_id = :account AND tag_id = (SELECT id FROM tags WHERE name = :name)",
        named_params! { ":account": account, ":name": name },
    )
}

/// Whether anybody of this node follows one of these hashtags.
pub fn any(db: &Read, names: &[String]) -> Result<bool> {
    for name in names {
        let sql = "SELECT 1 FROM followed_tags
                    WHERE tag_id = (SELECT id FROM tags WHERE name = :name)";
        if db.exists(sql, named_params! { ":name": name })? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What `account` follows, the last followed first: when it was followed orders the list.
pub fn page(db: &Read, account: AccountId, page: &Page) -> Result<Vec<(i64, String)>> {
    page.cut(
        db,
        "SELECT f.created_ms, t.name FROM followed_tags f JOIN tags t ON t.id = f.tag_id
          WHERE f.account_id = :account",
        "f.created_ms",
        &[(":account", &account)],
    )
}
