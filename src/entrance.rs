//! How a request came in: what the listener knows and a handler may need.

use std::net::SocketAddr;

/// Stands in the extensions of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// Who asks: the machine itself, or whom a trusted proxy names.
    pub peer: SocketAddr,
    /// Over TLS, ours or that of a trusted proxy.
    pub secure: bool,
    /// Through a proxy, trusted or not: the request says so itself.
    pub proxied: bool,
}
