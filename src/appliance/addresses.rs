//! Our addresses as the public internet sees them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// As far as we know; the name is to lead to these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// The router's, or our own where there is no router.
    pub ipv4: Option<Ipv4Addr>,
    /// Our own; a global one.
    pub ipv6: Option<Ipv6Addr>,
}
