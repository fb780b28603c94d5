//! A token inside a form: for programs that cannot send a header.
//!
//! It is put where all others are, so that nobody else needs to look for it.
//! Spec: RFC 6750 §2.2.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use super::auth;

/// Moves the token of a form into the header, unless there is one in front already.
pub(super) async fn bring_forward(request: Request, next: Next) -> Response {
    let has_form = is_form(request.headers()) && *request.method() != Method::GET;
    if !has_form || auth::shown(request.headers(), request.uri()).is_some() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // Read already, and within its bound; uploads do not pass here.
    let body = Bytes::from_request(Request::new(body), &()).await.unwrap_or_default();
    if let Some(value) = token(&body).and_then(|token| bearer(&token)) {
        parts.headers.insert(header::AUTHORIZATION, value);
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.to_lowercase().starts_with("application/x-www-form-urlencoded"))
}

fn token(form: &[u8]) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(form);
    pairs.find(|(name, _)| name == "access_token").map(|(_, token)| token.into_owned())
}

fn bearer(token: &str) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("Bearer {token}")).ok()
}
