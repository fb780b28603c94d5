//! Announcements: there are none yet. <https://docs.joinmastodon.org/methods/announcements/>

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::auth::Bearer;
use super::error::Answered;
use crate::app::App;
use crate::error::Error;

/// `POST /api/v1/announcements/{id}/dismiss`
pub(super) async fn dismiss(State(app): State<App>, bearer: Bearer) -> Answered<Json<Value>> {
    bearer.signed_in(&app, "write:accounts").await?;
    Err(Error::not_found("Record").into())
}

/// `PUT` and `DELETE /api/v1/announcements/{id}/reactions/{name}`
pub(super) async fn react(State(app): State<App>, bearer: Bearer) -> Answered<Json<Value>> {
    bearer.signed_in(&app, "write:favourites").await?;
    Err(Error::not_found("Record").into())
}
