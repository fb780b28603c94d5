//! Whether the router still remembers: its epoch counts the seconds since it last forgot everything.

use tokio::time::Instant;

/// What the router said, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Epoch {
    seconds: u32,
    at: Instant,
}

impl Epoch {
    /// The router says `seconds` now.
    pub(super) fn now(seconds: u32) -> Self {
        Self { seconds, at: Instant::now() }
    }

    /// Whether `later` cannot be of the same life of the router: it counted backwards, or lost more
    /// than a sixteenth of the time and two seconds (RFC 6887 §8.5). A router with a worse clock, as
    /// RFC 6886 §3.6 allows, is asked in vain, which costs nothing.
    pub(super) fn is_lost_in(self, later: Self) -> bool {
        let elapsed_ms = later.at.saturating_duration_since(self.at).as_millis();
        let expected_ms = u128::from(self.seconds) * 1000 + elapsed_ms * 15 / 16;
        (u128::from(later.seconds) + 2) * 1000 < expected_ms
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_router_that_counts_back_or_too_slowly_has_forgotten() {
        let start = Epoch::now(2201);
        let later =
            |after_s, seconds| Epoch { seconds, at: start.at + Duration::from_secs(after_s) };
        assert!(!start.is_lost_in(later(60, 2261)));
        assert!(!start.is_lost_in(later(60, 2256)), "a slow clock");
        assert!(start.is_lost_in(later(60, 2)), "restarted");
        assert!(start.is_lost_in(later(60, 2201)), "stands still");
        assert!(start.is_lost_in(later(0, 2198)));
        assert!(!start.is_lost_in(later(0, 2200)), "an answer out of order");
        // Restarted long ago while we slept: the count is higher, but not high enough.
        assert!(start.is_lost_in(later(86_400, 3000)));
        assert!(!Epoch::now(u32::MAX).is_lost_in(Epoch::now(u32::MAX)));
    }
}
