//! Hashtags that people of this node show on their profile.

use rusqlite::{Row, named_params};

use super::{Read, Write, tags};
use crate::error::Result;
use crate::id::{AccountId, FeaturedTagId};

/// A hashtag on a profile, and what is under it there.
#[derive(Clone, Debug)]
pub struct FeaturedTag {
    /// Row id.
    pub id: FeaturedTagId,
    /// Lower case and without `#`.
    pub name: String,
    /// Public posts of that person with it.
    pub statuses_count: i64,
    /// When the last of them was made.
    pub last_status_ms: Option<i64>,
}

const SELECT: &str = "
    SELECT f.id, t.name, count(s.id), max(s.created_ms)
      FROM featured_tags f
      JOIN tags t ON t.id = f.tag_id
      LEFT JOIN status_tags st ON st.tag_id = f.tag_id
      LEFT JOIN statuses s ON s.id = st.status_id AND s.account_id = f.account_id
                          AND s.visibility < 2
     WHERE f.account_id = :account";

/// Those of one person, oldest first.
pub fn of(db: &Read, account: AccountId) -> Result<Vec<FeaturedTag>> {
    let sql = format!("{SELECT} GROUP BY f.id ORDER BY f.id");
    db.rows(&sql, named_params! { ":account": account }, from_row)
}

/// The names of those of one person, oldest first.
pub fn names(db: &Read, account: AccountId) -> Result<Vec<String>> {
    db.rows(
        "SELECT t.name FROM featured_tags f JOIN tags t ON t.id = f.tag_id
          WHERE f.account_id = :account ORDER BY f.id",
        named_params! { ":account": account },
        |row| row.get(0),
    )
}

/// The one with this name.
pub fn by_name(db: &Read, account: AccountId, name: &str) -> Result<Option<FeaturedTag>> {
    let sql = format!("{SELECT} AND t.name = :name GROUP BY f.id");
    db.row(&sql, named_params! { ":account": account, ":name": name }, from_row)
}

/// Shows a hashtag; `name` is lower case and without `#`.
pub fn insert(
    tx: &Write,
    id: FeaturedTagId,
    account: AccountId,
    name: &str,
    now_ms: i64,
) -> Result<()> {
    let tag = tags::id_of(tx, name)?;
    tx.execute(
        "INSERT OR IGNORE INTO featured_tags (id, account_id, tag_id, created_ms)
         VALUES (:id, :account, :tag, :now_ms)",
        named_params! { ":id": id, ":account": account, ":tag": tag, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Shows it no longer. Answers whether it was there.
pub fn delete(tx: &Write, account: AccountId, id: FeaturedTagId) -> Result<bool> {
    let deleted = tx.execute(
        "DELETE FROM featured_tags WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
    )?;
    Ok(deleted > 0)
}

/// Hashtags that a person uses most in the posts that everybody may see, and does not show yet.
pub fn suggestions(db: &Read, account: AccountId, limit: u32) -> Result<Vec<String>> {
    db.rows(
        "SELECT t.name FROM statuses s
           JOIN status_tags st ON st.status_id = s.id
           JOIN tags t ON t.id = st.tag_id
          WHERE s.account_id = :account AND s.visibility < 2
            AND NOT EXISTS (SELECT 1 FROM featured_tags f
                             WHERE f.account_id = :account AND f.tag_id = t.id)
          GROUP BY t.id ORDER BY count(*) DESC, t.name LIMIT :limit",
        named_params! { ":account": account, ":limit": limit },
        |row| row.get(0),
    )
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<FeaturedTag> {
    Ok(FeaturedTag {
        id: row.get(0)?,
        name: row.get(1)?,
        statuses_count: row.get(2)?,
        last_status_ms: row.get(3)?,
    })
}
