//! How an authority looks at a node: whether its answer is there.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nichoir::appliance::certificate::{ACME_TLS, Certificates};
use nichoir::net::tls;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, ServerConfig, SignatureScheme};
use serde_json::Value;
use tokio_rustls::{TlsAcceptor, TlsConnector};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// The fingerprint of an account's key (RFC 7638).
pub(crate) fn thumbprint(jwk: &Value) -> String {
    let text = |name: &str| jwk[name].as_str().unwrap_or_default();
    let (crv, kty, x, y) = (text("crv"), text("kty"), text("x"), text("y"));
    let canonical = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()))
}

/// Whether a TLS listener with the certificates of this node would answer TLS-ALPN-01 (RFC 8737 §3).
pub(crate) async fn answers_in_tls(node: &Certificates, host: &str, answer: &str) -> bool {
    let mut server = ServerConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(node.clone()));
    server.alpn_protocols = vec![b"http/1.1".to_vec(), ACME_TLS.to_vec()];
    let mut client = ClientConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_no_client_auth();
    client.alpn_protocols = vec![ACME_TLS.to_vec()];
    let (near, far) = tokio::io::duplex(32 * 1024);
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let accept = TlsAcceptor::from(Arc::new(server)).accept(far);
    let connect = TlsConnector::from(Arc::new(client)).connect(name, near);
    let Ok((_, stream)) = tokio::try_join!(accept, connect) else { return false };
    let connection = stream.get_ref().1;
    let spoken = connection.alpn_protocol() == Some(ACME_TLS);
    let shown = connection.peer_certificates().and_then(<[_]>::first);
    spoken && shown.is_some_and(|shown| carries(shown, answer))
}

/// Whether the certificate carries the digest of `answer` as the authority wants it: critical.
fn carries(shown: &CertificateDer<'_>, answer: &str) -> bool {
    let (_, certificate) = X509Certificate::from_der(shown).unwrap();
    let digest = digest(&SHA256, answer.as_bytes());
    let found = certificate
        .extensions()
        .iter()
        .find(|extension| extension.oid.to_id_string() == "1.3.6.1.5.5.7.1.31");
    // An OCTET STRING of 32 bytes.
    found.is_some_and(|found| found.critical && found.value == [&[4, 32], digest.as_ref()].concat())
}

/// The authority is not asked for trust here: the answer is what counts.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
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
        vec![SignatureScheme::ECDSA_NISTP256_SHA256]
    }
}
