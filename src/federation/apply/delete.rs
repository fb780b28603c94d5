//! Delete: a post, an account or a quote stamp is gone.
//!
//! Hostile inputs 23, 24, 29, 75: only by its owner, and a late copy does not bring it back.

use super::{Applied, Received, relevant};
use crate::error::Result;
use crate::federation::context::Context;
use crate::protocol::incoming::uri::same_origin;
use crate::store::{Write, gone, statuses, tombstones};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let actor = &received.activity.actor;
    let Some(uri) = received.activity.object.uri() else {
        return Ok(Applied::Ignored("a Delete of nothing"));
    };
    if uri == actor {
        gone::mark(tx, received.actor_id)?;
        return Ok(Applied::Done);
    }
    if let Some(status) = statuses::by_uri(tx, uri)? {
        if status.account_id != received.actor_id {
            return Ok(Applied::Ignored("a Delete of somebody else's post"));
        }
        statuses::delete(tx, &status)?;
        tombstones::insert(tx, uri, received.actor_id, "Note", cx.now_ms)?;
        return Ok(Applied::Done);
    }
    if statuses::revoke_quotes(tx, uri, received.actor_id)? > 0 {
        return Ok(Applied::Done);
    }
    // The Create may still be on its way. Strangers cannot fill the table.
    if same_origin(uri, actor) && relevant::actor(tx, received.actor_id)? {
        tombstones::insert(tx, uri, received.actor_id, "", cx.now_ms)?;
        return Ok(Applied::Done);
    }
    Ok(Applied::Ignored("a Delete of what is not here"))
}
