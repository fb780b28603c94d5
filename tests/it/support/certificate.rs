//! A certificate without an authority, for stories in which it is only there.

use std::sync::Arc;

use nichoir::appliance::certificate::{Certificates, Live};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// From now on there is a certificate for `host`.
pub(crate) fn arrives(certificates: &Certificates, host: &str) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([host.to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let key = any_supported_type(&key).unwrap();
    let key = Arc::new(rustls::sign::CertifiedKey::new(vec![cert.der().clone()], key));
    certificates.swap(Live { names: vec![host.to_owned()], key, not_after_ms: i64::MAX });
}
