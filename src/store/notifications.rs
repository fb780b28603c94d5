//! What a person of this node is told about.

use rusqlite::named_params;

use super::notification_policies::{self, Fate};
use super::{
    Write, jobs, muted_threads, notification_groups, notification_requests, push_subscriptions,
};
use crate::error::Result;
use crate::event::Event;
use crate::id::{AccountId, NotificationId, StatusId};
use crate::jobs::job::Job;

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationKind {
    /// Named in a post.
    Mention,
    /// Somebody they watch posted.
    Status,
    /// Their post was reblogged.
    Reblog,
    /// A new follower.
    Follow,
    /// Somebody asks to follow.
    FollowRequest,
    /// Their post was liked.
    Favourite,
    /// A poll they made or voted in has ended.
    Poll,
    /// A post they reblogged was changed.
    Update,
    /// Their post was quoted.
    Quote,
    /// Somebody reported something here.
    Report,
    /// Somebody they follow has moved.
    Moved,
}

/// Something to tell.
#[derive(Clone, Copy, Debug)]
pub struct NewNotification {
    /// Row id.
    pub id: NotificationId,
    /// Who is told.
    pub account_id: AccountId,
    /// Why.
    pub kind: NotificationKind,
    /// Who caused it.
    pub from_id: AccountId,
    /// About which status.
    pub status_id: Option<StatusId>,
}

/// Tells somebody of this node, once, unless they block or mute the one who caused it or mute the thread. Anybody else's
/// notifications are their own server's business, and nobody is told of what they did themselves. What strangers
/// say may wait apart.
pub fn insert(tx: &Write, new: &NewNotification, now_ms: i64) -> Result<()> {
    let (account, from) = (new.account_id, new.from_id);
    let thread = new.status_id.as_slice();
    if account == from || !muted_threads::among(tx, account, thread)?.is_empty() {
        return Ok(());
    }
    let fate = notification_policies::fate(tx, account, new.kind, from, new.status_id, now_ms)?;
    if fate == Fate::Drop {
        return Ok(());
    }
    let told = tx.execute(
        "INSERT OR IGNORE INTO notifications (id, account_id, kind, from_id, status_id, created_ms,
                group_id, filtered)
         SELECT :id, account_id, :kind, :from_id, :status_id, :now_ms, :group_id, :filtered
           FROM owners
          WHERE account_id = :account_id
            AND NOT EXISTS (SELECT 1 FROM blocks b
                             WHERE b.account_id = :account_id AND b.target_id = :from_id)
            AND NOT EXISTS (SELECT 1 FROM mutes u
                             WHERE u.account_id = :account_id AND u.target_id = :from_id
                               AND u.notifications = 1)",
        named_params! {
            ":id": new.id, ":account_id": account, ":kind": new.kind, ":from_id": from,
            ":status_id": new.status_id, ":now_ms": now_ms,
            ":group_id": notification_groups::join(tx, new, now_ms)?,
            ":filtered": fate == Fate::Filter,
        },
    )?;
    if told == 0 {
        return Ok(());
    }
    if fate == Fate::Filter {
        return notification_requests::add(tx, account, from, new.id, new.status_id, now_ms);
    }
    tx.tell(Event::Notified { account, notification: new.id });
    for subscription in push_subscriptions::wanting(tx, new)? {
        let push = Job::Push { subscription, notification: new.id };
        jobs::enqueue(tx, &push, now_ms, None)?;
    }
    Ok(())
}

/// Takes back what is no longer true, such as a like that was undone.
pub fn retract(
    tx: &Write,
    account: AccountId,
    kind: NotificationKind,
    from: AccountId,
    status: Option<StatusId>,
) -> Result<()> {
    tx.execute(
        "DELETE FROM notifications
          WHERE account_id = :account AND from_id = :from AND kind = :kind
            AND ifnull(status_id, 0) = ifnull(:status, 0)",
        named_params! { ":account": account, ":kind": kind, ":from": from, ":status": status },
    )?;
    Ok(())
}
