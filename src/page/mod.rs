//! HTML answers: the headers that every page of ours has, and the files that pages need.
//!
//! Which pages there are is up to the edges. No page needs JavaScript, and none may run any.

mod asset;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub use asset::{AVATAR, HEADER, asset};

use crate::error::Error;
use crate::locale::Locale;

/// Scripts, frames, plugins and foreign forms are all refused; pictures may come from other servers.
const POLICY: &str = "default-src 'none'; img-src 'self' https: data:; media-src 'self' https:; \
     style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// A rendered page with its headers.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => with_headers((status, html).into_response()),
        Err(cause) => {
            tracing::error!(error = %Error::internal(cause), "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Lets the form on this page lead to `source` as well: browsers apply `form-action` to the
/// redirect that answers a form, too (CSP 3 §4.2.5).
pub fn allow_form_to(response: &mut Response, source: &str) {
    if let Ok(value) = HeaderValue::try_from(format!("{POLICY} {source}")) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A page that says one thing.
#[derive(Template)]
#[template(path = "message.html", config = "src/page/askama.toml")]
pub struct Message<'a> {
    /// The reader's language.
    pub locale: Locale,
    /// Headline.
    pub title: &'a str,
    /// A sentence.
    pub text: &'a str,
    /// Something to copy; may be empty.
    pub code: &'a str,
}
