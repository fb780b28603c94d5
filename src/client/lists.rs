//! Lists of people: <https://docs.joinmastodon.org/methods/lists/>.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::list::{self, List};
use super::error::Answered;
use super::page::{ACCOUNTS, Cursor};
use super::path_id::PathId;
use crate::actions::list_members;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, of};
use crate::store::lists::{self, List as Row, RepliesPolicy};
use crate::store::{Read, account_lists};

/// Whoever has more lists than this does not read them.
const MOST: i64 = 100;
const LONGEST_TITLE: usize = 256;

/// `GET /api/v1/lists`
pub(super) async fn index(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:lists")?.account_id;
        all(&lists::of(db, owner)?)
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/accounts/{id}/lists`: those that somebody is on.
pub(super) async fn of_account(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:lists")?.account_id;
        all(&lists::with_member(db, owner, id)?)
    };
    Ok(app.store.read(work).await?)
}

fn all(rows: &[Row]) -> Result<Answer> {
    Answer::json(&rows.iter().map(List::build).collect::<Vec<_>>())
}

/// `GET /api/v1/lists/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::List>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:lists")?.account_id;
        Answer::json(&List::build(&list_members::own(db, owner, id)?))
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v1/lists`
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let new = Row {
        id: app.ids.next(),
        title: String::new(),
        replies_policy: RepliesPolicy::List,
        exclusive: false,
    };
    let new = changed(&new, &params)?;
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:lists")?.account_id;
        if lists::count(tx, owner)? >= MOST {
            return Err(Error::invalid("There are too many lists already"));
        }
        lists::put(tx, owner, &new)?;
        Answer::json(&List::build(&new))
    });
    Ok(write.await?)
}

/// `PUT /api/v1/lists/{id}`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::List>,
    params: Params,
) -> Answered<Answer> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:lists")?.account_id;
        let list = changed(&list_members::own(tx, owner, id)?, &params)?;
        lists::put(tx, owner, &list)?;
        Answer::json(&List::build(&list))
    });
    Ok(write.await?)
}

/// What is not said stays as it was.
fn changed(before: &Row, params: &Params) -> Result<Row> {
    let title = params.text("title").unwrap_or(&before.title).trim();
    if title.is_empty() || title.len() > LONGEST_TITLE {
        return Err(Error::invalid("Validation failed: Title can't be blank or too long"));
    }
    let policy = params.filled("replies_policy").map(list::policy);
    Ok(Row {
        title: title.to_owned(),
        replies_policy: match policy {
            Some(known) => known.ok_or_else(|| Error::invalid("Unknown replies policy"))?,
            None => before.replies_policy,
        },
        exclusive: params.flag("exclusive").unwrap_or(before.exclusive),
        id: before.id,
    })
}

/// `DELETE /api/v1/lists/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::List>,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:lists")?.account_id;
        list_members::own(tx, owner, id)?;
        lists::delete(tx, owner, id)
    });
    write.await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/lists/{id}/accounts`; a limit of 0 means all.
pub(super) async fn members(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::List>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let mut cursor = Cursor::read(uri, &params, ACCOUNTS);
    if params.number("limit") == Some(0) {
        cursor.page.limit = u32::MAX;
    }
    super::list::accounts(&app, cursor, move |db, page| {
        let owner = bearer.owner(db, "read:lists")?.account_id;
        let list = list_members::own(db, owner, id)?;
        account_lists::members(db, list.id, page)
    })
    .await
}

/// `POST /api/v1/lists/{id}/accounts`
pub(super) async fn add(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::List>,
    params: Params,
) -> Answered<Json<Value>> {
    let owner = bearer.signed_in(&app, "write:lists").await?.account_id;
    list_members::add(&app, owner, id, accounts(&params)?).await?;
    Ok(Json(json!({})))
}

/// `DELETE /api/v1/lists/{id}/accounts`
pub(super) async fn take_off(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::List>,
    params: Params,
) -> Answered<Json<Value>> {
    let owner = bearer.signed_in(&app, "write:lists").await?.account_id;
    list_members::remove(&app, owner, id, accounts(&params)?).await?;
    Ok(Json(json!({})))
}

fn accounts(params: &Params) -> Result<Vec<AccountId>> {
    let ids = params.list("account_ids").into_iter().map(str::parse);
    ids.collect::<Result<_, _>>().map_err(|_| Error::not_found("Record"))
}
