//! From what is known about the time to whether it can be trusted. Pure.

use std::time::Duration;

use super::machine::Machine;
use crate::clock::EARLIEST_MS;

/// What is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// What the system says.
    pub system_ms: i64,
    /// It is not earlier than this.
    pub floor_ms: i64,
    /// Who keeps the system's clock.
    pub machine: Machine,
    /// How far the system is behind others, if they agree.
    pub offset_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Trusted { keeper: Keeper, correction_ms: i64 },
    Doubted(Doubt),
}

/// Whose word is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    /// The system has it from the network (NTP).
    Network,
    /// A clock that runs while the machine is off.
    Battery,
    /// Other servers, which we asked.
    Others,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It says what cannot be: we have known a later time.
    Behind,
    /// It could be, but nobody says so.
    Unknown,
}

/// Whether the system's time is right. Others who agree outrank it; also where it was once believed to be
/// later than it is, so that a mistake does not last for ever.
pub(super) fn judge(evidence: &Evidence) -> Verdict {
    let trusted = |keeper, correction_ms| Verdict::Trusted { keeper, correction_ms };
    let Evidence { system_ms, floor_ms, machine, offset_ms } = *evidence;
    let by_others = |offset_ms: &i64| system_ms.saturating_add(*offset_ms);
    if let Some(offset_ms) = offset_ms.filter(|offset| by_others(offset) >= EARLIEST_MS) {
        let is_off = offset_ms.abs() > NEGLIGIBLE_MS;
        return trusted(Keeper::Others, if is_off { offset_ms } else { 0 });
    }
    if system_ms < floor_ms {
        return Verdict::Doubted(Doubt::Behind);
    }
    if machine.is_synchronised {
        return trusted(Keeper::Network, 0);
    }
    let agrees = |battery_ms: i64| (battery_ms - system_ms).abs() < TIME_ZONES_MS;
    if machine.battery_ms.is_some_and(|battery_ms| battery_ms >= floor_ms && agrees(battery_ms)) {
        return trusted(Keeper::Battery, 0);
    }
    Verdict::Doubted(Doubt::Unknown)
}

/// What at least two of them say about the same: their middle.
pub(super) fn agreed(offsets: &[i64]) -> Option<i64> {
    let mut sorted = offsets.to_vec();
    sorted.sort_unstable();
    let middle = *sorted.get(sorted.len() / 2)?;
    sorted.retain(|offset| offset.abs_diff(middle) <= SPREAD_MS);
    if sorted.len() < 2 {
        return None;
    }
    sorted.get(sorted.len() / 2).copied()
}

/// Whether somebody set the clock in between.
pub(super) fn has_stepped(passed: Duration, by_the_clock_ms: i64) -> bool {
    let passed_ms = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
    by_the_clock_ms.abs_diff(passed_ms) > STEP_MS
}

/// Signatures, certificates and TSIG all forgive more.
const NEGLIGIBLE_MS: i64 = 30_000;
/// So far apart may two servers be.
const SPREAD_MS: u64 = 60_000;
const STEP_MS: u64 = 5_000;
/// Some battery clocks keep local time.
const TIME_ZONES_MS: i64 = 15 * 3_600_000;

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
