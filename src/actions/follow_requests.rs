//! Deciding who may follow: yes, no, and no longer.

use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::answer;
use crate::federation::context::Context;
use crate::id::AccountId;
use crate::store::follows::{self, Follow};
use crate::store::notifications::{self, NewNotification, NotificationKind};
use crate::store::{Read, Write};

/// Lets somebody follow who asked.
///
/// # Errors
/// Not found if they did not ask.
pub async fn accept(app: &App, owner: AccountId, follower: AccountId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let follow = asked(tx, owner, follower)?;
        follows::accept(tx, &follow)?;
        notifications::retract(tx, owner, NotificationKind::FollowRequest, follower, None)?;
        tell_owner(tx, &cx, owner, follower)?;
        answer::accept_follow(tx, &cx, &visible::account(tx, owner)?, &follow)
    });
    write.await
}

/// Refuses somebody who asked to follow.
///
/// # Errors
/// Not found if they did not ask.
pub async fn reject(app: &App, owner: AccountId, follower: AccountId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let follow = asked(tx, owner, follower)?;
        notifications::retract(tx, owner, NotificationKind::FollowRequest, follower, None)?;
        end(tx, &cx, &follow)
    });
    write.await
}

/// Lets a follower follow no longer.
///
/// # Errors
/// Those of the store.
pub async fn remove_follower(app: &App, owner: AccountId, follower: AccountId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| match follows::between(tx, follower, owner)? {
        Some(follow) => end(tx, &cx, &follow),
        None => Ok(()),
    });
    write.await
}

fn asked(db: &Read, owner: AccountId, follower: AccountId) -> Result<Follow> {
    let follow = follows::between(db, follower, owner)?.filter(|follow| !follow.accepted);
    follow.ok_or_else(|| Error::not_found("follow request"))
}

/// Ends what somebody asked of an owner, and tells them.
pub(super) fn end(tx: &Write, cx: &Context, follow: &Follow) -> Result<()> {
    let owner = visible::account(tx, follow.target_id)?;
    follows::delete(tx, follow)?;
    answer::reject_follow(tx, cx, &owner, follow.follower_id, &follow.uri)
}

/// The request in the list of notifications becomes a new follower, as in Mastodon.
fn tell_owner(tx: &Write, cx: &Context, owner: AccountId, follower: AccountId) -> Result<()> {
    let new = NewNotification {
        id: cx.ids.next(),
        account_id: owner,
        kind: NotificationKind::Follow,
        from_id: follower,
        status_id: None,
    };
    notifications::insert(tx, &new, cx.now_ms)
}
