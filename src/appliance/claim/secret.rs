//! Secrets that are handed out are kept as SHA-256 only; they have 256 random bits, so no salt is needed.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What is kept of a secret.
pub(super) fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, secret.as_bytes()))
}

/// Compares without telling by its duration where they differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    verify_slices_are_equal(a, b).is_ok()
}

/// Whether `hash` is kept of `secret`.
pub(super) fn is_of(kept: &str, secret: &str) -> bool {
    same(kept.as_bytes(), hash(secret).as_bytes())
}
