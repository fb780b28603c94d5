//! What the owner does with a status: like, reblog, keep, mute its thread, pin. Each answers with the status as it is then.

use axum::extract::State;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::{Place, visibility};
use super::error::Answered;
use super::path_id::PathId;
use super::statuses;
use crate::actions::{bookmark, favourite, mute_thread, pin, reblog};
use crate::app::App;
use crate::id::{AccountId, StatusId, of};
use crate::store::Read;
use crate::store::statuses::Visibility;

async fn answer(app: &App, owner: AccountId, id: StatusId) -> Answered<Answer> {
    let place = Place::of(app).await?;
    Ok(app.store.read(move |db: &Read| statuses::one(db, id, Some(owner), &place)).await?)
}

/// `POST /api/v1/statuses/{id}/favourite`
pub(super) async fn favourite(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:favourites").await?.account_id;
    favourite::favourite(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/unfavourite`
pub(super) async fn unfavourite(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:favourites").await?.account_id;
    favourite::unfavourite(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/reblog`: answers with the reblog, the status inside it.
pub(super) async fn reblog(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    params: Params,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:statuses").await?.account_id;
    let wanted = params.filled("visibility").and_then(visibility::read);
    let id = reblog::reblog(&app, owner, id, wanted.unwrap_or(Visibility::Public)).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/unreblog`
pub(super) async fn unreblog(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:statuses").await?.account_id;
    reblog::unreblog(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/bookmark`
pub(super) async fn bookmark(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:bookmarks").await?.account_id;
    bookmark::bookmark(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/unbookmark`
pub(super) async fn unbookmark(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:bookmarks").await?.account_id;
    bookmark::unbookmark(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/mute`: the thread that it is in.
pub(super) async fn mute(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:mutes").await?.account_id;
    mute_thread::mute(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/unmute`
pub(super) async fn unmute(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:mutes").await?.account_id;
    mute_thread::unmute(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/pin`
pub(super) async fn pin(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:accounts").await?.account_id;
    pin::pin(&app, owner, id).await?;
    answer(&app, owner, id).await
}

/// `POST /api/v1/statuses/{id}/unpin`
pub(super) async fn unpin(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:accounts").await?.account_id;
    pin::unpin(&app, owner, id).await?;
    answer(&app, owner, id).await
}
