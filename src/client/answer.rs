//! JSON answers, written where the rows are read: off the async threads.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::error::Result;

/// A finished JSON body, perhaps with a `Link` header.
pub(super) struct Answer {
    body: Vec<u8>,
    link: Option<String>,
}

impl Answer {
    /// This entity as JSON.
    pub(super) fn json(entity: &impl Serialize) -> Result<Self> {
        let mut body = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut body, entity)?;
        Ok(Self { body, link: None })
    }

    /// With the way to the pages before and after this one.
    #[must_use]
    pub(super) fn with_link(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }
}

/// Small answers waste little of it, and a page of statuses grows only a few times.
const USUAL_BYTES: usize = 8 * 1024;

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        if let Some(link) = self.link.and_then(|link| HeaderValue::try_from(link).ok()) {
            headers.insert(header::LINK, link);
        }
        response
    }
}
