//! Trust in other servers: what the system trusts, and nothing weaker.
//!
//! Read at the first use, not at start: the bundle costs more time and memory than an idle node.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::error::{NetError, Step};

/// Sessions to resume; each keeps the certificates of its host, a few kilobytes.
const SESSIONS: usize = 64;

#[derive(Default)]
pub(super) struct Tls(OnceCell<TlsConnector>);

impl Tls {
    /// Shakes hands with `host` (a name, or an address as URLs write it).
    pub(super) async fn secure(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, NetError> {
        let name = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(name).map_err(|cause| untrusted(&cause))?;
        let connector = self.0.get_or_try_init(load).await?;
        connector.connect(name, stream).await.map_err(|cause| untrusted(&cause))
    }
}

async fn load() -> Result<TlsConnector, NetError> {
    let config = tokio::task::spawn_blocking(config).await.map_err(|cause| untrusted(&cause))??;
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Honours `SSL_CERT_FILE` and `SSL_CERT_DIR`, so that a private authority can be trusted.
fn config() -> Result<ClientConfig, NetError> {
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
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|cause| untrusted(&cause))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    Ok(config)
}

fn untrusted(cause: &impl ToString) -> NetError {
    NetError::unreachable(Step::Tls, cause)
}
