//! What both encodings share: a secret agreed on with the app, keys drawn from it, and one sealed record.
//!
//! Pure: chance comes in from outside. HKDF is needed with one block only, which is one HMAC (RFC 5869 §2.3).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hmac::{self, HMAC_SHA256};

use crate::error::{Error, Result};

/// What is drawn at random for each message.
pub(super) struct Chance {
    /// A private key on P-256.
    pub(super) private: [u8; 32],
    pub(super) salt: [u8; 16],
}

/// The side of an app: its public key, and what it shares with us.
#[derive(Clone, Copy)]
pub(super) struct Peer<'a> {
    /// An uncompressed point.
    pub(super) public: &'a [u8],
    pub(super) auth: &'a [u8],
}

/// What both sides know then.
pub(super) struct Agreed {
    /// Our public key for this message: an uncompressed point, 65 bytes.
    pub(super) public: Vec<u8>,
    /// The shared secret, mixed with what the app shares with us: the first step of both encodings.
    pub(super) mixed: hmac::Tag,
}

/// Agrees on a secret with an app.
///
/// # Errors
/// Invalid if the app's key is no point of the curve.
pub(super) fn with(peer: Peer<'_>, private: &[u8; 32]) -> Result<Agreed> {
    let ours = PrivateKey::from_private_key(&ECDH_P256, private).map_err(Error::internal)?;
    let public = ours.compute_public_key().map_err(Error::internal)?.as_ref().to_vec();
    let theirs = UnparsedPublicKey::new(&ECDH_P256, peer.public);
    let mixed = agree(&ours, theirs, bad_key(), |secret| Ok(mac(peer.auth, &[secret])))?;
    Ok(Agreed { public, mixed })
}

/// `LENGTH` bytes (at most 32) of a key, for what `info` says (RFC 5869 §2.3).
pub(super) fn expand<const LENGTH: usize>(key: &[u8], info: &[&[u8]]) -> [u8; LENGTH] {
    let tag = mac(key, &[info, &[&[1]]].concat());
    let mut bytes = [0; LENGTH];
    for (to, from) in bytes.iter_mut().zip(tag.as_ref()) {
        *to = *from;
    }
    bytes
}

/// HMAC-SHA-256 of these parts.
pub(super) fn mac(key: &[u8], parts: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, key));
    parts.iter().for_each(|part| context.update(part));
    context.sign()
}

/// Seals one record with AES-128-GCM.
pub(super) fn seal(key: &[u8; 16], nonce: [u8; NONCE_LEN], mut record: Vec<u8>) -> Result<Vec<u8>> {
    let key = UnboundKey::new(&AES_128_GCM, key).map_err(Error::internal)?;
    let nonce = Nonce::assume_unique_for_key(nonce);
    LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce, Aad::empty(), &mut record)
        .map_err(Error::internal)?;
    Ok(record)
}

fn bad_key() -> Error {
    Error::invalid("Validation failed: The key of the push subscription is invalid")
}
