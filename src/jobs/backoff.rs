//! When to try again: soon at first, then ever more rarely, for about a week.
//!
//! Pure: chance comes in from outside. Mastodon spreads its retries by up to half, too.

/// How long to wait after `failures` in a row (1 or more), in milliseconds. `chance` is any random
/// number; it makes the wait up to half longer, so that what failed together is not retried together.
pub fn delay_ms(failures: u32, chance: u64) -> i64 {
    let exponent = failures.saturating_sub(1).min(STEPS_TO_MAX);
    let delay = FIRST_MS.saturating_mul(GROWTH.saturating_pow(exponent)).min(MAX_MS);
    let jitter = chance % (delay / 2 + 1);
    i64::try_from(delay + jitter).unwrap_or(i64::MAX)
}

/// What has waited this long for a host is given up.
pub const GIVE_UP_MS: i64 = 7 * 24 * 3_600_000;
/// Failures of one job or inbox after which it is given up: about a week of [`delay_ms`].
pub const GIVE_UP_FAILURES: u32 = 20;

/// With the jitter still within 15 s.
const FIRST_MS: u64 = 10_000;
const GROWTH: u64 = 3;
const MAX_MS: u64 = 12 * 3_600_000;
/// 10 s · 3⁸ is over [`MAX_MS`].
const STEPS_TO_MAX: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_retry_comes_within_fifteen_seconds() {
        assert_eq!(delay_ms(1, 0), 10_000);
        assert!((0..20_000).all(|chance| delay_ms(1, chance) <= 15_000));
    }

    #[test]
    fn waits_grow_up_to_half_a_day_and_their_jitter() {
        let waits: Vec<i64> = (1..30).map(|failures| delay_ms(failures, 0)).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&43_200_000));
        assert!(delay_ms(u32::MAX, u64::MAX) <= 64_800_000);
    }

    #[test]
    fn all_retries_together_take_about_a_week() {
        let days = |chance_of: fn(i64) -> u64| {
            let total: i64 = (1..GIVE_UP_FAILURES)
                .map(|failures| delay_ms(failures, chance_of(delay_ms(failures, 0))))
                .sum();
            total / (24 * 3_600_000)
        };
        assert_eq!(days(|_| 0), 5);
        assert_eq!(days(|wait| u64::try_from(wait / 2).unwrap()), 8);
    }
}
