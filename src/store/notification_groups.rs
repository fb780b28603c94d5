//! Notifications in groups: many likes of one post are one line.
//!
//! Likes and reblogs of the same post, and new followers, join the group that was begun within half a day before.

use std::collections::HashMap;

use rusqlite::named_params;

use super::notification_view::{self, Notification, TOLD_COLUMNS, Wanted};
use super::notifications::{NewNotification, NotificationKind};
use super::page::{Page, array};
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, NotificationId};

/// The kinds that come in groups.
pub const GROUPED: &[NotificationKind] =
    &[NotificationKind::Favourite, NotificationKind::Reblog, NotificationKind::Follow];

/// As long as Mastodon lets a group grow.
const OPEN_MS: i64 = 12 * 3_600_000;

/// A line of the list: a group, or a notification by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The group that begins with this one.
    Group(NotificationId),
    /// This one alone.
    Single(NotificationId),
}

impl Line {
    /// The line that a notification is in, if these kinds are grouped.
    pub fn of(row: &Notification, grouped: &[NotificationKind]) -> Self {
        match grouped.contains(&row.kind) {
            true => Self::Group(row.group_id),
            false => Self::Single(row.id),
        }
    }
}

/// Notifications of one line: the newest of them stands for the others.
#[derive(Clone, Debug)]
pub struct Group {
    /// Which it is.
    pub line: Line,
    /// The newest.
    pub newest: Notification,
    /// How many there are in all.
    pub count: i64,
    /// The oldest.
    pub oldest_id: NotificationId,
    /// Who caused the newest few, the newest first.
    pub from: Vec<AccountId>,
}

/// The group that a new notification joins: the one that is open, or its own.
pub(super) fn join(db: &Read, new: &NewNotification, now_ms: i64) -> Result<NotificationId> {
    if !GROUPED.contains(&new.kind) {
        return Ok(new.id);
    }
    // Follows are looked for by kind alone, likes and reblogs by their post.
    let open = db.row(
        "SELECT n.group_id FROM notifications n
           JOIN notifications first ON first.id = n.group_id
          WHERE n.account_id = :account AND n.id >= :since AND n.kind = :kind
            AND n.status_id IS :status AND first.created_ms > :since_ms
          ORDER BY n.id DESC LIMIT 1",
        named_params! {
            ":account": new.account_id, ":kind": new.kind, ":status": new.status_id,
            ":since": NotificationId::first_at(now_ms - OPEN_MS), ":since_ms": now_ms - OPEN_MS,
        },
        |row| row.get(0),
    )?;
    Ok(open.unwrap_or(new.id))
}

/// A page of groups, those with the newest notifications first; `grouped` are the kinds to group.
pub fn page(
    db: &Read,
    account: AccountId,
    wanted: &Wanted,
    grouped: &[NotificationKind],
    page: &Page,
) -> Result<Vec<Group>> {
    let newest = notification_view::page(db, account, wanted, grouped, page)?;
    groups(db, account, newest, grouped)
}

/// One line.
pub fn of(db: &Read, account: AccountId, line: Line) -> Result<Option<Group>> {
    let group = match line {
        Line::Single(id) => return single(db, account, id),
        Line::Group(group) => group,
    };
    let sql = format!(
        "SELECT {TOLD_COLUMNS} FROM notifications
          WHERE account_id = :account AND group_id = :group ORDER BY id DESC LIMIT 1"
    );
    let params = named_params! { ":account": account, ":group": group };
    let newest = db.row(&sql, params, notification_view::from_row)?;
    Ok(groups(db, account, newest.into_iter().collect(), GROUPED)?.pop())
}

fn single(db: &Read, account: AccountId, id: NotificationId) -> Result<Option<Group>> {
    let row = notification_view::by_id(db, account, id)?;
    Ok(groups(db, account, row.into_iter().collect(), &[])?.pop())
}

/// The groups that these are the newest of, in two queries for all.
fn groups(
    db: &Read,
    account: AccountId,
    newest: Vec<Notification>,
    grouped: &[NotificationKind],
) -> Result<Vec<Group>> {
    let ids = newest.iter().filter(|row| grouped.contains(&row.kind)).map(|row| row.group_id);
    let ids: Vec<_> = ids.collect();
    let params = named_params! { ":account": account, ":groups": array(&ids) };
    let counted = db.rows(
        "SELECT group_id, count(*), min(id) FROM notifications
          WHERE account_id = :account AND group_id IN rarray(:groups) GROUP BY group_id",
        params,
        |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))),
    )?;
    let counted: HashMap<NotificationId, _> = counted.into_iter().collect();
    let sampled: Vec<(NotificationId, AccountId)> = db.rows(
        "SELECT group_id, from_id FROM (
                SELECT group_id, from_id, id,
                       row_number() OVER (PARTITION BY group_id ORDER BY id DESC) AS place
                  FROM notifications
                 WHERE account_id = :account AND group_id IN rarray(:groups)) places
          WHERE place <= 8 ORDER BY group_id, id DESC",
        params,
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut from: HashMap<_, Vec<_>> = HashMap::new();
    for (group, account) in sampled {
        from.entry(group).or_default().push(account);
    }
    let group = |newest: Notification| {
        let line = Line::of(&newest, grouped);
        let alone = (1, newest.id);
        let (count, oldest_id) = match line {
            Line::Group(id) => counted.get(&id).copied().unwrap_or(alone),
            Line::Single(_) => alone,
        };
        let from = match line {
            Line::Group(id) => from.remove(&id).unwrap_or_default(),
            Line::Single(_) => vec![newest.from_id],
        };
        Group { line, newest, count, oldest_id, from }
    };
    Ok(newest.into_iter().map(group).collect())
}

/// Everybody in a line, the newest first.
pub fn people(
    db: &Read,
    account: AccountId,
    line: Line,
    page: &Page,
) -> Result<Vec<(i64, AccountId)>> {
    let (select, id) = match line {
        Line::Group(id) => (
            "SELECT id, from_id FROM notifications WHERE account_id = :account AND group_id = :id",
            id,
        ),
        Line::Single(id) => {
            ("SELECT id, from_id FROM notifications WHERE account_id = :account AND id = :id", id)
        }
    };
    page.cut(db, select, "id", &[(":account", &account), (":id", &id)])
}

/// Forgets a whole line.
pub fn dismiss(tx: &Write, account: AccountId, line: Line) -> Result<()> {
    let group = match line {
        Line::Single(id) => return notification_view::dismiss(tx, account, id),
        Line::Group(group) => group,
    };
    tx.execute(
        "DELETE FROM notifications WHERE account_id = :account AND group_id = :group",
        named_params! { ":account": account, ":group": group },
    )?;
    Ok(())
}
