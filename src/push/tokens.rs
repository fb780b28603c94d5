//! The tokens of apps that asked for pushes, in memory only.
//!
//! Mastodon puts an app's own token into what it pushes, and some apps find out by it whose account it is. On disk a token
//! is a hash, so it can be sent only after the app has shown it to this program (decision 21).

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use crate::store::oauth::Hash;

/// The tokens by their hashes. Cheap to clone.
#[derive(Clone)]
pub struct Tokens(Arc<Mutex<LruCache<Hash, String>>>);

impl Default for Tokens {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(MOST))))
    }
}

impl Tokens {
    /// Remembers a token that was shown with a request.
    pub fn remember(&self, hash: Hash, token: &str) {
        if token.len() <= LONGEST {
            let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            tokens.put(hash, token.to_owned());
        }
    }

    /// The token with this hash, if it was shown.
    pub(super) fn known(&self, hash: &Hash) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }
}

/// More apps than anybody has.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add(63);
/// Ours have 43 characters.
const LONGEST: usize = 100;
