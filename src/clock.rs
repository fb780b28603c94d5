//! What time it is, and whether that can be believed; the only place that asks the system.
//!
//! A board without a battery wakes up in the past. Until the time is trusted nothing is signed, judged
//! by its date, ordered or renewed; [`appliance::time`](crate::appliance::time) decides when it is. Not for
//! waiting: sleeping uses tokio's time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;
use tokio::time::Instant;

use crate::error::{Error, Result};

/// This program was made after this day, 2026-11-01; an earlier time is wrong. Raised with each release.
pub const EARLIEST_MS: i64 = 1_793_491_200_000;

/// A clock that can be replaced by one that tests set. Cheap to clone; clones agree.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    /// What is believed instead of the system's time, which only the system itself may set.
    correction: Arc<RwLock<Option<Correction>>>,
    trusted: Arc<watch::Sender<bool>>,
}

/// From a moment on that does not move when somebody sets the system's clock.
#[derive(Clone, Copy, Debug)]
struct Correction {
    at: Instant,
    was_ms: i64,
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
        Self { source, correction: Arc::default(), trusted }
    }

    /// Milliseconds since 1970, UTC, as well as we know.
    pub fn now_ms(&self) -> i64 {
        let correction = *self.correction.read().unwrap_or_else(PoisonError::into_inner);
        correction.map_or_else(|| self.uncorrected_ms(), Correction::now_ms)
    }

    /// What the system believes, in milliseconds since 1970, UTC.
    pub fn uncorrected_ms(&self) -> i64 {
        match &self.source {
            Source::System => system_now_ms(),
            Source::Set(now) => now.load(Ordering::Relaxed),
        }
    }

    /// From now on the time is what the system says now, plus `by_ms`, plus what passes. With 0 it is
    /// the system's again.
    pub fn correct_by_ms(&self, by_ms: i64) {
        let was_ms = self.uncorrected_ms().saturating_add(by_ms);
        let correction = (by_ms != 0).then(|| Correction { at: Instant::now(), was_ms });
        *self.correction.write().unwrap_or_else(PoisonError::into_inner) = correction;
    }

    /// Whether the time is another than the system's.
    pub fn is_corrected(&self) -> bool {
        self.correction.read().unwrap_or_else(PoisonError::into_inner).is_some()
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

    /// For whatever would sign, or judge by a date.
    ///
    /// # Errors
    /// [`Kind::Busy`](crate::error::Kind) as long as the time is not trusted.
    pub fn check_trusted(&self) -> Result<()> {
        match self.is_trusted() {
            true => Ok(()),
            false => Err(Error::busy("This server does not know the time yet; try again soon")),
        }
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

impl Correction {
    fn now_ms(self) -> i64 {
        let passed_ms = i64::try_from(self.at.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.was_ms.saturating_add(passed_ms)
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

/// `ms` since 1970 for people, such as `2026-11-25 19:40 UTC`.
pub fn to_the_minute(ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_corrected_clock_does_not_jump_with_the_system_s() {
        let clock = Clock::set_to(1_000_000);
        clock.correct_by_ms(5_000);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.now_ms(), 1_007_000);
        clock.advance_ms(60_000);
        assert_eq!(clock.now_ms(), 1_007_000);
        clock.correct_by_ms(0);
        assert_eq!(clock.now_ms(), 1_060_000);
        assert!(!clock.is_corrected());
    }

    #[test]
    fn what_signs_is_told_to_wait_until_the_time_is_trusted() {
        let clock = Clock::set_to(0);
        assert!(clock.check_trusted().is_ok());
        clock.set_trusted(false);
        assert_eq!(clock.check_trusted().unwrap_err().kind(), crate::error::Kind::Busy);
    }

    #[test]
    fn people_read_the_time_to_the_minute() {
        assert_eq!(to_the_minute(1_795_400_000_000), "2026-11-23 02:13 UTC");
    }
}
