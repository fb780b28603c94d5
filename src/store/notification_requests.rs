//! Strangers who have something to say and wait to be let in.

use rusqlite::{Row, named_params};

use super::page::{Page, array};
use super::{Read, Write};
use crate::error::Result;
use crate::event::Event;
use crate::id::{AccountId, NotificationId, NotificationRequestId, StatusId};

/// A stranger who waits.
#[derive(Clone, Copy, Debug)]
pub struct NotificationRequest {
    /// Row id.
    pub id: NotificationRequestId,
    /// Who it is.
    pub from_id: AccountId,
    /// Their newest post of these.
    pub last_status_id: Option<StatusId>,
    /// How many notifications wait.
    pub notifications_count: i64,
    /// When they first said something.
    pub created_ms: i64,
    /// And last.
    pub updated_ms: i64,
}

/// A notification by somebody was put apart.
pub fn add(
    tx: &Write,
    account: AccountId,
    from: AccountId,
    notification: NotificationId,
    status: Option<StatusId>,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO notification_requests (id, account_id, from_id, last_status_id, created_ms,
                updated_ms)
         VALUES (:id, :account, :from, :status, :now_ms, :now_ms)
         ON CONFLICT (account_id, from_id) DO UPDATE
            SET last_status_id = excluded.last_status_id, updated_ms = excluded.updated_ms",
        named_params! {
            ":id": notification.number(), ":account": account, ":from": from, ":status": status,
            ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// Who waits, those who came last first. Whose words were all deleted waits no longer.
pub fn page(
    db: &Read,
    account: AccountId,
    page: &Page,
) -> Result<Vec<(i64, NotificationRequestId)>> {
    page.cut(
        db,
        "SELECT r.id, r.id FROM notification_requests r WHERE r.account_id = :account
            AND EXISTS (SELECT 1 FROM notifications n WHERE n.account_id = r.account_id
                           AND n.from_id = r.from_id AND n.filtered = 1)",
        "r.id",
        &[(":account", &account)],
    )
}

/// These, in the order of the ids.
pub fn by_ids(
    db: &Read,
    account: AccountId,
    ids: &[NotificationRequestId],
) -> Result<Vec<NotificationRequest>> {
    let sql = "SELECT r.id, r.from_id, r.last_status_id,
                      (SELECT count(*) FROM notifications n
                        WHERE n.account_id = r.account_id AND n.from_id = r.from_id
                          AND n.filtered = 1),
                      r.created_ms, r.updated_ms
                 FROM notification_requests r
                WHERE r.id IN rarray(:ids) AND r.account_id = :account";
    let mut rows =
        db.rows(sql, named_params! { ":ids": array(ids), ":account": account }, from_row)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// How many people wait, and with how much.
pub fn summary(db: &Read, account: AccountId) -> Result<(i64, i64)> {
    let counts = db.row(
        "SELECT count(DISTINCT from_id), count(*) FROM notifications
          WHERE account_id = :account AND filtered = 1",
        named_params! { ":account": account },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(counts.unwrap_or_default())
}

/// Lets somebody in, now and later: what they said is told.
pub fn accept(tx: &Write, account: AccountId, request: &NotificationRequest) -> Result<()> {
    let params = named_params! { ":account": account, ":from": request.from_id };
    tx.execute(
        "INSERT OR IGNORE INTO notification_permissions (account_id, from_id)
         VALUES (:account, :from)",
        params,
    )?;
    tx.execute(
        "UPDATE notifications SET filtered = 0
          WHERE account_id = :account AND from_id = :from AND filtered = 1",
        params,
    )?;
    tx.tell(Event::NotificationsMerged { account });
    delete(tx, account, request.from_id)
}

/// Sends somebody away for this time; what they said is forgotten.
pub fn dismiss(tx: &Write, account: AccountId, request: &NotificationRequest) -> Result<()> {
    tx.execute(
        "DELETE FROM notifications
          WHERE account_id = :account AND from_id = :from AND filtered = 1",
        named_params! { ":account": account, ":from": request.from_id },
    )?;
    delete(tx, account, request.from_id)
}

fn delete(tx: &Write, account: AccountId, from: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM notification_requests WHERE account_id = :account AND from_id = :from",
        named_params! { ":account": account, ":from": from },
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<NotificationRequest> {
    Ok(NotificationRequest {
        id: row.get(0)?,
        from_id: row.get(1)?,
        last_status_id: row.get(2)?,
        notifications_count: row.get(3)?,
        created_ms: row.get(4)?,
        updated_ms: row.get(5)?,
    })
}
