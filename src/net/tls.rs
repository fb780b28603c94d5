//! Trust in other servers: what the system trusts, and nothing weaker.
//!
//! Read at the first use, not at start: the bundle costs more time and memory than an idle node.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::error::{NetError, Step};
use crate::clock::Clock;

/// Sessions to resume; each keeps the certificates of its host, a few kilobytes.
const SESSIONS: usize = 64;

pub(super) struct Tls {
    connector: OnceCell<TlsConnector>,
    clock: Clock,
}

impl Tls {
    /// Judges certificates by the time of `clock`.
    pub(super) fn new(clock: &Clock) -> Self {
        Self { connector: OnceCell::new(), clock: clock.clone() }
    }

    /// Shakes hands with `host` (a name, or an address as URLs write it).
    pub(super) async fn secure(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, NetError> {
        let name = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(name).map_err(|cause| untrusted(&cause))?;
        let connector = self.connector.get_or_try_init(|| load(&self.clock)).await?;
        connector.connect(name, stream).await.map_err(|cause| unshaken(&cause))
    }
}

async fn load(clock: &Clock) -> Result<TlsConnector, NetError> {
    let clock = clock.clone();
    let config = tokio::task::spawn_blocking(move || client(system_roots()?, &clock));
    let config = config.await.map_err(|cause| untrusted(&cause))??;
    Ok(TlsConnector::from(Arc::new(config)))
}

/// How a client judges that trusts `roots`, by the time of `clock`.
///
/// # Errors
/// The provider of cryptography lacks something.
pub fn client(roots: RootCertStore, clock: &Clock) -> Result<ClientConfig, NetError> {
    let time = Arc::new(Time(clock.clone()));
    let mut config = ClientConfig::builder_with_details(provider(), time)
        .with_safe_default_protocol_versions()
        .map_err(|cause| untrusted(&cause))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    Ok(config)
}

/// The one provider of cryptography.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Whom the system trusts. Honours `SSL_CERT_FILE` and `SSL_CERT_DIR`, so that a private authority can be
/// trusted.
///
/// # Errors
/// It trusts nobody.
pub fn system_roots() -> Result<RootCertStore, NetError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(found.certs);
    if usable == 0 {
        tracing::error!(
            errors = ?found.errors,
            "No trusted certificates on this system; install the package ca-certificates"
        );
        return Err(untrusted(&"no trusted certificates on this system"));
    }
    Ok(roots)
}

/// Our clock knows better than the system's when that one woke up in the past.
#[derive(Debug)]
struct Time(Clock);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now_ms() / 1000).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

/// A certificate of the future is more often a clock of the past.
fn unshaken(cause: &io::Error) -> NetError {
    use CertificateError::{NotValidYet, NotValidYetContext};
    let inner = cause.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(NotValidYet | NotValidYetContext { .. })) => {
            NetError::unreachable(Step::Early, cause)
        }
        _ => untrusted(cause),
    }
}

fn untrusted(cause: &impl ToString) -> NetError {
    NetError::unreachable(Step::Tls, cause)
}
