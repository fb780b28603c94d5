//! The public keys that an actor lists.
//!
//! Does not decode or judge them: that is `protocol::key`'s work.
//! Spec: Security Vocabulary `publicKey`; FEP-521a (`assertionMethod`).

use serde_json::Value;

use super::{field, one_or_many, uri};

/// A public key, not yet decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorKey {
    /// Its own id, usually a fragment of its owner's.
    pub id: String,
    /// The actor that it says it belongs to.
    pub owner: String,
    /// The key itself.
    pub encoding: KeyEncoding,
}

/// How a public key was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyEncoding {
    /// PEM, mostly RSA.
    Pem(String),
    /// Multibase, mostly Ed25519.
    Multibase(String),
    /// Not at all: the actor gives only the id of a document that has the key.
    Elsewhere,
}

impl ActorKey {
    /// Reads a key object with `publicKeyPem` and its `owner`.
    #[must_use]
    pub fn from_pem_object(value: &Value) -> Option<Self> {
        let pem = KeyEncoding::Pem(whole_text(value, "publicKeyPem")?);
        Some(Self { id: field::own_id(value)?, owner: field::id(value, "owner")?, encoding: pem })
    }

    /// Reads a `Multikey` with its `controller`.
    #[must_use]
    pub fn from_multikey(value: &Value) -> Option<Self> {
        let multibase = KeyEncoding::Multibase(whole_text(value, "publicKeyMultibase")?);
        let owner = field::id(value, "controller")?;
        Some(Self { id: field::own_id(value)?, owner, encoding: multibase })
    }

    /// The keys that `actor`, whose id is `owner`, lists as its own: at most ten. Keys of another
    /// owner or from another origin are nobody's.
    #[must_use]
    pub fn read_all(actor: &Value, owner: &str) -> Vec<Self> {
        let pem = one_or_many::each(actor, "publicKey")
            .filter_map(|key| Self::from_pem_object(key).or_else(|| Self::by_id(key, owner)));
        let multikeys = one_or_many::each(actor, "assertionMethod")
            .filter_map(|key| Self::from_multikey(key).or_else(|| Self::by_id(key, owner)));
        pem.chain(multikeys)
            .filter(|key| key.owner == owner && uri::same_origin(&key.id, owner))
            .take(MAX_KEYS)
            .collect()
    }

    fn by_id(key: &Value, owner: &str) -> Option<Self> {
        let id = key.as_str().filter(|id| uri::is_uri(id))?.to_owned();
        Some(Self { id, owner: owner.to_owned(), encoding: KeyEncoding::Elsewhere })
    }
}

/// Half a key is no key, so a long one is dropped, not cut.
fn whole_text(key: &Value, name: &str) -> Option<String> {
    key.get(name)?.as_str().filter(|text| text.len() <= MAX_KEY_BYTES).map(str::to_owned)
}

/// As many as Mastodon reads.
const MAX_KEYS: usize = 10;
/// An RSA key of 8 192 bits takes 1.5 KB as PEM; post-quantum ones take 3 KB.
const MAX_KEY_BYTES: usize = 8 * 1024;
