//! Why a request's signature was refused.
//!
//! One plain sentence each, for the log and the body of the 401. No secrets, nothing of the request.

use std::fmt;

/// Why a request's signature was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// The request carries no signature headers at all.
    Missing,
    /// This header is not what its specification says.
    Malformed(&'static str),
    /// This header, parameter or component came twice, so its meaning would be a guess.
    Twice(&'static str),
    /// More labels, components, parameters or bytes than any honest request has.
    TooMuch(&'static str),
    /// The signature names a header that the request does not have.
    Absent,
    /// The signature names a component or uses a parameter that we do not know.
    UnknownComponent,
    /// `keyId` is not a plain https address.
    KeyId,
    /// The algorithm is not one of ours, or not that of the key.
    Algorithm,
    /// The signature does not cover this, so it proves too little.
    NotCovered(&'static str),
    /// The body is not the one whose digest was signed.
    Body,
    /// Signed too long ago, or after its own expiry.
    Expired,
    /// Signed in the future.
    Future,
    /// The key did not make this signature over this request.
    Wrong,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the request is not signed"),
            Self::Malformed(what) => write!(f, "the {what} is malformed"),
            Self::Twice(what) => write!(f, "the {what} came twice"),
            Self::TooMuch(what) => write!(f, "the {what} is too long"),
            Self::Absent => f.write_str("the signature names a header that is not there"),
            Self::UnknownComponent => f.write_str("the signature names an unknown component"),
            Self::KeyId => f.write_str("the key id must be a plain https address"),
            Self::Algorithm => f.write_str("the signature algorithm is not that of the key"),
            Self::NotCovered(what) => write!(f, "the signature does not cover the {what}"),
            Self::Body => f.write_str("the body is not the one that was signed"),
            Self::Expired => f.write_str("the signature is too old"),
            Self::Future => f.write_str("the signature is from the future"),
            Self::Wrong => f.write_str("the signature does not match the key and the request"),
        }
    }
}

impl std::error::Error for SignatureError {}
