//! Every path of the client API on one page.

use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};

use super::error::Failure;
use super::{accounts, apps, instance, oauth};
use crate::app::App;
use crate::error::Error;

/// The routes of this edge.
pub fn routes() -> Router<App> {
    Router::new()
        // Signing in
        .route("/.well-known/oauth-authorization-server", get(oauth::metadata::show))
        .route("/api/v1/apps", post(apps::create))
        .route("/api/v1/apps/verify_credentials", get(apps::verify))
        .route("/oauth/authorize", get(oauth::authorize::show).post(oauth::authorize::decide))
        .route("/oauth/token", post(oauth::token::create))
        .route("/oauth/revoke", post(oauth::revoke::revoke))
        // The node
        .route("/api/v1/instance", get(instance::show_v1))
        .route("/api/v2/instance", get(instance::show))
        .route("/api/v1/preferences", get(instance::preferences))
        // Accounts
        .route("/api/v1/accounts/verify_credentials", get(accounts::verify_credentials))
        .layer(Extension(oauth::Throttle::new()))
}

/// For paths of the API that do not exist; apps probe for features with them.
pub fn not_found() -> Response {
    Failure::from(Error::not_found("Record")).into_response()
}
