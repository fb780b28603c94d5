//! Whether a certificate serves: a handshake with ourselves, before anybody else gets to see it.
//!
//! Both ends are in memory. The client judges as any other would, except that it need not know the
//! authority: whether the world trusts that one is what the self-test of the whole node shows.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::chain;
use super::holder::{Certificates, Live};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::net::tls;

/// Room for a handshake in one direction.
const PIPE_BYTES: usize = 32 * 1024;

/// Fails if `host` cannot be served with `live`, judged at `now_ms`.
pub(super) async fn serves(live: &Live, host: &str, now_ms: i64) -> Result<()> {
    let name = ServerName::try_from(host.to_owned()).map_err(|cause| fails(&cause))?;
    let (near, far) = tokio::io::duplex(PIPE_BYTES);
    let accept = TlsAcceptor::from(Arc::new(server(live)?)).accept(far);
    let connect = TlsConnector::from(Arc::new(client(&live.key.cert, now_ms)?)).connect(name, near);
    let (_, stream) = tokio::try_join!(accept, connect).map_err(|cause| fails(&cause))?;
    match stream.get_ref().1.peer_certificates() == Some(live.key.cert.as_slice()) {
        true => Ok(()),
        false => Err(fails(&"another chain was served")),
    }
}

fn server(live: &Live) -> Result<ServerConfig> {
    let certificates = Certificates::default();
    certificates.swap(live.clone());
    let builder = ServerConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()
        .map_err(|cause| fails(&cause))?;
    Ok(builder.with_no_client_auth().with_cert_resolver(Arc::new(certificates)))
}

/// Trusts whoever signed the certificate: what comes after it in the chain. If nothing does, a root
/// signed it, and the system has to know that one. It is not too early: a clock may be a little behind.
fn client(chain: &[CertificateDer<'static>], now_ms: i64) -> Result<ClientConfig> {
    let now_ms = now_ms.max(chain::lifetime(chain)?.not_before_ms);
    let mut roots = RootCertStore::empty();
    let (known, _) = roots.add_parsable_certificates(chain.iter().skip(1).cloned());
    if known == 0 {
        roots = tls::system_roots()?;
    }
    Ok(tls::client(roots, &Clock::set_to(now_ms))?)
}

fn fails(cause: &impl ToString) -> Error {
    Error::upstream("A handshake with the new certificate fails").caused_by(cause.to_string())
}
