//! Whether our public address works from inside the house. Most routers do not do that, and nothing is
//! wrong with those.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::appliance::ports::HTTPS;

/// A router that drops the packets says nothing.
const PATIENCE: Duration = Duration::from_secs(3);

/// Remembers the last try.
#[derive(Debug, Default)]
pub(super) struct Hairpin(Option<(Ipv4Addr, bool)>);

impl Hairpin {
    /// Tries once for each address.
    pub(super) async fn works(&mut self, address: Option<Ipv4Addr>) -> Option<bool> {
        let address = address?;
        if let Some((tried, works)) = self.0
            && tried == address
        {
            return Some(works);
        }
        let connection = TcpStream::connect(SocketAddr::from((address, HTTPS)));
        let works = matches!(timeout(PATIENCE, connection).await, Ok(Ok(_)));
        self.0 = Some((address, works));
        Some(works)
    }
}
