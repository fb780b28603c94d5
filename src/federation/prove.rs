//! Adds the integrity proof to an activity of a person of this node, so that third parties can believe
//! it without asking us. Once, before it goes into any queue.
//!
//! Spec: FEP-8b32, `eddsa-jcs-2022`.

use serde_json::Value;

use crate::app::App;
use crate::clock::rfc3339;
use crate::error::{Error, Result};
use crate::id::OutgoingId;
use crate::protocol::key::{KeyKind, PrivateKey};
use crate::protocol::proof;
use crate::store::{accounts, keys, outgoing};

/// Proves a queued activity, unless that was done before.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if the activity, its author or their key is gone;
/// [`Kind::Busy`](crate::error::Kind) as long as the time is not known, which a proof names.
pub async fn prove(app: &App, id: OutgoingId) -> Result<()> {
    app.clock.check_trusted()?;
    let found = app.store.read(move |db| {
        let queued = outgoing::by_id(db, id)?.ok_or_else(|| Error::not_found("activity"))?;
        let author = accounts::by_id(db, queued.account_id)?;
        let author = author.ok_or_else(|| Error::not_found("account"))?;
        let seed = keys::private(db, author.id, KeyKind::Ed25519)?;
        let seed = seed.ok_or_else(|| Error::not_found("proof key"))?;
        Ok((queued.json, format!("{}#ed25519-key", author.uri), seed))
    });
    let (json, key_uri, seed) = found.await?;
    let key = PrivateKey::from_bytes(KeyKind::Ed25519, &seed).map_err(Error::internal)?;
    let created = rfc3339(app.clock.now_ms());
    let Some(proven) = proven(&json, &key, &key_uri, &created)? else { return Ok(()) };
    app.store.write(move |tx| outgoing::set_json(tx, id, &proven)).await
}

/// The activity with a proof at its end; `None` if it has one.
fn proven(json: &str, key: &PrivateKey, key_uri: &str, created: &str) -> Result<Option<String>> {
    let mut activity: Value = serde_json::from_str(json)?;
    if activity.get("proof").is_some() {
        return Ok(None);
    }
    proof::sign(&mut activity, key, key_uri, created).map_err(Error::internal)?;
    let (Some(proof), Some(open)) = (activity.get("proof"), json.strip_suffix('}')) else {
        return Err(Error::internal("an activity that is no object"));
    };
    Ok(Some(format!("{open},\"proof\":{proof}}}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_holds_and_is_made_once() {
        let key = PrivateKey::ed25519_from_seed([7; 32]);
        let json = r#"{"@context":"https://www.w3.org/ns/activitystreams","id":"https://a.example/1","type":"Like","actor":"https://a.example/u"}"#;
        let key_uri = "https://a.example/u#ed25519-key";
        let proven_json = proven(json, &key, key_uri, "2026-11-23T00:00:00.000Z");
        let proven_json = proven_json.expect("signs").expect("news");
        let activity: Value = serde_json::from_str(&proven_json).expect("JSON");
        let public = key.public().expect("a public key");
        proof::verify(&activity, &public, 1_795_392_000_000).expect("holds");
        assert!(proven(&proven_json, &key, key_uri, "").expect("reads").is_none());
    }
}
