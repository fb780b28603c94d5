//! Strangers who wait to be let in: <https://docs.joinmastodon.org/methods/notifications/#get-requests>.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::account::Account;
use super::entity::notification_request::NotificationRequest;
use super::entity::status::Status;
use super::error::Answered;
use super::page::{ACCOUNTS, Cursor};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, NotificationRequestId, of};
use crate::store::notification_requests::{self, NotificationRequest as Row};
use crate::store::{Read, Write, account_view, status_view};

/// `GET /api/v1/notifications/requests`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let (place, cursor) = (Place::of(&app).await?, Cursor::read(uri, &params, ACCOUNTS));
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        let lines = notification_requests::page(db, owner, &cursor.page)?;
        let ids: Vec<_> = lines.iter().map(|(_, id)| *id).collect();
        let rows = notification_requests::by_ids(db, owner, &ids)?;
        let link = cursor.link_of(&place.site, &lines);
        Ok(all(db, owner, &rows, &place, |all| Answer::json(&all))?.with_link(link))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/notifications/requests/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::NotificationRequest>,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        let rows = notification_requests::by_ids(db, owner, &[id])?;
        all(db, owner, &rows, &place, |all| {
            Answer::json(all.first().ok_or_else(|| Error::not_found("Record"))?)
        })
    };
    Ok(app.store.read(work).await?)
}

fn all(
    db: &Read,
    owner: AccountId,
    rows: &[Row],
    place: &Place,
    answer: impl FnOnce(&[NotificationRequest<'_>]) -> Result<Answer>,
) -> Result<Answer> {
    let people: Vec<_> = rows.iter().map(|row| row.from_id).collect();
    let people = account_view::by_ids(db, &people)?;
    let statuses: Vec<_> = rows.iter().filter_map(|row| row.last_status_id).collect();
    let view = status_view::view(db, &statuses, Some(owner))?;
    let build = |row: &Row| {
        let account = Account::build(people.get(&row.from_id)?, &place.site);
        let status = row.last_status_id.and_then(|id| Status::build(id, &view, Some(owner), place));
        Some(NotificationRequest::build(row, account, status))
    };
    answer(&rows.iter().filter_map(build).collect::<Vec<_>>())
}

/// `GET /api/v1/notifications/requests/merged`: it is done at once here.
pub(super) async fn merged(State(app): State<App>, bearer: Bearer) -> Answered<Json<Value>> {
    bearer.signed_in(&app, "read:notifications").await?;
    Ok(Json(json!({ "merged": true })))
}

type Verdict = fn(&Write, AccountId, &Row) -> Result<()>;

/// `POST /api/v1/notifications/requests/{id}/accept`
pub(super) async fn accept_one(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::NotificationRequest>,
) -> Answered<Json<Value>> {
    decide(&app, bearer, vec![id], notification_requests::accept).await
}

/// `POST /api/v1/notifications/requests/{id}/dismiss`
pub(super) async fn dismiss_one(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::NotificationRequest>,
) -> Answered<Json<Value>> {
    decide(&app, bearer, vec![id], notification_requests::dismiss).await
}

/// `POST /api/v1/notifications/requests/accept`
pub(super) async fn accept(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Json<Value>> {
    decide(&app, bearer, ids(&params), notification_requests::accept).await
}

/// `POST /api/v1/notifications/requests/dismiss`
pub(super) async fn dismiss(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Json<Value>> {
    decide(&app, bearer, ids(&params), notification_requests::dismiss).await
}

fn ids(params: &Params) -> Vec<NotificationRequestId> {
    params.list("id").into_iter().filter_map(|id| id.parse().ok()).collect()
}

async fn decide(
    app: &App,
    bearer: Bearer,
    ids: Vec<NotificationRequestId>,
    verdict: Verdict,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:notifications")?.account_id;
        let rows = notification_requests::by_ids(tx, owner, &ids)?;
        if rows.len() < ids.len() {
            return Err(Error::not_found("Record"));
        }
        rows.iter().try_for_each(|row| verdict(tx, owner, row))
    });
    write.await?;
    Ok(Json(json!({})))
}
