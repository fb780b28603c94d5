//! What time it is, and whether that can be believed; the only place that asks the system.
//!
//! A board without a battery wakes up in the past. Until the time is trusted nothing is signed, judged
//! by its date, ordered or renewed; [`appliance::time`](crate::appliance) decides when it is. Not for
//! waiting: sleeping uses tokio's time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::watch;

/// A clock that can be replaced by one that tests set. Cheap to clone; clones agree.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    /// Added to the system's time, which only the system itself may set.
    correction_ms: Arc<AtomicI64>,
    trusted: Arc<watch::Sender<bool>>,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock, believed until somebody doubts it.
    pub fn system() -> Self {
        Self::over(Source::System)
    }

    /// A clock that stands at `now_ms` until it is moved. Clones move together.
    pub fn set_to(now_ms: i64) -> Self {
        Self::over(Source::Set(Arc::new(AtomicI64::new(now_ms))))
    }

    fn over(source: Source) -> Self {
        let trusted = Arc::new(watch::Sender::new(true));
        Self { source, correction_ms: Arc::default(), trusted }
    }

    /// Milliseconds since 1970, UTC, as well as we know.
    pub fn now_ms(&self) -> i64 {
        self.uncorrected_ms().saturating_add(self.correction_ms.load(Ordering::Relaxed))
    }

    /// What the system believes, in milliseconds since 1970, UTC.
    pub fn uncorrected_ms(&self) -> i64 {
        match &self.source {
            Source::System => system_now_ms(),
            Source::Set(now) => now.load(Ordering::Relaxed),
        }
    }

    /// From now on the time is the system's plus `by_ms`.
    pub fn correct_by_ms(&self, by_ms: i64) {
        self.correction_ms.store(by_ms, Ordering::Relaxed);
    }

    /// Moves a set clock forward (or back). The system's clock stays as it is.
    pub fn advance_ms(&self, by_ms: i64) {
        if let Source::Set(now) = &self.source {
            now.fetch_add(by_ms, Ordering::Relaxed);
        }
    }

    /// Whether signatures, certificates and orders may rely on the time.
    pub fn is_trusted(&self) -> bool {
        *self.trusted.borrow()
    }

    /// Says whether the time can be relied on.
    pub fn set_trusted(&self, trusted: bool) {
        self.trusted.send_if_modified(|was| std::mem::replace(was, trusted) != trusted);
    }

    /// Waits until the time is trusted.
    pub async fn trusted(&self) {
        // The sender lives in `self`, so this cannot fail.
        let _ = self.trusted.subscribe().wait_for(|trusted| *trusted).await;
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
