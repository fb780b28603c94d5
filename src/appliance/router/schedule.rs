//! When to ask the router again, and how long to believe it when it falls silent; pure.

use std::time::Duration;

use super::mapping::{Mapping, Outcome};

/// Somebody may just be looking for the switch in the router's pages.
const SOON: Duration = Duration::from_secs(60);
/// How many tries are that close together.
const SOON_TRIES: u32 = 10;
/// Nothing is expected to change.
const LATER: Duration = Duration::from_secs(300);
/// Nothing is granted, because nothing is needed.
const NEVER: Duration = Duration::from_secs(86_400);
/// While a router restarts.
const RESTARTING: Duration = Duration::from_secs(10);
/// A restart takes two or three minutes.
const SILENT_TRIES: u32 = 15;

/// What was tried so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tries {
    /// In a row, without success.
    failed: u32,
    /// In a row, without an answer of a router that had granted something.
    silent: u32,
}

impl Tries {
    /// Takes in what a try brought, after `told` was told. Says what to tell now, if it is not the same.
    pub(super) fn take(&mut self, told: Option<&Mapping>, found: &Mapping) -> Option<Mapping> {
        let settled = found.ipv4.is_settled() && found.ipv6.is_settled();
        self.failed = if settled { 0 } else { self.failed.saturating_add(1) };
        let fell_silent = told.is_some_and(|told| fell_silent(told, found));
        self.silent = if fell_silent { self.silent.saturating_add(1) } else { 0 };
        if self.is_patient() { None } else { Some(found.clone()) }
    }

    /// How long to wait for the next try, if nothing happens before.
    pub(super) fn wait(self, found: &Mapping) -> Duration {
        let retry = match self {
            _ if self.is_patient() => return RESTARTING,
            Self { failed: 0, .. } => NEVER,
            Self { failed, .. } if failed <= SOON_TRIES => SOON,
            _ => LATER,
        };
        [&found.ipv4, &found.ipv6].into_iter().filter_map(renewal).fold(retry, Duration::min)
    }

    fn is_patient(self) -> bool {
        (1..=SILENT_TRIES).contains(&self.silent)
    }
}

/// A router that restarts answers nothing for a while; the ports are as good as the line then.
fn fell_silent(told: &Mapping, found: &Mapping) -> bool {
    let silent = |told: &Outcome, found: &Outcome| {
        matches!((told, found), (Outcome::Mapped { .. }, Outcome::NoControl))
    };
    told.home == found.home && (silent(&told.ipv4, &found.ipv4) || silent(&told.ipv6, &found.ipv6))
}

/// Half of the lease (RFC 6886 §3.3).
fn renewal(outcome: &Outcome) -> Option<Duration> {
    match outcome {
        Outcome::Mapped { lease, .. } => Some(*lease / 2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::mapping::Protocol;
    use super::*;

    fn mapped(lease_s: u64) -> Outcome {
        Outcome::Mapped { by: Protocol::Pcp, lease: Duration::from_secs(lease_s) }
    }

    fn both(ipv4: Outcome, ipv6: Outcome) -> Mapping {
        Mapping { ipv4, ipv6, ..Mapping::default() }
    }

    fn wait_after(tries: u32, found: &Mapping) -> u64 {
        let mut kept = Tries::default();
        for _ in 0..tries {
            kept.take(None, found);
        }
        kept.wait(found).as_secs()
    }

    #[test]
    fn a_lease_is_renewed_at_half_of_the_shorter_one() {
        assert_eq!(wait_after(1, &both(mapped(3600), mapped(120))), 60);
        assert_eq!(wait_after(1, &both(mapped(3600), Outcome::NoLine)), 1800);
        assert_eq!(wait_after(1, &both(Outcome::NoLine, Outcome::NoLine)), 86_400);
    }

    #[test]
    fn a_refusal_is_tried_again_soon_and_later_seldom() {
        let refused = both(Outcome::NoControl, Outcome::NoLine);
        assert_eq!(wait_after(1, &refused), 60);
        assert_eq!(wait_after(10, &refused), 60);
        assert_eq!(wait_after(11, &refused), 300);
        assert_eq!(wait_after(11, &both(mapped(3600), Outcome::NoControl)), 300);
    }

    #[test]
    fn a_router_that_falls_silent_is_believed_for_some_minutes() {
        let told = both(mapped(3600), Outcome::NoLine);
        let found = both(Outcome::NoControl, Outcome::NoLine);
        let mut tries = Tries::default();
        for _ in 0..SILENT_TRIES {
            assert_eq!(tries.take(Some(&told), &found), None);
            assert_eq!(tries.wait(&found), RESTARTING);
        }
        assert_eq!(tries.take(Some(&told), &found), Some(found.clone()));
        assert_ne!(tries.wait(&found), RESTARTING);
    }

    #[test]
    fn a_refusal_or_another_house_is_told_at_once() {
        let told = both(mapped(3600), Outcome::NoLine);
        let refused = both(Outcome::Refused("no".into()), Outcome::NoLine);
        assert!(Tries::default().take(Some(&told), &refused).is_some());
        let mut moved = both(Outcome::NoControl, Outcome::NoLine);
        moved.home.v4 = Some(super::super::home::Link4 {
            address: [10, 0, 0, 2].into(),
            router: Some([10, 0, 0, 1].into()),
        });
        assert!(Tries::default().take(Some(&told), &moved).is_some());
    }
}
