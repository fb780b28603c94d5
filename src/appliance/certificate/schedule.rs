//! When a certificate is renewed: pure decisions.
//!
//! At a random point inside the window that the authority suggests (RFC 9773), or when a third of the
//! lifetime is left; at the latest when a tenth is left, whatever the authority suggests. Lifetimes are
//! taken from the certificate: authorities change them.

use crate::store::certificates::{Renewal, Stored};

/// A lifetime, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lifetime {
    pub(super) not_before_ms: i64,
    pub(super) not_after_ms: i64,
}

/// The authority is asked for its window at least and at most this often.
const ASK_LEAST_MS: i64 = HOUR_MS;
const ASK_MOST_MS: i64 = 24 * HOUR_MS;
/// RFC 9773 §4.3.3: after an answer that cannot be used.
const ASK_AFTER_FAILURE_MS: i64 = 6 * HOUR_MS;
/// A certificate is not renewed sooner, whatever the authority suggests.
const YOUNG_MS: i64 = 24 * HOUR_MS;
const HOUR_MS: i64 = 3_600_000;

impl Lifetime {
    /// That of a certificate that we have.
    pub(super) fn of(stored: &Stored) -> Self {
        Self { not_before_ms: stored.not_before_ms, not_after_ms: stored.not_after_ms }
    }

    /// When the certificate is to be renewed.
    pub(super) fn renew_at_ms(self, renewal: &Renewal) -> i64 {
        let third = self.not_after_ms - self.length_ms() / 3;
        // An authority that always says "now" does not get an order an hour.
        let suggested = renewal.at_ms.map(|at_ms| at_ms.max(self.not_before_ms + YOUNG_MS));
        suggested.unwrap_or(third).min(self.emergency_ms())
    }

    /// From now on it must be renewed by all means: nothing that the authority suggests counts.
    pub(super) fn is_emergency(self, now_ms: i64) -> bool {
        now_ms >= self.emergency_ms()
    }

    /// Whether it is good at `now_ms`. Its beginning is not judged: a clock may be a little behind.
    pub(super) fn is_over(self, now_ms: i64) -> bool {
        now_ms >= self.not_after_ms
    }

    fn emergency_ms(self) -> i64 {
        self.not_after_ms - self.length_ms() / 10
    }

    fn length_ms(self) -> i64 {
        (self.not_after_ms - self.not_before_ms).max(0)
    }
}

/// Whether to ask for the window again. A time far away was written while the clock was wrong.
pub(super) fn is_time_to_ask(renewal: &Renewal, now_ms: i64) -> bool {
    renewal.ask_ms <= now_ms || renewal.ask_ms > now_ms.saturating_add(ASK_MOST_MS)
}

/// How much is left of a rest that began at `began_ms`. A beginning in the future is none: the clock was wrong.
pub(super) fn left_ms(began_ms: i64, rest_ms: i64, now_ms: i64) -> i64 {
    if began_ms > now_ms { 0 } else { (began_ms.saturating_add(rest_ms) - now_ms).max(0) }
}

/// What to remember of a window, and when to ask again. `random` is any number. The point inside a window
/// that has not changed stays as it is.
pub(super) fn told(
    was: &Renewal,
    (start_ms, end_ms): (i64, i64),
    after_ms: i64,
    now_ms: i64,
    random: u64,
) -> Renewal {
    let ask_ms = now_ms + after_ms.clamp(ASK_LEAST_MS, ASK_MOST_MS);
    if was.window == Some((start_ms, end_ms)) && was.at_ms.is_some() {
        return Renewal { ask_ms, ..*was };
    }
    // A window that ends before it begins is none (RFC 9773 §4.2).
    let Some(length) = end_ms.checked_sub(start_ms).and_then(|ms| u64::try_from(ms).ok()) else {
        return Renewal { ask_ms, ..Renewal::default() };
    };
    let into = i64::try_from(random.checked_rem(length).unwrap_or(0)).unwrap_or(0);
    Renewal { window: Some((start_ms, end_ms)), at_ms: Some(start_ms + into), ask_ms }
}

/// What to remember when the authority told nothing usable: what it told before still counts.
pub(super) fn not_told(was: &Renewal, now_ms: i64) -> Renewal {
    Renewal { ask_ms: now_ms + ASK_AFTER_FAILURE_MS, ..*was }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * HOUR_MS;

    fn lasting(days: i64) -> Lifetime {
        Lifetime { not_before_ms: 0, not_after_ms: days * DAY }
    }

    #[test]
    fn without_a_window_a_third_of_the_real_lifetime_is_left() {
        for days in [6, 45, 90] {
            assert_eq!(lasting(days).renew_at_ms(&Renewal::default()), days * DAY * 2 / 3);
        }
    }

    #[test]
    fn a_window_counts_wherever_it_is_but_never_after_a_tenth_is_left() {
        let at = |day| Renewal { at_ms: Some(day * DAY), ..Renewal::default() };
        assert_eq!(lasting(90).renew_at_ms(&at(2)), 2 * DAY);
        assert_eq!(lasting(90).renew_at_ms(&at(70)), 70 * DAY);
        assert_eq!(lasting(90).renew_at_ms(&at(300)), 81 * DAY);
        assert!(lasting(90).is_emergency(81 * DAY));
        assert!(!lasting(90).is_emergency(80 * DAY));
    }

    #[test]
    fn an_authority_that_always_says_now_gets_an_order_a_day() {
        let now = Renewal { at_ms: Some(-DAY), ..Renewal::default() };
        assert_eq!(lasting(90).renew_at_ms(&now), DAY);
        // Shorter ones are renewed in time all the same.
        let short = Lifetime { not_before_ms: 0, not_after_ms: DAY };
        assert_eq!(short.renew_at_ms(&now), DAY * 9 / 10);
    }

    #[test]
    fn the_point_lies_inside_the_window_and_stays_there() {
        let window = (10 * DAY, 12 * DAY);
        for random in [0, 1, 77, u64::MAX] {
            let told = told(&Renewal::default(), window, 6 * HOUR_MS, 5, random);
            let at = told.at_ms.unwrap();
            assert!((window.0..window.1).contains(&at), "{at}");
            assert_eq!(told.ask_ms, 5 + 6 * HOUR_MS);
            let again = super::told(&told, window, 6 * HOUR_MS, 9, random / 2 + 1);
            assert_eq!(again.at_ms, told.at_ms);
        }
    }

    #[test]
    fn absurd_windows_and_intervals_are_bounded() {
        let none = Renewal::default();
        assert_eq!(told(&none, (5, 4), 0, 0, 7).at_ms, None);
        assert_eq!(told(&none, (5, 5), 0, 0, 7).at_ms, Some(5));
        assert_eq!(told(&none, (i64::MIN, i64::MAX), 0, 0, 7).at_ms, None);
        assert_eq!(told(&none, (1, 2), 0, 0, 7).ask_ms, HOUR_MS);
        assert_eq!(told(&none, (1, 2), i64::MAX, 0, 7).ask_ms, DAY);
    }

    #[test]
    fn the_window_is_asked_for_when_it_is_time_or_the_time_makes_no_sense() {
        let ask_at = |ask_ms| is_time_to_ask(&Renewal { ask_ms, ..Renewal::default() }, DAY);
        assert!(ask_at(0) && ask_at(DAY) && ask_at(400 * DAY));
        assert!(!ask_at(DAY + 1) && !ask_at(2 * DAY));
    }

    #[test]
    fn a_failure_forgets_nothing() {
        let was = told(&Renewal::default(), (10, 20), 0, 0, 3);
        let now = not_told(&was, 100);
        assert_eq!((now.window, now.at_ms), (was.window, was.at_ms));
        assert_eq!(now.ask_ms, 100 + 6 * HOUR_MS);
    }
}
