//! The encoding of the fourth draft of RFC 8291: `aesgcm`, with salt and key in headers. Pure.
//!
//! Most apps know only this one, as for years Mastodon sent no other.
//! Spec: draft-ietf-webpush-encryption-04, draft-ietf-httpbis-encryption-encoding-03.

use super::agreement::{self, Chance, Peer, expand, mac, seal};
use crate::error::Result;

/// A body, and the key that a header names with it.
pub(super) struct Sealed {
    pub(super) body: Vec<u8>,
    /// An uncompressed point.
    pub(super) public: Vec<u8>,
}

/// Seals `text` for an app.
///
/// # Errors
/// Invalid if the app's key is none.
pub(super) fn seal_for(peer: Peer<'_>, chance: &Chance, text: &[u8]) -> Result<Sealed> {
    let agreed = agreement::with(peer, &chance.private)?;
    let input: [u8; 32] = expand(agreed.mixed.as_ref(), &[b"Content-Encoding: auth\0"]);
    let key = mac(&chance.salt, &[&input]);
    let context = [
        b"P-256\0".as_slice(),
        &length(peer.public),
        peer.public,
        &length(&agreed.public),
        &agreed.public,
    ]
    .concat();
    let content_key = expand(key.as_ref(), &[b"Content-Encoding: aesgcm\0", &context]);
    let nonce = expand(key.as_ref(), &[b"Content-Encoding: nonce\0", &context]);
    let record = [NO_PADDING.as_slice(), text].concat();
    Ok(Sealed { body: seal(&content_key, nonce, record)?, public: agreed.public })
}

fn length(key: &[u8]) -> [u8; 2] {
    u16::try_from(key.len()).unwrap_or_default().to_be_bytes()
}

/// How much padding comes before the text.
const NO_PADDING: [u8; 2] = [0, 0];

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// draft-ietf-webpush-encryption-04 §5 and appendix A.
    #[test]
    fn the_example_of_the_draft_comes_out() {
        let public = bytes(
            "BCEkBjzL8Z3C-oi2Q7oE5t2Np-p7osjGLg93qUP0wvqRT21EEWyf0cQDQcakQMqz4hQKYOQ3il2nNZct4HgAUQU",
        );
        let auth = bytes("R29vIGdvbyBnJyBqb29iIQ");
        let chance = Chance {
            private: bytes("nCScek-QpEjmOOlT-rQ38nZzvdPlqa00Zy0i6m2OJvY").try_into().unwrap(),
            salt: bytes("lngarbyKfMoi9Z75xYXmkg").try_into().unwrap(),
        };
        let peer = Peer { public: &public, auth: &auth };
        let sealed = seal_for(peer, &chance, b"I am the walrus").unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sealed.body),
            "6nqAQUME8hNqw5J3kl8cpVVJylXKYqZOeseZG8UueKpA"
        );
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sealed.public),
            "BNoRDbb84JGm8g5Z5CFxurSqsXWJ11ItfXEWYVLE85Y7CYkDjXsIEc4aqxYaQ1G8BqkXCJ6DPpDrWtdWj_mugHU"
        );
    }
}
