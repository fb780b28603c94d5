//! Undo: somebody takes back a Follow, a Like, an Announce or a Block.
//!
//! Hostile inputs 30, 75: only one's own, by id or by an embedded copy; an Undo that overtakes what it
//! undoes is remembered.

use super::{Applied, Received, relevant};
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::store_post::local_account;
use crate::id::AccountId;
use crate::protocol::incoming::uri::same_origin;
use crate::protocol::incoming::{Activity, ActivityKind};
use crate::store::notifications::{self, NotificationKind};
use crate::store::statuses::Status;
use crate::store::{Write, blocks, favourites, follows, statuses, tombstones};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let object = &received.activity.object;
    let sender = received.actor_id;
    let uri = object.uri().filter(|uri| same_origin(uri, &received.activity.actor));
    let undone = match uri {
        Some(uri) => by_id(tx, sender, uri)?,
        None => false,
    };
    let copy = object.embedded().and_then(|copy| Activity::read(copy).ok());
    let copy = copy.filter(|copy| copy.actor == received.activity.actor);
    let undone = undone
        || match &copy {
            Some(copy) => by_copy(tx, cx, sender, copy)?,
            None => false,
        };
    // What it undoes may still be on its way; only what could matter here is remembered.
    let matters = undone
        || match &copy {
            Some(copy) => concerns_us(cx, copy),
            None => relevant::actor(tx, sender)?,
        };
    if let Some(uri) = uri.filter(|_| matters) {
        tombstones::insert(tx, uri, sender, "", cx.now_ms)?;
    }
    Ok(if undone { Applied::Done } else { Applied::Ignored("an Undo of what is not here") })
}

fn by_id(tx: &Write, sender: AccountId, uri: &str) -> Result<bool> {
    if let Some(follow) = follows::by_uri(tx, uri)?.filter(|f| f.follower_id == sender) {
        unfollow(tx, &follow)?;
        return Ok(true);
    }
    if let Some(status) = favourites::status_by_uri(tx, sender, uri)? {
        let status = statuses::by_id(tx, status)?;
        return status.map_or(Ok(false), |status| unlike(tx, sender, &status));
    }
    let reblog = statuses::by_uri(tx, uri)?;
    let own = reblog.filter(|s| s.account_id == sender && s.reblog_of_id.is_some());
    if let Some(reblog) = own {
        unreblog(tx, &reblog)?;
        return Ok(true);
    }
    blocks::delete_by_uri(tx, sender, uri)
}

/// Some servers send a new id each time, or none: who and what are enough.
fn by_copy(tx: &Write, cx: &Context, sender: AccountId, copy: &Activity) -> Result<bool> {
    let Some(object) = copy.object.uri() else { return Ok(false) };
    match copy.kind {
        ActivityKind::Follow | ActivityKind::Block => {
            let Some(target) = local_account(tx, &cx.site, object)? else { return Ok(false) };
            if copy.kind == ActivityKind::Block {
                return Ok(blocks::delete(tx, sender, target)?.is_some());
            }
            let Some(follow) = follows::between(tx, sender, target)? else { return Ok(false) };
            unfollow(tx, &follow)?;
            Ok(true)
        }
        ActivityKind::Like | ActivityKind::EmojiReact => {
            let status = statuses::by_uri(tx, object)?;
            status.map_or(Ok(false), |status| unlike(tx, sender, &status))
        }
        ActivityKind::Announce => {
            let Some(status) = statuses::by_uri(tx, object)? else { return Ok(false) };
            let Some(reblog) = statuses::reblog_by(tx, status.id, sender)? else {
                return Ok(false);
            };
            unreblog(tx, &reblog)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

fn concerns_us(cx: &Context, copy: &Activity) -> bool {
    copy.object.uri().is_some_and(|object| cx.site.is_local(object))
}

fn unfollow(tx: &Write, follow: &follows::Follow) -> Result<()> {
    follows::delete(tx, follow)?;
    for kind in [NotificationKind::Follow, NotificationKind::FollowRequest] {
        notifications::retract(tx, follow.target_id, kind, follow.follower_id, None)?;
    }
    Ok(())
}

fn unlike(tx: &Write, sender: AccountId, status: &Status) -> Result<bool> {
    let kind = NotificationKind::Favourite;
    notifications::retract(tx, status.account_id, kind, sender, Some(status.id))?;
    Ok(favourites::delete(tx, sender, status.id)?.is_some())
}

fn unreblog(tx: &Write, reblog: &Status) -> Result<()> {
    if let Some(original) =
        reblog.reblog_of_id.map(|id| statuses::by_id(tx, id)).transpose()?.flatten()
    {
        let kind = NotificationKind::Reblog;
        notifications::retract(
            tx,
            original.account_id,
            kind,
            reblog.account_id,
            Some(original.id),
        )?;
    }
    statuses::delete(tx, reblog)
}
