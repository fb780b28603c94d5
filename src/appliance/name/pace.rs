//! When to look at DNS again, and when to try the provider again.

use std::time::Duration;

use super::trouble::Trouble;

/// The provider's servers tell one another within seconds.
const AFTER_A_CHANGE: [u64; 5] = [1, 1, 2, 3, 5];
/// A person is pasting records: quick for five minutes.
const QUICK: Duration = Duration::from_secs(10);
const QUICK_LOOKS: u32 = 30;
/// Then slower and slower.
const SLOW: [u64; 3] = [30, 60, 120];
const SLOW_LOOKS: u32 = 10;
/// Also when all is well: somebody may change the records.
const REST: Duration = Duration::from_secs(300);
/// After a failure: 30 s, 1 min, 2 min and so on.
const FIRST_RETRY: Duration = Duration::from_secs(30);
const LAST_RETRY: Duration = Duration::from_secs(3600);

/// Until the next look, if `looks` have been made since something happened.
pub(super) fn next_look(looks: u32, is_here: bool, just_published: bool) -> Duration {
    if is_here {
        return REST;
    }
    let first = usize::try_from(looks).ok().and_then(|looks| AFTER_A_CHANGE.get(looks));
    if let Some(seconds) = first.filter(|_| just_published) {
        return Duration::from_secs(*seconds);
    }
    if looks < QUICK_LOOKS {
        return QUICK;
    }
    let step = usize::try_from((looks - QUICK_LOOKS) / SLOW_LOOKS).ok();
    step.and_then(|step| SLOW.get(step)).map_or(REST, |seconds| Duration::from_secs(*seconds))
}

/// Until the provider is asked again, after so many failures in a row.
pub(super) fn next_try(trouble: &Trouble, failures: u32) -> Duration {
    let doubled = FIRST_RETRY.saturating_mul(1 << failures.saturating_sub(1).min(10));
    match trouble {
        Trouble::Busy(wait) => doubled.min(LAST_RETRY).max(*wait),
        // Waking up is enough once the clock is right.
        Trouble::Untimely => FIRST_RETRY,
        _ => doubled.min(LAST_RETRY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_come_quickly_at_first_and_then_seldom() {
        assert_eq!(next_look(0, false, true), Duration::from_secs(1));
        assert_eq!(next_look(0, false, false), QUICK);
        assert_eq!(next_look(29, false, true), QUICK);
        assert_eq!(next_look(30, false, false), Duration::from_secs(30));
        assert_eq!(next_look(55, false, false), Duration::from_secs(120));
        assert_eq!(next_look(u32::MAX, false, false), REST);
        assert_eq!(next_look(0, true, true), REST);
    }

    #[test]
    fn a_provider_that_wants_a_pause_gets_it() {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        let away = Trouble::Away(String::new());
        assert_eq!(next_try(&away, 1), FIRST_RETRY);
        assert_eq!(next_try(&away, 3), minutes(2));
        assert_eq!(next_try(&away, u32::MAX), LAST_RETRY);
        assert_eq!(next_try(&Trouble::Busy(minutes(90)), 1), minutes(90));
    }
}
