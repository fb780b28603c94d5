//! Threads of which a person of this node wants to hear no more.
//!
//! What is remembered is the first post of a thread as far as it was here; what answers it, however far
//! below, is muted.

use std::collections::HashSet;

use rusqlite::named_params;

use super::page::array;
use super::{Read, Write, thread};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// Mutes the thread that a status is in.
pub fn insert(tx: &Write, account: AccountId, status: StatusId) -> Result<()> {
    let first = thread::ancestors(tx, status)?.first().copied().unwrap_or(status);
    tx.execute(
        "INSERT OR IGNORE INTO muted_threads (account_id, status_id) VALUES (:account, :first)",
        named_params! { ":account": account, ":first": first },
    )?;
    Ok(())
}

/// Mutes the thread that a status is in no longer.
pub fn delete(tx: &Write, account: AccountId, status: StatusId) -> Result<()> {
    let mut thread = thread::ancestors(tx, status)?;
    thread.push(status);
    tx.execute(
        "DELETE FROM muted_threads WHERE account_id = :account AND status_id IN rarray(:thread)",
        named_params! { ":account": account, ":thread": array(&thread) },
    )?;
    Ok(())
}

/// Which of these statuses are in a muted thread. Most people mute none, and then nothing is walked through.
pub fn among(db: &Read, account: AccountId, ids: &[StatusId]) -> Result<HashSet<StatusId>> {
    let any = "SELECT 1 FROM muted_threads WHERE account_id = :account";
    if ids.is_empty() || !db.exists(any, named_params! { ":account": account })? {
        return Ok(HashSet::new());
    }
    let muted = db.rows(
        "WITH RECURSIVE up (start, id, height) AS (
           SELECT id, id, 0 FROM statuses WHERE id IN rarray(:ids)
           UNION ALL
           SELECT up.start, s.in_reply_to_id, up.height + 1
             FROM up JOIN statuses s ON s.id = up.id
            WHERE s.in_reply_to_id IS NOT NULL AND up.height < 100)
         SELECT DISTINCT up.start FROM up
           JOIN muted_threads t ON t.account_id = :account AND t.status_id = up.id",
        named_params! { ":account": account, ":ids": array(ids) },
        |row| row.get(0),
    )?;
    Ok(muted.into_iter().collect())
}
