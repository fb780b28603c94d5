//! Accounts: reading them, and the owner's own profile.

use axum::extract::State;

use super::answer::{self, Answer};
use super::auth::Bearer;
use super::entity::credential_account::CredentialAccount;
use super::error::Answered;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::site::Site;
use crate::store::{Read, accounts, follows, owners};

/// `GET /api/v1/accounts/verify_credentials`
pub(super) async fn verify_credentials(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let site = app.site().await?;
    let answer = answer::read(&app, move |db| {
        let owner = bearer.owner(db, "read:accounts").or_else(|_| bearer.owner(db, "profile"))?;
        own_account(db, owner.account_id, &site)
    });
    Ok(answer.await?)
}

/// The owner's account with what only they see.
pub(super) fn own_account(db: &Read, id: AccountId, site: &Site) -> Result<CredentialAccount> {
    let row = accounts::by_id(db, id)?.ok_or_else(|| Error::not_found("Account"))?;
    let preferences = owners::preferences(db, id)?.ok_or_else(|| Error::not_found("Owner"))?;
    let requests = follows::count_requests(db, id)?;
    Ok(CredentialAccount::build(&row, preferences, requests, site))
}
