//! Every page on one page.

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use super::{home, profile, status};
use crate::app::App;
use crate::page;

/// The routes of this edge.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/@{name}", get(profile::show))
        .route("/@{name}/{id}", get(status::show))
        .route("/assets/{name}", get(page::asset))
}

/// For paths that do not exist.
pub fn not_found(headers: &HeaderMap) -> Response {
    home::not_found(headers)
}

/// For every path, as long as the node has no owner.
pub fn nobody(headers: &HeaderMap) -> Response {
    home::nobody(headers)
}

/// For every path, as long as nothing can be shown without TLS.
pub fn no_certificate(headers: &HeaderMap) -> Response {
    home::no_certificate(headers)
}
