//! `publicKeyMultibase`: base58btc of a key type and the key.
//!
//! Only the text form; what is inside is judged in `public`.
//! Spec: FEP-521a; multibase `z`; multicodec `ed25519-pub` and `rsa-pub` as varints.

use super::{KeyError, KeyKind};

const ED25519_PUB: [u8; 2] = [0xed, 0x01];
const RSA_PUB: [u8; 2] = [0x85, 0x24];
/// An 8192-bit RSA key takes about 1 430 letters; base58 costs the square of its length.
const LONGEST: usize = 1600;

/// What kind of key the text says it is, and its bytes (RSA: PKCS#1 DER).
///
/// # Errors
/// [`KeyError::TooLong`], [`KeyError::BadText`] or [`KeyError::BadKey`].
pub(super) fn read(text: &str) -> Result<(KeyKind, Vec<u8>), KeyError> {
    if text.len() > LONGEST {
        return Err(KeyError::TooLong);
    }
    let base58 = text.strip_prefix('z').ok_or(KeyError::BadText)?;
    let bytes = bs58::decode(base58).into_vec().map_err(|_| KeyError::BadText)?;
    if let Some(key) = bytes.strip_prefix(&ED25519_PUB) {
        return Ok((KeyKind::Ed25519, key.to_vec()));
    }
    let key = bytes.strip_prefix(&RSA_PUB).ok_or(KeyError::BadKey)?;
    Ok((KeyKind::Rsa, key.to_vec()))
}

/// The text for a key's bytes (RSA: PKCS#1 DER).
pub(super) fn write(kind: KeyKind, key: &[u8]) -> String {
    let codec = match kind {
        KeyKind::Rsa => RSA_PUB,
        KeyKind::Ed25519 => ED25519_PUB,
    };
    format!("z{}", bs58::encode([codec.as_slice(), key].concat()).into_string())
}
