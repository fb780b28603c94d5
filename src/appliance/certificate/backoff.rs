//! When and where the next order is made, out of what became of the earlier ones: pure decisions.
//!
//! All of it follows from rows that were written before each attempt, so that no crash, restart or
//! impatient owner makes us ask an authority more often. Let's Encrypt locks out who fails five times an hour.

use super::authorities::{Authorities, Authority, Directory};
use crate::store::certificates::{Attempt, Outcome};

/// The next order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next<'a> {
    /// Not before this, in milliseconds since 1970.
    pub(super) at_ms: i64,
    /// Whom to ask.
    pub(super) authority: &'a Authority,
    /// At its staging directory, to see whether it would work.
    pub(super) rehearsal: bool,
}

impl<'a> Next<'a> {
    /// Where the order is made.
    pub(super) fn directory(&self) -> &'a Directory {
        match &self.authority.staging {
            Some(staging) if self.rehearsal => staging,
            _ => &self.authority.production,
        }
    }
}

/// Whether the pause after a failure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It does.
    Patient,
    /// The owner asked, or something changed that may have been the cause.
    Hurried,
}

/// Pauses after the first, second, … failure in a row; the last one from then on.
const PAUSES_MIN: &[i64] = &[1, 2, 5, 10, 20, 40, 60, 120, 240, 360];
/// After a look at a clock that is behind.
const PAUSE_EARLY_MS: i64 = 5 * MINUTE_MS;
/// Orders within an hour, rehearsals and others each, whatever happens.
const ORDERS_AN_HOUR: usize = 5;
/// The second authority is asked when the main one has failed for so long.
const LOYALTY_MS: i64 = 7 * 24 * HOUR_MS;
/// So many rehearsals in a row that said nothing about us, and it is tried without.
const USELESS_REHEARSALS: usize = 3;
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// The next order for `host`. `history` has attempts for all hosts, the newest first, none under way.
pub(super) fn next<'a>(
    history: &[Attempt],
    authorities: &'a Authorities,
    host: &str,
    now_ms: i64,
    pace: Pace,
) -> Next<'a> {
    let ours: Vec<_> = history.iter().filter(|attempt| attempt.host == host).collect();
    let authority = choose(&ours, authorities, now_ms);
    let rehearsal = authority.staging.is_some() && needs_rehearsal(&ours, authority);
    let next = Next { at_ms: now_ms, authority, rehearsal };
    let paused = match pace {
        Pace::Patient => pause_ends_ms(&ours),
        Pace::Hurried => 0,
    };
    let at_ms = [paused, wished_ms(history, next), allowed_ms(history, rehearsal, now_ms)]
        .into_iter()
        .fold(now_ms, i64::max);
    Next { at_ms, ..next }
}

/// A rehearsal only to see how we are reached; `None` if the main authority has none.
pub(super) fn probe<'a>(
    history: &[Attempt],
    authorities: &'a Authorities,
    now_ms: i64,
) -> Option<Next<'a>> {
    let authority = &authorities.main;
    authority.staging.as_ref()?;
    let next = Next { at_ms: now_ms, authority, rehearsal: true };
    let at_ms = wished_ms(history, next).max(allowed_ms(history, true, now_ms)).max(now_ms);
    Some(Next { at_ms, ..next })
}

/// Whether the next order may name the certificate that it replaces (RFC 9773 §5): not if the authority
/// refused that, and not a second time when there is no time to lose.
pub(super) fn may_replace(history: &[Attempt], host: &str, emergency: bool) -> bool {
    let last = history.iter().find(|attempt| attempt.host == host && !attempt.rehearsal);
    match last.map(|attempt| attempt.outcome) {
        None | Some(Outcome::Good) => true,
        Some(Outcome::Refused) => false,
        Some(_) => !emergency,
    }
}

/// The failures since there was a certificate, the newest first.
fn failing<'h>(ours: &[&'h Attempt]) -> impl Iterator<Item = &'h Attempt> {
    let since = ours.iter().take_while(|attempt| attempt.rehearsal || !is_good(attempt));
    since.copied().filter(|attempt| is_failure(attempt)).collect::<Vec<_>>().into_iter()
}

fn choose<'a>(ours: &[&Attempt], authorities: &'a Authorities, now_ms: i64) -> &'a Authority {
    let (main, Some(second)) = (&authorities.main, &authorities.second) else {
        return &authorities.main;
    };
    let at_main = |attempt: &Attempt| is_at(attempt, main);
    // A rehearsal that went well is followed by the real thing.
    if ours.first().is_some_and(|newest| is_good(newest) && at_main(newest)) {
        return main;
    }
    let since = failing(ours).filter(|attempt| at_main(attempt)).last();
    let lost = since.is_some_and(|first| now_ms - first.started_ms >= LOYALTY_MS);
    let main_was_last = failing(ours).next().is_some_and(at_main);
    if lost && main_was_last { second } else { main }
}

/// Before the first order, and after a failure.
fn needs_rehearsal(ours: &[&Attempt], authority: &Authority) -> bool {
    let mut here =
        ours.iter().filter(|a| is_at(a, authority) && a.outcome != Outcome::Early).peekable();
    if here.peek().is_none_or(|newest| is_good(newest)) {
        return here.peek().is_none();
    }
    let says_nothing = |attempt: &Attempt| {
        use Outcome::{Down, Limited, Refused};
        attempt.rehearsal && matches!(attempt.outcome, Down | Limited | Refused)
    };
    here.take_while(|attempt| says_nothing(attempt)).count() < USELESS_REHEARSALS
}

/// After an order that went well there is no pause.
fn pause_ends_ms(ours: &[&Attempt]) -> i64 {
    let Some(newest) = ours.first() else { return 0 };
    let end = newest.ended_ms.unwrap_or(newest.started_ms);
    match newest.outcome {
        Outcome::Good => return 0,
        Outcome::Early => return end + PAUSE_EARLY_MS,
        _ => {}
    }
    let nth = failing(ours).count().saturating_sub(1);
    let minutes = PAUSES_MIN.get(nth).or(PAUSES_MIN.last()).copied().unwrap_or(0);
    let pause = minutes * MINUTE_MS;
    // Boxes that failed together do not come back together.
    let jitter = pause / 10 * (newest.started_ms % 1000) / 1000;
    end + pause + jitter
}

/// What the authority asked for. It is no use to rehearse what may not follow.
fn wished_ms(history: &[Attempt], next: Next<'_>) -> i64 {
    let concerned = [&next.directory().url, &next.authority.production.url];
    let wishes = history.iter().filter(|attempt| concerned.contains(&&attempt.directory));
    wishes.map(|attempt| attempt.again_ms).max().unwrap_or(0)
}

/// When the next order is within what we allow ourselves.
fn allowed_ms(history: &[Attempt], rehearsal: bool, now_ms: i64) -> i64 {
    let mut lately = history
        .iter()
        .filter(|attempt| attempt.rehearsal == rehearsal && attempt.started_ms > now_ms - HOUR_MS);
    lately.nth(ORDERS_AN_HOUR - 1).map_or(0, |fifth| fifth.started_ms + HOUR_MS)
}

fn is_at(attempt: &Attempt, authority: &Authority) -> bool {
    let staging = authority.staging.as_ref();
    attempt.directory == authority.production.url
        || staging.is_some_and(|staging| attempt.directory == staging.url)
}

fn is_good(attempt: &Attempt) -> bool {
    attempt.outcome == Outcome::Good
}

/// An attempt that was cut off counts as well. A clock that is behind says nothing about anybody.
fn is_failure(attempt: &Attempt) -> bool {
    !matches!(attempt.outcome, Outcome::Good | Outcome::Early)
}

#[cfg(test)]
#[path = "backoff_tests.rs"]
mod tests;
