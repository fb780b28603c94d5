//! Move: somebody we follow went to another account.
//!
//! Hostile input 33: the old account moves itself, the new one must name the old one, neither may be
//! ours, and not twice within the cool-down. Both are read afresh before anything is believed.

use super::{Applied, Received, Wanted, notify};
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::{ask, store_actor};
use crate::protocol::incoming::uri::host_of;
use crate::store::accounts::{self, Account};
use crate::store::notifications::NotificationKind;
use crate::store::{Write, blocks, follows};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let Some(target) = &activity.target else { return Ok(Applied::Ignored("a Move to nowhere")) };
    if activity.object.uri() != Some(&activity.actor) || cx.site.is_local(target) {
        return Ok(Applied::Ignored("a Move that its sender may not make"));
    }
    let cooling = accounts::moved_ms(tx, received.actor_id)?;
    if cooling.is_some_and(|moved| cx.now_ms - moved < COOL_DOWN_MS) {
        return Ok(Applied::Ignored("a second Move within a week"));
    }
    let followers = follows::local_followers(tx, received.actor_id)?;
    if followers.is_empty() {
        return Ok(Applied::Ignored("a Move that is nobody's business here"));
    }
    if host_of(target).map(|host| blocks::is_domain_blocked(tx, &host)).transpose()? != Some(false)
    {
        return Ok(Applied::Ignored("a Move to a blocked server"));
    }
    let old = accounts::by_id(tx, received.actor_id)?;
    let new = accounts::by_uri(tx, target)?;
    let (Some(old), Some(new)) = (old, new) else { return Ok(read_again(activity, target)) };
    if !cx.after_fetch || !is_fresh(cx, &new) {
        return Ok(read_again(activity, target));
    }
    let aliases: Vec<String> = serde_json::from_str(&new.also_known_as_json).unwrap_or_default();
    if !aliases.contains(&old.uri) || new.moved_to_uri.is_some() || new.gone {
        return Ok(Applied::Ignored("a Move to an account that does not know of it"));
    }
    for follow in followers.iter().filter(|follow| follow.accepted) {
        carry_over(tx, cx, follow, &old, &new)?;
    }
    accounts::set_moved(tx, old.id, &new.uri, cx.now_ms)?;
    Ok(Applied::Done)
}

fn read_again(activity: &crate::protocol::incoming::Activity, target: &str) -> Applied {
    Applied::Missing(vec![
        Wanted::Account(activity.actor.clone()),
        Wanted::Account(target.to_owned()),
    ])
}

fn is_fresh(cx: &Context, account: &Account) -> bool {
    cx.now_ms - account.fetched_ms < store_actor::FRESH_MS
}

/// The new account is asked like any other: it may refuse. The old one is let go.
fn carry_over(
    tx: &Write,
    cx: &Context,
    follow: &follows::Follow,
    old: &Account,
    new: &Account,
) -> Result<()> {
    let follower = follow.follower_id;
    if blocks::exists(tx, follower, new.id)? {
        return Ok(());
    }
    if follows::between(tx, follower, new.id)?.is_none() {
        ask::to_follow(tx, cx, follower, new)?;
    }
    ask::to_forget(tx, cx, follow, old)?;
    notify::tell(tx, cx, follower, NotificationKind::Moved, old.id, None)
}

const COOL_DOWN_MS: i64 = 7 * 24 * 3_600 * 1_000;
