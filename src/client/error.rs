//! Errors as Mastodon clients expect them: a status and `{"error": …}`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::{Error, Kind};

/// What a handler of this edge fails with.
pub(super) struct Failure(Error);

/// The result of a handler.
pub(super) type Answered<T> = Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let error = self.0;
        if error.kind() == Kind::Internal {
            tracing::error!(%error, "a client's request failed");
        }
        let status = status(error.kind());
        let mut response = (status, Json(json!({ "error": error.message() }))).into_response();
        let more = match error.kind() {
            // RFC 6750 §3
            Kind::Unauthorised => Some((header::WWW_AUTHENTICATE, "Bearer realm=\"Nichoir\"")),
            Kind::Busy => Some((header::RETRY_AFTER, "5")),
            _ => None,
        };
        if let Some((name, value)) = more {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// For what was to be changed or deleted: not found, if it was not there.
pub(super) fn must_exist(was_there: bool) -> crate::error::Result<()> {
    if was_there { Ok(()) } else { Err(Error::not_found("Record")) }
}

fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid | Kind::Conflict => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthorised => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Gone => StatusCode::GONE,
        Kind::Upstream | Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
