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
use super::page::{self, Cursor, NOTIFICATIONS, UNREAD};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, of};
use crate::store::accounts::Account as AccountRow;
use crate::store::notification_view::{self, Notification as Row, Wanted};
use crate::store::notifications::NotificationKind;
use crate::store::status_view::{self, StatusView};
use crate::store::{Read, account_view, markers};

/// `GET /api/v1/notifications`
pub(super) async fn list(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let wanted = wanted(&params)?;
    let cursor = Cursor::read(uri, &params, NOTIFICATIONS);
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        let rows = notification_view::page(db, owner, &wanted, &[], &cursor.page)?;
        let link = rows.first().zip(rows.last()).map(|(newest, oldest)| {
            cursor.link(&place.site, newest.id.number(), oldest.id.number())
        });
        let parts = Parts::of(db, &rows, owner)?;
        let all: Vec<_> = rows.iter().filter_map(|row| parts.build(row, &place)).collect();
        Ok(Answer::json(&all)?.with_link(link))
    };
    Ok(app.store.read(work).await?)
}

/// Which were asked for. Those of one account are shown although they wait: that is how they are looked at.
pub(super) fn wanted(params: &Params) -> Result<Wanted> {
    let from = params.filled("account_id").map(str::parse).transpose();
    let from = from.map_err(|_| Error::not_found("Record"))?;
    Ok(Wanted {
        kinds: kinds(&params.list("types"), &params.list("exclude_types")),
        filtered: params.flag("include_filtered").unwrap_or(from.is_some()),
        from,
    })
}

/// `GET /api/v1/notifications/unread_count`: those after the marker.
pub(super) async fn unread_count(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let wanted = wanted(&params)?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        Answer::json(&json!({ "count": unread(db, owner, &wanted, &[], &params)? }))
    };
    Ok(app.store.read(work).await?)
}

/// How many are newer than the marker.
pub(super) fn unread(
    db: &Read,
    owner: AccountId,
    wanted: &Wanted,
    grouped: &[NotificationKind],
    params: &Params,
) -> Result<i64> {
    let read_to = markers::of(db, owner)?.into_iter().find(|one| one.timeline == "notifications");
    let read_to = read_to.map_or(0, |marker| marker.last_read_id);
    let limit = page::limit(params, UNREAD);
    notification_view::count_after(db, owner, wanted, grouped, read_to, limit)
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
