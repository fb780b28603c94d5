//! Activities rendered once, for however many inboxes.
//!
//! Who gets them is in `deliveries.rs`.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, OutgoingId, StatusId};

/// An activity as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Who signs it.
    pub account_id: AccountId,
    /// The body: these bytes, as they are.
    pub json: String,
}

/// Stores an activity of `account`; `status` is the post that it is about, so that its deliveries can
/// be shown and a Delete reaches the same servers.
pub fn insert(
    tx: &Write,
    id: OutgoingId,
    account: AccountId,
    status: Option<StatusId>,
    json: &str,
) -> Result<()> {
    tx.execute(
        "INSERT INTO outgoing (id, account_id, status_id, json, created_ms)
         VALUES (:id, :account, :status, :json, :created)
         ON CONFLICT (id) DO NOTHING",
        named_params! {
            ":id": id,
            ":account": account,
            ":status": status,
            ":json": json,
            ":created": id.created_ms(),
        },
    )?;
    Ok(())
}

/// The activity with this id, as long as somebody may still need it.
pub fn by_id(db: &Read, id: OutgoingId) -> Result<Option<Outgoing>> {
    db.row(
        "SELECT account_id, json FROM outgoing WHERE id = :id",
        named_params! { ":id": id },
        |row| Ok(Outgoing { account_id: row.get(0)?, json: row.get(1)? }),
    )
}

/// Replaces the body, before it is queued for anybody.
pub fn set_json(tx: &Write, id: OutgoingId, json: &str) -> Result<()> {
    tx.execute(
        "UPDATE outgoing SET json = :json WHERE id = :id",
        named_params! { ":id": id, ":json": json },
    )?;
    Ok(())
}

/// Empties the bodies of activities made before `before_ms` that nobody waits for any more; at most
/// `limit` at a time. The rows stay: they say where a post arrived. Answers how many were emptied.
pub fn forget_bodies(tx: &Write, before: OutgoingId, limit: u32) -> Result<usize> {
    tx.execute(
        "UPDATE outgoing SET json = ''
          WHERE id IN (SELECT o.id FROM outgoing o
                        WHERE o.id < :before AND o.json != ''
                          AND NOT EXISTS (SELECT 1 FROM deliveries d
                                           WHERE d.outgoing_id = o.id AND d.state = 0)
                        LIMIT :limit)",
        named_params! { ":before": before, ":limit": limit },
    )
}

/// Deletes activities about no post, made before `before`, that nobody waits for any more, at most
/// `limit` at a time. Answers how many.
pub fn delete_finished(tx: &Write, before: OutgoingId, limit: u32) -> Result<usize> {
    tx.execute(
        "DELETE FROM outgoing
          WHERE id IN (SELECT o.id FROM outgoing o
                        WHERE o.id < :before AND o.status_id IS NULL
                          AND NOT EXISTS (SELECT 1 FROM deliveries d
                                           WHERE d.outgoing_id = o.id AND d.state = 0)
                        LIMIT :limit)",
        named_params! { ":before": before, ":limit": limit },
    )
}

#[cfg(test)]
#[path = "outgoing_tests.rs"]
mod tests;
