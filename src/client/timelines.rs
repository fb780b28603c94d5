//! Timelines and lists of statuses.

use axum::extract::{Path, State};
use axum::http::Uri;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::error::Answered;
use super::list;
use super::page::{Cursor, STATUSES};
use super::path_id::PathId;
use crate::actions::list_members;
use crate::app::App;
use crate::error::Error;
use crate::id::of;
use crate::store::tag_timeline::{self, Tagged};
use crate::store::timelines::{self, Origin, Public};
use crate::text::tag_name;

/// `GET /api/v1/timelines/home`
pub(super) async fn home(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        Ok((Some(owner), timelines::home(db, owner, page)?))
    })
    .await
}

/// `GET /api/v1/timelines/public`. Only for the owner: what others posted elsewhere is not ours to show.
pub(super) async fn public(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let origin = match (params.flag("local"), params.flag("remote")) {
        (Some(true), _) => Origin::Local,
        (_, Some(true)) => Origin::Remote,
        _ => Origin::Anywhere,
    };
    let wanted = Public { origin, only_media: params.flag("only_media").unwrap_or(false) };
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        Ok((Some(owner), timelines::public(db, owner, wanted, page)?))
    })
    .await
}

/// `GET /api/v1/timelines/tag/{name}`
pub(super) async fn tag(
    State(app): State<App>,
    bearer: Bearer,
    Path(name): Path<String>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let name = tag_name(&name).ok_or_else(|| Error::not_found("Record"))?;
    let names = |key: &str| -> Vec<String> {
        params.list(key).into_iter().filter_map(tag_name).take(MOST_NAMES).collect()
    };
    let wanted = Tagged {
        any: [vec![name], names("any")].concat(),
        all: names("all"),
        none: names("none"),
        local: match (params.flag("local"), params.flag("remote")) {
            (Some(true), _) => Some(true),
            (_, Some(true)) => Some(false),
            _ => None,
        },
        only_media: params.flag("only_media").unwrap_or(false),
    };
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        Ok((Some(owner), tag_timeline::page(db, owner, &wanted, page)?))
    })
    .await
}

/// As many further hashtags as Mastodon takes.
const MOST_NAMES: usize = 4;

/// `GET /api/v1/timelines/list/{id}`
pub(super) async fn list(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::List>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let owner = bearer.owner(db, "read:lists")?.account_id;
        let list = list_members::own(db, owner, id)?;
        Ok((Some(owner), timelines::list(db, list.id, page)?))
    })
    .await
}

/// `GET /api/v1/favourites`
pub(super) async fn favourites(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let owner = bearer.owner(db, "read:favourites")?.account_id;
        Ok((Some(owner), timelines::favourites(db, owner, page)?))
    })
    .await
}

/// `GET /api/v1/bookmarks`
pub(super) async fn bookmarks(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let owner = bearer.owner(db, "read:bookmarks")?.account_id;
        Ok((Some(owner), timelines::bookmarks(db, owner, page)?))
    })
    .await
}
