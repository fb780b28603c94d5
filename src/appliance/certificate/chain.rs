//! Reads certificates: what an authority sent, and what we kept.

use std::sync::Arc;

use instant_acme::CertificateIdentifier;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use super::holder::Live;
use super::schedule::Lifetime;
use crate::error::{Error, Result};

/// More certificates in one chain are nobody's.
const LONGEST_CHAIN: usize = 10;

/// The certificates of a chain, its own first: at least one.
pub(super) fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|_| Error::upstream("The chain is not PEM"))?;
    match found.len() {
        1..=LONGEST_CHAIN => Ok(found),
        _ => Err(Error::upstream("The chain has no certificates, or too many")),
    }
}

/// From when to when the first certificate of `chain` is good.
pub(super) fn lifetime(chain: &[CertificateDer<'_>]) -> Result<Lifetime> {
    let validity = first(chain)?.validity().clone();
    let ms = |seconds: i64| seconds.saturating_mul(1000);
    Ok(Lifetime {
        not_before_ms: ms(validity.not_before.timestamp()),
        not_after_ms: ms(validity.not_after.timestamp()),
    })
}

/// What TLS needs of a chain and its key.
pub(super) fn live(chain_pem: &str, key_pem: &str) -> Result<Live> {
    let chain = certificates(chain_pem)?;
    let (names, not_after_ms) = (names(&chain)?, lifetime(&chain)?.not_after_ms);
    let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes())
        .map_err(|_| Error::upstream("The key is not PEM"))?;
    let key = any_supported_type(&key).map_err(|cause| unusable(&cause))?;
    let key = CertifiedKey::new(chain, key);
    key.keys_match().map_err(|cause| unusable(&cause))?;
    Ok(Live { names, key: Arc::new(key), not_after_ms })
}

/// How the authority finds a certificate again (RFC 9773 §4.1).
pub(super) fn identifier(pem: &str) -> Option<CertificateIdentifier<'static>> {
    let chain = certificates(pem).ok()?;
    CertificateIdentifier::try_from(chain.first()?).ok().map(CertificateIdentifier::into_owned)
}

/// The DNS names of the first certificate, in lower case.
fn names(chain: &[CertificateDer<'_>]) -> Result<Vec<String>> {
    let certificate = first(chain)?;
    let extension = certificate.subject_alternative_name();
    let Some(extension) = extension.map_err(|cause| unusable(&cause))? else {
        return Ok(Vec::new());
    };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    };
    Ok(extension.value.general_names.iter().filter_map(name).collect())
}

fn first<'c>(chain: &'c [CertificateDer<'_>]) -> Result<X509Certificate<'c>> {
    let der = chain.first().ok_or_else(|| Error::not_found("certificate"))?;
    let (_, certificate) = X509Certificate::from_der(der).map_err(|cause| unusable(&cause))?;
    Ok(certificate)
}

fn unusable(cause: &impl ToString) -> Error {
    Error::upstream("The certificate cannot be used").caused_by(cause.to_string())
}
