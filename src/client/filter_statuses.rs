//! The posts of a filter, one at a time: <https://docs.joinmastodon.org/methods/filters/#statuses-get>.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::filter::FilterStatus;
use super::error::Answered;
use super::filters::own;
use super::path_id::PathId;
use crate::actions::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, FilterStatusId, StatusId, of};
use crate::store::Read;
use crate::store::filters;

/// Each page of posts is looked through for all of them.
const MOST_POSTS: usize = 200;

/// `GET /api/v2/filters/{id}/statuses`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Filter>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let filter = own(db, bearer.owner(db, "read:filters")?.account_id, id)?;
        Answer::json(&filter.statuses.iter().map(FilterStatus::build).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v2/filters/{id}/statuses`
pub(super) async fn add(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Filter>,
    params: Params,
) -> Answered<Answer> {
    let status = params.filled("status_id").and_then(|id| id.parse::<StatusId>().ok());
    let status = status.ok_or_else(|| Error::not_found("Record"))?;
    let new_id = app.ids.next();
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        let filter = own(tx, owner, id)?;
        if filter.statuses.len() >= MOST_POSTS {
            return Err(Error::invalid("There are too many posts in this filter"));
        }
        let status_id = visible::post(tx, owner, status)?.id;
        let new = filters::FilterStatus { id: new_id, filter_id: filter.id, status_id };
        if !filters::put_status(tx, owner, new)? {
            return Err(Error::invalid("Validation failed: Status has already been taken"));
        }
        Answer::json(&FilterStatus::build(&new))
    });
    Ok(write.await?)
}

/// `GET /api/v2/filters/statuses/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterStatus>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:filters")?.account_id;
        Answer::json(&FilterStatus::build(&own_status(db, owner, id)?))
    };
    Ok(app.store.read(work).await?)
}

fn own_status(db: &Read, owner: AccountId, id: FilterStatusId) -> Result<filters::FilterStatus> {
    filters::status(db, owner, id)?.ok_or_else(|| Error::not_found("Record"))
}

/// `DELETE /api/v2/filters/statuses/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterStatus>,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        filters::delete_status(tx, owner, own_status(tx, owner, id)?.id)
    });
    write.await?;
    Ok(Json(json!({})))
}
