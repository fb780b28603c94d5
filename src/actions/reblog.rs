//! Passing a post on to one's followers, and taking that back.

use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::publish;
use crate::id::{AccountId, StatusId};
use crate::store::accounts::Account;
use crate::store::statuses::{NewStatus, Status, StatusKind, Visibility};
use crate::store::{Write, home, statuses};

/// Reblogs a post; answers the reblog. Reblogging it again finds the first reblog.
///
/// # Errors
/// Not found if the owner cannot see it; invalid if it is not for everybody.
pub async fn reblog(
    app: &App,
    owner: AccountId,
    id: StatusId,
    visibility: Visibility,
) -> Result<StatusId> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        if let Some(before) = statuses::reblog_by(tx, status.id, owner)? {
            return Ok(before.id);
        }
        if !may_reblog(&status, owner, visibility) {
            return Err(Error::invalid(
                "This post is not for everybody, so it cannot be reblogged",
            ));
        }
        let owner = visible::account(tx, owner)?;
        let reblog = insert(tx, &cx, &owner, &status, visibility)?;
        home::distribute(tx, reblog)?;
        home::tell(tx, reblog)?;
        publish::reblogged(tx, &cx, reblog)?;
        Ok(reblog)
    });
    write.await
}

/// Takes a reblog back.
///
/// # Errors
/// Not found if the owner cannot see the post.
pub async fn unreblog(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        let Some(reblog) = statuses::reblog_by(tx, status.id, owner)? else { return Ok(()) };
        publish::unreblogged(tx, &cx, reblog.id)?;
        statuses::delete(tx, &reblog)
    });
    write.await
}

/// What everybody may see; and one's own posts for followers, for followers.
fn may_reblog(status: &Status, owner: AccountId, visibility: Visibility) -> bool {
    match status.visibility {
        Visibility::Public | Visibility::Unlisted => visibility != Visibility::Direct,
        Visibility::Followers => status.account_id == owner && visibility == Visibility::Followers,
        Visibility::Direct => false,
    }
}

fn insert(
    tx: &Write,
    cx: &Context,
    owner: &Account,
    status: &Status,
    visibility: Visibility,
) -> Result<StatusId> {
    let id: StatusId = cx.ids.next();
    let uri = cx.site.activity(&owner.username, id);
    let reblog = NewStatus {
        id,
        uri: &uri,
        url: None,
        account_id: owner.id,
        local: true,
        kind: StatusKind::Note,
        reblog_of_id: Some(status.id),
        reply: None,
        content_html: "",
        spoiler_text: "",
        source_text: None,
        language: None,
        sensitive: false,
        visibility,
        emojis_json: None,
        policy_json: None,
        quote: None,
        extras: 0,
        created_ms: cx.now_ms,
        edited_ms: None,
        arrived_ms: cx.now_ms,
        app_id: None,
    };
    statuses::insert(tx, &reblog)
}
