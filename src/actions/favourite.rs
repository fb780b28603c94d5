//! Liking a post, and taking that back. Only its author is told.

use super::visible;
use crate::app::App;
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::outbox;
use crate::id::{AccountId, StatusId, of};
use crate::protocol::outgoing::activity::Verb;
use crate::store::favourites;

/// Likes a post; liking it again changes nothing.
///
/// # Errors
/// Not found if the owner cannot see it.
pub async fn favourite(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        let owner = visible::account(tx, owner)?;
        let author = visible::account(tx, status.account_id)?;
        let uri = cx.site.activity(&owner.username, cx.ids.next::<of::Outgoing>());
        if favourites::insert(tx, owner.id, status.id, &uri, None, cx.now_ms)? {
            outbox::tell(tx, &cx, &owner, &author, &uri, Verb::Like(&status.uri))?;
        }
        Ok(())
    });
    write.await
}

/// Takes a like back.
///
/// # Errors
/// Not found if the owner cannot see the post.
pub async fn unfavourite(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        let owner = visible::account(tx, owner)?;
        let author = visible::account(tx, status.account_id)?;
        let Some(uri) = favourites::delete(tx, owner.id, status.id)? else { return Ok(()) };
        let like = outbox::to_one(&owner, &author, &uri, Verb::Like(&status.uri));
        outbox::tell(tx, &cx, &owner, &author, &format!("{uri}/undo"), Verb::Undo(&like))
    });
    write.await
}
