//! How often we may write at deSEC: 2 a second, 15 a minute, 100 an hour, 300 a day for a domain.
//!
//! Kept in memory only: what was published is remembered, so that starting again writes nothing.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Each: so many within such a time.
const LIMITS: [(usize, Duration); 4] = [
    (2, Duration::from_secs(1)),
    (15, Duration::from_secs(60)),
    (100, Duration::from_secs(3600)),
    (300, Duration::from_secs(86_400)),
];

/// Remembering more would change nothing.
const MOST: usize = 300;
/// Longer than that no caller is held up; the write is not made then.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The writes of the last day.
#[derive(Debug, Default)]
pub(super) struct Budget(VecDeque<Instant>);

impl Budget {
    /// How long to wait before the next write. A write that may be made soon counts as made.
    pub(super) fn take(&mut self) -> Duration {
        let now = Instant::now();
        let wait = self.wait(now);
        if wait <= PATIENCE {
            self.0.push_back(now + wait);
            while self.0.len() > MOST {
                self.0.pop_front();
            }
        }
        wait
    }

    fn wait(&self, now: Instant) -> Duration {
        let free = |(count, within): &(usize, Duration)| {
            let oldest = self.0.len().checked_sub(*count)?;
            Some((*self.0.get(oldest)? + *within).saturating_duration_since(now))
        };
        LIMITS.iter().filter_map(free).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn writes_keep_within_every_limit() {
        let mut budget = Budget::default();
        assert_eq!(budget.take(), Duration::ZERO);
        assert_eq!(budget.take(), Duration::ZERO);
        assert_eq!(budget.take(), Duration::from_secs(1));
        let mut made = 3;
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(3 * 3600) {
            match budget.take() {
                wait if wait <= PATIENCE => made += 1,
                wait => tokio::time::sleep(wait).await,
            }
        }
        assert_eq!(made, 300);
    }
}
