//! TLS of our own: the handshake, with which certificate, and how much a stranger may cost by it.
//!
//! Which certificate is for whom is the certificates' affair; that a handshake ends in time is the
//! connection's.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::opened::Opened;
use crate::appliance::Appliance;
use crate::appliance::addresses::Addresses;
use crate::appliance::certificate::ACME_TLS;
use crate::appliance::outsiders::Outsiders;
use crate::error::{Error, Result};

/// Shakes hands. Cheap to clone.
#[derive(Clone)]
pub(super) struct Tls {
    acceptor: TlsAcceptor,
    outsiders: Outsiders,
    addresses: Arc<watch::Sender<Addresses>>,
}

/// What both sides will talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Talk {
    /// HTTP/1.1, and whatever comes in the clear.
    Http1,
    /// HTTP/2.
    Http2,
}

impl Tls {
    /// Answers with what the certificates of the `appliance` are at the time of each handshake.
    pub(super) fn new(appliance: &Appliance) -> Result<Self> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(appliance.certificates.clone()));
        config.alpn_protocols = vec![H2.to_vec(), HTTP_1.to_vec(), ACME_TLS.to_vec()];
        // What is needed to resume is kept by the client, not here.
        config.ticketer = aws_lc_rs::Ticketer::new().map_err(Error::internal)?;
        config.send_tls13_tickets = TICKETS;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            outsiders: appliance.outsiders.clone(),
            addresses: appliance.addresses.clone(),
        })
    }

    /// Shakes hands with `peer`; `None` if that is all that the other side wanted, or if it went wrong.
    pub(super) async fn shake_hands(
        &self,
        mut stream: Opened,
        peer: IpAddr,
    ) -> Option<(TlsStream<Opened>, Talk)> {
        stream.allow(HANDSHAKE_BYTES);
        let mut stream = match self.acceptor.accept(stream).await {
            Ok(stream) => stream,
            Err(error) => {
                tracing::debug!(%error, "a TLS handshake failed");
                return None;
            }
        };
        let (opened, session) = stream.get_mut();
        opened.allow(usize::MAX);
        let talk = match session.alpn_protocol() {
            // The answer was the certificate (RFC 8737 §3).
            Some(ACME_TLS) => {
                self.outsiders.authority_came_from(peer);
                return None;
            }
            Some(H2) => Talk::Http2,
            _ => Talk::Http1,
        };
        self.outsiders.visitor_came_from(peer, self.addresses.borrow().ipv4);
        Some((stream, talk))
    }
}

/// What the two protocols are called in TLS (RFC 7301, RFC 9113 §3.2).
const H2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";
/// A browser opens one connection and resumes with one ticket.
const TICKETS: usize = 1;
/// What a client may send before the handshake is over; 2 kilobytes are usual, with keys that withstand quantum
/// computers. The first request may come with the last of it.
const HANDSHAKE_BYTES: usize = 16 * 1024;
