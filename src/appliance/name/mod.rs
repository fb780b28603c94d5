//! The DNS name: leads here, and follows when our addresses change.

mod txt;

pub use txt::{can_publish_txt, publish_txt, sees_txt, withdraw_txt};

use crate::app::App;

/// Watches for as long as it is polled.
pub(super) async fn keep(_app: App) {
    std::future::pending().await
}

/// Where the wanted name leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pointing {
    /// Not looked yet.
    #[default]
    Unknown,
    /// To us, or to an address that may be ours: we do not know all of them.
    Here,
    /// To somebody else.
    Elsewhere,
    /// Nowhere yet.
    Nowhere,
}
