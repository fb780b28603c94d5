//! Integrity proofs: an object that says itself who made it, whoever brings it.
//!
//! Knows nothing of HTTP and fetches no key. Linked-data signatures are never read.
//! Spec: FEP-8b32 with `eddsa-jcs-2022` (W3C Data Integrity `EdDSA` Cryptosuites §3.3).

use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::incoming::uri::same_origin;
use super::jcs;
use super::key::{KeyError, KeyKind, PrivateKey, PublicKey};
use super::signature::Digest;

const LONGEST_PROOF_VALUE: usize = 128;

/// Why a proof was refused, or could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// The object carries no proof.
    Missing,
    /// More than one proof, or a proof that is no object.
    Malformed,
    /// Not `DataIntegrityProof` with `eddsa-jcs-2022`.
    UnknownSuite,
    /// Made for another purpose than `assertionMethod`.
    Purpose,
    /// `@context` of the proof is not how the object's begins.
    Context,
    /// The key, the object and its owner are not of one origin.
    Origin,
    /// Past its `expires`.
    Expired,
    /// The key is not an Ed25519 key.
    KeyKind,
    /// The key did not make this proof over this object.
    Wrong,
    /// The key could not sign.
    Failed,
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the object has no integrity proof",
            Self::Malformed => "the integrity proof is malformed",
            Self::UnknownSuite => "the integrity proof uses an unknown cryptosuite",
            Self::Purpose => "the integrity proof was made for another purpose",
            Self::Context => "the integrity proof was made over another @context",
            Self::Origin => "the integrity proof's key is of another origin than the object",
            Self::Expired => "the integrity proof has expired",
            Self::KeyKind => "the integrity proof needs an Ed25519 key",
            Self::Wrong => "the integrity proof does not match the key and the object",
            Self::Failed => "the integrity proof could not be made",
        })
    }
}

impl std::error::Error for ProofError {}

impl From<KeyError> for ProofError {
    fn from(_: KeyError) -> Self {
        Self::Failed
    }
}

/// Adds a `proof` to an object, replacing an older one.
///
/// `verification_method` is the id of our Ed25519 key; `created` is a time as in `published`.
/// Nothing may be changed afterwards.
///
/// # Errors
/// [`ProofError::Malformed`] if it is no object, [`ProofError::KeyKind`] or [`ProofError::Failed`].
pub fn sign(
    object: &mut Value,
    key: &PrivateKey,
    verification_method: &str,
    created: &str,
) -> Result<(), ProofError> {
    if key.kind() != KeyKind::Ed25519 {
        return Err(ProofError::KeyKind);
    }
    let map = object.as_object_mut().ok_or(ProofError::Malformed)?;
    map.remove("proof");
    let mut proof = Map::new();
    let mut set = |name: &str, value: Value| proof.insert(name.to_owned(), value);
    if let Some(context) = map.get("@context") {
        set("@context", context.clone());
    }
    set("type", Value::from("DataIntegrityProof"));
    set("cryptosuite", Value::from("eddsa-jcs-2022"));
    set("verificationMethod", Value::from(verification_method));
    set("proofPurpose", Value::from("assertionMethod"));
    set("created", Value::from(created));
    let signature = key.sign(&hash(&proof, map))?;
    let proof_value = format!("z{}", bs58::encode(signature).into_string());
    proof.insert(String::from("proofValue"), Value::from(proof_value));
    map.insert(String::from("proof"), Value::Object(proof));
    Ok(())
}

/// The id of the key that is said to have made the object's proof.
///
/// Refuses everything that can be refused without the key, so that nothing is fetched for it.
///
/// # Errors
/// Every [`ProofError`] but [`ProofError::Expired`], [`ProofError::Wrong`] and those of signing.
pub fn verification_method(object: &Value) -> Result<&str, ProofError> {
    let object = object.as_object().ok_or(ProofError::Missing)?;
    let proof = only_proof(object)?;
    let is = |name: &str, wanted: &str| proof.get(name).and_then(Value::as_str) == Some(wanted);
    if !is("type", "DataIntegrityProof") || !is("cryptosuite", "eddsa-jcs-2022") {
        return Err(ProofError::UnknownSuite);
    }
    if !is("proofPurpose", "assertionMethod") {
        return Err(ProofError::Purpose);
    }
    let method = proof.get("verificationMethod").and_then(Value::as_str);
    let method = method.ok_or(ProofError::Malformed)?;
    // FEP-fe34: id, owner and key share an origin.
    let owner = owner(object).unwrap_or_default();
    let id = object.get("id").map_or(method, |id| id.as_str().unwrap_or_default());
    if !same_origin(method, owner) || !same_origin(method, id) {
        return Err(ProofError::Origin);
    }
    Ok(method)
}

/// Whether `key` made the object's proof.
///
/// The caller has made sure that `key` is the one that [`verification_method`] names, and that the
/// object's owner lists it.
///
/// # Errors
/// Those of [`verification_method`], [`ProofError::Context`], [`ProofError::Expired`],
/// [`ProofError::KeyKind`] or [`ProofError::Wrong`].
pub fn verify(object: &Value, key: &PublicKey, now_ms: i64) -> Result<(), ProofError> {
    verification_method(object)?;
    let mut document = object.as_object().ok_or(ProofError::Missing)?.clone();
    let mut proof = only_proof(&document)?.clone();
    document.remove("proof");
    // FEP-8b32: a linked-data signature is put on after the proof.
    document.remove("signature");
    check_expiry(&proof, now_ms)?;
    if let Some(context) = proof.get("@context") {
        if !begins_with(document.get("@context"), context) {
            return Err(ProofError::Context);
        }
        document.insert(String::from("@context"), context.clone());
    }
    let proof_value = proof.remove("proofValue");
    let signature = proof_value.as_ref().and_then(Value::as_str).and_then(decode);
    let signature = signature.ok_or(ProofError::Malformed)?;
    if key.kind() != KeyKind::Ed25519 {
        return Err(ProofError::KeyKind);
    }
    let hash = hash(&proof, &document);
    if key.accepts(&hash, &signature) { Ok(()) } else { Err(ProofError::Wrong) }
}

fn only_proof(object: &Map<String, Value>) -> Result<&Map<String, Value>, ProofError> {
    match object.get("proof") {
        None | Some(Value::Null) => Err(ProofError::Missing),
        Some(Value::Object(proof)) => Ok(proof),
        Some(Value::Array(proofs)) => match proofs.as_slice() {
            [Value::Object(proof)] => Ok(proof),
            _ => Err(ProofError::Malformed),
        },
        Some(_) => Err(ProofError::Malformed),
    }
}

/// Whose object it is: an activity's actor, a note's author, an actor itself.
fn owner(object: &Map<String, Value>) -> Option<&str> {
    let owner = ["actor", "attributedTo", "id"].into_iter().find_map(|name| object.get(name))?;
    match owner {
        Value::Array(owners) => match owners.as_slice() {
            [only] => id(only),
            _ => None,
        },
        other => id(other),
    }
}

fn id(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("id").and_then(Value::as_str))
}

fn check_expiry(proof: &Map<String, Value>, now_ms: i64) -> Result<(), ProofError> {
    let Some(expires) = proof.get("expires") else { return Ok(()) };
    let expires = expires.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let expires = expires.ok_or(ProofError::Malformed)?;
    if expires.as_millisecond() <= now_ms { Err(ProofError::Expired) } else { Ok(()) }
}

/// Data Integrity `EdDSA` §3.3.2 step 4: the object may have gained contexts behind the signed ones.
fn begins_with(context: Option<&Value>, signed: &Value) -> bool {
    let context = context.map(as_slice).unwrap_or_default();
    context.starts_with(as_slice(signed))
}

fn as_slice(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        other => std::slice::from_ref(other),
    }
}

fn decode(proof_value: &str) -> Option<Vec<u8>> {
    let base58 = proof_value.strip_prefix('z').filter(|text| text.len() < LONGEST_PROOF_VALUE)?;
    bs58::decode(base58).into_vec().ok()
}

/// What is signed: the hash of the proof's options, then the hash of the object.
fn hash(proof: &Map<String, Value>, document: &Map<String, Value>) -> Vec<u8> {
    [proof, document]
        .map(|object| *Digest::of(jcs::canonical_object(object).as_bytes()).as_bytes())
        .concat()
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
