//! Threads of direct posts: <https://docs.joinmastodon.org/methods/conversations/>.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::account::Account;
use super::entity::conversation::Conversation;
use super::entity::status::Status;
use super::error::{Answered, must_exist};
use super::page::{Cursor, STATUSES};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, ConversationId, of};
use crate::store::{Read, account_view, conversations, status_view};

/// `GET /api/v1/conversations`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let (place, cursor) = (Place::of(&app).await?, Cursor::read(uri, &params, STATUSES));
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        let lines = conversations::page(db, owner, &cursor.page)?;
        let ids: Vec<_> = lines.iter().map(|(_, id)| *id).collect();
        let answer = several(db, owner, &ids, &place, |all| Answer::json(&all))?;
        Ok(answer.with_link(cursor.link_of(&place.site, &lines)))
    };
    Ok(app.store.read(work).await?)
}

/// These, in this order, for `answer` to make something of.
pub(super) fn several<T>(
    db: &Read,
    owner: AccountId,
    ids: &[ConversationId],
    place: &Place,
    answer: impl FnOnce(&[Conversation<'_>]) -> Result<T>,
) -> Result<T> {
    let rows = conversations::by_ids(db, owner, ids)?;
    let people = conversations::people(db, ids)?;
    let all: HashSet<_> = people.values().flatten().copied().collect();
    let accounts = account_view::by_ids(db, &all.into_iter().collect::<Vec<_>>())?;
    let last: Vec<_> = rows.values().map(|row| row.last_status_id).collect();
    let view = status_view::view(db, &last, Some(owner))?;
    let build = |id: &ConversationId| {
        let row = rows.get(id)?;
        let people = people.get(id).map(Vec::as_slice).unwrap_or_default();
        let accounts = people.iter().filter_map(|id| accounts.get(id));
        Some(Conversation {
            id: row.id,
            unread: row.unread,
            accounts: accounts.map(|row| Account::build(row, &place.site)).collect(),
            last_status: Status::build(row.last_status_id, &view, Some(owner), place),
        })
    };
    answer(&ids.iter().filter_map(build).collect::<Vec<_>>())
}

/// `POST /api/v1/conversations/{id}/read`
pub(super) async fn read(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Conversation>,
) -> Answered<Answer> {
    mark(&app, bearer, id, false).await
}

/// `POST /api/v1/conversations/{id}/unread`
pub(super) async fn unread(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Conversation>,
) -> Answered<Answer> {
    mark(&app, bearer, id, true).await
}

async fn mark(app: &App, bearer: Bearer, id: ConversationId, unread: bool) -> Answered<Answer> {
    let place = Place::of(app).await?;
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:conversations")?.account_id;
        must_exist(conversations::set_unread(tx, owner, id, unread)?)?;
        several(tx, owner, &[id], &place, |all| {
            Answer::json(all.first().ok_or_else(|| Error::not_found("Record"))?)
        })
    });
    Ok(write.await?)
}

/// `DELETE /api/v1/conversations/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Conversation>,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:conversations")?.account_id;
        must_exist(conversations::delete(tx, owner, id)?)
    });
    write.await?;
    Ok(Json(json!({})))
}
