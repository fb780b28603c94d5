//! Add: somebody pinned a post of theirs.
//!
//! Hostile input 32: only to the sender's own collection, and only the sender's own posts.

use super::{Applied, Received, Wanted};
use crate::error::Result;
use crate::federation::context::Context;
use crate::protocol::incoming::Activity;
use crate::protocol::incoming::uri::same_origin;
use crate::store::{Write, accounts, follows, pins, statuses};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    if !is_own_featured(tx, received)? {
        return Ok(Applied::Ignored("an Add to a collection that is not the sender's pins"));
    }
    let Some(uri) = own_object(activity) else {
        return Ok(Applied::Ignored("an Add of somebody else's post"));
    };
    let Some(status) = statuses::by_uri(tx, uri)? else {
        return Ok(if follows::has_local_follower(tx, received.actor_id)? {
            Applied::Missing(vec![Wanted::Status(uri.to_owned())])
        } else {
            Applied::Ignored("an Add that is nobody's business here")
        });
    };
    if status.account_id != received.actor_id {
        return Ok(Applied::Ignored("an Add of somebody else's post"));
    }
    if pins::count(tx, received.actor_id)? >= MAX_PINS {
        return Ok(Applied::Ignored("more pinned posts than are kept"));
    }
    pins::insert(tx, received.actor_id, status.id, cx.now_ms)?;
    Ok(Applied::Done)
}

/// Whether the target is the collection of pinned posts of the sender itself.
pub(super) fn is_own_featured(tx: &Write, received: &Received) -> Result<bool> {
    let Some(sender) = accounts::by_id(tx, received.actor_id)? else { return Ok(false) };
    let target = received.activity.target.as_deref();
    Ok(!sender.featured_uri.is_empty() && target == Some(sender.featured_uri.as_str()))
}

/// The object, if it can be the sender's own.
pub(super) fn own_object(activity: &Activity) -> Option<&str> {
    activity.object.uri().filter(|uri| same_origin(uri, &activity.actor))
}

const MAX_PINS: i64 = 20;
