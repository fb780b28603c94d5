//! What time it is; the only place that asks the system.
//!
//! Not for waiting: sleeping uses tokio's time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that can be replaced by one that tests set. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now_ms` until it is moved. Clones move together.
    pub fn set_to(now_ms: i64) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(now_ms))))
    }

    /// Milliseconds since 1970, UTC.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System => system_now_ms(),
            Source::Set(now) => now.load(Ordering::Relaxed),
        }
    }

    /// Moves a set clock forward (or back). The system's clock stays as it is.
    pub fn advance_ms(&self, by_ms: i64) {
        if let Source::Set(now) = &self.0 {
            now.fetch_add(by_ms, Ordering::Relaxed);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn system_now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// `ms` since 1970 as RFC 3339 in UTC with milliseconds, as ActivityPub peers and clients expect.
pub fn rfc3339(ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{time:.3}")
}
