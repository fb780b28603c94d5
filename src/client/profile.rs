//! The owner's own profile.

use axum::extract::{Request, State};

use super::answer::Answer;
use super::auth::{Bearer, Owner};
use super::entity::credential_account::CredentialAccount;
use super::entity::profile::Profile;
use super::error::Answered;
use super::profile_form::ProfileForm;
use crate::actions::portrait::{self, Portrait};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::site::Site;
use crate::store::{Read, accounts, featured_tags, follows, owners};

/// `GET /api/v1/accounts/verify_credentials`
pub(super) async fn verify(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:accounts").or_else(|_| bearer.owner(db, "profile"))?;
        own_account(db, owner.account_id, &site)
    };
    Ok(app.store.read(work).await?)
}

/// `PATCH /api/v1/accounts/update_credentials`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    request: Request,
) -> Answered<Answer> {
    let owner = change(&app, bearer, request).await?;
    answer(&app, owner).await
}

/// `GET /api/v1/profile`
pub(super) async fn show(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:accounts").or_else(|_| bearer.owner(db, "profile"))?;
        as_typed(db, owner.account_id, &site)
    };
    Ok(app.store.read(work).await?)
}

/// `PATCH /api/v1/profile`
pub(super) async fn change_profile(
    State(app): State<App>,
    bearer: Bearer,
    request: Request,
) -> Answered<Answer> {
    let owner = change(&app, bearer, request).await?.account_id;
    let site = app.site().await?;
    Ok(app.store.read(move |db| as_typed(db, owner, &site)).await?)
}

/// Both ways of changing a profile take the same form.
async fn change(app: &App, bearer: Bearer, request: Request) -> Answered<Owner> {
    let owner = bearer.signed_in(app, "write:accounts").await?;
    let form = ProfileForm::read(app, request).await?;
    portrait::update(app, owner.account_id, form.changes, form.pictures).await?;
    Ok(owner)
}

/// `DELETE /api/v1/profile/avatar`
pub(super) async fn remove_avatar(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    remove(&app, bearer, Portrait::Avatar).await
}

/// `DELETE /api/v1/profile/header`
pub(super) async fn remove_header(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    remove(&app, bearer, Portrait::Header).await
}

async fn remove(app: &App, bearer: Bearer, which: Portrait) -> Answered<Answer> {
    let owner = bearer.signed_in(app, "write:accounts").await?;
    portrait::remove(app, owner.account_id, which).await?;
    answer(app, owner).await
}

async fn answer(app: &App, owner: Owner) -> Answered<Answer> {
    let site = app.site().await?;
    Ok(app.store.read(move |db| own_account(db, owner.account_id, &site)).await?)
}

fn own_account(db: &Read, id: AccountId, site: &Site) -> Result<Answer> {
    let row = accounts::by_id(db, id)?.ok_or_else(|| Error::not_found("Account"))?;
    let preferences = owners::preferences(db, id)?.ok_or_else(|| Error::not_found("Owner"))?;
    let requests = follows::count_requests(db, id)?;
    Answer::json(&CredentialAccount::build(&row, preferences, requests, site))
}

fn as_typed(db: &Read, id: AccountId, site: &Site) -> Result<Answer> {
    let row = accounts::by_id(db, id)?.ok_or_else(|| Error::not_found("Account"))?;
    let typed = owners::preferences(db, id)?.ok_or_else(|| Error::not_found("Owner"))?;
    let tags = featured_tags::of(db, id)?;
    Answer::json(&Profile::build(&row, &typed, &tags, site))
}
