//! Who liked what.

use rusqlite::named_params;

use super::{Read, Write, statuses};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// Likes a status. `emoji` is set for reactions (FEP-c0e0). Answers whether that is news.
pub fn insert(
    tx: &Write,
    account: AccountId,
    status: StatusId,
    uri: &str,
    emoji: Option<&str>,
    now_ms: i64,
) -> Result<bool> {
    let new = tx.execute(
        "INSERT OR IGNORE INTO favourites (account_id, status_id, uri, emoji, created_ms)
         VALUES (:account, :status, :uri, :emoji, :now_ms)",
        named_params! {
            ":account": account, ":status": status, ":uri": uri, ":emoji": emoji, ":now_ms": now_ms,
        },
    )?;
    if new > 0 {
        statuses::count_favourite(tx, status, 1)?;
    }
    Ok(new > 0)
}

/// Takes a like back. Answers the URI of its activity if there was one.
pub fn delete(tx: &Write, account: AccountId, status: StatusId) -> Result<Option<String>> {
    let uri = tx.row(
        "DELETE FROM favourites WHERE account_id = :account AND status_id = :status RETURNING uri",
        named_params! { ":account": account, ":status": status },
        |row| row.get(0),
    )?;
    if uri.is_some() {
        statuses::count_favourite(tx, status, -1)?;
    }
    Ok(uri)
}

/// Which status this activity liked.
pub fn status_by_uri(db: &Read, account: AccountId, uri: &str) -> Result<Option<StatusId>> {
    db.row(
        "SELECT status_id FROM favourites WHERE uri = :uri AND account_id = :account",
        named_params! { ":uri": uri, ":account": account },
        |row| row.get(0),
    )
}
