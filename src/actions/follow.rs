//! Following somebody, which counts once they accept, and no longer following them.

use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::ask;
use crate::federation::context::Context;
use crate::id::AccountId;
use crate::store::{blocks, follows};

pub use crate::store::follows::Options;

/// Asks to follow `target`; if the owner does already, only the options change.
///
/// # Errors
/// Not found if the account is not there; forbidden to oneself and if one of the two blocks the other.
pub async fn follow(
    app: &App,
    owner: AccountId,
    target: AccountId,
    options: Options,
) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let target = visible::account(tx, target)?;
        let blocked =
            blocks::exists(tx, owner, target.id)? || blocks::exists(tx, target.id, owner)?;
        if target.is_local() || blocked {
            return Err(Error::forbidden("You cannot follow this account"));
        }
        if follows::between(tx, owner, target.id)?.is_none() {
            ask::to_follow(tx, &cx, owner, &target)?;
        }
        follows::set_options(tx, owner, target.id, options)
    });
    write.await
}

/// Follows `target` no longer, or takes the wish back.
///
/// # Errors
/// Not found if the account is not there.
pub async fn unfollow(app: &App, owner: AccountId, target: AccountId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let target = visible::account(tx, target)?;
        match follows::between(tx, owner, target.id)? {
            Some(follow) => ask::to_forget(tx, &cx, &follow, &target),
            None => Ok(()),
        }
    });
    write.await
}
