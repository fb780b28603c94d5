//! Public keys that were used lately, parsed and in memory.
//!
//! A bounded cache over the store, nothing more: who fetches keys is in `remote_key.rs`.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::protocol::key::PublicKey;
use crate::store::{Read, keys};

/// A key and whose it is.
#[derive(Clone, Debug)]
pub struct KnownKey {
    /// Its URI.
    pub uri: String,
    /// The row of its owner.
    pub account_id: AccountId,
    /// The actor URI of its owner.
    pub actor_uri: String,
    /// The key itself.
    pub public: PublicKey,
    /// When it was read from its owner's server.
    pub fetched_ms: i64,
}

/// The cache. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Mutex<LruCache<String, Arc<KnownKey>>>>);

impl Keyring {
    /// The key, if it was used lately.
    pub fn recent(&self, uri: &str) -> Option<Arc<KnownKey>> {
        self.lock().get(uri).cloned()
    }

    /// Keeps a key at hand.
    pub fn keep(&self, key: Arc<KnownKey>) {
        self.lock().put(key.uri.clone(), key);
    }

    /// Forgets the keys of an account: they were replaced, or it is gone.
    pub fn forget(&self, account: AccountId) {
        let mut keys = self.lock();
        let stale: Vec<_> = keys
            .iter()
            .filter(|(_, key)| key.account_id == account)
            .map(|(uri, _)| uri.clone())
            .collect();
        for uri in stale {
            keys.pop(&uri);
        }
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, Arc<KnownKey>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Keyring {
    fn default() -> Self {
        // Grows as it is used, to about a kilobyte for each of the kept.
        let mut keys = LruCache::unbounded();
        keys.resize(NonZeroUsize::new(KEPT).unwrap_or(NonZeroUsize::MIN));
        Self(Arc::new(Mutex::new(keys)))
    }
}

/// The key as it is stored. Its owner may be gone; then there is none.
pub fn stored(db: &Read, uri: &str) -> Result<Option<KnownKey>> {
    let Some(key) = keys::by_uri(db, uri)?.filter(|key| !key.gone) else { return Ok(None) };
    let public = PublicKey::from_bytes(key.kind, &key.public).map_err(Error::internal)?;
    Ok(Some(KnownKey {
        uri: uri.to_owned(),
        account_id: key.account_id,
        actor_uri: key.actor_uri,
        public,
        fetched_ms: key.fetched_ms,
    }))
}

const KEPT: usize = 512;
