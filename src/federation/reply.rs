//! What we answer to other servers: documents, and why not.
//!
//! Errors are RFC 9457 problems (FEP-c180): a status for programs, a sentence for their logs.

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY};
use serde_json::json;

use super::inbox::Refusal;
use crate::error::{Error, Kind};
use crate::protocol::signature::accept_signature;

/// Why there is no document.
pub(super) struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self.0.kind() {
            Kind::Invalid => StatusCode::BAD_REQUEST,
            Kind::Unauthorised => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Gone => StatusCode::GONE,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Upstream => StatusCode::BAD_GATEWAY,
            Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(error = %self.0, "could not answer another server");
        } else {
            tracing::debug!(status = status.as_u16(), reason = %self.0, "refused a request");
        }
        problem(status, self.0.message())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        tracing::info!(status = self.status.as_u16(), reason = self.reason, "refused a delivery");
        problem(self.status, &self.reason)
    }
}

/// An ActivityPub document that everybody may have.
pub(super) fn document(json: String) -> Response {
    (
        [
            (CONTENT_TYPE, ACTIVITY_JSON),
            (VARY, "Accept, Signature, Signature-Input"),
            (CACHE_CONTROL, "max-age=180, public"),
        ],
        json,
    )
        .into_response()
}

/// An ActivityPub document that only the signer of the request may have.
pub(super) fn private_document(json: String) -> Response {
    (
        [
            (CONTENT_TYPE, ACTIVITY_JSON),
            (VARY, "Accept, Signature, Signature-Input"),
            (CACHE_CONTROL, "private, no-store"),
        ],
        json,
    )
        .into_response()
}

/// A tombstone, with the status that says the same.
pub(super) fn gone(json: String) -> Response {
    (StatusCode::GONE, [(CONTENT_TYPE, ACTIVITY_JSON)], json).into_response()
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let body =
        json!({ "title": title, "status": status.as_u16(), "detail": detail, "error": detail });
    let media_type = [(CONTENT_TYPE, "application/problem+json")];
    let mut response = (status, media_type, body.to_string()).into_response();
    let headers = response.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        // RFC 9421 §5: peers that knock twice learn what to knock with.
        headers.insert(
            "accept-signature",
            hyper::http::HeaderValue::from_static(accept_signature("POST")),
        );
    }
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        headers.insert(RETRY_AFTER, hyper::http::HeaderValue::from_static("30"));
    }
    response
}

const ACTIVITY_JSON: &str = "application/activity+json";
