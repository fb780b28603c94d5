//! Signs certificates: a root, and what an authority issues under it.

use std::sync::LazyLock;
use std::time::Duration;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm, date_time_ymd,
};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

/// One for all stories.
static ROOT: LazyLock<(Certificate, Issuer<'static, KeyPair>)> = LazyLock::new(|| {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    (certificate, Issuer::new(params, key))
});

/// A chain in PEM for the key of `csr`, good from and until these times in milliseconds since 1970.
pub(crate) fn issue(csr: &[u8], host: &str, from_ms: i64, until_ms: i64) -> String {
    let (_, request) = X509CertificationRequest::from_der(csr).unwrap();
    let key = &request.certification_request_info.subject_pki.subject_public_key;
    let time =
        |ms: i64| date_time_ymd(1970, 1, 1) + Duration::from_millis(u64::try_from(ms).unwrap());
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.not_before = time(from_ms);
    params.not_after = time(until_ms);
    params.use_authority_key_identifier_extension = true;
    let (root, issuer) = &*ROOT;
    let leaf = params.signed_by(&Asked(key.data.to_vec()), issuer).unwrap();
    format!("{}{}", leaf.pem(), root.pem())
}

/// The key that a certificate is asked for.
struct Asked(Vec<u8>);

impl PublicKeyData for Asked {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}
