//! Hashtags of statuses, and how often they were seen.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::named_params;
use rusqlite::types::Value;

use super::{Read, Write};
use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId};

/// The row of a hashtag, made if it is new; `name` is lower case and without `#`.
pub fn id_of(tx: &Write, name: &str) -> Result<i64> {
    let name = named_params! { ":name": name };
    tx.execute("INSERT OR IGNORE INTO tags (name) VALUES (:name)", name)?;
    let id = tx.row("SELECT id FROM tags WHERE name = :name", name, |row| row.get(0))?;
    id.ok_or_else(|| Error::internal("a hashtag that was just made is not there"))
}

/// Gives a status a hashtag; `name` is lower case and without `#`.
pub fn insert(tx: &Write, status: StatusId, name: &str) -> Result<()> {
    let tag = id_of(tx, name)?;
    tx.execute(
        "INSERT OR IGNORE INTO status_tags (tag_id, status_id) VALUES (:tag, :status)",
        named_params! { ":tag": tag, ":status": status },
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

/// A hashtag as one person of this node sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Lower case and without `#`.
    pub name: String,
    /// They follow it.
    pub following: bool,
    /// It is on their profile.
    pub featuring: bool,
    /// How often it was seen here in the last days, the newest first.
    pub days: Vec<Day>,
}

/// How often a hashtag was seen on one day, in public posts.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// Its beginning (UTC).
    pub begins_ms: i64,
    /// Posts.
    pub uses: i64,
    /// Their authors.
    pub accounts: i64,
}

/// How `viewer` sees these hashtags, in two queries however many there are. Names that are not here count as well: they were
/// never seen.
pub fn seen(db: &Read, viewer: AccountId, names: Vec<String>, now_ms: i64) -> Result<Vec<Seen>> {
    let listed = Rc::new(names.iter().cloned().map(Value::Text).collect::<Vec<_>>());
    let stands = db.rows(
        "SELECT t.name,
                EXISTS (SELECT 1 FROM followed_tags f
                         WHERE f.account_id = :viewer AND f.tag_id = t.id),
                EXISTS (SELECT 1 FROM featured_tags f
                         WHERE f.account_id = :viewer AND f.tag_id = t.id)
           FROM tags t WHERE t.name IN rarray(:names)",
        named_params! { ":viewer": viewer, ":names": listed },
        |row| Ok((row.get::<_, String>(0)?, (row.get(1)?, row.get(2)?))),
    )?;
    let stands: HashMap<_, _> = stands.into_iter().collect();
    let today_ms = now_ms - now_ms.rem_euclid(DAY_MS);
    // Ids begin with the time, so that the days are a part of the index.
    let counted = db.rows(
        "SELECT t.name, (s.created_ms / 86400000) * 86400000, count(*), count(DISTINCT s.account_id)
           FROM tags t JOIN status_tags st ON st.tag_id = t.id
           JOIN statuses s ON s.id = st.status_id
          WHERE t.name IN rarray(:names) AND st.status_id >= :since AND s.visibility = 0
          GROUP BY 1, 2",
        named_params! {
            ":names": listed, ":since": StatusId::first_at(today_ms - (DAYS - 1) * DAY_MS),
        },
        |row| Ok(((row.get::<_, String>(0)?, row.get::<_, i64>(1)?), (row.get(2)?, row.get(3)?))),
    )?;
    let counted: HashMap<_, _> = counted.into_iter().collect();
    let seen = names.into_iter().map(|name| {
        let (following, featuring) = stands.get(&name).copied().unwrap_or_default();
        let days = (0..DAYS).map(|ago| {
            let begins_ms = today_ms - ago * DAY_MS;
            let found = counted.get(&(name.clone(), begins_ms));
            let (uses, accounts) = found.copied().unwrap_or_default();
            Day { begins_ms, uses, accounts }
        });
        Seen { days: days.collect(), name, following, featuring }
    });
    Ok(seen.collect())
}

const DAYS: i64 = 7;
const DAY_MS: i64 = 86_400_000;
