//! Posts that are to be made later, and drafts, which are posts of a far future:
//! <https://docs.joinmastodon.org/methods/scheduled_statuses/>.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::scheduled_status::ScheduledStatus;
use super::error::{Answered, must_exist};
use super::page::{Cursor, STATUSES};
use super::path_id::PathId;
use crate::actions::schedule;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, ScheduledId, of};
use crate::protocol::incoming::date::parse_ms;
use crate::site::Site;
use crate::store::scheduled::{self, Scheduled};
use crate::store::{Read, status_view};

/// `GET /api/v1/scheduled_statuses`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let (site, cursor) = (app.site().await?, Cursor::read(uri, &params, STATUSES));
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        let lines = scheduled::page(db, owner, &cursor.page)?;
        let ids: Vec<_> = lines.iter().map(|(_, id)| *id).collect();
        let rows = scheduled::by_ids(db, owner, &ids)?;
        let link = cursor.link_of(&site, &lines);
        Ok(several(db, &rows, &site, |all| Answer::json(&all))?.with_link(link))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/scheduled_statuses/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Scheduled>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "read:statuses").await?.account_id;
    one(&app, owner, id).await
}

/// One of them as an answer.
pub(super) async fn one(app: &App, owner: AccountId, id: ScheduledId) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let row = schedule::own(db, owner, id)?;
        several(db, &[row], &site, |all| {
            Answer::json(all.first().ok_or_else(|| Error::not_found("Record"))?)
        })
    };
    Ok(app.store.read(work).await?)
}

fn several(
    db: &Read,
    rows: &[Scheduled],
    site: &Site,
    answer: impl FnOnce(&[ScheduledStatus<'_>]) -> Result<Answer>,
) -> Result<Answer> {
    let posts = rows.iter().map(schedule::post_in).collect::<Result<Vec<_>>>()?;
    let files: Vec<_> = posts.iter().flat_map(|post| post.draft.media.iter().copied()).collect();
    let files = status_view::files(db, &files)?;
    let files: Vec<Vec<_>> = posts
        .iter()
        .map(|post| post.draft.media.iter().filter_map(|id| files.get(id).cloned()).collect())
        .collect();
    let all = rows.iter().zip(&posts).zip(&files);
    let all = all.map(|((row, post), files)| ScheduledStatus::build(row, post, files, site));
    answer(&all.collect::<Vec<_>>())
}

/// `PUT /api/v1/scheduled_statuses/{id}`: only the time can be changed.
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Scheduled>,
    params: Params,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:statuses").await?.account_id;
    let at_ms = time(&params)?.ok_or_else(|| Error::invalid("There is no scheduled_at"))?;
    schedule::move_to(&app, owner, id, at_ms).await?;
    one(&app, owner, id).await
}

/// When a client wants it posted, in milliseconds since 1970.
pub(super) fn time(params: &Params) -> Result<Option<i64>> {
    let Some(text) = params.filled("scheduled_at") else { return Ok(None) };
    let at_ms = parse_ms(text);
    at_ms.map(Some).ok_or_else(|| Error::invalid("Validation failed: Scheduled at is no time"))
}

/// `DELETE /api/v1/scheduled_statuses/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Scheduled>,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:statuses")?.account_id;
        must_exist(scheduled::delete(tx, owner, id)?)
    });
    write.await?;
    Ok(Json(json!({})))
}
