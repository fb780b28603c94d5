//! HTTP signatures: who signed a request, and what did they sign?
//!
//! Both dialects of the network behind one [`Claim`]. Never fetches a key and never decides what the
//! signer may do; that is `federation`. Bodies arrive as a [`Digest`], times as milliseconds.
//! Spec: draft-cavage-http-signatures-12 ([`Dialect::Draft`]) and RFC 9421 ([`Dialect::Message`]).
//!
//! Reading goes in three steps, so that nothing is fetched for a request that cannot be good:
//!
//! 1. [`read`] looks at the headers alone and refuses what is malformed or covers too little;
//! 2. [`Claim::check`] compares the body and the clock;
//! 3. [`Claim::verify`], with the key that the claim names, does both again and the arithmetic.

mod claim;
mod digest;
mod draft;
mod error;
mod key_id;
mod message;
mod request;
mod sign;
mod structured;
mod structured_text;

pub use claim::{Claim, read};
pub use digest::Digest;
pub use error::SignatureError;
pub use request::Request;
pub use sign::{CONTENT_TYPE, Outgoing, accept_signature, sign};

/// The two ways in which servers sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// draft-cavage-http-signatures-12: the one that everybody accepts.
    Draft,
    /// RFC 9421, HTTP Message Signatures.
    Message,
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "hostile_tests.rs"]
mod hostile_tests;
