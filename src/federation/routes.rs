//! Every address that other servers ask for, on one page.

use axum::Router;
use axum::http::Method;
use axum::routing::{get, post};
use tower_http::cors::{Any, CorsLayer};

use super::{endpoints, well_known};
use crate::app::App;

/// The routes of the federation edge.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/.well-known/webfinger", get(well_known::webfinger))
        .route("/.well-known/host-meta", get(well_known::host_meta))
        .route("/.well-known/nodeinfo", get(well_known::nodeinfo))
        .route("/nodeinfo/{version}", get(well_known::nodeinfo_document))
        .route("/inbox", post(endpoints::inbox))
        .route("/actor", get(endpoints::application))
        .route("/actor/inbox", post(endpoints::inbox))
        .route("/users/{name}", get(endpoints::actor))
        .route("/users/{name}/inbox", post(endpoints::inbox))
        .route("/users/{name}/outbox", get(endpoints::outbox))
        .route("/users/{name}/followers", get(endpoints::followers))
        .route("/users/{name}/following", get(endpoints::following))
        .route("/users/{name}/featured", get(endpoints::featured))
        .route("/users/{name}/tags", get(endpoints::tags))
        .route("/users/{name}/statuses/{id}", get(endpoints::status))
        .route("/users/{name}/statuses/{id}/replies", get(endpoints::replies))
        .route("/users/{name}/activities/{id}", get(endpoints::activity))
        .route("/users/{name}/quote-authorizations/{number}", get(endpoints::stamp))
        .layer(cors())
}

/// Anybody may read what everybody may read, a script on somebody's page as well.
fn cors() -> CorsLayer {
    CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::HEAD])
}
