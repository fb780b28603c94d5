//! Follow: somebody wants the posts of somebody here.
//!
//! A locked account is never followed without its owner's word; asking again is answered again, as
//! peers that lost our answer do.

use super::{Applied, Received, notify};
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::{answer, store_post};
use crate::store::notifications::NotificationKind;
use crate::store::{Write, accounts, blocks, follows, tombstones};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let target = match activity.object.uri() {
        Some(uri) => store_post::local_account(tx, &cx.site, uri)?,
        None => None,
    };
    let Some(target) = target.map(|id| accounts::by_id(tx, id)).transpose()?.flatten() else {
        return Ok(Applied::Ignored("a Follow of nobody here"));
    };
    let fallback = format!("{}#follow-{}", activity.actor, target.username);
    let uri = activity.id.as_deref().unwrap_or(&fallback);
    if tombstones::is_gone(tx, uri, received.actor_id)? {
        return Ok(Applied::Ignored("a Follow that was undone before it came"));
    }
    let taken = follows::by_uri(tx, uri)?;
    if taken.is_some_and(|f| (f.follower_id, f.target_id) != (received.actor_id, target.id)) {
        return Ok(Applied::Ignored("a Follow with the id of another"));
    }
    if blocks::exists(tx, target.id, received.actor_id)? {
        answer::reject_follow(tx, cx, &target, received.actor_id, uri)?;
        return Ok(Applied::Ignored("a Follow by somebody who is blocked"));
    }
    follows::request(tx, cx.ids.next(), uri, received.actor_id, target.id, cx.now_ms)?;
    let Some(follow) = follows::between(tx, received.actor_id, target.id)? else {
        return Ok(Applied::Ignored("a Follow that could not be stored"));
    };
    if target.locked && !follow.accepted {
        let kind = NotificationKind::FollowRequest;
        notify::tell(tx, cx, target.id, kind, received.actor_id, None)?;
        return Ok(Applied::Done);
    }
    if follows::accept(tx, &follow)? {
        notify::tell(tx, cx, target.id, NotificationKind::Follow, received.actor_id, None)?;
    }
    answer::accept_follow(tx, cx, &target, &follow)?;
    Ok(Applied::Done)
}
