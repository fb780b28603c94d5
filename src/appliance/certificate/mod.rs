//! A certificate that everybody trusts: ordered, renewed and swapped without a restart.
//!
//! [`Keeper`] decides what is due out of pure rules (`schedule`, `backoff`, `method`); `attempt` and `order` carry
//! it out; `self_test` looks at the whole node as others would.

mod account;
mod answer;
mod attempt;
mod authorities;
mod backoff;
mod chain;
mod handshake;
mod holder;
mod keeper;
mod method;
mod order;
mod persist;
mod report;
mod schedule;
mod self_test;
mod standing;
mod transport;
mod trouble;
mod try_now;
mod window;

pub use authorities::{Authorities, Authority, Binding, Directory};
pub use holder::{ACME_TLS, Certificates, Live};
pub use keeper::Keeper;
pub use try_now::try_now;

use crate::app::App;

/// Watches for as long as it is polled.
pub(super) async fn keep(app: App) {
    tokio::join!(Keeper::new(app.clone()).keep(), self_test::keep(app));
}
