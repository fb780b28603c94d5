//! An authority of our own: certificates for stories, and clients that trust nobody else.

use std::sync::Arc;

use nichoir::appliance::certificate::Live;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};

/// It signs whatever the story needs.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
}

/// A certificate and its key.
pub(crate) struct Signed {
    /// The certificate.
    pub(crate) certificate: CertificateDer<'static>,
    /// Its key.
    pub(crate) key: KeyPair,
}

impl Authority {
    /// One that nobody knows yet.
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap().der().clone();
        Self { issuer: Issuer::new(params, key), root }
    }

    /// A certificate for `host`, with a new key (ECDSA P-256).
    pub(crate) fn sign(&self, host: &str) -> Signed {
        let params = CertificateParams::new([host.to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Signed { certificate: certificate.der().clone(), key }
    }

    /// This authority, as somebody to be trusted.
    pub(crate) fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        roots
    }

    /// A client that trusts this authority and speaks `protocols`.
    pub(crate) fn client(&self, protocols: &[&[u8]]) -> ClientConfig {
        let mut config =
            ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(self.roots())
                .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        config
    }
}

impl Signed {
    /// As TLS is answered with it.
    pub(crate) fn certified(&self) -> Arc<CertifiedKey> {
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).unwrap();
        let key = aws_lc_rs::sign::any_supported_type(&key).unwrap();
        Arc::new(CertifiedKey::new(vec![self.certificate.clone()], key))
    }

    /// As the node holds it.
    pub(crate) fn live(&self, host: &str, not_after_ms: i64) -> Live {
        Live { names: vec![host.into()], key: self.certified(), not_after_ms }
    }
}
