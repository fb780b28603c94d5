//! What this node is and can do.

use axum::extract::State;
use serde_json::json;

use super::answer::Answer;
use super::auth::Bearer;
use super::entity::account::Account;
use super::entity::instance::Instance;
use super::entity::instance_v1::InstanceV1;
use super::entity::{quote_policy, visibility};
use super::error::Answered;
use crate::app::App;
use crate::error::{Error, Result};
use crate::push;
use crate::store::accounts::{self, Account as Row};
use crate::store::{Read, hosts, owners};
use crate::translate;

/// `GET /api/v2/instance`
pub(super) async fn show(State(app): State<App>) -> Answered<Answer> {
    let site = app.site().await?;
    let key = push::public_key(&app).await;
    let work = move |db: &Read| {
        let owner = owner(db)?;
        let translates = translate::load(db)?.is_some();
        Answer::json(&Instance::build(Account::build(&owner, &site), &site, &key, translates))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/instance`
pub(super) async fn show_v1(State(app): State<App>) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let owner = owner(db)?;
        let numbers = (owner.statuses_count, hosts::count(db)?);
        Answer::json(&InstanceV1::build(Account::build(&owner, &site), numbers, &site))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/preferences`
pub(super) async fn preferences(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:accounts")?;
        let chosen = owners::preferences(db, owner.account_id)?;
        let chosen = chosen.ok_or_else(|| Error::not_found("Owner"))?;
        let language = Some(chosen.language).filter(|language| !language.is_empty());
        Answer::json(&json!({
            "posting:default:visibility": visibility::name(chosen.visibility),
            "posting:default:sensitive": chosen.sensitive,
            "posting:default:language": language,
            "posting:default:quote_policy": quote_policy::name(chosen.quote_policy),
            "reading:expand:media": "default",
            "reading:expand:spoilers": false,
            "reading:autoplay:gifs": false,
        }))
    };
    Ok(app.store.read(work).await?)
}

/// Whose home this is.
pub(super) fn owner(db: &Read) -> Result<Row> {
    let owner = owners::first(db)?.map(|(id, _)| accounts::by_id(db, id)).transpose()?.flatten();
    owner.ok_or_else(|| Error::not_found("Owner"))
}
