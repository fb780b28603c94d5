//! Who may quote a post, and the stamps that say "you may quote this post of mine" (FEP-044f), given by people of this
//! node.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use super::{Read, Write};
use crate::error::Result;
use crate::id::StatusId;

/// Who may quote a post that everybody may read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuotePolicy {
    /// Everybody.
    #[default]
    Public,
    /// Those who follow the author.
    Followers,
    /// The author alone.
    Nobody,
}

/// A stamp as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The quoted post, ours.
    pub status_id: StatusId,
    /// The post that quotes it.
    pub quoting_uri: String,
    /// Taken back.
    pub revoked: bool,
}

/// Gives a stamp, or finds the one given before. Answers its number.
pub fn authorize(
    tx: &Write,
    number: i64,
    status: StatusId,
    quoting_uri: &str,
    now_ms: i64,
) -> Result<i64> {
    let stored = tx.row(
        "INSERT INTO quote_authorizations (id, status_id, quoting_uri, created_ms)
         VALUES (:number, :status, :quoting_uri, :now_ms)
         ON CONFLICT (status_id, quoting_uri) DO UPDATE SET quoting_uri = excluded.quoting_uri
         RETURNING id",
        named_params! {
            ":number": number, ":status": status, ":quoting_uri": quoting_uri, ":now_ms": now_ms,
        },
        |row| row.get(0),
    )?;
    Ok(stored.unwrap_or(number))
}

/// The stamp with this number.
pub fn by_number(db: &Read, number: i64) -> Result<Option<Authorization>> {
    db.row(
        "SELECT status_id, quoting_uri, revoked FROM quote_authorizations WHERE id = :number",
        named_params! { ":number": number },
        |row| {
            Ok(Authorization {
                status_id: row.get(0)?,
                quoting_uri: row.get(1)?,
                revoked: row.get(2)?,
            })
        },
    )
}

/// Takes a stamp back. Answers its number, if there was one that counted.
pub fn revoke(tx: &Write, status: StatusId, quoting_uri: &str) -> Result<Option<i64>> {
    tx.row(
        "UPDATE quote_authorizations SET revoked = 1
          WHERE status_id = :status AND quoting_uri = :quoting_uri AND revoked = 0 RETURNING id",
        named_params! { ":status": status, ":quoting_uri": quoting_uri },
        |row| row.get(0),
    )
}

/// Whether one post quotes another.
pub fn exists(db: &Read, quoting: StatusId, quoted: StatusId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM statuses WHERE id = :quoting AND quote_of_id = :quoted",
        named_params! { ":quoting": quoting, ":quoted": quoted },
    )
}
