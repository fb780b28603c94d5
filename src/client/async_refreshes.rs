//! What is still on its way when an answer is given: answers from other servers in a thread.
//! <https://docs.joinmastodon.org/methods/async_refreshes/>

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::answer::Answer;
use super::auth::Bearer;
use super::entity::async_refresh::AsyncRefresh;
use super::error::Answered;
use super::path_id::PathId;
use crate::app::App;
use crate::error::Error;
use crate::id::{StatusId, of};

/// `GET /api/v1_alpha/async_refreshes/{id}`; it has the id of the post whose answers are fetched.
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
) -> Answered<Answer> {
    bearer.signed_in(&app, "read").await?;
    let refresh = app.refreshes.of(id, app.clock.now_ms());
    let refresh = refresh.ok_or_else(|| Error::not_found("Record"))?;
    Ok(Answer::json(&AsyncRefresh::build(id, refresh))?)
}

/// Says that more is on its way, if that is so.
pub(super) fn announce(app: &App, id: StatusId) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let refresh = app.refreshes.of(id, app.clock.now_ms()).filter(|refresh| refresh.running);
    let text = refresh.map(|refresh| {
        format!("id=\"{id}\", retry={RETRY_SECONDS}, result_count={}", refresh.found)
    });
    if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
        headers.insert(ASYNC_REFRESH, value);
    }
    headers
}

/// The header of an answer to which more is on its way.
pub(super) const ASYNC_REFRESH: HeaderName = HeaderName::from_static("mastodon-async-refresh");
/// An app waits at least so long.
const RETRY_SECONDS: u32 = 3;
