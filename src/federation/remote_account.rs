//! People of other servers: from the store, else from their server.
//!
//! Only about accounts as such; their keys alone are in `remote_key.rs`, their posts in
//! `remote_status.rs`.

use super::budget::Budget;
use super::context::Context;
use super::fetch::fetch_document;
use super::handle::confirm;
use super::store_actor::store_actor;
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::AccountId;
use crate::protocol::acct::Acct;
use crate::protocol::incoming::{Actor, uri};
use crate::site::LocalUri;
use crate::store::accounts::{self, Account};
use crate::store::gone;

/// The account with this actor URI, however old our copy is; read from its server if we have none.
///
/// # Errors
/// [`Kind::Gone`] if it was deleted; [`Kind::NotFound`] if there is none; those of
/// [`fetch_document`] and [`Budget::spend`].
pub async fn resolve_account(app: &App, uri: &str, budget: &mut Budget) -> Result<AccountId> {
    match stored(app, uri).await? {
        Some(account) if account.gone => Err(gone()),
        Some(account) => Ok(account.id),
        None => fetch(app, uri, budget).await,
    }
}

/// The same, but read again now, because something in it has changed.
///
/// # Errors
/// Those of [`resolve_account`]; [`Kind::Busy`] if that was done a moment ago.
pub async fn refresh_account(app: &App, uri: &str, budget: &mut Budget) -> Result<AccountId> {
    if let Some(account) = stored(app, uri).await?.filter(Account::is_local) {
        return Ok(account.id);
    }
    let (name, now_ms) = (format!("account {uri}"), app.clock.now_ms());
    if app.net.cooldowns().resting(&name, now_ms).is_some() {
        return Err(Error::busy("That account was read a moment ago"));
    }
    app.net.cooldowns().rest(&name, now_ms + REST_MS, Kind::Busy);
    fetch(app, uri, budget).await
}

/// The account, read from its server now: it says that it has changed.
///
/// # Errors
/// Those of [`resolve_account`].
pub async fn read_account(app: &App, uri: &str, budget: &mut Budget) -> Result<AccountId> {
    match stored(app, uri).await? {
        Some(account) if account.is_local() => Ok(account.id),
        _ => fetch(app, uri, budget).await,
    }
}

async fn stored(app: &App, uri: &str) -> Result<Option<Account>> {
    let site = app.site().await?;
    let uri = match site.local_uri(uri) {
        Some(LocalUri::Account(name)) => site.account(name),
        Some(LocalUri::Application) => site.application(),
        Some(_) => return Err(Error::not_found("account")),
        None => uri.to_owned(),
    };
    app.store.read(move |db| accounts::by_uri(db, &uri)).await
}

async fn fetch(app: &App, uri: &str, budget: &mut Budget) -> Result<AccountId> {
    budget.spend()?;
    match fetch_document(app, uri).await {
        Ok(document) => {
            let actor = Actor::read(&document);
            store(app, actor.map_err(|why| Error::invalid(why.0))?, budget).await
        }
        Err(error) if error.kind() == Kind::Gone => {
            forget(app, uri).await?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

/// Stores an actor that was read from its own place, and looks its handle up if that is to be done.
///
/// # Errors
/// If its id is ours.
pub(super) async fn store(app: &App, actor: Actor, budget: &mut Budget) -> Result<AccountId> {
    let cx = Context::now(app, true).await?;
    let write = app.store.write(move |tx| {
        let id = store_actor(tx, &cx, &actor)?;
        Ok((id, accounts::by_id(tx, id)?))
    });
    let (id, account) = write.await?;
    app.keyring.forget(id);
    if let Some(account) = account.filter(|account| !account.handle_verified) {
        // Without an answer the account is there, but its handle is not vouched for.
        if let Err(error) = check_handle(app, &account, budget).await {
            tracing::debug!(actor = account.uri, %error, "Could not check a handle");
        }
    }
    Ok(id)
}

/// Asks the actor's own host what its handle is, and the handle's domain whether that is true.
///
/// # Errors
/// Those of [`confirm`] and [`Budget::spend`].
pub(super) async fn check_handle(app: &App, account: &Account, budget: &mut Budget) -> Result<()> {
    let host = uri::host_of(&account.uri).unwrap_or_default();
    let Some(claimed) = Acct::parse(&format!("{}@{host}", account.username)) else {
        return Ok(());
    };
    budget.spend()?;
    let Some(acct) = confirm(app, &claimed, &account.uri).await? else { return Ok(()) };
    let id = account.id;
    app.store.write(move |tx| accounts::confirm_handle(tx, id, &acct.domain)).await
}

async fn forget(app: &App, uri: &str) -> Result<()> {
    let uri = uri.to_owned();
    let write = app.store.write(move |tx| {
        let Some(id) = accounts::id_by_uri(tx, &uri)? else { return Ok(None) };
        gone::mark(tx, id)?;
        Ok(Some(id))
    });
    if let Some(id) = write.await? {
        app.keyring.forget(id);
    }
    Ok(())
}

fn gone() -> Error {
    Error::new(Kind::Gone, "That account was deleted")
}

/// Between two readings of one account, whoever asks for them.
const REST_MS: i64 = 10_000;
