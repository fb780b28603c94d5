//! Block: somebody elsewhere wants nothing of somebody here.
//!
//! Both ties are cut and the owner's posts no longer go there; the owner is not told.

use super::{Applied, Received};
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::store_post::local_account;
use crate::store::{Write, blocks, follows, home, lists, tombstones};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let target = match activity.object.uri() {
        Some(uri) => local_account(tx, &cx.site, uri)?,
        None => None,
    };
    let Some(target) = target else { return Ok(Applied::Ignored("a Block of nobody here")) };
    let fallback = format!("{}#block-{target}", activity.actor);
    let uri = activity.id.as_deref().unwrap_or(&fallback);
    if tombstones::is_gone(tx, uri, received.actor_id)? {
        return Ok(Applied::Ignored("a Block that was undone before it came"));
    }
    blocks::insert(tx, received.actor_id, target, uri, cx.now_ms)?;
    for (follower, followed) in [(received.actor_id, target), (target, received.actor_id)] {
        if let Some(follow) = follows::between(tx, follower, followed)? {
            follows::delete(tx, &follow)?;
        }
    }
    home::remove_author(tx, target, received.actor_id)?;
    lists::remove_from_all(tx, target, received.actor_id)?;
    Ok(Applied::Done)
}
