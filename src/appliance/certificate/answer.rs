//! Answers a challenge of an authority, by whichever method, and takes the answer back.

use std::sync::Arc;

use instant_acme::{ChallengeHandle, KeyAuthorization};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;

use super::method::Method;
use crate::app::App;
use crate::appliance::name;
use crate::error::{Error, Result};

/// From now on the authority finds the answer to `challenge`, which is about `host`.
pub(super) async fn give(
    app: &App,
    method: Method,
    challenge: &ChallengeHandle<'_>,
    host: &str,
) -> Result<()> {
    let answer = challenge.key_authorization();
    let certificates = &app.appliance.certificates;
    match method {
        Method::TlsAlpn => certificates.answer_challenge(host, in_tls(host, &answer)?),
        Method::Http => certificates.answer_token(&challenge.token, answer.as_str()),
        Method::Dns => name::publish_txt(app, &dns_name(host), &answer.dns_value()).await?,
        // The owner gave the answer long ago.
        Method::Persist => {}
    }
    Ok(())
}

/// Nothing is answered any more.
pub(super) async fn take_back(app: &App, method: Method, host: &str) {
    app.appliance.certificates.withdraw_answers();
    if method == Method::Dns
        && let Err(error) = name::withdraw_txt(app, &dns_name(host)).await
    {
        tracing::warn!(%error, "the answer to the authority stays in DNS");
    }
}

/// RFC 8555 §8.4.
fn dns_name(host: &str) -> String {
    format!("_acme-challenge.{host}")
}

/// A certificate that nobody trusts and that carries the answer (RFC 8737 §3).
fn in_tls(host: &str, answer: &KeyAuthorization) -> Result<Arc<CertifiedKey>> {
    let unmade = |cause: rcgen::Error| Error::internal(cause);
    let mut params = CertificateParams::new(vec![host.to_owned()]).map_err(unmade)?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(answer.digest().as_ref())];
    let key = KeyPair::generate().map_err(unmade)?;
    let certificate = params.self_signed(&key).map_err(unmade)?;
    let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let signer = any_supported_type(&der).map_err(Error::internal)?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], signer)))
}
