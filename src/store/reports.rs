//! Reports that reached us (Flag): for the owner to read.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// How many reports of one reporter are kept: a flood must not fill the card.
const KEPT_PER_REPORTER: i64 = 50;

/// Stores a report for every person of this node. Answers whether it was kept.
pub fn insert(
    tx: &Write,
    number: i64,
    from: AccountId,
    uri: &str,
    comment: &str,
    objects_json: &str,
    now_ms: i64,
) -> Result<bool> {
    if count(tx, from)? >= KEPT_PER_REPORTER {
        return Ok(false);
    }
    let new = tx.execute(
        "INSERT OR IGNORE INTO reports (id, account_id, from_id, uri, comment, objects_json, created_ms)
         SELECT :number, account_id, :from, :uri, :comment, :objects_json, :now_ms FROM owners",
        named_params! {
            ":number": number, ":from": from, ":uri": uri, ":comment": comment,
            ":objects_json": objects_json, ":now_ms": now_ms,
        },
    )?;
    Ok(new > 0)
}

/// How many reports of this reporter are here.
pub fn count(db: &Read, from: AccountId) -> Result<i64> {
    let count = db.row(
        "SELECT count(*) FROM reports WHERE from_id = :from",
        named_params! { ":from": from },
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or_default())
}
