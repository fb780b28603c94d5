//! What the owner is told, in groups: <https://docs.joinmastodon.org/methods/grouped_notifications/>.

use std::collections::HashSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::account::Account;
use super::entity::notification::{grouped, line_of};
use super::entity::notification_group::{GroupedNotifications, NotificationGroup};
use super::entity::status::Status;
use super::error::Answered;
use super::list;
use super::notifications::{unread, wanted};
use super::page::{ACCOUNTS, Cursor, NOTIFICATIONS};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId};
use crate::store::notification_groups::{self, Group, Line};
use crate::store::{Read, account_view, status_view};

/// `GET /api/v2/notifications`
pub(super) async fn list(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let (place, wanted) = (Place::of(&app).await?, wanted(&params)?);
    let kinds = grouped(&params.list("grouped_types"));
    let cursor = Cursor::read(uri, &params, NOTIFICATIONS);
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        let groups = notification_groups::page(db, owner, &wanted, &kinds, &cursor.page)?;
        let link = groups.first().zip(groups.last()).map(|(newest, oldest)| {
            cursor.link(&place.site, newest.newest.id.number(), oldest.newest.id.number())
        });
        Ok(results(db, owner, &groups, &place)?.with_link(link))
    };
    Ok(app.store.read(work).await?)
}

/// The groups with their accounts and statuses, each once.
fn results(db: &Read, owner: AccountId, groups: &[Group], place: &Place) -> Result<Answer> {
    let people: HashSet<_> = groups.iter().flat_map(|group| group.from.iter().copied()).collect();
    let people = account_view::by_ids(db, &people.into_iter().collect::<Vec<_>>())?;
    let mut ids: Vec<StatusId> = groups.iter().filter_map(|group| group.newest.status_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let view = status_view::view(db, &ids, Some(owner))?;
    let status = |id: &StatusId| Status::build(*id, &view, Some(owner), place);
    let statuses: Vec<_> = ids.iter().filter_map(|id| Some((*id, status(id)?))).collect();
    // What is about a post that cannot be shown is left out, as in the list without groups.
    let shown = |group: &&Group| {
        let of = |id: StatusId| statuses.iter().any(|(shown, _)| *shown == id);
        group.newest.status_id.is_none_or(of)
    };
    let notification_groups = groups.iter().filter(shown).map(NotificationGroup::build).collect();
    Answer::json(&GroupedNotifications {
        accounts: people.values().map(|row| Account::build(row, &place.site)).collect(),
        notification_groups,
        statuses: statuses.into_iter().map(|(_, status)| status).collect(),
    })
}

/// `GET /api/v2/notifications/unread_count`
pub(super) async fn unread_count(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let (wanted, kinds) = (wanted(&params)?, grouped(&params.list("grouped_types")));
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        Answer::json(&json!({ "count": unread(db, owner, &wanted, &kinds, &params)? }))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v2/notifications/{group_key}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    Path(key): Path<String>,
) -> Answered<Answer> {
    let (place, line) = (Place::of(&app).await?, known(&key)?);
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        let group = notification_groups::of(db, owner, line)?;
        let group = group.ok_or_else(|| Error::not_found("Record"))?;
        results(db, owner, &[group], &place)
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v2/notifications/{group_key}/accounts`
pub(super) async fn accounts(
    State(app): State<App>,
    bearer: Bearer,
    Path(key): Path<String>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let line = known(&key)?;
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        notification_groups::people(db, owner, line, page)
    })
    .await
}

/// `POST /api/v2/notifications/{group_key}/dismiss`
pub(super) async fn dismiss(
    State(app): State<App>,
    bearer: Bearer,
    Path(key): Path<String>,
) -> Answered<Json<Value>> {
    let line = known(&key)?;
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:notifications")?.account_id;
        notification_groups::dismiss(tx, owner, line)
    });
    write.await?;
    Ok(Json(json!({})))
}

fn known(key: &str) -> Result<Line> {
    line_of(key).ok_or_else(|| Error::not_found("Record"))
}
