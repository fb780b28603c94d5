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
        let Some(visibility) = audience(&status, owner, visibility) else {
            return Err(Error::invalid(
                "This post is not for everybody, so it cannot be reblogged",
            ));
        };
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

/// Who gets the reblog: of what everybody may see whoever was wished; of one's own posts for followers
/// the followers, whatever was wished, since apps wish for the public unasked (toot) and Mastodon does the same.
fn audience(status: &Status, owner: AccountId, wished: Visibility) -> Option<Visibility> {
    match status.visibility {
        Visibility::Public | Visibility::Unlisted => {
            Some(wished).filter(|wished| *wished != Visibility::Direct)
        }
        Visibility::Followers => Some(Visibility::Followers).filter(|_| status.account_id == owner),
        Visibility::Direct => None,
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
