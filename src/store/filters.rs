//! Words and posts that people of this node do not want to see, or not at once.

use rusqlite::{Row, named_params};

use super::page::array;
use super::{Read, Write};
use crate::error::Result;
use crate::event::Event;
use crate::id::{AccountId, FilterId, FilterKeywordId, FilterStatusId, StatusId};

/// What becomes of a post that a filter finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is behind a warning.
    Warn,
    /// It is not shown.
    Hide,
    /// Its pictures are blurred.
    Blur,
}

/// Where a filter counts: bits of [`Filter::contexts`], with their names.
pub const CONTEXTS: [(&str, i64); 5] =
    [("home", 1), ("notifications", 2), ("public", 4), ("thread", 8), ("account", 16)];

/// A filter with all that it looks for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Row id.
    pub id: FilterId,
    /// As typed.
    pub title: String,
    /// Bits of [`CONTEXTS`].
    pub contexts: i64,
    /// What it does.
    pub action: Action,
    /// When it counts no more.
    pub expires_ms: Option<i64>,
    /// Words.
    pub keywords: Vec<Keyword>,
    /// Single posts.
    pub statuses: Vec<FilterStatus>,
}

/// A word that a filter looks for.
#[derive(Clone, Debug)]
pub struct Keyword {
    /// Row id.
    pub id: FilterKeywordId,
    /// The filter that it is of.
    pub filter_id: FilterId,
    /// As typed.
    pub keyword: String,
    /// Not as a part of another word.
    pub whole_word: bool,
}

/// A post that a filter is for.
#[derive(Clone, Copy, Debug)]
pub struct FilterStatus {
    /// Row id.
    pub id: FilterStatusId,
    /// The filter that it is of.
    pub filter_id: FilterId,
    /// The post.
    pub status_id: StatusId,
}

/// All filters of a person, in three queries.
pub fn of(db: &Read, account: AccountId) -> Result<Vec<Filter>> {
    let filters = db.rows(
        "SELECT id, title, contexts, action, expires_ms FROM filters
          WHERE account_id = :account ORDER BY id",
        named_params! { ":account": account },
        from_row,
    )?;
    with_parts(db, filters)
}

/// One of them.
pub fn by_id(db: &Read, account: AccountId, id: FilterId) -> Result<Option<Filter>> {
    let filter = db.row(
        "SELECT id, title, contexts, action, expires_ms FROM filters
          WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
        from_row,
    )?;
    Ok(with_parts(db, filter.into_iter().collect())?.pop())
}

fn with_parts(db: &Read, mut filters: Vec<Filter>) -> Result<Vec<Filter>> {
    if filters.is_empty() {
        return Ok(filters);
    }
    let ids: Vec<_> = filters.iter().map(|filter| filter.id).collect();
    let params = named_params! { ":ids": array(&ids) };
    let keywords = db.rows(
        "SELECT id, filter_id, keyword, whole_word FROM filter_keywords
          WHERE filter_id IN rarray(:ids) ORDER BY id",
        params,
        keyword_from_row,
    )?;
    let statuses = db.rows(
        "SELECT id, filter_id, status_id FROM filter_statuses
          WHERE filter_id IN rarray(:ids) ORDER BY id",
        params,
        status_from_row,
    )?;
    for filter in &mut filters {
        let of = |keyword: &&Keyword| keyword.filter_id == filter.id;
        filter.keywords = keywords.iter().filter(of).cloned().collect();
        let of = |status: &&FilterStatus| status.filter_id == filter.id;
        filter.statuses = statuses.iter().filter(of).copied().collect();
    }
    Ok(filters)
}

/// How many a person has.
pub fn count(db: &Read, account: AccountId) -> Result<i64> {
    let sql = "SELECT count(*) FROM filters WHERE account_id = :account";
    Ok(db.row(sql, named_params! { ":account": account }, |row| row.get(0))?.unwrap_or_default())
}

/// Makes a filter, or changes the one with its id; not what it looks for.
pub fn put(tx: &Write, account: AccountId, filter: &Filter) -> Result<()> {
    tx.execute(
        "INSERT INTO filters (id, account_id, title, contexts, action, expires_ms)
         VALUES (:id, :account, :title, :contexts, :action, :expires_ms)
         ON CONFLICT (id) DO UPDATE
            SET title = excluded.title, contexts = excluded.contexts, action = excluded.action,
                expires_ms = excluded.expires_ms
          WHERE account_id = excluded.account_id",
        named_params! {
            ":id": filter.id, ":account": account, ":title": filter.title,
            ":contexts": filter.contexts, ":action": filter.action,
            ":expires_ms": filter.expires_ms,
        },
    )?;
    tx.tell(Event::FiltersChanged { account });
    Ok(())
}

/// Deletes a filter with all that it looks for.
pub fn delete(tx: &Write, account: AccountId, id: FilterId) -> Result<bool> {
    let deleted = tx.execute(
        "DELETE FROM filters WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
    )?;
    tx.tell(Event::FiltersChanged { account });
    Ok(deleted > 0)
}

/// A word of a filter of this person.
pub fn keyword(db: &Read, account: AccountId, id: FilterKeywordId) -> Result<Option<Keyword>> {
    db.row(
        "SELECT k.id, k.filter_id, k.keyword, k.whole_word
           FROM filter_keywords k JOIN filters f ON f.id = k.filter_id
          WHERE k.id = :id AND f.account_id = :account",
        named_params! { ":id": id, ":account": account },
        keyword_from_row,
    )
}

/// Adds a word to its filter, or changes the one with its id.
pub fn put_keyword(tx: &Write, account: AccountId, keyword: &Keyword) -> Result<()> {
    tx.execute(
        "INSERT INTO filter_keywords (id, filter_id, keyword, whole_word)
         VALUES (:id, :filter, :keyword, :whole_word)
         ON CONFLICT (id) DO UPDATE
            SET keyword = excluded.keyword, whole_word = excluded.whole_word",
        named_params! {
            ":id": keyword.id, ":filter": keyword.filter_id, ":keyword": keyword.keyword,
            ":whole_word": keyword.whole_word,
        },
    )?;
    tx.tell(Event::FiltersChanged { account });
    Ok(())
}

/// Takes a word off its filter.
pub fn delete_keyword(tx: &Write, account: AccountId, id: FilterKeywordId) -> Result<()> {
    tx.execute("DELETE FROM filter_keywords WHERE id = :id", named_params! { ":id": id })?;
    tx.tell(Event::FiltersChanged { account });
    Ok(())
}

/// A post of a filter of this person.
pub fn status(db: &Read, account: AccountId, id: FilterStatusId) -> Result<Option<FilterStatus>> {
    db.row(
        "SELECT l.id, l.filter_id, l.status_id
           FROM filter_statuses l JOIN filters f ON f.id = l.filter_id
          WHERE l.id = :id AND f.account_id = :account",
        named_params! { ":id": id, ":account": account },
        status_from_row,
    )
}

/// Adds a post to its filter. Answers false if it was there already.
pub fn put_status(tx: &Write, account: AccountId, status: FilterStatus) -> Result<bool> {
    let added = tx.execute(
        "INSERT OR IGNORE INTO filter_statuses (id, filter_id, status_id)
         VALUES (:id, :filter, :status)",
        named_params! {
            ":id": status.id, ":filter": status.filter_id, ":status": status.status_id,
        },
    )?;
    tx.tell(Event::FiltersChanged { account });
    Ok(added > 0)
}

/// Takes a post off its filter.
pub fn delete_status(tx: &Write, account: AccountId, id: FilterStatusId) -> Result<()> {
    tx.execute("DELETE FROM filter_statuses WHERE id = :id", named_params! { ":id": id })?;
    tx.tell(Event::FiltersChanged { account });
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Filter> {
    Ok(Filter {
        id: row.get(0)?,
        title: row.get(1)?,
        contexts: row.get(2)?,
        action: row.get(3)?,
        expires_ms: row.get(4)?,
        keywords: Vec::new(),
        statuses: Vec::new(),
    })
}

fn keyword_from_row(row: &Row<'_>) -> rusqlite::Result<Keyword> {
    Ok(Keyword {
        id: row.get(0)?,
        filter_id: row.get(1)?,
        keyword: row.get(2)?,
        whole_word: row.get(3)?,
    })
}

fn status_from_row(row: &Row<'_>) -> rusqlite::Result<FilterStatus> {
    Ok(FilterStatus { id: row.get(0)?, filter_id: row.get(1)?, status_id: row.get(2)? })
}
