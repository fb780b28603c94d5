//! Public keys: parsed once, judged once, then cheap to verify with.
//!
//! Never decides whose key it is.

use std::fmt;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use ed25519_dalek::{Signature, VerifyingKey};

use super::{KeyError, KeyKind, multikey, pem};

/// SPKI for Ed25519 is this and the 32 bytes of the key (RFC 8410 §4).
const ED25519_SPKI: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// The exponent of nearly every key, and the smallest that needs no explanation.
const USUAL_EXPONENT: u64 = 65_537;
/// The other two Fermat primes that tools offer. 1 signs anything, 3 has been forged.
const OLD_EXPONENTS: [u64; 2] = [17, 257];

/// Somebody's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA of an accepted size.
    Rsa(RsaPublicKey),
    /// Ed25519, neither weak nor written twice.
    Ed25519(VerifyingKey),
}

/// An RSA key inside the cryptographic library, so that verifying parses nothing.
#[derive(Clone)]
pub struct RsaPublicKey(ParsedPublicKey);

impl PublicKey {
    /// Reads `publicKeyPem`, SPKI or PKCS#1, of at most 8 kB.
    ///
    /// # Errors
    /// Every [`KeyError`] but [`KeyError::Failed`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let der = pem::read(text)?;
        match der.strip_prefix(&ED25519_SPKI) {
            Some(point) => ed25519(point),
            None => rsa(&der),
        }
    }

    /// Reads `publicKeyMultibase` (base58btc only, as FEP-521a asks).
    ///
    /// # Errors
    /// Every [`KeyError`] but [`KeyError::Failed`].
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let (kind, bytes) = multikey::read(text)?;
        Self::from_bytes(kind, &bytes)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`KeyError::BadKey`], [`KeyError::BadModulus`], [`KeyError::BadExponent`] or
    /// [`KeyError::BadPoint`].
    pub fn from_bytes(kind: KeyKind, bytes: &[u8]) -> Result<Self, KeyError> {
        match kind {
            KeyKind::Rsa => rsa(bytes),
            KeyKind::Ed25519 => ed25519(bytes),
        }
    }

    /// The key as the store keeps it: PKCS#1 DER for RSA, the 32 bytes for Ed25519.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => key.0.as_ref().to_vec(),
            Self::Ed25519(key) => key.to_bytes().to_vec(),
        }
    }

    /// The key as `publicKeyPem` (SPKI).
    ///
    /// # Errors
    /// [`KeyError::Failed`] if the cryptographic library has no memory.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let spki = match self {
            Self::Rsa(key) => key.0.as_der().map_err(|_| KeyError::Failed)?.as_ref().to_vec(),
            Self::Ed25519(key) => [ED25519_SPKI.as_slice(), key.as_bytes()].concat(),
        };
        Ok(pem::write(&spki))
    }

    /// The key as `publicKeyMultibase`.
    #[must_use]
    pub fn to_multibase(&self) -> String {
        multikey::write(self.kind(), &self.to_bytes())
    }

    /// RSA or Ed25519.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa(_) => KeyKind::Rsa,
            Self::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// Whether this key's owner made `signature` over `message`.
    #[must_use]
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => key.0.verify_sig(message, signature).is_ok(),
            // Strict: a small-order R or an S beyond the group's order is not a signature.
            Self::Ed25519(key) => Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
        }
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RsaPublicKey").field(&self.0.as_ref().len()).finish()
    }
}

impl PartialEq for RsaPublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref() == other.0.as_ref()
    }
}

impl Eq for RsaPublicKey {}

/// From SPKI or PKCS#1 DER; always kept as PKCS#1, so that equal keys have equal bytes.
fn rsa(der: &[u8]) -> Result<PublicKey, KeyError> {
    let key = rsa::PublicKey::from_der(der).map_err(|_| KeyError::BadKey)?;
    let modulus = key.modulus().big_endian_without_leading_zero();
    let (Some(first), Some(last)) = (modulus.first(), modulus.last()) else {
        return Err(KeyError::BadModulus);
    };
    let bits = modulus.len() * 8 - first.leading_zeros() as usize;
    if !(2048..=8192).contains(&bits) || last % 2 == 0 {
        return Err(KeyError::BadModulus);
    }
    let exponent = key.exponent().big_endian_without_leading_zero();
    if !is_usual_exponent(exponent) {
        return Err(KeyError::BadExponent);
    }
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.as_ref())
        .map(|parsed| PublicKey::Rsa(RsaPublicKey(parsed)))
        .map_err(|_| KeyError::BadKey)
}

fn is_usual_exponent(big_endian: &[u8]) -> bool {
    if big_endian.len() > 8 {
        return false;
    }
    let exponent = big_endian.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    exponent % 2 == 1 && (exponent >= USUAL_EXPONENT || OLD_EXPONENTS.contains(&exponent))
}

fn ed25519(bytes: &[u8]) -> Result<PublicKey, KeyError> {
    let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::BadKey)?;
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::BadPoint)?;
    // A second spelling of the same point would be a second key with the same owner.
    let is_canonical = key.to_edwards().compress().as_bytes() == bytes;
    if key.is_weak() || !is_canonical {
        return Err(KeyError::BadPoint);
    }
    Ok(PublicKey::Ed25519(key))
}
