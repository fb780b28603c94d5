//! Who asks for a document, and may they have it?
//!
//! What is public goes to everybody, unless the owner wants every request signed (authorised fetch) or
//! the asker is blocked. What is not public goes to those it was written for; everybody else hears
//! that it does not exist.

use hyper::http::request::Parts;

use super::apply::may_see;
use super::verify::{self, Verified};
use crate::app::App;
use crate::error::{Error, Result};
use crate::protocol::incoming::uri;
use crate::protocol::signature::Digest;
use crate::store::statuses::Status;
use crate::store::{blocks, keys, settings};

/// Lets a request for something public pass.
///
/// # Errors
/// [`Kind::Unauthorised`](crate::error::Kind) if the owner wants signatures and this has none that
/// holds; [`Kind::Forbidden`](crate::error::Kind) if the signer is blocked.
pub(super) async fn of_public(app: &App, parts: &Parts) -> Result<()> {
    if app.store.read(|db| settings::is_on(db, settings::AUTHORISED_FETCH)).await? {
        return signer(app, parts).await.map(drop);
    }
    // Whoever says that they are blocked is taken at their word: no key is fetched for what anybody
    // may have.
    let site = app.site().await?;
    let Ok(claim) = verify::claim(&site, parts) else { return Ok(()) };
    let claimed = app.store.read(move |db| {
        let host = uri::host_of(&claim.key_id).unwrap_or_default();
        let known = keys::by_uri(db, &claim.key_id)?;
        let blocked = known.map(|key| blocks::by_any_owner(db, key.account_id)).transpose()?;
        Ok(blocks::is_domain_blocked(db, &host)? || blocked == Some(true))
    });
    if claimed.await? { Err(refused()) } else { Ok(()) }
}

/// Lets a request for `status`, which is not public or not there, pass. Whoever signed is looked up
/// either way: that we ask for a key must not tell that there is something to hide.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) for everybody it was not written for.
pub(super) async fn of_private(app: &App, parts: &Parts, status: Option<Status>) -> Result<Status> {
    let hidden = || Error::not_found("status");
    let viewer = signer(app, parts).await.map_err(|_| hidden())?;
    let status = status.ok_or_else(hidden)?;
    let seen =
        app.store.read(move |db| Ok(may_see(db, &status, viewer.account_id())?.then_some(status)));
    seen.await?.ok_or_else(hidden)
}

async fn signer(app: &App, parts: &Parts) -> Result<Verified> {
    let site = app.site().await?;
    let claim = verify::claim(&site, parts)?;
    let verified = verify::signer(app, &claim, &Digest::of(b"")).await?;
    let host = uri::host_of(verified.actor_uri()).unwrap_or_default();
    let account = verified.account_id();
    let blocked = app.store.read(move |db| {
        Ok(blocks::is_domain_blocked(db, &host)? || blocks::by_any_owner(db, account)?)
    });
    if blocked.await? {
        return Err(refused());
    }
    Ok(verified)
}

fn refused() -> Error {
    Error::forbidden("Nothing is given to you")
}
