//! The line about the clock on the checklist.

use std::time::Duration;

use super::verdict::{Doubt, Evidence, Keeper, Verdict};
use crate::appliance::finding::{Finding, Mood, Topic};
use crate::clock::to_the_minute;

/// Nothing is known yet.
pub(super) fn waiting() -> Finding {
    Finding::new(Topic::Clock, Mood::Waiting, "clock-waiting")
}

/// What the owner should know. `now_ms` is when this was found, `doubted` how long it has been in doubt.
pub(super) fn of(verdict: Verdict, evidence: &Evidence, doubted: Duration, now_ms: i64) -> Finding {
    let code = match verdict {
        Verdict::Doubted(_) if doubted < PATIENCE => return waiting(),
        Verdict::Doubted(doubt) => return bad(doubt, evidence, doubted),
        Verdict::Trusted { correction_ms, .. } if correction_ms != 0 => {
            let note = Finding::new(Topic::Clock, Mood::Note, "clock-corrected");
            let says = to_the_minute(evidence.system_ms);
            return note.with("time", &says).with("since", &to_the_minute(now_ms));
        }
        Verdict::Trusted { keeper: Keeper::Network, .. } => "clock-network",
        Verdict::Trusted { keeper: Keeper::Battery, .. } => "clock-battery",
        Verdict::Trusted { keeper: Keeper::Others, .. } => "clock-others",
    };
    Finding::new(Topic::Clock, Mood::Good, code).with("since", &to_the_minute(now_ms))
}

fn bad(doubt: Doubt, evidence: &Evidence, doubted: Duration) -> Finding {
    let code = match doubt {
        Doubt::Behind => "clock-behind",
        Doubt::Unknown => "clock-unknown",
    };
    Finding::new(Topic::Clock, Mood::Bad, code)
        .with("time", &to_the_minute(evidence.system_ms))
        .with("minutes", &coarse_minutes(doubted))
}

/// Rounded down, so that the finding does not change all the time.
pub(super) fn coarse_minutes(time: Duration) -> u64 {
    let minutes = time.as_secs() / 60;
    STEPS.iter().copied().rfind(|step| *step <= minutes).unwrap_or(0)
}

/// A machine that starts needs so long to find the network and the time.
const PATIENCE: Duration = Duration::from_secs(90);
const STEPS: &[u64] = &[1, 5, 10, 30, 60, 120, 300, 600, 1440];

#[cfg(test)]
mod tests {
    use super::super::machine::Machine;
    use super::*;
    use crate::locale::Locale;

    fn found(verdict: Verdict, doubted_s: u64) -> Finding {
        let machine = Machine { battery_ms: None, is_synchronised: false };
        let system_ms = 1_577_836_800_000;
        let evidence = Evidence { system_ms, floor_ms: 0, machine, offset_ms: None };
        of(verdict, &evidence, Duration::from_secs(doubted_s), 1_795_400_000_000)
    }

    #[test]
    fn doubt_waits_a_while_before_it_is_a_trouble() {
        assert_eq!(found(Verdict::Doubted(Doubt::Behind), 20), waiting());
        let bad = found(Verdict::Doubted(Doubt::Behind), 700);
        assert_eq!(bad.mood, Mood::Bad);
        let sentence = bad.sentence(Locale::En);
        assert!(sentence.contains("2020-01-01 00:00 UTC") && sentence.contains("10"), "{sentence}");
        assert!(bad.action(Locale::En).is_some());
    }

    #[test]
    fn every_finding_has_words_in_both_languages() {
        let trusted = |keeper, correction_ms| Verdict::Trusted { keeper, correction_ms };
        for verdict in [
            trusted(Keeper::Network, 0),
            trusted(Keeper::Battery, 0),
            trusted(Keeper::Others, 0),
            trusted(Keeper::Others, -90_000),
            Verdict::Doubted(Doubt::Behind),
            Verdict::Doubted(Doubt::Unknown),
        ] {
            for locale in [Locale::En, Locale::Fr] {
                for finding in [found(verdict, 0), found(verdict, 999)] {
                    let sentence = finding.sentence(locale);
                    assert!(sentence.len() > 10 && !sentence.contains('$'), "{sentence}");
                }
            }
        }
    }
}
