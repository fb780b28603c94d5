//! Open connections that wait for their next request: few, and not for long.
//!
//! Bounded in total, not by host: a post that went to two thousand hosts must not leave two thousand
//! open connections behind.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::connector::Connection;

const MOST: usize = 64;
const LONGEST: Duration = Duration::from_secs(30);

/// Cheap to clone; clones share the connections.
#[derive(Clone, Default)]
pub(super) struct Idle(Arc<Mutex<VecDeque<Waiting>>>);

struct Waiting {
    host: String,
    connection: Connection,
    since: Instant,
}

impl Idle {
    /// The newest open connection to `host`.
    pub(super) fn take(&self, host: &str) -> Option<Connection> {
        let mut waiting = self.lock();
        waiting.retain(|entry| entry.connection.is_open());
        let newest = waiting.iter().rposition(|entry| entry.host == host)?;
        Some(waiting.remove(newest)?.connection)
    }

    /// Keeps `connection` for the next request to `host`; the oldest has to go if there are too many.
    pub(super) fn put(&self, host: String, connection: Connection) {
        let mut waiting = self.lock();
        if waiting.is_empty() {
            tokio::spawn(sweep(self.clone()));
        }
        if waiting.len() >= MOST {
            waiting.pop_front();
        }
        waiting.push_back(Waiting { host, connection, since: Instant::now() });
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes what waited too long, until nothing waits any more.
async fn sweep(idle: Idle) {
    loop {
        sleep(LONGEST / 2).await;
        let mut waiting = idle.lock();
        waiting.retain(|entry| entry.connection.is_open() && entry.since.elapsed() < LONGEST);
        if waiting.is_empty() {
            return;
        }
    }
}
