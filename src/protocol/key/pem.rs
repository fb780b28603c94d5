//! PEM, the text form of `publicKeyPem`.
//!
//! Only the armour; what is inside is judged in `public`.
//! Spec: RFC 7468 §2, read leniently about white space because servers indent and wrap as they like.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::KeyError;

/// An 8192-bit RSA key is about 1.5 kB of PEM.
const LONGEST_BYTES: usize = 8 * 1024;
const LINE: usize = 64;

/// The bytes inside the first `PUBLIC KEY` (SPKI) or `RSA PUBLIC KEY` (PKCS#1) block.
///
/// # Errors
/// [`KeyError::TooLong`] or [`KeyError::BadText`].
pub(super) fn read(pem: &str) -> Result<Vec<u8>, KeyError> {
    if pem.len() > LONGEST_BYTES {
        return Err(KeyError::TooLong);
    }
    ["PUBLIC KEY", "RSA PUBLIC KEY"]
        .into_iter()
        .find_map(|label| block(pem, label))
        .ok_or(KeyError::BadText)
}

fn block(pem: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let base64: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(base64).ok()
}

/// An SPKI key as PEM, ending in a newline.
pub(super) fn write(spki: &[u8]) -> String {
    let base64 = STANDARD.encode(spki);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    for (position, letter) in base64.chars().enumerate() {
        if position > 0 && position % LINE == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem.push_str("\n-----END PUBLIC KEY-----\n");
    pem
}
