//! What a node for one person does not have, answered in the right shape, so that apps neither wait nor fail.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::auth::Bearer;
use super::error::Answered;
use crate::app::App;
use crate::error::Error;

/// An empty list for everybody: trends, the directory, proofs of identity.
pub(super) async fn for_all() -> Json<[Value; 0]> {
    std::future::ready(Json([])).await
}

/// An empty list for the owner: announcements, suggestions.
pub(super) async fn for_owner(
    State(app): State<App>,
    bearer: Bearer,
) -> Answered<Json<[Value; 0]>> {
    bearer.signed_in(&app, "read").await?;
    Ok(Json([]))
}

/// What a year was like is not told yet: <https://docs.joinmastodon.org/methods/annual_reports/>.
pub(super) async fn annual_reports(
    State(app): State<App>,
    bearer: Bearer,
) -> Answered<Json<Value>> {
    bearer.signed_in(&app, "read:accounts").await?;
    Ok(Json(json!({ "annual_reports": [], "accounts": [], "statuses": [] })))
}

/// So there is none for any year.
pub(super) async fn annual_report_state(
    State(app): State<App>,
    bearer: Bearer,
) -> Answered<Json<Value>> {
    bearer.signed_in(&app, "read:accounts").await?;
    Ok(Json(json!({ "state": "ineligible" })))
}

/// Nobody asks for donations here.
pub(super) async fn no_content() -> StatusCode {
    std::future::ready(StatusCode::NO_CONTENT).await
}

/// Something of which there is none: terms of service, a suggestion to refuse.
pub(super) async fn missing() -> Answered<Json<Value>> {
    std::future::ready(Err(Error::not_found("Record").into())).await
}
