//! Ports on the home's router: asked for, renewed, and asked for again when it forgets.

use crate::app::App;

/// Watches for as long as it is polled.
pub(super) async fn keep(_app: App) {
    std::future::pending().await
}

/// What the router said about our ports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {}
