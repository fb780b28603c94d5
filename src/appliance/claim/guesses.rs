//! How many wrong codes there have been, and whether one more may be tried.
//!
//! One count for all addresses together: whoever has a thousand addresses guesses no faster, and nothing
//! grows. It is stored before a guess is answered, so a restart gives nobody more.

use serde::{Deserialize, Serialize};

/// Tries that may come at once.
const AT_ONCE: i64 = 5;
/// After that, one try each so many milliseconds: five a minute.
const EACH_MS: i64 = 12_000;
/// After so many wrong ones the code is dead.
pub const MOST: u32 = 50;

/// The wrong codes since the code was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guesses {
    /// How many.
    pub wrong: u32,
    /// When all tries are free again, in milliseconds since 1970.
    free_ms: i64,
}

impl Guesses {
    /// How long nobody may try, in milliseconds; 0 if somebody may now.
    pub fn wait_ms(&self, now_ms: i64) -> i64 {
        let owed_ms = self.owed_ms(now_ms);
        (owed_ms - (AT_ONCE - 1) * EACH_MS).max(0)
    }

    /// One more was wrong. Whether that was one too many.
    pub fn count(&mut self, now_ms: i64) -> bool {
        self.free_ms = now_ms.saturating_add(self.owed_ms(now_ms) + EACH_MS);
        self.wrong = self.wrong.saturating_add(1);
        self.wrong >= MOST
    }

    /// A new code has not been guessed at; the wait stays.
    pub fn begin_anew(&mut self) {
        self.wrong = 0;
    }

    /// A clock that was set back must not make anybody wait for a year.
    fn owed_ms(&self, now_ms: i64) -> i64 {
        (self.free_ms.saturating_sub(now_ms)).clamp(0, AT_ONCE * EACH_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_at_once_and_then_one_each_twelve_seconds() {
        let mut guesses = Guesses::default();
        for _ in 0..5 {
            assert_eq!(guesses.wait_ms(1_000), 0);
            assert!(!guesses.count(1_000));
        }
        assert_eq!(guesses.wait_ms(1_000), EACH_MS);
        assert_eq!(guesses.wait_ms(1_000 + EACH_MS - 1), 1);
        assert_eq!(guesses.wait_ms(1_000 + EACH_MS), 0);
        guesses.count(1_000 + EACH_MS);
        assert_eq!(guesses.wait_ms(1_000 + EACH_MS), EACH_MS);
    }

    #[test]
    fn in_any_hour_there_are_no_more_than_five_a_minute() {
        let (mut guesses, mut tried) = (Guesses::default(), 0);
        for second in 0..3_600 {
            while guesses.wait_ms(second * 1_000) == 0 {
                guesses.count(second * 1_000);
                tried += 1;
            }
        }
        assert!((300..=305).contains(&tried), "{tried}");
    }

    #[test]
    fn a_clock_that_steps_either_way_locks_nobody_out() {
        let mut guesses = Guesses::default();
        for _ in 0..5 {
            guesses.count(1_000_000_000);
        }
        assert!(guesses.wait_ms(0) <= EACH_MS);
        assert_eq!(guesses.wait_ms(i64::MAX), 0);
    }

    #[test]
    fn the_fiftieth_is_one_too_many() {
        let mut guesses = Guesses::default();
        assert!((1..MOST).all(|_| !guesses.count(0)));
        assert!(guesses.count(0));
        guesses.begin_anew();
        assert!(guesses.wait_ms(0) > 0);
        assert!(!guesses.count(0));
    }
}
