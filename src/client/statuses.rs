//! Reading statuses and what is around them.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::context::Context;
use super::entity::status::Status;
use super::entity::status_edit::StatusEdit;
use super::entity::status_source::StatusSource;
use super::error::Answered;
use super::page::{ACCOUNTS, Cursor};
use super::path_id::PathId;
use super::{async_refreshes, list};
use crate::actions::read_thread::read_thread;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId, of};
use crate::store::status_view::{self, StatusView};
use crate::store::{Read, account_lists, status_edits, thread};

/// `GET /api/v1/statuses/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let work = move |db: &Read| {
        let viewer = bearer.viewer(db, "read:statuses")?;
        one(db, id, viewer, &place)
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/statuses?id[]=`: those of them that the viewer may see.
pub(super) async fn several(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let ids: Vec<StatusId> = params.list("id").iter().filter_map(|id| id.parse().ok()).collect();
    let work = move |db: &Read| {
        let viewer = bearer.viewer(db, "read:statuses")?;
        let ids = ids.get(..MOST_AT_ONCE).unwrap_or(&ids);
        let view = status_view::view(db, ids, viewer)?;
        let statuses = ids.iter().filter_map(|id| Status::build(*id, &view, viewer, &place));
        Answer::json(&statuses.collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// As many as Mastodon answers at once.
const MOST_AT_ONCE: usize = 20;

/// The status as an answer.
pub(super) fn one(
    db: &Read,
    id: StatusId,
    viewer: Option<AccountId>,
    place: &Place,
) -> Result<Answer> {
    let view = status_view::view(db, &[id], viewer)?;
    let status = Status::build(id, &view, viewer, place).ok_or_else(missing)?;
    Answer::json(&status)
}

/// `GET /api/v1/statuses/{id}/context`
pub(super) async fn context(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<(HeaderMap, Answer)> {
    let place = Place::of(&app).await?;
    let work = move |db: &Read| {
        let viewer = bearer.viewer(db, "read:statuses")?;
        visible(db, id, viewer)?;
        let (above, below) = (thread::ancestors(db, id)?, thread::descendants(db, id)?);
        let view = status_view::view(db, &[above.as_slice(), &below].concat(), viewer)?;
        let build = |ids: &[StatusId]| {
            ids.iter().filter_map(|id| Status::build(*id, &view, viewer, &place)).collect()
        };
        let context = Context { ancestors: build(&above), descendants: build(&below) };
        Ok((viewer, Answer::json(&context)?))
    };
    let (viewer, answer) = app.store.read(work).await?;
    // Strangers do not make us ask other servers.
    if viewer.is_none() {
        return Ok((HeaderMap::new(), answer));
    }
    read_thread(&app, id).await?;
    Ok((async_refreshes::announce(&app, id), answer))
}

/// `GET /api/v1/statuses/{id}/source`
pub(super) async fn source(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        own(db, id, owner)?;
        let (text, spoiler_text) = status_edits::source(db, id)?.ok_or_else(missing)?;
        Answer::json(&StatusSource { id, text, spoiler_text })
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/statuses/{id}/history`
pub(super) async fn history(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let viewer = bearer.viewer(db, "read:statuses")?;
        let view = visible(db, id, viewer)?;
        let author = view.rows.get(&id).and_then(|row| view.accounts.get(&row.account_id));
        let author = author.ok_or_else(missing)?;
        let versions = status_edits::history(db, id)?;
        let edits = versions.iter().map(|version| StatusEdit::build(version, author, &site));
        Answer::json(&edits.collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/statuses/{id}/favourited_by`
pub(super) async fn favourited_by(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        visible(db, id, bearer.viewer(db, "read:accounts")?)?;
        account_lists::favourited_by(db, id, page)
    })
    .await
}

/// `GET /api/v1/statuses/{id}/reblogged_by`
pub(super) async fn reblogged_by(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        visible(db, id, bearer.viewer(db, "read:accounts")?)?;
        account_lists::reblogged_by(db, id, page)
    })
    .await
}

/// The status with what it shows, if the viewer may see it.
pub(super) fn visible(db: &Read, id: StatusId, viewer: Option<AccountId>) -> Result<StatusView> {
    let view = status_view::view(db, &[id], viewer)?;
    if view.rows.contains_key(&id) { Ok(view) } else { Err(missing()) }
}

/// The status with what it shows, if the owner wrote it.
pub(super) fn own(db: &Read, id: StatusId, owner: AccountId) -> Result<StatusView> {
    let view = visible(db, id, Some(owner))?;
    let written = view.rows.get(&id).is_some_and(|row| row.account_id == owner);
    if written { Ok(view) } else { Err(missing()) }
}

fn missing() -> Error {
    Error::not_found("Record")
}
