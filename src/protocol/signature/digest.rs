//! The digest of a body, and the two headers that carry it.
//!
//! Only SHA-256: nobody in the network relies on another. Spec: RFC 3230 (`Digest`, case-insensitive
//! names, RFC 5843) and RFC 9530 (`Content-Digest`).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SignatureError;
use super::structured::{self, Bare, Value};

/// The SHA-256 of a body. Computed once, also for a fan-out to many hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        let hash = digest(&SHA256, body);
        // SHA-256 always has 32 bytes.
        Self(hash.as_ref().try_into().unwrap_or_default())
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The value of the draft's `Digest` header.
    #[must_use]
    pub fn draft_header(&self) -> String {
        format!("SHA-256={}", STANDARD.encode(self.0))
    }

    /// The value of RFC 9530's `Content-Digest` header.
    #[must_use]
    pub fn message_header(&self) -> String {
        format!("sha-256=:{}:", STANDARD.encode(self.0))
    }

    /// Reads a `Digest` header. Others beside SHA-256 are passed over; SHA-256 must be there once.
    pub(super) fn read_draft(header: &str) -> Result<Self, SignatureError> {
        let mut found = header
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
            .filter(|(name, _)| name.eq_ignore_ascii_case("sha-256"))
            .map(|(_, base64)| base64);
        let base64 = found.next().ok_or(SignatureError::Malformed("Digest header"))?;
        if found.next().is_some() {
            return Err(SignatureError::Twice("SHA-256 digest"));
        }
        let bytes = STANDARD.decode(base64).unwrap_or_default();
        bytes.try_into().map(Self).map_err(|_| SignatureError::Malformed("Digest header"))
    }

    /// Reads a `Content-Digest` header; others beside `sha-256` are passed over.
    pub(super) fn read_message(header: &str) -> Result<Self, SignatureError> {
        const WHAT: &str = "Content-Digest header";
        let members = structured::dictionary(header, WHAT)?;
        let sha256 = members.into_iter().find(|member| member.name == "sha-256");
        let Some(Value::Item(Bare::Bytes(bytes))) = sha256.map(|member| member.value) else {
            return Err(SignatureError::Malformed(WHAT));
        };
        bytes.try_into().map(Self).map_err(|_| SignatureError::Malformed(WHAT))
    }
}
