//! Flag: somebody reports something of here to us.
//!
//! Hostile input 84: only what concerns this node, short, and so many per reporter.

use super::{Applied, Received, notify};
use crate::error::Result;
use crate::federation::context::Context;
use crate::id::of;
use crate::protocol::incoming::field;
use crate::store::notifications::NotificationKind;
use crate::store::{Write, accounts, reports};
use crate::text::plain;

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let ours: Vec<_> = activity.objects.iter().filter(|uri| cx.site.is_local(uri)).collect();
    if ours.is_empty() {
        return Ok(Applied::Ignored("a report about nothing of here"));
    }
    let Some(uri) = &activity.id else { return Ok(Applied::Ignored("a report without an id")) };
    let comment = plain(activity.content.as_deref().unwrap_or_default());
    let objects = serde_json::to_string(&ours)?;
    let number = cx.ids.next::<of::Notification>().number();
    let comment = field::cut(&comment, COMMENT_BYTES);
    let kept = reports::insert(tx, number, received.actor_id, uri, comment, &objects, cx.now_ms)?;
    if !kept {
        return Ok(Applied::Ignored("a report that is here already, or one too many"));
    }
    for owner in accounts::owners(tx)? {
        notify::tell(tx, cx, owner, NotificationKind::Report, received.actor_id, None)?;
    }
    Ok(Applied::Done)
}

/// 5 000 characters in the widest script.
const COMMENT_BYTES: usize = 20_000;
