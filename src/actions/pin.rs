//! Pinning own posts to the profile, and taking them off.

use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::outbox;
use crate::id::{AccountId, StatusId, of};
use crate::jobs::job::Audience;
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::store::accounts::Account;
use crate::store::statuses::{Status, Visibility};
use crate::store::{Write, pins};

/// Pins an own post.
///
/// # Errors
/// Not found if it is not the owner's; invalid if it is a reblog, direct or one too many.
pub async fn pin(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::own_post(tx, owner, id)?;
        if status.reblog_of_id.is_some() || status.visibility == Visibility::Direct {
            return Err(Error::invalid("Reblogs and direct posts cannot be pinned"));
        }
        if pins::count(tx, owner)? >= MOST {
            return Err(Error::invalid("You have already pinned the maximum number of posts"));
        }
        pins::insert(tx, owner, status.id, cx.now_ms)?;
        let (owner, featured) = featured(tx, owner)?;
        tell(tx, &cx, &owner, &status, Verb::Add { object: &status.uri, target: &featured })
    });
    write.await
}

/// Takes an own post off the profile.
///
/// # Errors
/// Not found if it is not the owner's.
pub async fn unpin(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::own_post(tx, owner, id)?;
        pins::delete(tx, owner, status.id)?;
        let (owner, featured) = featured(tx, owner)?;
        tell(tx, &cx, &owner, &status, Verb::Remove { object: &status.uri, target: &featured })
    });
    write.await
}

fn featured(tx: &Write, owner: AccountId) -> Result<(Account, String)> {
    let owner = visible::account(tx, owner)?;
    let featured = format!("{}/featured", owner.uri);
    Ok((owner, featured))
}

fn tell(tx: &Write, cx: &Context, owner: &Account, status: &Status, verb: Verb<'_>) -> Result<()> {
    if !status.visibility.is_public() {
        return Ok(());
    }
    let id = cx.site.activity(&owner.username, cx.ids.next::<of::Outgoing>());
    let followers = format!("{}/followers", owner.uri);
    let to = vec![&*followers];
    let activity =
        Activity { id: &id, actor: &owner.uri, published_ms: None, to, cc: Vec::new(), verb };
    let audience = Audience { followers_of: Some(owner.id), ..Audience::default() };
    outbox::send(tx, cx, owner.id, None, &activity.document(), audience)
}

/// As Mastodon's.
const MOST: i64 = 5;
