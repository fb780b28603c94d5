//! Like: somebody likes, or reacts to, a post of somebody here.
//!
//! Likes of other servers' posts are counted there. A Like with `content` is a reaction (FEP-c0e0),
//! which Mastodon's clients see as a favourite.

use super::{Applied, Received, notify, relevant};
use crate::error::Result;
use crate::federation::context::Context;
use crate::store::notifications::NotificationKind;
use crate::store::{Write, favourites, statuses, tombstones};
use crate::text::plain_name;

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let status = match activity.object.uri() {
        Some(uri) => statuses::by_uri(tx, uri)?.filter(|status| status.local),
        None => None,
    };
    let Some(status) = status else { return Ok(Applied::Ignored("a Like of no post of here")) };
    if !relevant::may_see(tx, &status, received.actor_id)? {
        return Ok(Applied::Ignored("a Like of a post that its sender may not see"));
    }
    let fallback = format!("{}#like-{}", activity.actor, status.id);
    let uri = activity.id.as_deref().unwrap_or(&fallback);
    if tombstones::is_gone(tx, uri, received.actor_id)? {
        return Ok(Applied::Ignored("a Like that was undone before it came"));
    }
    let emoji = activity.content.as_deref().map(|emoji| plain_name(emoji, EMOJI_CHARS));
    let emoji = emoji.as_deref().filter(|emoji| !emoji.is_empty());
    if favourites::insert(tx, received.actor_id, status.id, uri, emoji, cx.now_ms)? {
        notify::tell(
            tx,
            cx,
            status.account_id,
            NotificationKind::Favourite,
            received.actor_id,
            Some(status.id),
        )?;
    }
    Ok(Applied::Done)
}

/// One grapheme or one `:shortcode:`.
const EMOJI_CHARS: usize = 64;
