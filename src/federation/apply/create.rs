//! Create: somebody posted.
//!
//! Hostile inputs 25, 26: a post by another author or from another place is never believed here.

use super::{Applied, Received, Wanted, notify, relevant, vote};
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::post::Post;
use crate::federation::store_post;
use crate::id::{AccountId, StatusId};
use crate::jobs::job::Job;
use crate::protocol::incoming::Public;
use crate::protocol::incoming::uri::same_origin;
use crate::store::notifications::NotificationKind;
use crate::store::statuses::Status;
use crate::store::{Write, accounts, follows, home, jobs, mentions, statuses, tombstones};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let Some(post) = &received.post else { return by_reference(tx, cx, received) };
    if post.object.is_vote() {
        return vote::apply(tx, cx, &post.object, received.actor_id);
    }
    let uri = &post.object.id;
    if statuses::by_uri(tx, uri)?.is_some() {
        return Ok(Applied::Done);
    }
    if tombstones::is_gone(tx, uri, received.actor_id)? {
        return Ok(Applied::Ignored("the post was deleted before it came"));
    }
    if !relevant::post(tx, cx, post, received.actor_id)? {
        return Ok(Applied::Ignored("a post that is nobody's business here"));
    }
    let id = store_post::insert(tx, cx, post, received.actor_id)?;
    store_post::check_quote_later(tx, cx, id)?;
    tell_watchers(tx, cx, received.actor_id, id)?;
    home::tell(tx, id)?;
    tell_about(tx, cx, post, received.actor_id, id)?;
    fetch_parent(tx, cx, post)?;
    Ok(Applied::Done)
}

/// Those who want to hear of each post of its author are told, if it is in their home and no answer to somebody else.
fn tell_watchers(tx: &Write, cx: &Context, author: AccountId, id: StatusId) -> Result<()> {
    let status = statuses::by_id(tx, id)?;
    let answered = status.and_then(|status| status.in_reply_to_account_id);
    if answered.is_some_and(|answered| answered != author) {
        return Ok(());
    }
    for owner in follows::watchers(tx, author)? {
        if home::contains(tx, owner, id)? {
            notify::tell(tx, cx, owner, NotificationKind::Status, author, Some(id))?;
        }
    }
    Ok(())
}

/// Only the id was sent, or an object that its actor cannot vouch for: its own server decides, and
/// only for somebody whose posts are wanted.
fn by_reference(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let Some(uri) = activity.object.uri().filter(|uri| same_origin(uri, &activity.actor)) else {
        return Ok(Applied::Ignored("a post that its sender may not vouch for"));
    };
    if let Some(status) = statuses::by_uri(tx, uri)? {
        if cx.after_fetch && status.account_id == received.actor_id {
            home::tell(tx, status.id)?;
            tell_named(tx, cx, &status)?;
        }
        return Ok(Applied::Done);
    }
    if activity.object.embedded().is_some() || !follows::has_local_follower(tx, received.actor_id)?
    {
        return Ok(Applied::Ignored("a post that cannot be read, or nobody's business here"));
    }
    Ok(Applied::Missing(vec![Wanted::Status(uri.to_owned())]))
}

/// The same as [`tell_about`] for a post that was fetched, and so is only known as it is stored.
fn tell_named(tx: &Write, cx: &Context, status: &Status) -> Result<()> {
    for owner in accounts::owners(tx)? {
        if mentions::exists(tx, status.id, owner)? {
            let (kind, from) = (NotificationKind::Mention, status.account_id);
            notify::tell(tx, cx, owner, kind, from, Some(status.id))?;
        }
    }
    Ok(())
}

/// Those named are told, if they were also addressed: a name alone in a private post is a trick.
pub(super) fn tell_about(
    tx: &Write,
    cx: &Context,
    post: &Post,
    author: AccountId,
    id: StatusId,
) -> Result<()> {
    let object = &post.object;
    for mention in &object.mentions {
        let Some(account) = store_post::local_account(tx, &cx.site, &mention.href)? else {
            continue;
        };
        let addressed =
            object.audience.public != Public::No || object.audience.names(&mention.href);
        if addressed {
            notify::tell(tx, cx, account, NotificationKind::Mention, author, Some(id))?;
        }
    }
    let quoted = object.quote.as_deref().filter(|uri| cx.site.is_local(uri));
    if let Some(quoted) = quoted.map(|uri| statuses::by_uri(tx, uri)).transpose()?.flatten() {
        notify::tell(tx, cx, quoted.account_id, NotificationKind::Quote, author, Some(id))?;
    }
    Ok(())
}

/// The start of the thread is fetched later, within a budget.
fn fetch_parent(tx: &Write, cx: &Context, post: &Post) -> Result<()> {
    let Some(parent) = &post.object.in_reply_to else { return Ok(()) };
    if cx.site.is_local(parent) || statuses::by_uri(tx, parent)?.is_some() {
        return Ok(());
    }
    let job = Job::FetchThread { uri: parent.clone() };
    jobs::enqueue(tx, &job, cx.now_ms, Some(&format!("thread:{parent}")))
}
