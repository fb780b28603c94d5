//! The first visit: from "hello" on the home network to an owner with a passphrase, a handful of pages.
//!
//! Each page does one step and can be opened again; what was chosen is in
//! [`appliance::claim`](crate::appliance::claim). No page needs JavaScript.

mod at_home;
mod checklist;
mod code;
mod domain;
mod done;
pub(super) mod fields;
pub(super) mod frame;
pub(super) mod language;
mod name;
mod passphrase;
mod provider;
mod qr;
pub(super) mod same_site;
pub(super) mod visit;
mod welcome;
mod wifi;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use crate::app::App;

/// The pages of the first visit.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/setup", get(language::show))
        .route("/setup/code", get(code::show).post(code::enter))
        .route("/setup/name", get(name::show).post(name::choose))
        .route("/setup/domain", get(domain::show).post(domain::choose))
        .route("/setup/provider", get(provider::show).post(provider::choose))
        .route("/setup/check", get(checklist::show))
        .route("/setup/try", post(checklist::try_now))
        .route("/setup/welcome", post(checklist::welcome))
        .route("/setup/passphrase", get(at_home::show).post(at_home::finish))
        .route("/setup/wifi", get(wifi::show).post(wifi::join))
        .route("/welcome/{token}", get(welcome::show).post(welcome::finish))
        .route("/welcome", get(done::show))
        .layer(from_fn(same_site::keep))
        .layer(from_fn(language::keep))
}
