//! What a person of this node was told, a page at a time.

use rusqlite::types::Value;
use rusqlite::{Row, named_params};

use super::notifications::NotificationKind;
use super::page::{Page, array};
use super::status_view::VISIBLE;
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, NotificationId, StatusId};

/// Something a person was told.
#[derive(Clone, Copy, Debug)]
pub struct Notification {
    /// Row id.
    pub id: NotificationId,
    /// Why.
    pub kind: NotificationKind,
    /// Who caused it.
    pub from_id: AccountId,
    /// About which status.
    pub status_id: Option<StatusId>,
    /// When.
    pub created_ms: i64,
}

/// The newest first, of these kinds, from anybody or from one account. People who are blocked
/// are left out, and so is what is about a post that can no longer be seen: clients fail on a
/// mention without a status.
pub fn page(
    db: &Read,
    account: AccountId,
    kinds: &[NotificationKind],
    from: Option<AccountId>,
    page: &Page,
) -> Result<Vec<Notification>> {
    let kinds = std::rc::Rc::new(kinds.iter().map(|kind| code(*kind)).collect::<Vec<_>>());
    let select = format!(
        "SELECT n.id, n.id FROM notifications n LEFT JOIN statuses s ON s.id = n.status_id
          WHERE n.account_id = :viewer AND n.kind IN rarray(:kinds)
            AND (:from IS NULL OR n.from_id = :from)
            AND (n.status_id IS NULL OR ({VISIBLE}))
            AND NOT EXISTS (SELECT 1 FROM blocks b
                             WHERE b.account_id = :viewer AND b.target_id = n.from_id)
            AND NOT EXISTS (SELECT 1 FROM mutes u
                             WHERE u.account_id = :viewer AND u.target_id = n.from_id
                               AND u.notifications = 1)"
    );
    let ids: Vec<(i64, NotificationId)> = page.cut(
        db,
        &select,
        "n.id",
        &[(":viewer", &account), (":kinds", &kinds), (":from", &from)],
    )?;
    let ids: Vec<_> = ids.into_iter().map(|(_, id)| id).collect();
    db.rows(
        "SELECT id, kind, from_id, status_id, created_ms FROM notifications
          WHERE id IN rarray(:ids) ORDER BY id DESC",
        named_params! { ":ids": array(&ids) },
        from_row,
    )
}

/// One of them.
pub fn by_id(db: &Read, account: AccountId, id: NotificationId) -> Result<Option<Notification>> {
    db.row(
        "SELECT id, kind, from_id, status_id, created_ms FROM notifications
          WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
        from_row,
    )
}

/// Forgets one.
pub fn dismiss(tx: &Write, account: AccountId, id: NotificationId) -> Result<()> {
    tx.execute(
        "DELETE FROM notifications WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
    )?;
    Ok(())
}

/// Forgets all.
pub fn clear(tx: &Write, account: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM notifications WHERE account_id = :account",
        named_params! { ":account": account },
    )?;
    Ok(())
}

fn code(kind: NotificationKind) -> Value {
    use rusqlite::types::{ToSql as _, ToSqlOutput};
    match kind.to_sql() {
        Ok(ToSqlOutput::Owned(value)) => value,
        _ => Value::Null,
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Notification> {
    Ok(Notification {
        id: row.get(0)?,
        kind: row.get(1)?,
        from_id: row.get(2)?,
        status_id: row.get(3)?,
        created_ms: row.get(4)?,
    })
}
