//! Polls. A poll has the id of its status.

use axum::extract::State;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::poll::Poll;
use super::error::Answered;
use super::path_id::PathId;
use super::statuses;
use crate::actions::vote;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId, of};
use crate::store::Read;

/// `GET /api/v1/polls/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let work = move |db: &Read| {
        let viewer = bearer.viewer(db, "read:statuses")?;
        poll(db, id, viewer, &place)
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v1/polls/{id}/votes`
pub(super) async fn vote(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    params: Params,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let owner = bearer.signed_in(&app, "write:statuses").await?.account_id;
    let choices = params.list("choices");
    let choices = choices.iter().map(|choice| choice.parse());
    let choices = choices.collect::<Result<Vec<_>, _>>();
    let choices = choices.map_err(|_| Error::invalid("The choices are not numbers"))?;
    vote::vote(&app, owner, id, choices).await?;
    Ok(app.store.read(move |db| poll(db, id, Some(owner), &place)).await?)
}

fn poll(db: &Read, id: StatusId, viewer: Option<AccountId>, place: &Place) -> Result<Answer> {
    let view = statuses::visible(db, id, viewer)?;
    let found = view.rows.get(&id).zip(view.polls.get(&id));
    let (row, poll) = found.ok_or_else(|| Error::not_found("Record"))?;
    Answer::json(&Poll::build(row, poll, viewer, place.now_ms))
}
