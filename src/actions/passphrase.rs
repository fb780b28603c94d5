//! The owner's passphrase, as an argon2id hash.
//!
//! Hashing takes about 20 MiB and tens of milliseconds on purpose: call it off the async threads,
//! one at a time. Spec: RFC 9106.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};

use crate::error::{Error, Result};
use crate::random::Random;

/// The hash to store, in PHC form.
///
/// # Errors
/// Only when the library refuses its own defaults.
pub fn hash(passphrase: &str, random: &Random) -> Result<String> {
    let salt: [u8; 16] = random.bytes();
    let hash = Argon2::default().hash_password_with_salt(passphrase.as_bytes(), &salt);
    Ok(hash.map_err(|cause| Error::internal(cause.to_string()))?.to_string())
}

/// Whether this is the passphrase behind the stored hash.
pub fn matches(passphrase: &str, stored: &str) -> bool {
    Argon2::default().verify_password(passphrase.as_bytes(), stored).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_passphrase_matches() {
        let stored = hash("a nest of one's own", &Random::seeded(1)).expect("hashes");
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(matches("a nest of one's own", &stored));
        assert!(!matches("a nest of ones own", &stored));
        assert!(!matches("a nest of one's own", "not a hash"));
    }
}
