//! What a person of this node was told, a page at a time.

use std::rc::Rc;

use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Row, ToSql, named_params};

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
    /// The first of its group; itself if it is in none.
    pub group_id: NotificationId,
}

/// Which notifications are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Of these kinds.
    pub kinds: Vec<NotificationKind>,
    /// Caused by this account only.
    pub from: Option<AccountId>,
    /// Those too that wait in the box of strangers.
    pub filtered: bool,
}

/// The newest first; of groups of the kinds in `grouped`, only the newest of each. People who are blocked or muted
/// are left out, and so is what is about a post that can no longer be seen: clients fail on a
/// mention without a status.
pub fn page(
    db: &Read,
    account: AccountId,
    wanted: &Wanted,
    grouped: &[NotificationKind],
    page: &Page,
) -> Result<Vec<Notification>> {
    let (kinds, grouped) = (codes(&wanted.kinds), codes(grouped));
    let select = format!(
        "SELECT n.id, n.id FROM {TOLD} AND {NEWEST_OF_GROUP}
                          AND (n.status_id IS NULL OR ({VISIBLE}))"
    );
    let params: [(&str, &dyn ToSql); 5] = [
        (":viewer", &account),
        (":kinds", &kinds),
        (":from", &wanted.from),
        (":filtered", &wanted.filtered),
        (":grouped", &grouped),
    ];
    let ids: Vec<(i64, NotificationId)> = page.cut(db, &select, "n.id", &params)?;
    let ids: Vec<_> = ids.into_iter().map(|(_, id)| id).collect();
    let sql = format!(
        "SELECT {TOLD_COLUMNS} FROM notifications WHERE id IN rarray(:ids) ORDER BY id DESC"
    );
    db.rows(&sql, named_params! { ":ids": array(&ids) }, from_row)
}

/// How many are newer than `after`, at most `limit`.
pub fn count_after(
    db: &Read,
    account: AccountId,
    wanted: &Wanted,
    grouped: &[NotificationKind],
    after: i64,
    limit: u32,
) -> Result<i64> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {TOLD} AND {NEWEST_OF_GROUP}
                                 AND (n.status_id IS NULL OR ({VISIBLE})) AND n.id > :after
                                ORDER BY n.id DESC LIMIT :limit) newest"
    );
    let params = named_params! {
        ":viewer": account, ":kinds": codes(&wanted.kinds), ":from": wanted.from,
        ":filtered": wanted.filtered, ":grouped": codes(grouped), ":after": after, ":limit": limit,
    };
    Ok(db.row(&sql, params, |row| row.get(0))?.unwrap_or_default())
}

/// What is told: see [`page`].
const TOLD: &str = "
    notifications n LEFT JOIN statuses s ON s.id = n.status_id
     WHERE n.account_id = :viewer AND n.kind IN rarray(:kinds)
       AND (:from IS NULL OR n.from_id = :from)
       AND (:filtered OR n.filtered = 0)
       AND NOT EXISTS (SELECT 1 FROM blocks b
                        WHERE b.account_id = :viewer AND b.target_id = n.from_id)
       AND NOT EXISTS (SELECT 1 FROM mutes u
                        WHERE u.account_id = :viewer AND u.target_id = n.from_id
                          AND u.notifications = 1)";

const NEWEST_OF_GROUP: &str = "
    (n.kind NOT IN rarray(:grouped)
     OR NOT EXISTS (SELECT 1 FROM notifications newer
                     WHERE newer.account_id = n.account_id AND newer.group_id = n.group_id
                       AND newer.id > n.id))";

/// The columns of a notification, as [`from_row`] reads them.
pub(super) const TOLD_COLUMNS: &str = "id, kind, from_id, status_id, created_ms, group_id";

/// One of them.
pub fn by_id(db: &Read, account: AccountId, id: NotificationId) -> Result<Option<Notification>> {
    let sql = format!(
        "SELECT {TOLD_COLUMNS} FROM notifications WHERE id = :id AND account_id = :account"
    );
    db.row(&sql, named_params! { ":id": id, ":account": account }, from_row)
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

fn codes(kinds: &[NotificationKind]) -> Rc<Vec<Value>> {
    let code = |kind: &NotificationKind| match kind.to_sql() {
        Ok(ToSqlOutput::Owned(value)) => value,
        _ => Value::Null,
    };
    Rc::new(kinds.iter().map(code).collect())
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Notification> {
    Ok(Notification {
        id: row.get(0)?,
        kind: row.get(1)?,
        from_id: row.get(2)?,
        status_id: row.get(3)?,
        created_ms: row.get(4)?,
        group_id: row.get(5)?,
    })
}
