//! The key that somebody says they signed with: known already, or fetched once.
//!
//! The owner must list the key and the key must name its owner; both are read from their own place
//! (hostile inputs 3 to 6, 20, 22). Nothing is fetched for keys of ours or of blocked servers.
//! Spec: FEP-521a, FEP-fe34; GoToSocial's keys have a document of their own.

use std::sync::Arc;

use serde_json::Value;

use super::context::Context;
use super::fetch::fetch_document;
use super::keyring::{self, KnownKey};
use super::store_actor::store_actor;
use crate::app::App;
use crate::error::{Error, Result};
use crate::protocol::incoming::{Actor, ActorKey, KeyEncoding, key_document, uri};

/// The key with this URI: from memory, from the store, or from its server.
///
/// # Errors
/// Those of fetching; [`crate::error::Kind::Unauthorised`] if key and owner do not name each other.
pub async fn find(app: &App, key_uri: &str) -> Result<Arc<KnownKey>> {
    if let Some(key) = app.keyring.recent(key_uri) {
        return Ok(key);
    }
    // One at a time for each key: a burst of deliveries from a new server fetches once.
    let turn = app.keyring.turn(key_uri);
    let _turn = turn.lock().await;
    if let Some(key) = app.keyring.recent(key_uri) {
        return Ok(key);
    }
    if let Some(key) = stored(app, key_uri).await? {
        return Ok(key);
    }
    fetch(app, key_uri).await?;
    stored(app, key_uri).await?.ok_or_else(not_listed)
}

/// The key again, from its server, because a signature failed with `old`. Not twice within some
/// minutes: a storm of bad signatures must not become a storm of requests.
///
/// # Errors
/// Those of [`find`]; [`crate::error::Kind::Busy`] if it was fetched a moment ago.
pub async fn find_again(app: &App, old: &KnownKey) -> Result<Arc<KnownKey>> {
    let turn = app.keyring.turn(&old.uri);
    let _turn = turn.lock().await;
    let known = stored(app, &old.uri).await?;
    let fetched_ms = known.as_ref().map_or(old.fetched_ms, |known| known.fetched_ms);
    if fetched_ms > old.fetched_ms {
        return known.ok_or_else(not_listed);
    }
    if app.clock.now_ms() - fetched_ms < AGAIN_AFTER_MS {
        return Err(Error::busy("The key was fetched a moment ago"));
    }
    fetch(app, &old.uri).await?;
    stored(app, &old.uri).await?.ok_or_else(not_listed)
}

async fn stored(app: &App, key_uri: &str) -> Result<Option<Arc<KnownKey>>> {
    let wanted = key_uri.to_owned();
    let found = app.store.read(move |db| keyring::stored(db, &wanted)).await?;
    let key = found.map(Arc::new);
    if let Some(key) = &key {
        app.keyring.keep(key.clone());
    }
    Ok(key)
}

/// Reads the key's document and, if that is not its owner, the owner's; stores the owner.
async fn fetch(app: &App, key_uri: &str) -> Result<()> {
    let document = fetch_document(app, key_uri).await?;
    let actor = match Actor::read(&document) {
        Ok(actor) => actor,
        Err(_) => owner(app, &document, key_uri).await?,
    };
    if !actor.keys.iter().any(|key| key.id == key_uri) {
        return Err(not_listed());
    }
    let cx = Context::now(app, true).await?;
    let id = app.store.write(move |tx| store_actor(tx, &cx, &actor)).await?;
    app.keyring.forget(id);
    Ok(())
}

/// The actor that a stand-alone key names, if it names the key too.
async fn owner(app: &App, document: &Value, key_uri: &str) -> Result<Actor> {
    let key = key_document::read(document, key_uri).map_err(|why| Error::upstream(why.0))?;
    if !uri::same_origin(&key.owner, key_uri) {
        return Err(not_listed());
    }
    let document = fetch_document(app, &key.owner).await?;
    let mut actor = Actor::read(&document).map_err(|why| Error::upstream(why.0))?;
    complete(&mut actor.keys, key);
    Ok(actor)
}

/// Where the actor lists the key by its id only, what the key's own document says is filled in.
fn complete(listed: &mut [ActorKey], key: ActorKey) {
    let by_id = listed
        .iter_mut()
        .find(|listed| listed.id == key.id && listed.encoding == KeyEncoding::Elsewhere);
    if let Some(listed) = by_id {
        *listed = key;
    }
}

fn not_listed() -> Error {
    Error::unauthorised("The key and its owner do not name each other")
}

const AGAIN_AFTER_MS: i64 = 5 * 60 * 1_000;
