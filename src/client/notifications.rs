//! What the owner is told, ungrouped: <https://docs.joinmastodon.org/methods/notifications/>.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::account::Account;
use super::entity::notification::{Notification, kinds};
use super::entity::status::Status;
use super::error::Answered;
use super::page::{Cursor, NOTIFICATIONS};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, of};
use crate::store::accounts::Account as AccountRow;
use crate::store::notification_view::{self, Notification as Row};
use crate::store::status_view::{self, StatusView};
use crate::store::{Read, account_view};

/// `GET /api/v1/notifications`
pub(super) async fn list(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let wanted = kinds(&params.list("types"), &params.list("exclude_types"));
    let from = params.filled("account_id").map(str::parse).transpose();
    let from = from.map_err(|_| Error::not_found("Record"))?;
    let cursor = Cursor::read(uri, &params, NOTIFICATIONS);
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        let rows = notification_view::page(db, owner, &wanted, from, &cursor.page)?;
        let link = rows.first().zip(rows.last()).map(|(newest, oldest)| {
            cursor.link(&place.site, newest.id.number(), oldest.id.number())
        });
        let parts = Parts::of(db, &rows, owner)?;
        let all: Vec<_> = rows.iter().filter_map(|row| parts.build(row, &place)).collect();
        Ok(Answer::json(&all)?.with_link(link))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/notifications/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Notification>,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        let missing = || Error::not_found("Record");
        let row = notification_view::by_id(db, owner, id)?.ok_or_else(missing)?;
        let parts = Parts::of(db, &[row], owner)?;
        Answer::json(&parts.build(&row, &place).ok_or_else(missing)?)
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v1/notifications/{id}/dismiss`
pub(super) async fn dismiss(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Notification>,
) -> Answered<Json<Value>> {
    let owner = bearer.signed_in(&app, "write:notifications").await?.account_id;
    app.store.write(move |tx| notification_view::dismiss(tx, owner, id)).await?;
    Ok(Json(json!({})))
}

/// `POST /api/v1/notifications/clear`
pub(super) async fn clear(State(app): State<App>, bearer: Bearer) -> Answered<Json<Value>> {
    let owner = bearer.signed_in(&app, "write:notifications").await?.account_id;
    app.store.write(move |tx| notification_view::clear(tx, owner)).await?;
    Ok(Json(json!({})))
}

/// What the notifications of a page speak of, read at once.
pub(super) struct Parts {
    accounts: std::collections::HashMap<AccountId, AccountRow>,
    statuses: StatusView,
    owner: AccountId,
}

impl Parts {
    pub(super) fn of(db: &Read, rows: &[Row], owner: AccountId) -> Result<Self> {
        let mut accounts: Vec<_> = rows.iter().map(|row| row.from_id).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let mut statuses: Vec<_> = rows.iter().filter_map(|row| row.status_id).collect();
        statuses.sort_unstable();
        statuses.dedup();
        Ok(Self {
            accounts: account_view::by_ids(db, &accounts)?,
            statuses: status_view::view(db, &statuses, Some(owner))?,
            owner,
        })
    }

    /// `None` if it is about a status that cannot be shown: clients fail on a mention without one.
    pub(super) fn build<'a>(&'a self, row: &Row, place: &Place) -> Option<Notification<'a>> {
        let account = Account::build(self.accounts.get(&row.from_id)?, &place.site);
        let status = match row.status_id {
            Some(id) => Some(Status::build(id, &self.statuses, Some(self.owner), place)?),
            None => None,
        };
        Some(Notification::build(row, account, status))
    }
}
