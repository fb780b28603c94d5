//! From a host name to a connection that speaks HTTP.
//!
//! HTTP/1.1 only: every server of the fediverse has it, and it needs the least memory at a time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::error::{NetError, Step};
use super::resolver::Resolver;
use super::tls::Tls;
use crate::clock::Clock;

/// For each address of a host, so that the next one is tried before the whole deadline is over.
const CONNECT: Duration = Duration::from_secs(4);
/// Bounds all headers of an answer together.
const HEAD_BYTES: usize = 64 * 1024;
const HEADERS: usize = 100;

pub(super) struct Connector {
    resolver: Resolver,
    /// `None`: in the clear, to pinned addresses only.
    tls: Option<Tls>,
}

impl Connector {
    pub(super) fn system(clock: &Clock) -> Self {
        Self { resolver: Resolver::system(), tls: Some(Tls::new(clock)) }
    }

    pub(super) fn pinned(hosts: BTreeMap<String, SocketAddr>) -> Self {
        Self { resolver: Resolver::Pinned(hosts), tls: None }
    }

    /// As [`Self::pinned`], but with TLS as everywhere: to test unwilling peers.
    #[cfg(test)]
    pub(super) fn pinned_over_tls(hosts: BTreeMap<String, SocketAddr>) -> Self {
        Self { resolver: Resolver::Pinned(hosts), tls: Some(Tls::new(&Clock::system())) }
    }

    /// A fresh connection to `host`.
    pub(super) async fn connect(&self, host: &str) -> Result<Connection, NetError> {
        let addresses = self.resolver.addresses(host).await?;
        let stream = first_that_answers(&addresses).await?;
        match &self.tls {
            Some(tls) => Connection::over(tls.secure(host, stream).await?).await,
            None => Connection::over(stream).await,
        }
    }
}

pub(super) async fn first_that_answers(addresses: &[SocketAddr]) -> Result<TcpStream, NetError> {
    let mut last = "no address".to_owned();
    for address in addresses {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true).map_err(|cause| unconnected(&cause))?;
                return Ok(stream);
            }
            Ok(Err(cause)) => last = cause.to_string(),
            Err(_) => last = "no answer".to_owned(),
        }
    }
    Err(unconnected(&last))
}

fn unconnected(cause: &impl ToString) -> NetError {
    NetError::unreachable(Step::Connect, cause)
}

/// An open connection. Dropping it closes the socket at once, whatever the peer is doing.
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Connection {
    pub(super) async fn over<S>(stream: S) -> Result<Self, NetError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (sender, connection) = http1::Builder::new()
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEADERS)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|cause| misspoken(&cause))?;
        // How it ends is seen by whoever waits for the answer.
        let driver = tokio::spawn(async move { drop(connection.await) });
        Ok(Self { sender, driver })
    }

    /// Sends a request and waits for the head of the answer.
    pub(super) async fn send(
        &mut self,
        request: hyper::Request<Full<Bytes>>,
    ) -> Result<hyper::Response<Incoming>, NetError> {
        self.sender.ready().await.map_err(|cause| misspoken(&cause))?;
        self.sender.send_request(request).await.map_err(|cause| misspoken(&cause))
    }

    pub(super) fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// Either what came is not HTTP, or the connection broke.
pub(super) fn misspoken(cause: &hyper::Error) -> NetError {
    if cause.is_parse() {
        return NetError::Protocol(cause.to_string());
    }
    unconnected(cause)
}
