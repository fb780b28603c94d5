//! Our account at an authority: made once, kept in the database, made again if the authority lost it.

use instant_acme::{
    Account, AccountCredentials, Error as AcmeError, ExternalAccountKey, NewAccount,
};

use super::authorities::Directory;
use super::transport::Transport;
use super::trouble::Trouble;
use crate::app::App;
use crate::error::{Error, Result};
use crate::store::certificates::{self, Outcome};

/// Nobody is to be written to: what there is to say stands on the checklist. Running this program with an
/// authority configured is agreeing to its terms; the documentation says so.
const WHO: NewAccount<'_> =
    NewAccount { contact: &[], terms_of_service_agreed: true, only_return_existing: false };

/// The account at `directory`, made if there is none.
pub(super) async fn open(
    app: &App,
    directory: &Directory,
    transport: &Transport,
) -> Result<Account, Trouble> {
    let url = directory.url.clone();
    let row = app.store.read(move |db| certificates::account(db, &url)).await;
    let known =
        row.map_err(|error| ours(&error))?.and_then(|json| serde_json::from_str(&json).ok());
    let builder = Account::builder_with_http(Box::new(transport.clone()));
    let theirs = |error: AcmeError| Trouble::of_error(&error, &transport.heard());
    if let Some(credentials) = known {
        return builder.from_credentials(credentials).await.map_err(theirs);
    }
    let binding = directory.binding.as_ref();
    let key = binding.map(|binding| ExternalAccountKey::new(binding.kid.clone(), &binding.hmac));
    let made = builder.create(&WHO, directory.url.clone(), key.as_ref()).await;
    let (account, credentials) = made.map_err(theirs)?;
    keep(app, &directory.url, &credentials).await.map_err(|error| ours(&error))?;
    Ok(account)
}

/// The authority does not know the account: the next order makes a new one.
pub(super) async fn forget(app: &App, directory: &Directory) {
    tracing::warn!(authority = directory.host(), "the authority has lost our account");
    let url = directory.url.clone();
    if let Err(error) = app.store.write(move |tx| certificates::forget_account(tx, &url)).await {
        tracing::warn!(%error, "cannot forget an account");
    }
}

async fn keep(app: &App, url: &str, credentials: &AccountCredentials) -> Result<()> {
    let (url, json) = (url.to_owned(), serde_json::to_string(credentials)?);
    app.store.write(move |tx| certificates::set_account(tx, &url, &json)).await
}

fn ours(error: &Error) -> Trouble {
    Trouble::new(Outcome::Down, "ours", &error.to_string())
}
