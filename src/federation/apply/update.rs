//! Update: a post or a profile has changed.
//!
//! Hostile inputs 21, 28, 75: never of another's post, never back to an older version, and new keys
//! only from the actor's own place.

use super::{Applied, Received, notify, relevant};
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::store_post;
use crate::jobs::job::Job;
use crate::store::notifications::NotificationKind;
use crate::store::{Write, accounts, jobs, statuses};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    if activity.object.uri() == Some(activity.actor.as_str()) {
        return refresh_profile(tx, cx, received);
    }
    let Some(post) = &received.post else {
        return Ok(Applied::Ignored("an update that its sender may not make"));
    };
    let status = statuses::by_uri(tx, &post.object.id)?;
    let Some(status) = status.filter(|status| status.account_id == received.actor_id) else {
        return Ok(Applied::Ignored("an update of a post that is not here"));
    };
    if !store_post::update(tx, cx, post, &status)? {
        return Ok(Applied::Ignored("an update older than what is here"));
    }
    for owner in accounts::owners(tx)? {
        if statuses::reblog_by(tx, status.id, owner)?.is_some() {
            let from = received.actor_id;
            notify::tell(tx, cx, owner, NotificationKind::Update, from, Some(status.id))?;
        }
    }
    Ok(Applied::Done)
}

/// The sent copy only says that there is something new; a stolen key could have signed it.
fn refresh_profile(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    if !relevant::actor(tx, received.actor_id)? {
        return Ok(Applied::Ignored("a profile that is nobody's business here"));
    }
    let uri = received.activity.actor.clone();
    let dedupe = format!("read:{uri}");
    jobs::enqueue(tx, &Job::ReadAccount { uri }, cx.now_ms, Some(&dedupe))?;
    Ok(Applied::Done)
}
