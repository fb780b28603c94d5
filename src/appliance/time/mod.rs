//! Whether the time can be trusted: a floor, the system's NTP state, the median of HTTPS dates.

use crate::app::App;

/// Watches for as long as it is polled.
pub(super) async fn keep(_app: App) {
    std::future::pending().await
}
