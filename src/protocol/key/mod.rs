//! Keys that sign and verify: RSA with SHA-256, and Ed25519.
//!
//! Not where keys are fetched, cached or matched with their owner; that is `federation`.
//! Spec: RFC 8017 (RSA), RFC 8032 (Ed25519), FEP-521a (Multikey).

mod multikey;
mod pem;
mod private;
mod public;

pub use private::{PrivateKey, RsaPrivateKey};
pub use public::{PublicKey, RsaPublicKey};

use std::fmt;

/// The two kinds of key that the network uses, and that the store keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA of 2048 to 8192 bits, always with PKCS#1 v1.5 padding and SHA-256.
    Rsa,
    /// Ed25519.
    Ed25519,
}

impl KeyKind {
    /// The word that the store keeps: `rsa` or `ed25519`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }

    /// The kind with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Rsa, Self::Ed25519].into_iter().find(|kind| kind.name() == name)
    }
}

/// Why a key was refused, or why it could not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Longer than any key that we accept; refused before it was parsed.
    TooLong,
    /// Not the text form that was expected (PEM or base58 multibase).
    BadText,
    /// The bytes inside are not a key of a supported kind.
    BadKey,
    /// An RSA modulus shorter than 2048 or longer than 8192 bits, or even.
    BadModulus,
    /// An RSA exponent other than the usual ones (1 and 3 are forgeable or fragile).
    BadExponent,
    /// An Ed25519 point of small order, or not written in its one canonical way.
    BadPoint,
    /// The cryptographic library could not do it (out of memory, no randomness).
    Failed,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the key is too long",
            Self::BadText => "the key is neither PEM nor base58 multibase",
            Self::BadKey => "the key is not an RSA or Ed25519 key",
            Self::BadModulus => "the RSA key must have an odd modulus of 2048 to 8192 bits",
            Self::BadExponent => "the RSA key has an unsafe exponent",
            Self::BadPoint => "the Ed25519 key is a weak point",
            Self::Failed => "the key operation failed",
        })
    }
}

impl std::error::Error for KeyError {}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
