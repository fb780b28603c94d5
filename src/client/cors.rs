//! What apps in a browser may do from a page of somebody else (Fetch §3.2): they come from anywhere, and show a
//! token, never a cookie.

use std::time::Duration;

use axum::http::{HeaderName, Method, header};
use tower_http::cors::{Any, CorsLayer};

use super::async_refreshes::ASYNC_REFRESH;
use super::rate_limit::{LIMIT, REMAINING, RESET};

/// How long a browser need not ask again.
const REMEMBERED: Duration = Duration::from_secs(86_400);

/// For the routes that apps ask.
pub(super) fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::HEAD,
        ])
        // `*` would not cover Authorization (Fetch §4.9).
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([header::LINK, header::RETRY_AFTER, LIMIT, REMAINING, RESET, ASYNC_REFRESH])
        .max_age(REMEMBERED)
}
