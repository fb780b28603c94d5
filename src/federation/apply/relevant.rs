//! Is this any business of the people of this node? What is not is not stored: strangers cannot fill
//! the card.

use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::post::Post;
use crate::federation::store_post::local_account;
use crate::id::AccountId;
use crate::protocol::incoming::{Activity, ActivityKind, Public};
use crate::store::statuses::{Status, Visibility};
use crate::store::{Read, accounts, blocks, followed_tags, follows, mentions, statuses};

/// Whether a post should be kept: somebody here follows its author or one of its hashtags, is addressed or named by it,
/// or it answers or quotes a post of somebody here.
pub(super) fn post(db: &Read, cx: &Context, post: &Post, author: AccountId) -> Result<bool> {
    if follows::has_local_follower(db, author)? {
        return Ok(true);
    }
    let object = &post.object;
    let named = object.mentions.iter().map(|mention| &mention.href);
    for uri in named.chain(&object.audience.recipients) {
        if local_account(db, &cx.site, uri)?.is_some() {
            return Ok(true);
        }
    }
    for uri in object.in_reply_to.iter().chain(&object.quote) {
        if cx.site.is_local(uri) && statuses::by_uri(db, uri)?.is_some() {
            return Ok(true);
        }
    }
    let tags: Vec<String> = object.hashtags.iter().map(|name| name.to_lowercase()).collect();
    Ok(object.audience.public == Public::To && followed_tags::any(db, &tags)?)
}

/// Whether we remember things about this actor because it has to do with somebody here.
pub(super) fn actor(db: &Read, actor: AccountId) -> Result<bool> {
    Ok(follows::has_local_follower(db, actor)? || accounts::has_statuses(db, actor)?)
}

/// Whether `viewer` may see a status. Those who may not must not learn that it exists either.
pub fn may_see(db: &Read, status: &Status, viewer: AccountId) -> Result<bool> {
    if status.account_id == viewer {
        return Ok(true);
    }
    if blocks::exists(db, status.account_id, viewer)? {
        return Ok(false);
    }
    Ok(match status.visibility {
        Visibility::Public | Visibility::Unlisted => true,
        Visibility::Followers => {
            follows::is_accepted(db, viewer, status.account_id)?
                || mentions::exists(db, status.id, viewer)?
        }
        Visibility::Direct => mentions::exists(db, status.id, viewer)?,
    })
}

/// A Delete or Update of somebody we never met: most of the junk that servers send, and answered
/// before any key is fetched, as Mastodon does.
pub fn is_about_deleted_stranger(db: &Read, activity: &Activity) -> Result<bool> {
    let about_itself = activity.object.uri() == Some(activity.actor.as_str());
    let kind = &activity.kind;
    let junk = *kind == ActivityKind::Delete || (*kind == ActivityKind::Update && about_itself);
    if !junk {
        return Ok(false);
    }
    let known = accounts::by_uri(db, &activity.actor)?;
    Ok(known.is_none_or(|account| account.gone && about_itself))
}
