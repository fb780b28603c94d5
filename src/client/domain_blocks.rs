//! Servers that the owner wants nothing from: <https://docs.joinmastodon.org/methods/domain_blocks/>.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::error::Answered;
use super::page::{Cursor, DOMAINS};
use crate::actions::block_domain;
use crate::app::App;
use crate::store::{Read, domain_blocks};

/// `GET /api/v1/domain_blocks`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let (site, cursor) = (app.site().await?, Cursor::read(uri, &params, DOMAINS));
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:blocks")?.account_id;
        let lines = domain_blocks::page(db, owner, &cursor.page)?;
        let domains: Vec<_> = lines.iter().map(|(_, domain)| domain).collect();
        Ok(Answer::json(&domains)?.with_link(cursor.link_of(&site, &lines)))
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v1/domain_blocks`
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Json<Value>> {
    let owner = bearer.signed_in(&app, "write:blocks").await?.account_id;
    block_domain::block(&app, owner, params.text("domain").unwrap_or_default()).await?;
    Ok(Json(json!({})))
}

/// `DELETE /api/v1/domain_blocks`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Json<Value>> {
    let owner = bearer.signed_in(&app, "write:blocks").await?.account_id;
    block_domain::unblock(&app, owner, params.text("domain").unwrap_or_default()).await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/domain_blocks/preview`: which follows a block would end.
pub(super) async fn preview(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let domain = block_domain::name(params.text("domain").unwrap_or_default())?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:blocks")?.account_id;
        let follows = domain_blocks::follows_with(db, owner, &domain)?;
        let ours = follows.iter().filter(|follow| follow.follower_id == owner).count();
        Answer::json(&json!({
            "following_count": ours,
            "followers_count": follows.len() - ours,
        }))
    };
    Ok(app.store.read(work).await?)
}
