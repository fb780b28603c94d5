//! Threads whose answers are being fetched: what apps may ask while they wait.
//!
//! In memory, and of few threads: whoever asks about one that is forgotten looks at the thread itself.

use std::num::NonZero;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::id::StatusId;

/// The threads. Cheap to clone.
#[derive(Clone)]
pub struct Refreshes(Arc<Mutex<LruCache<StatusId, Refresh>>>);

/// What became of fetching the answers to one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refresh {
    /// More may come.
    pub running: bool,
    /// Answers that were not here before.
    pub found: u32,
    began_ms: i64,
}

impl Default for Refreshes {
    /// Nothing is being fetched.
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(REMEMBERED))))
    }
}

impl Refreshes {
    /// Answers to `status` will be fetched. One that runs already goes on.
    pub fn begin(&self, status: StatusId, now_ms: i64) {
        if self.of(status, now_ms).is_none_or(|refresh| !refresh.running) {
            self.lock().put(status, Refresh { running: true, found: 0, began_ms: now_ms });
        }
    }

    /// Another answer is here.
    pub(super) fn found_one(&self, status: StatusId) {
        if let Some(refresh) = self.lock().get_mut(&status) {
            refresh.found += 1;
        }
    }

    /// No more will come.
    pub(super) fn end(&self, status: StatusId) {
        if let Some(refresh) = self.lock().get_mut(&status) {
            refresh.running = false;
        }
    }

    /// What is known of `status`. Whatever began long ago is over: its work may wait for room, or be given up.
    pub fn of(&self, status: StatusId, now_ms: i64) -> Option<Refresh> {
        let refresh = *self.lock().peek(&status)?;
        let lasts = (0..LONGEST_MS).contains(&(now_ms - refresh.began_ms));
        Some(Refresh { running: refresh.running && lasts, ..refresh })
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<StatusId, Refresh>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As many threads as anybody reads at a time.
const REMEMBERED: NonZero<usize> = NonZero::<usize>::MIN.saturating_add(63);
/// More than [`super::budget::Budget::for_a_job`] lasts.
const LONGEST_MS: i64 = 5 * 60_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;

    #[test]
    fn a_refresh_is_over_when_it_ends_or_has_lasted_too_long() {
        let (refreshes, one, two) = (Refreshes::default(), Id::new(1), Id::new(2));
        assert_eq!(refreshes.of(one, 0), None);
        refreshes.begin(one, 0);
        refreshes.found_one(one);
        refreshes.begin(one, 10);
        let refresh = refreshes.of(one, 20).unwrap();
        assert_eq!((refresh.running, refresh.found), (true, 1), "the same that began first");
        refreshes.end(one);
        assert!(!refreshes.of(one, 20).unwrap().running);
        refreshes.begin(one, 30);
        assert_eq!(refreshes.of(one, 30).unwrap().found, 0);
        refreshes.begin(two, 0);
        assert!(!refreshes.of(two, LONGEST_MS).unwrap().running);
    }
}
