//! Quotes of a post: which there are, who may, and taking one back.
//! <https://docs.joinmastodon.org/methods/statuses/#quotes>

use axum::extract::{Path, State};
use axum::http::Uri;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::{Place, quote_policy};
use super::error::Answered;
use super::list;
use super::page::{Cursor, STATUSES};
use super::path_id::PathId;
use super::statuses;
use crate::actions::draft::QuotePolicy;
use crate::actions::quotes;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{StatusId, of};
use crate::store::{Read, timelines};

/// `GET /api/v1/statuses/{id}/quotes`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let viewer = bearer.viewer(db, "read:statuses")?;
        statuses::visible(db, id, viewer)?;
        Ok((viewer, timelines::quoting(db, id, viewer, page)?))
    })
    .await
}

/// `PUT /api/v1/statuses/{id}/interaction_policy`
pub(super) async fn allow(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    params: Params,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let owner = bearer.signed_in(&app, "write:statuses").await?.account_id;
    let policy = policy(&params)?.ok_or_else(|| Error::invalid("There is no policy"))?;
    quotes::allow(&app, owner, id, policy).await?;
    Ok(app.store.read(move |db: &Read| statuses::one(db, id, Some(owner), &place)).await?)
}

/// Who may quote, as a client says it.
pub(super) fn policy(params: &Params) -> Result<Option<QuotePolicy>> {
    let Some(name) = params.filled("quote_approval_policy") else { return Ok(None) };
    quote_policy::read(name)
        .map(Some)
        .ok_or_else(|| Error::invalid("Unknown quote approval policy"))
}

/// `POST /api/v1/statuses/{id}/quotes/{quoting}/revoke`: answers with the post that quoted.
pub(super) async fn revoke(
    State(app): State<App>,
    bearer: Bearer,
    Path((id, quoting)): Path<(String, String)>,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let owner = bearer.signed_in(&app, "write:statuses").await?.account_id;
    let parse = |text: String| text.parse::<StatusId>().map_err(|_| Error::not_found("Record"));
    let (id, quoting) = (parse(id)?, parse(quoting)?);
    quotes::revoke(&app, owner, id, quoting).await?;
    Ok(app.store.read(move |db: &Read| statuses::one(db, quoting, Some(owner), &place)).await?)
}
