//! Other people's public keys: from memory, from the store, else from their server, once.
//!
//! A key is somebody's only if both sides say so: the document of the key names its owner, and the
//! owner's own document lists the key. Checks no signature.
//! Spec: FEP-521a; SWICG ActivityPub and HTTP Signatures; hostile inputs 3 to 6 and 20 to 22.

use std::sync::Arc;

use super::context::Context;
use super::fetch::fetch_document;
use super::keyring::{self, KnownKey, Owner};
use super::store_actor::{store_actor, usable_keys};
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::AccountId;
use crate::jobs::job::Job;
use crate::protocol::incoming::{Actor, ActorKey, KeyEncoding, key_document, uri};
use crate::store::{accounts, jobs};

/// The key with this id.
///
/// # Errors
/// [`Kind::Gone`] if its server says so; [`Kind::Unauthorised`] if there is no such key, or nobody
/// agrees that it is theirs; those of [`fetch_document`].
pub async fn find(app: &App, key_id: &str) -> Result<Arc<KnownKey>> {
    if let Some(key) = known(app, key_id).await? {
        return Ok(key);
    }
    // A thousand requests with one unknown key wait here for one answer.
    let _turn = app.net.turn_to_fetch(key_id).await;
    if let Some(key) = known(app, key_id).await? {
        return Ok(key);
    }
    fetch(app, key_id).await?;
    let found = known(app, key_id).await?;
    found.ok_or_else(|| Error::unauthorised("The key is not among those of its owner, or unsafe"))
}

/// The key as its owner's server gives it now: for a signature that fails with the one we know.
///
/// # Errors
/// Those of [`find`]; [`Kind::Unauthorised`] if it was read a moment ago.
pub async fn find_again(app: &App, old: &KnownKey) -> Result<Arc<KnownKey>> {
    let _turn = app.net.turn_to_fetch(&old.uri).await;
    let withdrawn = || Error::unauthorised("The key was withdrawn");
    let key = known(app, &old.uri).await?.ok_or_else(withdrawn)?;
    // Somebody else may have waited for the same before us.
    if key.fetched_ms > old.fetched_ms {
        return Ok(key);
    }
    fetch(app, &old.uri).await?;
    known(app, &old.uri).await?.ok_or_else(withdrawn)
}

async fn known(app: &App, key_id: &str) -> Result<Option<Arc<KnownKey>>> {
    if let Some(key) = app.keyring.recent(key_id) {
        return Ok(Some(key));
    }
    let wanted = key_id.to_owned();
    let stored = app.store.read(move |db| keyring::stored(db, &wanted)).await?.map(Arc::new);
    if let Some(key) = &stored {
        app.keyring.keep(key.clone());
    }
    Ok(stored.or_else(|| app.keyring.newcomer(key_id)))
}

/// The row of a key's owner, made now if there was none: for a key whose signature holds.
///
/// # Errors
/// Those of the store.
pub async fn settle(app: &App, key: &KnownKey) -> Result<AccountId> {
    match &key.owner {
        Owner::Stored(account) => Ok(*account),
        Owner::Newcomer(actor) => store(app, actor.clone()).await,
    }
}

/// Reads the key's document, and its owner's if that is another. Keeps what the owner says of its
/// keys: in the store, if the owner is there.
async fn fetch(app: &App, key_id: &str) -> Result<()> {
    // By document: a made-up fragment is no reason to read the same actor again.
    let name = format!("keys in {}", uri::without_fragment(key_id));
    let now_ms = app.clock.now_ms();
    if app.net.cooldowns().resting(&name, now_ms).is_some() {
        return Err(Error::unauthorised("The key was asked for a moment ago"));
    }
    let actor = owner(app, key_id).await;
    // Documents that cannot be had rest by themselves.
    if !matches!(&actor, Err(error) if error.kind() != Kind::Unauthorised) {
        app.net.cooldowns().rest(&name, now_ms + REST_MS, Kind::Unauthorised);
    }
    let actor = Arc::new(actor?);
    let id = actor.id.clone();
    if app.store.read(move |db| accounts::id_by_uri(db, &id)).await?.is_some() {
        return store(app, actor).await.map(drop);
    }
    let keys = usable_keys(&actor.keys).into_iter().map(|(uri, public)| {
        let (uri, actor_uri) = (uri.to_owned(), actor.id.clone());
        let owner = Owner::Newcomer(actor.clone());
        Arc::new(KnownKey { uri, owner, actor_uri, public, fetched_ms: now_ms })
    });
    app.keyring.keep_newcomer(uri::without_fragment(key_id), keys.collect());
    Ok(())
}

/// The actor in the key's document, else the one that the document of the key names and that lists
/// the key.
async fn owner(app: &App, key_id: &str) -> Result<Actor> {
    let document = fetch_document(app, key_id).await?;
    let actor = Actor::read(&document);
    if let Ok(actor) = actor
        && listed(&actor, key_id).is_none_or(|key| key.encoding != KeyEncoding::Elsewhere)
    {
        return Ok(actor);
    }
    let key = key_document::read(&document, key_id).map_err(unusable)?;
    let document = fetch_document(app, &key.owner).await?;
    let mut actor = Actor::read(&document).map_err(unusable)?;
    if actor.id != key.owner || listed(&actor, key_id).is_none() {
        return Err(Error::unauthorised("The key's owner knows nothing of it"));
    }
    for listed in actor.keys.iter_mut().filter(|listed| listed.id == key_id) {
        // What the owner itself writes down counts more than what the document of the key says.
        if listed.encoding == KeyEncoding::Elsewhere {
            listed.encoding = key.encoding.clone();
        }
    }
    Ok(actor)
}

fn listed<'a>(actor: &'a Actor, key_id: &str) -> Option<&'a ActorKey> {
    actor.keys.iter().find(|key| key.id == key_id)
}

async fn store(app: &App, actor: Arc<Actor>) -> Result<AccountId> {
    let cx = Context::now(app, true).await?;
    let stored = app.store.write(move |tx| {
        let account = store_actor(tx, &cx, &actor)?;
        if accounts::by_id(tx, account)?.is_some_and(|account| !account.handle_verified) {
            // Looking up the handle takes more requests, which nobody needs to wait for.
            let job = Job::RefreshAccount { uri: actor.id.clone() };
            jobs::enqueue(tx, &job, cx.now_ms, Some(&format!("refresh:{}", actor.id)))?;
        }
        Ok(account)
    });
    let account = stored.await?;
    app.keyring.forget(account);
    Ok(account)
}

fn unusable(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unauthorised("The key cannot be used").caused_by(cause)
}

/// Between two readings of one document for its keys.
const REST_MS: i64 = 5 * 60_000;
