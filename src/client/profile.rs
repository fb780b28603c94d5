//! The owner's own profile.

use axum::extract::State;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::credential_account::CredentialAccount;
use super::entity::visibility;
use super::error::Answered;
use crate::actions::profile::{self, Changes};
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

/// `PATCH /api/v1/accounts/update_credentials`. Pictures come with uploads.
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let site = app.site().await?;
    let owner = bearer.signed_in(&app, "write:accounts").await?;
    profile::update(&app, owner.account_id, changes(&params)?).await?;
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
