//! The encoding of RFC 8291: `aes128gcm`, one record that brings its own salt and key. Pure.

use super::agreement::{self, Chance, Peer, expand, mac, seal};
use crate::error::Result;

/// Seals `text` for an app: the whole body of the request.
///
/// # Errors
/// Invalid if the app's key is none.
pub(super) fn body(peer: Peer<'_>, chance: &Chance, text: &[u8]) -> Result<Vec<u8>> {
    let agreed = agreement::with(peer, &chance.private)?;
    let info = [b"WebPush: info\0", peer.public, &agreed.public];
    let input: [u8; 32] = expand(agreed.mixed.as_ref(), &info);
    let key = mac(&chance.salt, &[&input]);
    let content_key = expand(key.as_ref(), &[b"Content-Encoding: aes128gcm\0"]);
    let nonce = expand(key.as_ref(), &[b"Content-Encoding: nonce\0"]);
    let mut record = text.to_vec();
    record.push(LAST);
    let sealed = seal(&content_key, nonce, record)?;
    // RFC 8188 §2.1: salt, size of a record, length of the key's name, and the key as its name.
    let length = u8::try_from(agreed.public.len()).unwrap_or_default();
    let size = RECORD_BYTES.to_be_bytes();
    Ok([chance.salt.as_slice(), &size, &[length], &agreed.public, &sealed].concat())
}

/// Ends the last record (RFC 8188 §2).
const LAST: u8 = 2;
/// What every push service takes (RFC 8291 §4).
const RECORD_BYTES: u32 = 4096;

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291 §5.
    #[test]
    fn the_example_of_the_rfc_comes_out() {
        let public = bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let chance = Chance {
            private: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").try_into().unwrap(),
            salt: bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
        };
        let peer = Peer { public: &public, auth: &auth };
        let sealed = body(peer, &chance, b"When I grow up, I want to be a watermelon").unwrap();
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3\
                        vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuw\
                        XPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed), expected);
    }

    #[test]
    fn a_key_that_is_no_point_is_refused() {
        let chance = Chance { private: [7; 32], salt: [0; 16] };
        for public in [vec![4; 65], vec![0; 65], Vec::new()] {
            let peer = Peer { public: &public, auth: &[0; 16] };
            assert!(body(peer, &chance, b"").is_err());
        }
    }
}
