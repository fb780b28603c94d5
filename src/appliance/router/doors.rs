//! Where routers are asked, and how often. Always the same, except for the routers that tests make.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// The ports of a router, and what else a test has to change to be one.
#[derive(Clone, Debug)]
pub struct Doors {
    /// PCP and NAT-PMP listen here.
    pub packets: u16,
    /// UPnP listens here for questions to the router alone.
    pub ssdp: u16,
    /// Everybody who speaks UPnP listens here.
    pub multicast: Option<SocketAddr>,
    /// Addresses that no real router has.
    pub trusted: Vec<IpAddr>,
    /// How long to listen for UPnP answers.
    pub search: Duration,
    /// How often to look whether everything still is as it was.
    pub look: Duration,
}

impl Default for Doors {
    fn default() -> Self {
        Self {
            packets: 5351,
            ssdp: 1900,
            multicast: Some(SocketAddr::from(([239, 255, 255, 250], 1900))),
            trusted: Vec::new(),
            search: Duration::from_millis(1500),
            look: Duration::from_secs(20),
        }
    }
}
