//! Clients over TLS that cost as little as possible themselves: they trust everybody.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned,
};

use super::support::measure::timed;
use super::support::prepared::HOST;

/// Clients at a time.
const CLIENTS: usize = 4;
/// How many handshakes one client does in a round.
const HANDSHAKES: u64 = 750;
const REQUEST: &str = "GET /health HTTP/1.1\r\nhost: home.example\r\n";

/// A connection that may be kept.
pub(crate) type Connection = StreamOwned<ClientConnection, TcpStream>;

/// Connects, asks once and hangs up, again and again; how often, and in how many seconds.
pub(crate) fn shake_hands(address: SocketAddr, resume: bool) -> Option<(u64, f64)> {
    let done = AtomicU64::new(0);
    let (seconds, ()) = timed(|| {
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    let config = config(resume);
                    for _ in 0..HANDSHAKES {
                        let mut connection = connect(address, &config);
                        ask(&mut connection, "connection: close\r\n");
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
    });
    Some((done.load(Ordering::Relaxed), seconds))
}

/// As many connections that have asked once.
pub(crate) fn idle_connections(address: SocketAddr, count: usize) -> Vec<Connection> {
    let config = config(false);
    let connections = (0..count).map(|_| {
        let mut connection = connect(address, &config);
        ask(&mut connection, "");
        connection
    });
    connections.collect()
}

/// Requests over 32 kept connections for a few seconds. `None` without wrk.
pub(crate) fn wrk(address: SocketAddr) -> Option<(u64, f64)> {
    let url = format!("https://{address}/health");
    let output = Command::new("wrk").args(["-t2", "-c32", "-d4s", &url]).output().ok()?;
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("Non-2xx"), "{text}");
    // "  123456 requests in 4.01s, 12.34MB read"
    let line = text.lines().find(|line| line.contains(" requests in ")).unwrap();
    let (count, rest) = line.trim().split_once(" requests in ").unwrap();
    let seconds = rest.split_once("s,").unwrap().0;
    Some((count.parse().unwrap(), seconds.parse().unwrap()))
}

fn config(resume: bool) -> Arc<ClientConfig> {
    let mut provider = aws_lc_rs::default_provider();
    provider.cipher_suites = vec![aws_lc_rs::cipher_suite::TLS13_AES_128_GCM_SHA256];
    provider.kx_groups = vec![aws_lc_rs::kx_group::X25519];
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Trusting))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    if !resume {
        config.resumption = Resumption::disabled();
    }
    Arc::new(config)
}

fn connect(address: SocketAddr, config: &Arc<ClientConfig>) -> Connection {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let name = ServerName::try_from(HOST).unwrap();
    StreamOwned::new(ClientConnection::new(config.clone(), name).unwrap(), stream)
}

/// Reads until the body of two bytes is there.
fn ask(connection: &mut Connection, lines: &str) {
    write!(connection, "{REQUEST}{lines}\r\n").unwrap();
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    while !answer.ends_with(b"\r\n\r\nOK") {
        let read = connection.read(&mut chunk).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&chunk[..read]);
    }
}

/// Judging signatures would cost more than making them.
#[derive(Debug)]
struct Trusting;

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
