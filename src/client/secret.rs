//! Secrets that we hand out are stored as SHA-256; they have 256 random bits, so no salt is needed.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};

use crate::store::oauth::Hash;

/// SHA-256 of a secret.
pub(super) fn hash(secret: &str) -> Hash {
    let mut hash = Hash::default();
    for (to, from) in hash.iter_mut().zip(digest(&SHA256, secret.as_bytes()).as_ref()) {
        *to = *from;
    }
    hash
}

/// Compares without telling by its duration where they differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    verify_slices_are_equal(a, b).is_ok()
}
