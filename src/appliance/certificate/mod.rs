//! A certificate that everybody trusts: ordered, renewed and swapped without a restart.

mod holder;

pub use holder::{ACME_TLS, Certificates, Live};

use crate::app::App;

/// Watches for as long as it is polled.
pub(super) async fn keep(_app: App) {
    std::future::pending().await
}
