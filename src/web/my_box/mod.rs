//! `/box`: how the box is, for the person who lives there and for nobody else.
//!
//! Shows what `nichoir check` shows, in words that one can act on, takes updates, and knows who translates. Asks for the passphrase;
//! a stranger learns nothing, not even whether there is anything to learn.

mod guest;
mod numbers;
mod report;
mod sign_in;
mod translation;
mod upload;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::app::App;
use crate::web::setup::{language, same_site};

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/box", get(report::show))
        .route("/box/in", post(sign_in::enter))
        .route("/box/out", post(sign_in::leave))
        .route("/box/translation", post(translation::choose))
        .layer(from_fn(same_site::keep))
        .layer(from_fn(language::keep))
}

/// What takes longer, and more, than all other requests.
pub(super) fn uploads() -> Router<App> {
    Router::new()
        .route("/box/update", post(upload::take))
        .layer(DefaultBodyLimit::disable())
        .layer(Extension(upload::Turn::default()))
        .layer(from_fn(same_site::keep))
}
