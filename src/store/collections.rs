//! Sets of people whom somebody elsewhere recommends. Who is in them: `collection_items`.

use rusqlite::{Row, named_params};

use super::page::array;
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, CollectionId};

/// A set of people.
#[derive(Clone, Debug)]
pub struct Collection {
    /// Row id.
    pub id: CollectionId,
    /// Its URI.
    pub uri: String,
    /// Page for people.
    pub url: Option<String>,
    /// Who recommends them.
    pub account_id: AccountId,
    /// One line.
    pub name: String,
    /// Sanitised.
    pub description_html: String,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The hashtag it is about, in lower case and without `#`.
    pub tag: Option<String>,
    /// Not for everybody's eyes.
    pub sensitive: bool,
    /// Wants to be found.
    pub discoverable: bool,
    /// When it was made.
    pub published_ms: i64,
    /// When it was last changed.
    pub updated_ms: i64,
    /// When it was last read from its server.
    pub fetched_ms: i64,
}

/// Stores a set as its server describes it now. Answers its id, which stays the one it had.
pub fn put(tx: &Write, new: &Collection) -> Result<CollectionId> {
    let id = tx.row(
        "INSERT INTO collections (id, uri, url, account_id, name, description_html, language, tag,
                sensitive, discoverable, published_ms, updated_ms, fetched_ms)
         VALUES (:id, :uri, :url, :account, :name, :description, :language, :tag, :sensitive,
                :discoverable, :published_ms, :updated_ms, :fetched_ms)
         ON CONFLICT (uri) DO UPDATE
            SET url = excluded.url, name = excluded.name, language = excluded.language,
                description_html = excluded.description_html, tag = excluded.tag,
                sensitive = excluded.sensitive, discoverable = excluded.discoverable,
                updated_ms = excluded.updated_ms, fetched_ms = excluded.fetched_ms
         RETURNING id",
        named_params! {
            ":id": new.id, ":uri": new.uri, ":url": new.url, ":account": new.account_id,
            ":name": new.name, ":description": new.description_html, ":language": new.language,
            ":tag": new.tag, ":sensitive": new.sensitive, ":discoverable": new.discoverable,
            ":published_ms": new.published_ms, ":updated_ms": new.updated_ms,
            ":fetched_ms": new.fetched_ms,
        },
        |row| row.get(0),
    )?;
    Ok(id.unwrap_or(new.id))
}

/// These, in the order of the ids.
pub fn by_ids(db: &Read, ids: &[CollectionId]) -> Result<Vec<Collection>> {
    let mut rows = db.rows(
        "SELECT id, uri, url, account_id, name, description_html, language, tag, sensitive,
                discoverable, published_ms, updated_ms, fetched_ms
           FROM collections WHERE id IN rarray(:ids)",
        named_params! { ":ids": array(ids) },
        from_row,
    )?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// The one with this URI.
pub fn id_by_uri(db: &Read, uri: &str) -> Result<Option<CollectionId>> {
    let sql = "SELECT id FROM collections WHERE uri = :uri";
    db.row(sql, named_params! { ":uri": uri }, |row| row.get(0))
}

/// What an account recommends to everybody, the newest first.
pub fn of(db: &Read, account: AccountId, limit: u32, offset: u32) -> Result<Vec<CollectionId>> {
    db.rows(
        "SELECT id FROM collections WHERE account_id = :account AND discoverable = 1
          ORDER BY id DESC LIMIT :limit OFFSET :offset",
        named_params! { ":account": account, ":limit": limit, ":offset": offset },
        |row| row.get(0),
    )
}

/// Where an account is recommended, the newest first.
pub fn with(db: &Read, account: AccountId, limit: u32, offset: u32) -> Result<Vec<CollectionId>> {
    db.rows(
        "SELECT c.id FROM collection_items i JOIN collections c ON c.id = i.collection_id
          WHERE i.account_id = :account AND c.discoverable = 1
          ORDER BY c.id DESC LIMIT :limit OFFSET :offset",
        named_params! { ":account": account, ":limit": limit, ":offset": offset },
        |row| row.get(0),
    )
}

/// Forgets a set.
pub fn delete(tx: &Write, id: CollectionId) -> Result<()> {
    tx.execute("DELETE FROM collections WHERE id = :id", named_params! { ":id": id })?;
    Ok(())
}

/// When somebody here last looked at whom an account recommends.
pub fn looked_ms(db: &Read, account: AccountId) -> Result<Option<i64>> {
    let sql = "SELECT collections_read_ms FROM accounts WHERE id = :account";
    Ok(db.row(sql, named_params! { ":account": account }, |row| row.get(0))?.flatten())
}

/// Somebody here looks at whom an account recommends.
pub fn set_looked(tx: &Write, account: AccountId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET collections_read_ms = :now_ms WHERE id = :account",
        named_params! { ":account": account, ":now_ms": now_ms },
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Collection> {
    Ok(Collection {
        id: row.get(0)?,
        uri: row.get(1)?,
        url: row.get(2)?,
        account_id: row.get(3)?,
        name: row.get(4)?,
        description_html: row.get(5)?,
        language: row.get(6)?,
        tag: row.get(7)?,
        sensitive: row.get(8)?,
        discoverable: row.get(9)?,
        published_ms: row.get(10)?,
        updated_ms: row.get(11)?,
        fetched_ms: row.get(12)?,
    })
}
