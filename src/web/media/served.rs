//! One file as an answer: whole, in part, or not at all because the asker has it.
//!
//! Whatever is in it, browsers only show it: the type is one of a list, and a page can neither be made of it nor
//! run from it. Spec: RFC 9110 §13 and §14.

use std::fs::File;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL,
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, IF_NONE_MATCH, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::file_body::FileBody;
use super::range::{self, Wanted};
use crate::media::kind::Kind;

/// A file to be served.
pub(super) struct Served<'a> {
    pub(super) path: PathBuf,
    /// Says the type.
    pub(super) extension: &'a str,
    /// Another for whatever else is in it.
    pub(super) tag: &'a str,
    /// How long it may be kept.
    pub(super) keep: &'static str,
}

/// The answer to a request with these headers.
pub(super) async fn serve(served: Served<'_>, method: &Method, asked: &HeaderMap) -> Response {
    let path = served.path;
    let opened = tokio::task::spawn_blocking(move || {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        std::io::Result::Ok((file, length))
    });
    let Ok(Ok((file, length))) = opened.await else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}\"", served.tag);
    let said = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let mut response = if said(IF_NONE_MATCH).is_some_and(|known| range::names(known, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let is_same = said(IF_RANGE).is_none_or(|known| known == tag);
        // A range is of what a GET brings (RFC 9110 §14.2).
        let wanted = said(RANGE).filter(|_| is_same && method == Method::GET);
        let wanted = wanted.map_or(Wanted::All, |range| range::read(range, length));
        content(file, length, wanted)
    };
    let keep = if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        "no-store"
    } else {
        served.keep
    };
    add_headers(response.headers_mut(), served.extension, keep);
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

fn content(file: File, length: u64, wanted: Wanted) -> Response {
    let (status, from, count) = match wanted {
        Wanted::All => (StatusCode::OK, 0, length),
        Wanted::Part { from, count } => (StatusCode::PARTIAL_CONTENT, from, count),
        Wanted::Nothing => {
            let range = format!("bytes */{length}");
            return (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, range)]).into_response();
        }
    };
    let mut response = Response::new(Body::new(FileBody::new(file, from, count)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(count));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {from}-{}/{length}", from + count.saturating_sub(1));
        headers.extend(HeaderValue::try_from(range).ok().map(|range| (CONTENT_RANGE, range)));
    }
    response
}

fn add_headers(headers: &mut HeaderMap, extension: &str, keep: &'static str) {
    let kind = Kind::by_extension(extension).map(Kind::media_type);
    for (name, value) in [
        (CONTENT_TYPE, kind.unwrap_or("application/octet-stream")),
        (CACHE_CONTROL, keep),
        (ACCEPT_RANGES, "bytes"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_EXPOSE_HEADERS, "content-length, content-range, etag"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if kind.is_none() {
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
}
