//! Public keys that were used lately, parsed and in memory.
//!
//! A bounded cache over the store, and a small one of people who are not in the store yet. Who fetches
//! keys is in `remote_key.rs`.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::protocol::incoming::{Actor, uri};
use crate::protocol::key::PublicKey;
use crate::store::{Read, keys};

/// A key and whose it is.
#[derive(Clone, Debug)]
pub struct KnownKey {
    /// Its URI.
    pub uri: String,
    /// Its owner.
    pub owner: Owner,
    /// The actor URI of its owner.
    pub actor_uri: String,
    /// The key itself.
    pub public: PublicKey,
    /// When it was read from its owner's server.
    pub fetched_ms: i64,
}

/// Whose a key is.
#[derive(Clone, Debug)]
pub enum Owner {
    /// Somebody with a row.
    Stored(AccountId),
    /// Somebody who gets a row with the first signature that holds: anybody can send a bad one.
    Newcomer(Arc<Actor>),
}

/// The caches. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Mutex<Keys>>);

struct Keys {
    used: LruCache<String, Arc<KnownKey>>,
    /// By the document that was read for them.
    newcomers: LruCache<String, Vec<Arc<KnownKey>>>,
}

impl Keyring {
    /// The key, if it was used lately.
    pub fn recent(&self, uri: &str) -> Option<Arc<KnownKey>> {
        self.lock().used.get(uri).cloned()
    }

    /// The key, if it was read lately and its owner is not stored.
    pub fn newcomer(&self, uri: &str) -> Option<Arc<KnownKey>> {
        let mut keys = self.lock();
        let found = keys.newcomers.get(uri::without_fragment(uri))?;
        found.iter().find(|key| key.uri == uri).cloned()
    }

    /// Keeps the keys of somebody who is not stored, read from `document`.
    pub fn keep_newcomer(&self, document: &str, keys: Vec<Arc<KnownKey>>) {
        self.lock().newcomers.put(document.to_owned(), keys);
    }

    /// Keeps a key at hand.
    pub fn keep(&self, key: Arc<KnownKey>) {
        self.lock().used.put(key.uri.clone(), key);
    }

    /// Forgets the keys of an account: they were replaced, or it is gone.
    pub fn forget(&self, account: AccountId) {
        let mut keys = self.lock();
        let stale: Vec<_> = keys
            .used
            .iter()
            .filter(|(_, key)| matches!(key.owner, Owner::Stored(id) if id == account))
            .map(|(uri, _)| uri.clone())
            .collect();
        for uri in stale {
            keys.used.pop(&uri);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Keys> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Keyring {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Keys { used: bounded(USED), newcomers: bounded(NEWCOMERS) })))
    }
}

/// Grows as it is used.
fn bounded<V>(most: usize) -> LruCache<String, V> {
    let mut keys = LruCache::unbounded();
    keys.resize(NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN));
    keys
}

/// The key as it is stored. Its owner may be gone; then there is none.
pub fn stored(db: &Read, uri: &str) -> Result<Option<KnownKey>> {
    let Some(key) = keys::by_uri(db, uri)?.filter(|key| !key.gone) else { return Ok(None) };
    let public = PublicKey::from_bytes(key.kind, &key.public).map_err(Error::internal)?;
    Ok(Some(KnownKey {
        uri: uri.to_owned(),
        owner: Owner::Stored(key.account_id),
        actor_uri: key.actor_uri,
        public,
        fetched_ms: key.fetched_ms,
    }))
}

/// About a kilobyte each.
const USED: usize = 512;
/// With their whole profiles, so up to a megabyte each.
const NEWCOMERS: usize = 16;
