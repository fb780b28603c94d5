//! How a request came in: what the listener knows and a handler may need.

use std::net::SocketAddr;

use axum::http::{HeaderMap, Uri, header};

/// Stands in the extensions of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// Who asks: the machine itself, or whom a trusted proxy names.
    pub peer: SocketAddr,
    /// Over TLS, ours or that of a trusted proxy.
    pub secure: bool,
    /// Through a proxy, trusted or not: it says so itself, or speaks as only proxies do.
    pub proxied: bool,
}

/// The host that a request asks for, perhaps with a port: that of its target, else that of its `Host`
/// (RFC 9112 §3.2.2, RFC 9113 §8.3.1).
pub fn asked_host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let target = uri.authority().map(|authority| authority.as_str());
    target.or_else(|| headers.get(header::HOST)?.to_str().ok())
}
