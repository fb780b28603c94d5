//! Posts that are to be made later. What is in them is the business of `actions/schedule.rs`.

use rusqlite::{Row, named_params};

use super::page::{Page, array};
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, AttachmentId, ScheduledId};

/// A post that waits.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// Row id.
    pub id: ScheduledId,
    /// When it is to be made.
    pub scheduled_ms: i64,
    /// The post as JSON.
    pub post_json: String,
}

/// Stores a post for later, or changes the one with its id.
pub fn put(tx: &Write, account: AccountId, scheduled: &Scheduled) -> Result<()> {
    tx.execute(
        "INSERT INTO scheduled_statuses (id, account_id, scheduled_ms, post_json)
         VALUES (:id, :account, :scheduled_ms, :post_json)
         ON CONFLICT (id) DO UPDATE
            SET scheduled_ms = excluded.scheduled_ms, post_json = excluded.post_json
          WHERE account_id = excluded.account_id",
        named_params! {
            ":id": scheduled.id, ":account": account, ":scheduled_ms": scheduled.scheduled_ms,
            ":post_json": scheduled.post_json,
        },
    )?;
    Ok(())
}

/// Has files wait with a post. Answers how many of them are this person's, and free.
pub fn hold(
    tx: &Write,
    account: AccountId,
    id: ScheduledId,
    files: &[AttachmentId],
) -> Result<usize> {
    tx.execute(
        "INSERT INTO scheduled_attachments (scheduled_id, attachment_id)
         SELECT :id, a.id FROM attachments a
          WHERE a.id IN rarray(:files) AND a.account_id = :account AND a.status_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM scheduled_attachments s WHERE s.attachment_id = a.id)",
        named_params! { ":id": id, ":account": account, ":files": array(files) },
    )
}

/// Those of one person, the last made first.
pub fn page(db: &Read, account: AccountId, page: &Page) -> Result<Vec<(i64, ScheduledId)>> {
    page.cut(
        db,
        "SELECT id, id FROM scheduled_statuses WHERE account_id = :account",
        "id",
        &[(":account", &account)],
    )
}

/// These, in the order of the ids.
pub fn by_ids(db: &Read, account: AccountId, ids: &[ScheduledId]) -> Result<Vec<Scheduled>> {
    let mut rows = db.rows(
        "SELECT id, scheduled_ms, post_json FROM scheduled_statuses
          WHERE id IN rarray(:ids) AND account_id = :account",
        named_params! { ":ids": array(ids), ":account": account },
        from_row,
    )?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// The one that was sent with this idempotency key; there are few to look through.
pub fn by_key(db: &Read, account: AccountId, key: &str) -> Result<Option<ScheduledId>> {
    db.row(
        "SELECT id FROM scheduled_statuses
          WHERE account_id = :account AND json_extract(post_json, '$.idempotency_key') = :key",
        named_params! { ":account": account, ":key": key },
        |row| row.get(0),
    )
}

/// How many a person has.
pub fn count(db: &Read, account: AccountId) -> Result<i64> {
    let sql = "SELECT count(*) FROM scheduled_statuses WHERE account_id = :account";
    Ok(db.row(sql, named_params! { ":account": account }, |row| row.get(0))?.unwrap_or_default())
}

/// Forgets a post for later; its files are free again. Answers whether it was there.
pub fn delete(tx: &Write, account: AccountId, id: ScheduledId) -> Result<bool> {
    let deleted = tx.execute(
        "DELETE FROM scheduled_statuses WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
    )?;
    Ok(deleted > 0)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Scheduled> {
    Ok(Scheduled { id: row.get(0)?, scheduled_ms: row.get(1)?, post_json: row.get(2)? })
}
