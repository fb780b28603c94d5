//! How a request came in: what the listener knows and a handler may need.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::{HeaderMap, Uri, header};
use tokio::sync::Notify;

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

/// The connection that a request came over; stands in the extensions of every request. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Line(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Answers without an end.
    lasting: AtomicUsize,
    hang_up: Notify,
}

/// An answer without an end, such as a stream of events: until it is dropped, its connection need not give way to
/// others. For those who have signed in only.
#[derive(Debug)]
pub struct Lasting(Line);

impl Line {
    /// An answer without an end begins.
    pub fn stay(&self) -> Lasting {
        self.0.lasting.fetch_add(1, Ordering::Relaxed);
        Lasting(self.clone())
    }

    /// Whether there is an answer without an end.
    pub fn stays(&self) -> bool {
        self.0.lasting.load(Ordering::Relaxed) > 0
    }

    /// Has the connection closed, whatever is under way on it.
    pub fn hang_up(&self) {
        self.0.hang_up.notify_one();
    }

    /// Waits until it is to be closed.
    pub async fn is_hung_up(&self) {
        self.0.hang_up.notified().await;
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        self.0.0.lasting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The host that a request asks for, perhaps with a port: that of its target, else that of its `Host`
/// (RFC 9112 §3.2.2, RFC 9113 §8.3.1).
pub fn asked_host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let target = uri.authority().map(|authority| authority.as_str());
    target.or_else(|| headers.get(header::HOST)?.to_str().ok())
}
