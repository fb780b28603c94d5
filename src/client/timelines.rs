//! Timelines and lists of statuses.

use axum::extract::State;
use axum::http::Uri;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::error::Answered;
use super::list;
use super::page::{Cursor, STATUSES};
use crate::app::App;
use crate::store::timelines::{self, Origin};

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
    list::statuses(&app, Cursor::read(uri, &params, STATUSES), move |db, page| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        Ok((Some(owner), timelines::public(db, owner, origin, page)?))
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
