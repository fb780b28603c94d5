//! Lists of people that a person of this node made, and who is on them.
//!
//! Their posts are in `list_timelines.rs`.

use rusqlite::{Row, named_params};

use super::{Read, Write, list_timelines};
use crate::error::Result;
use crate::id::{AccountId, ListId};

/// Which replies by members are shown in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepliesPolicy {
    /// Those to anybody whom the owner follows.
    Followed,
    /// Those to other members.
    List,
    /// None.
    None,
}

/// What the owner chose for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Row id.
    pub id: ListId,
    /// As typed.
    pub title: String,
    /// Which replies are shown.
    pub replies_policy: RepliesPolicy,
    /// Its members are not in home.
    pub exclusive: bool,
}

const COLUMNS: &str = "l.id, l.title, l.replies_policy, l.exclusive";

/// All lists of a person, oldest first.
pub fn of(db: &Read, account: AccountId) -> Result<Vec<List>> {
    let sql = format!("SELECT {COLUMNS} FROM lists l WHERE l.account_id = :account ORDER BY l.id");
    db.rows(&sql, named_params! { ":account": account }, from_row)
}

/// One of them.
pub fn by_id(db: &Read, account: AccountId, id: ListId) -> Result<Option<List>> {
    let sql = format!("SELECT {COLUMNS} FROM lists l WHERE l.id = :id AND l.account_id = :account");
    db.row(&sql, named_params! { ":id": id, ":account": account }, from_row)
}

/// Those of a person that `member` is on.
pub fn with_member(db: &Read, account: AccountId, member: AccountId) -> Result<Vec<List>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM lists l JOIN list_accounts m ON m.list_id = l.id
          WHERE m.account_id = :member AND l.account_id = :account ORDER BY l.id"
    );
    db.rows(&sql, named_params! { ":account": account, ":member": member }, from_row)
}

/// How many a person has.
pub fn count(db: &Read, account: AccountId) -> Result<i64> {
    let sql = "SELECT count(*) FROM lists WHERE account_id = :account";
    let count = db.row(sql, named_params! { ":account": account }, |row| row.get(0))?;
    Ok(count.unwrap_or_default())
}

/// Makes a list, or changes the one with its id.
pub fn put(tx: &Write, account: AccountId, list: &List) -> Result<()> {
    tx.execute(
        "INSERT INTO lists (id, account_id, title, replies_policy, exclusive)
         VALUES (:id, :account, :title, :replies_policy, :exclusive)
         ON CONFLICT (id) DO UPDATE
            SET title = excluded.title, replies_policy = excluded.replies_policy,
                exclusive = excluded.exclusive
          WHERE account_id = excluded.account_id",
        named_params! {
            ":id": list.id, ":account": account, ":title": list.title,
            ":replies_policy": list.replies_policy, ":exclusive": list.exclusive,
        },
    )?;
    Ok(())
}

/// Deletes a list, its timeline and who is on it.
pub fn delete(tx: &Write, account: AccountId, id: ListId) -> Result<()> {
    tx.execute(
        "DELETE FROM lists WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
    )?;
    Ok(())
}

/// Puts somebody on a list. Answers whether that is news.
pub fn add(tx: &Write, list: ListId, member: AccountId, now_ms: i64) -> Result<bool> {
    let added = tx.execute(
        "INSERT OR IGNORE INTO list_accounts (list_id, account_id, created_ms)
         VALUES (:list, :member, :now_ms)",
        named_params! { ":list": list, ":member": member, ":now_ms": now_ms },
    )?;
    Ok(added > 0)
}

/// Takes somebody off a list.
pub fn remove(tx: &Write, list: ListId, member: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM list_accounts WHERE list_id = :list AND account_id = :member",
        named_params! { ":list": list, ":member": member },
    )?;
    Ok(())
}

/// Takes somebody, and what they posted, off all lists of a person.
pub fn remove_from_all(tx: &Write, account: AccountId, member: AccountId) -> Result<()> {
    list_timelines::remove_author(tx, account, member)?;
    tx.execute(
        "DELETE FROM list_accounts WHERE account_id = :member
            AND list_id IN (SELECT id FROM lists WHERE account_id = :account)",
        named_params! { ":account": account, ":member": member },
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<List> {
    Ok(List {
        id: row.get(0)?,
        title: row.get(1)?,
        replies_policy: row.get(2)?,
        exclusive: row.get(3)?,
    })
}
