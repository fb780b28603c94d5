//! Which pages of others may read what we answer: those of apps in a browser, and only what is for apps and for
//! other servers anyway. No page of ours is read by another one.
//!
//! Spec: Fetch §3.3.

use std::time::Duration;

use axum::http::{HeaderName, Method, header};
use tower_http::cors::{Any, CorsLayer};

/// Apps in a browser come from anywhere; they show a token, never a cookie.
pub(super) fn for_apps() -> CorsLayer {
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
        .expose_headers([header::LINK, header::RETRY_AFTER])
        .max_age(REMEMBERED)
}

/// How long a browser need not ask again whether it may.
const REMEMBERED: Duration = Duration::from_secs(86_400);
