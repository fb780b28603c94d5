//! What a visit to a host means for its queue.
//!
//! A host that answered goes on at once. One that failed waits as a whole, so that one probe and not a
//! hundred deliveries finds out that it is back. If nobody can be reached, it is our own line.

use super::backoff::{self, GIVE_UP_FAILURES, GIVE_UP_MS};
use super::line::{Line, Turn};
use super::outcome::Outcome;
use super::visit::Visit;
use crate::error::Result;
use crate::id::HostId;
use crate::protocol::signature::Dialect;
use crate::random::Random;
use crate::store::deliveries::{self, Waiting};
use crate::store::{Write, hosts};

/// What is to be stored after a visit.
pub(super) struct Verdict {
    host: HostId,
    ending: Ending,
    results: Vec<(Waiting, Outcome, i64)>,
    dialect: Option<Dialect>,
}

enum Ending {
    Answered,
    Failed { error: String, again_ms: i64 },
    Waits { again_ms: i64 },
}

/// Judges visits that ended at about the same time.
pub(super) fn of(
    visits: Vec<Visit>,
    line: &mut Line,
    now_ms: i64,
    random: &Random,
) -> Vec<Verdict> {
    for visit in &visits {
        for (_, outcome) in &visit.results {
            match outcome {
                Outcome::Unreachable(_) => line.unreachable(visit.host, now_ms),
                Outcome::Postponed(_) => {}
                _ => line.answered(now_ms),
            }
        }
    }
    match line.turn(now_ms) {
        Some(Turn::Down) => tracing::warn!("nobody can be reached: is the line down?"),
        Some(Turn::Up) => tracing::info!("others can be reached again"),
        None => {}
    }
    let line_is_down = line.is_down(now_ms);
    visits.into_iter().map(|visit| judge(visit, line_is_down, now_ms, random)).collect()
}

fn judge(visit: Visit, line_is_down: bool, now_ms: i64, random: &Random) -> Verdict {
    let ending = ending(&visit, line_is_down, now_ms, random);
    let results = visit.results.into_iter().map(|(letter, outcome)| {
        let again_ms = now_ms + backoff::delay_ms(letter.attempts + 1, random.below(u64::MAX));
        (letter, outcome, again_ms)
    });
    Verdict { host: visit.host, ending, results: results.collect(), dialect: visit.dialect }
}

fn ending(visit: &Visit, line_is_down: bool, now_ms: i64, random: &Random) -> Ending {
    if visit.results.iter().any(|(_, outcome)| outcome.host_is_well()) {
        return Ending::Answered;
    }
    let delay = |failures| backoff::delay_ms(failures, random.below(u64::MAX));
    let (error, after_ms) = match visit.results.first() {
        Some((_, Outcome::HostFailed { error, after_ms })) => (error.clone(), *after_ms),
        Some((_, Outcome::Unreachable(error))) if !line_is_down => (error.clone(), None),
        // Half a minute or more: the line does not come back faster if we ask faster.
        _ => return Ending::Waits { again_ms: now_ms + delay(visit.failures.max(2)) },
    };
    // It knows best when it wants to be asked again, but not sooner than at once.
    let wait = after_ms.unwrap_or_else(|| delay(visit.failures.saturating_add(1)));
    Ending::Failed { error, again_ms: now_ms + wait.max(1000) }
}

impl Verdict {
    /// Stores it: the deliveries, then the host.
    pub(super) fn store(&self, tx: &Write, now_ms: i64) -> Result<()> {
        for (letter, outcome, again_ms) in &self.results {
            self.store_result(tx, letter, outcome, now_ms, *again_ms)?;
        }
        if let Some(dialect) = self.dialect {
            hosts::remember_dialect(tx, self.host, dialect, now_ms)?;
        }
        match &self.ending {
            Ending::Answered => deliveries::host_answered(tx, self.host, now_ms),
            Ending::Waits { again_ms } => deliveries::host_waits(tx, self.host, *again_ms),
            Ending::Failed { error, again_ms } => {
                let oldest_ms = now_ms - GIVE_UP_MS;
                deliveries::host_failed(tx, self.host, error, oldest_ms, now_ms, *again_ms)
            }
        }
    }

    fn store_result(
        &self,
        tx: &Write,
        letter: &Waiting,
        outcome: &Outcome,
        now_ms: i64,
        again_ms: i64,
    ) -> Result<()> {
        match outcome {
            Outcome::Delivered => deliveries::delivered(tx, letter.id, now_ms),
            Outcome::Gone => deliveries::inbox_gone(tx, self.host, letter.inbox_id, now_ms),
            Outcome::Refused(error) => deliveries::refused(tx, letter.id, error, now_ms),
            Outcome::Postponed(_) => Ok(()),
            Outcome::Later(error)
            | Outcome::HostFailed { error, .. }
            | Outcome::Unreachable(error) => {
                self.store_failure(tx, letter, error, now_ms, again_ms)
            }
        }
    }

    /// An inbox that fails while its host is well waits by itself; otherwise the whole host does.
    fn store_failure(
        &self,
        tx: &Write,
        letter: &Waiting,
        error: &str,
        now_ms: i64,
        again_ms: i64,
    ) -> Result<()> {
        match self.ending {
            Ending::Waits { .. } => Ok(()),
            Ending::Failed { .. } => deliveries::tried(tx, letter.id, error),
            Ending::Answered if letter.attempts + 1 >= GIVE_UP_FAILURES => {
                deliveries::refused(tx, letter.id, error, now_ms)
            }
            Ending::Answered => deliveries::later(tx, letter.id, error, again_ms),
        }
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
