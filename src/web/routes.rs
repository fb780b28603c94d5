//! Every page on one page.

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use super::{home, media, my_box, profile, setup, status};
use crate::app::App;
use crate::page;

/// The routes of this edge.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/@{name}", get(profile::show))
        .route("/@{name}/{id}", get(status::show))
        .route("/assets/{name}", get(page::asset))
        .route("/media/{name}", get(media::show))
        .merge(my_box::routes())
        .merge(setup::routes())
}

/// Routes for bodies that are larger than others, and take longer, and for what comes from elsewhere first. They
/// see to their bounds themselves.
pub fn uploads() -> Router<App> {
    my_box::uploads()
        .route("/media/remote/{mark}/{url}", get(media::remote))
        .route("/media/preview/{mark}/{url}", get(media::preview))
}

/// For paths that do not exist.
pub fn not_found(headers: &HeaderMap) -> Response {
    home::not_found(headers)
}

/// For what an unclaimed node does not have yet.
pub fn nobody(headers: &HeaderMap) -> Response {
    home::nobody(headers)
}

/// For a name of ours that only a stranger can have given us.
pub fn wrong_name(headers: &HeaderMap) -> Response {
    home::wrong_name(headers)
}

/// For every path, as long as nothing can be shown without TLS.
pub fn no_certificate(headers: &HeaderMap) -> Response {
    home::no_certificate(headers)
}
