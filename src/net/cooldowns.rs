//! What failed a moment ago and is not tried again yet: hosts, documents, keys.
//!
//! Bounded, and forgotten at restart. Deliveries have their own memory, on disk.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::error::Kind;

/// Cheap to clone; clones share what they remember.
#[derive(Clone)]
pub struct Cooldowns(Arc<Mutex<LruCache<String, Rest>>>);

#[derive(Clone, Copy)]
struct Rest {
    until_ms: i64,
    why: Kind,
}

impl Cooldowns {
    /// Lets `name` rest until `until_ms`.
    pub fn rest(&self, name: &str, until_ms: i64, why: Kind) {
        self.lock().put(name.to_owned(), Rest { until_ms, why });
    }

    /// Why `name` is resting at `now_ms`; `None` if it may be tried.
    pub fn resting(&self, name: &str, now_ms: i64) -> Option<Kind> {
        let rest = self.lock().get(name).copied()?;
        (rest.until_ms > now_ms).then_some(rest.why)
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, Rest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Cooldowns {
    fn default() -> Self {
        // Grows as it is used; a full one takes about 300 kB.
        let most = NonZeroUsize::new(2048).unwrap_or(NonZeroUsize::MIN);
        let mut names = LruCache::unbounded();
        names.resize(most);
        Self(Arc::new(Mutex::new(names)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_ends_by_itself_and_the_oldest_is_forgotten() {
        let cooldowns = Cooldowns::default();
        cooldowns.rest("a", 100, Kind::Gone);
        assert_eq!(cooldowns.resting("a", 99), Some(Kind::Gone));
        assert_eq!(cooldowns.resting("a", 100), None);
        for number in 0..3000 {
            cooldowns.rest(&number.to_string(), 100, Kind::Upstream);
        }
        assert_eq!(cooldowns.resting("a", 0), None);
        assert_eq!(cooldowns.lock().len(), 2048);
    }
}
