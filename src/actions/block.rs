//! Wanting nothing to do with somebody: ends follows in both directions and hides their posts.

use super::{follow_requests, visible};
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::{ask, outbox};
use crate::id::{AccountId, of};
use crate::protocol::outgoing::activity::Verb;
use crate::store::{blocks, follows, home};

/// Blocks somebody. Their server is told, because only it can keep them away from our posts there.
///
/// # Errors
/// Not found if the account is not there; forbidden to oneself.
pub async fn block(app: &App, owner: AccountId, target: AccountId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let owner = visible::account(tx, owner)?;
        let target = visible::account(tx, target)?;
        if target.id == owner.id {
            return Err(Error::forbidden("You cannot block yourself"));
        }
        if blocks::exists(tx, owner.id, target.id)? {
            return Ok(());
        }
        if let Some(follow) = follows::between(tx, owner.id, target.id)? {
            ask::to_forget(tx, &cx, &follow, &target)?;
        }
        if let Some(follow) = follows::between(tx, target.id, owner.id)? {
            follow_requests::end(tx, &cx, &follow)?;
        }
        let uri = cx.site.activity(&owner.username, cx.ids.next::<of::Outgoing>());
        blocks::insert(tx, owner.id, target.id, &uri, cx.now_ms)?;
        home::remove_author(tx, owner.id, target.id)?;
        outbox::tell(tx, &cx, &owner, &target, &uri, Verb::Block(&target.uri))
    });
    write.await
}

/// Ends a block.
///
/// # Errors
/// Not found if the account is not there.
pub async fn unblock(app: &App, owner: AccountId, target: AccountId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let owner = visible::account(tx, owner)?;
        let target = visible::account(tx, target)?;
        let Some(uri) = blocks::delete(tx, owner.id, target.id)? else { return Ok(()) };
        let block = outbox::to_one(&owner, &target, &uri, Verb::Block(&target.uri));
        outbox::tell(tx, &cx, &owner, &target, &format!("{uri}/undo"), Verb::Undo(&block))
    });
    write.await
}
