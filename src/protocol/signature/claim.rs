//! A signature as it was found, before anybody knows whether it is true.
//!
//! What both dialects have in common: the window of time, the body and the key.

use super::{Dialect, Digest, Request, SignatureError, draft, message};
use crate::protocol::key::{KeyKind, PublicKey};

const MINUTE_MS: i64 = 60_000;
/// How wrong a peer's clock may be, either way (what Mastodon allows).
const SKEW_MS: i64 = 60 * MINUTE_MS;
/// How long a signature lives that does not say it.
const LIFE_MS: i64 = 5 * MINUTE_MS;
/// How long a signature may live, whatever it says.
const LONGEST_LIFE_MS: i64 = 12 * 60 * MINUTE_MS;

/// What a request says about its signer. Worth nothing before [`verify`](Self::verify).
#[derive(Clone, Debug)]
pub struct Claim {
    /// The key that is said to have signed: a plain https address.
    pub key_id: String,
    /// How it was signed; worth remembering for the answer.
    pub dialect: Dialect,
    /// The kind of key that the algorithm's name asks for, if it asks.
    pub(super) stated: Option<KeyKind>,
    pub(super) window: Window,
    /// The signed digest; always there if the method has a body.
    pub(super) digest: Option<Digest>,
    /// What may have been signed. Two only where servers disagree about the query of a GET.
    pub(super) bases: Vec<Vec<u8>>,
    pub(super) signature: Vec<u8>,
}

/// Finds the signature and refuses everything that the headers alone can refuse.
///
/// `Signature-Input` makes it RFC 9421, whatever else is there; otherwise it is the draft's.
///
/// # Errors
/// [`SignatureError::Missing`] if there is none; every other but those of [`Claim::check`] and
/// [`Claim::verify`].
pub fn read(request: &Request<'_>) -> Result<Claim, SignatureError> {
    let input = request.text("signature-input", "Signature-Input header")?;
    let signature = request.text("signature", "Signature header")?;
    match (input, signature) {
        (None, None) => Err(SignatureError::Missing),
        (Some(_), None) => Err(SignatureError::Malformed("Signature header")),
        (None, Some(signature)) => draft::read(request, signature),
        (Some(input), Some(signature)) => message::read(request, input, signature),
    }
}

impl Claim {
    /// Compares the body and the clock, so that no key is fetched for a stale or changed request.
    ///
    /// # Errors
    /// [`SignatureError::Body`], [`SignatureError::Expired`] or [`SignatureError::Future`].
    pub fn check(&self, body: &Digest, now_ms: i64) -> Result<(), SignatureError> {
        self.window.check(now_ms)?;
        match self.digest {
            Some(signed) if signed != *body => Err(SignatureError::Body),
            _ => Ok(()),
        }
    }

    /// Whether `key` signed this request with this body, recently.
    ///
    /// The caller has made sure that `key` is the one that [`key_id`](Self::key_id) names.
    ///
    /// # Errors
    /// Those of [`check`](Self::check), [`SignatureError::Algorithm`] or [`SignatureError::Wrong`].
    pub fn verify(
        &self,
        body: &Digest,
        key: &PublicKey,
        now_ms: i64,
    ) -> Result<(), SignatureError> {
        self.check(body, now_ms)?;
        // The key decides how to verify; a name that says otherwise is a trick or a bug.
        if self.stated.is_some_and(|kind| kind != key.kind()) {
            return Err(SignatureError::Algorithm);
        }
        if self.bases.iter().any(|base| key.accepts(base, &self.signature)) {
            return Ok(());
        }
        Err(SignatureError::Wrong)
    }
}

/// From when until when a signature is good.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub created_ms: i64,
    pub expires_ms: Option<i64>,
}

impl Window {
    fn check(self, now_ms: i64) -> Result<(), SignatureError> {
        let Self { created_ms, expires_ms } = self;
        if created_ms > now_ms.saturating_add(SKEW_MS) {
            return Err(SignatureError::Future);
        }
        let latest_ms = created_ms.saturating_add(LONGEST_LIFE_MS);
        let end_ms = expires_ms.unwrap_or(created_ms.saturating_add(LIFE_MS)).min(latest_ms);
        if end_ms < created_ms || now_ms > end_ms.saturating_add(SKEW_MS) {
            return Err(SignatureError::Expired);
        }
        Ok(())
    }
}
