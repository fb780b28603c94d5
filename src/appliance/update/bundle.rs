//! An update as one file: three lines, then what it brings. Pure.
//!
//! ```text
//! nichoir-update 1
//! {"version":"0.2.0","arch":"aarch64","bytes":5935104,"sha256":"9f86d081…"}
//! base64 of an Ed25519 signature over both lines above, with their ends
//! the program
//! ```
//!
//! That of a whole card begins with `nichoir-card 1`, names the boards that it is made for (`"boards":"pi"`) instead of
//! `arch`, and brings the root, which has the kernel in it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;

use super::version::Version;

/// The longest that the three lines may be together, in bytes.
pub const HEAD_BYTES: usize = 4096;
/// What the first line says.
const KINDS: [(&str, Kind); 2] =
    [("nichoir-update 1", Kind::Program), ("nichoir-card 1", Kind::Card)];

/// What an update replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The program alone.
    Program,
    /// The whole root of a card.
    Card,
}

/// What an update says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// What it brings.
    pub version: Version,
    /// For which processors a program is, as Rust names them.
    #[serde(default)]
    pub arch: String,
    /// For which boards a root and its kernel are, as the folder in `board/` is called that they have in common.
    #[serde(default)]
    pub boards: String,
    /// How long the program or root is.
    pub bytes: u64,
    /// Its hash, in hexadecimal digits.
    pub sha256: String,
}

/// The three lines.
#[derive(Clone, Debug)]
pub struct Head {
    /// What it replaces.
    pub kind: Kind,
    /// What they say.
    pub manifest: Manifest,
    /// How long they are, in bytes.
    pub length: usize,
}

impl Head {
    /// Reads the beginning of an update, and believes it only if one of `keys` signed it.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn read(beginning: &[u8], keys: &[VerifyingKey]) -> Result<Self, &'static str> {
        let mut lines = beginning.split_inclusive(|byte| *byte == b'\n');
        let (Some(kind), Some(manifest), Some(signature)) =
            (lines.next(), lines.next(), lines.next())
        else {
            return Err(NONE);
        };
        let first = kind.strip_suffix(b"\n").unwrap_or_default();
        let (_, known) = KINDS.iter().find(|(line, _)| line.as_bytes() == first).ok_or(NONE)?;
        let signed = beginning.get(..kind.len() + manifest.len()).ok_or(NONE)?;
        if !is_signed(signed, signature, keys) {
            return Err("nobody whom this Nichoir trusts has signed it");
        }
        let length = signed.len() + signature.len();
        let manifest = serde_json::from_slice(manifest).map_err(|_| NONE)?;
        Ok(Self { kind: *known, manifest, length })
    }
}

const NONE: &str = "that is no update of Nichoir";

fn is_signed(signed: &[u8], line: &[u8], keys: &[VerifyingKey]) -> bool {
    let bytes = line.strip_suffix(b"\n").and_then(|line| STANDARD.decode(line).ok());
    let Some(signature) = bytes.and_then(|bytes| Signature::from_slice(&bytes).ok()) else {
        return false;
    };
    keys.iter().any(|key| key.verify_strict(signed, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    fn head(signer: &SigningKey, version: &str) -> Vec<u8> {
        let manifest = format!(
            "{{\"version\":\"{version}\",\"arch\":\"aarch64\",\"bytes\":3,\"sha256\":\"00\"}}"
        );
        let signed = format!("nichoir-update 1\n{manifest}\n");
        let signature = STANDARD.encode(signer.sign(signed.as_bytes()).to_bytes());
        format!("{signed}{signature}\nELF").into_bytes()
    }

    #[test]
    fn what_a_trusted_key_has_signed_is_believed() {
        let (old, new) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let keys = [old.verifying_key(), new.verifying_key()];
        for signer in [&old, &new] {
            let bytes = head(signer, "0.2.0");
            let read = Head::read(&bytes, &keys).unwrap();
            assert_eq!(read.manifest.version.to_string(), "0.2.0");
            assert_eq!(&bytes[read.length..], b"ELF");
        }
    }

    #[test]
    fn nothing_else_is() {
        let (ours, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[3; 32]));
        let keys = [ours.verifying_key()];
        let good = head(&ours, "0.2.0");
        assert!(Head::read(&head(&other, "0.2.0"), &keys).is_err());
        assert!(Head::read(&good, &[]).is_err());
        for at in 0..good.len() - 4 {
            let mut changed = good.clone();
            changed[at] ^= 1;
            assert!(Head::read(&changed, &keys).is_err(), "byte {at}");
            assert!(Head::read(&good[..at], &keys).is_err(), "cut at {at}");
        }
    }
}
