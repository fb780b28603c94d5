//! What a form of ours sent.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

/// No form of ours is longer.
const BYTES: usize = 16 * 1024;

/// The filled-in fields, by name; of two the last.
#[derive(Debug, Default)]
pub(in crate::web) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// What was typed, without the spaces around it; empty if nothing was.
    pub(in crate::web) fn text(&self, name: &str) -> &str {
        self.exact(name).trim()
    }

    /// What was typed, to the letter.
    pub(in crate::web) fn exact(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Reads a form.
    pub(in crate::web) fn read(form: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(form).into_owned().collect())
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|refused| refused.into_response())?;
        if bytes.len() > BYTES {
            return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
        }
        Ok(Self::read(&bytes))
    }
}
