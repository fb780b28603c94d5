//! The `{id}` of a path. What is no number is simply not here.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::error::Failure;
use crate::app::App;
use crate::error::Error;
use crate::id::Id;

/// The `{id}` of a path, as the id of a row of kind `T`.
pub(super) struct PathId<T>(pub(super) Id<T>);

impl<T> FromRequestParts<App> for PathId<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        let id = path.ok().and_then(|path| path.0.parse().ok());
        Ok(Self(id.ok_or_else(|| Error::not_found("Record"))?))
    }
}
