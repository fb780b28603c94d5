//! The owner's own profile.

use axum::extract::{Request, State};

use super::answer::Answer;
use super::auth::{Bearer, Owner};
use super::body::Params;
use super::entity::credential_account::CredentialAccount;
use super::entity::visibility;
use super::error::Answered;
use super::form::Form;
use crate::actions::portrait::{self, Portrait};
use crate::actions::profile::Changes;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::site::Site;
use crate::store::statuses::Visibility;
use crate::store::{Read, accounts, follows, owners};

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
    let owner = bearer.signed_in(&app, "write:accounts").await?;
    let mut form = Form::read(&app, request).await?;
    let pictures = [("avatar", Portrait::Avatar), ("header", Portrait::Header)];
    let pictures = pictures.into_iter().filter_map(|(name, which)| Some((which, form.take(name)?)));
    let pictures = pictures.collect();
    portrait::update(&app, owner.account_id, changes(&form.params)?, pictures).await?;
    answer(&app, owner).await
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

fn changes(params: &Params) -> Result<Changes> {
    let text = |name: &str| params.text(name).map(str::to_owned);
    let source = params.inside("source");
    Ok(Changes {
        display_name: text("display_name"),
        note: text("note"),
        fields: fields(params),
        bot: params.flag("bot"),
        locked: params.flag("locked"),
        discoverable: params.flag("discoverable"),
        indexable: params.flag("indexable"),
        hides_network: params.flag("hide_collections"),
        default_visibility: source.map(privacy).transpose()?.flatten(),
        default_sensitive: source.and_then(|source| source.flag("sensitive")),
        default_language: source.and_then(|source| source.text("language")).map(str::to_owned),
        pictures: Vec::new(),
    })
}

fn privacy(source: &Params) -> Result<Option<Visibility>> {
    let Some(name) = source.filled("privacy") else { return Ok(None) };
    visibility::read(name).map(Some).ok_or_else(|| Error::invalid("Unknown privacy"))
}

/// All rows of the table at once; rows without a name end up as none.
fn fields(params: &Params) -> Option<Vec<(String, String)>> {
    if !params.has("fields_attributes") {
        return None;
    }
    let part = |field: &Params, name| field.text(name).unwrap_or_default().to_owned();
    let fields = params.groups("fields_attributes").into_iter();
    let pairs = fields.map(|field| (part(field, "name"), part(field, "value")));
    Some(pairs.filter(|(name, _)| !name.trim().is_empty()).collect())
}

fn own_account(db: &Read, id: AccountId, site: &Site) -> Result<Answer> {
    let row = accounts::by_id(db, id)?.ok_or_else(|| Error::not_found("Account"))?;
    let preferences = owners::preferences(db, id)?.ok_or_else(|| Error::not_found("Owner"))?;
    let requests = follows::count_requests(db, id)?;
    Answer::json(&CredentialAccount::build(&row, preferences, requests, site))
}
