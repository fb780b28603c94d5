//! So many at a time for each name: a host that hangs occupies its own places only, and the same
//! thing is not fetched twice at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

type Names = HashMap<String, Arc<Semaphore>>;

/// Cheap to clone; clones share the places. A name takes memory only while somebody has it or waits.
#[derive(Clone)]
pub struct Turns {
    at_a_time: usize,
    names: Arc<Mutex<Names>>,
}

/// A place, until it is dropped.
pub struct Turn {
    turns: Turns,
    name: String,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// `at_a_time` places for each name.
    pub fn new(at_a_time: usize) -> Self {
        Self { at_a_time, names: Arc::default() }
    }

    /// Waits for a place under `name`, in order of arrival.
    pub async fn take(&self, name: &str) -> Turn {
        // Made before waiting, so that it cleans up if the caller gives up.
        let mut turn = Turn { turns: self.clone(), name: name.to_owned(), permit: None };
        let new = || Arc::new(Semaphore::new(self.at_a_time));
        let places = self.lock().entry(name.to_owned()).or_insert_with(new).clone();
        turn.permit = places.acquire_owned().await.ok();
        turn
    }

    fn lock(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.permit = None;
        let mut names = self.turns.lock();
        if names.get(&self.name).is_some_and(|places| Arc::strong_count(places) == 1) {
            names.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_name_without_places_waits_and_another_does_not() {
        let turns = Turns::new(2);
        let (_first, second) = (turns.take("a").await, turns.take("a").await);
        let wait = Duration::from_millis(20);
        assert!(timeout(wait, turns.take("a")).await.is_err());
        assert!(timeout(wait, turns.take("b")).await.is_ok());
        drop(second);
        assert!(timeout(wait, turns.take("a")).await.is_ok());
    }

    #[tokio::test]
    async fn names_that_nobody_uses_are_forgotten() {
        let turns = Turns::new(1);
        let held = turns.take("a").await;
        assert!(timeout(Duration::from_millis(20), turns.take("a")).await.is_err());
        assert_eq!(turns.lock().len(), 1);
        drop(held);
        assert!(turns.lock().is_empty());
    }
}
