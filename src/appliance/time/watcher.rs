//! What is known about the clock between two looks, and when to look again.
//!
//! Nothing tells a program that the system's clock was set, so it is compared now and then with the time
//! that nobody can set.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::floor::{floor_ms, remember};
use super::machine::Machine;
use super::report;
use super::verdict::{Evidence, Keeper, Verdict, agreed, has_stepped};
use crate::app::App;
use crate::clock::EARLIEST_MS;

pub(super) struct Watcher {
    app: App,
    /// As of the last look.
    machine: Machine,
    /// The system's time at a moment that nobody can set.
    seen: (Instant, i64),
    /// What the others agreed on, as long as nobody has set the clock since.
    offset_ms: Option<i64>,
    /// Somebody set the clock, and nobody was asked since.
    stepped: bool,
    doubted_since: Instant,
    /// What was acted on last, and how long it was in doubt by then.
    acted: Option<(Verdict, u64)>,
    failures: u32,
    ask_at: Instant,
    save_at: Instant,
}

impl Watcher {
    pub(super) fn new(app: App) -> Self {
        let now = Instant::now();
        Self {
            machine: Machine::look(&app.appliance.system),
            seen: (now, app.clock.uncorrected_ms()),
            app,
            offset_ms: None,
            stepped: false,
            doubted_since: now,
            acted: None,
            failures: 0,
            ask_at: now,
            save_at: now,
        }
    }

    /// All that is known now.
    pub(super) async fn evidence(&mut self) -> Evidence {
        self.machine = Machine::look(&self.app.appliance.system);
        let floor_ms = self.app.store.read(floor_ms).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot read when we last knew the time");
            EARLIEST_MS
        });
        Evidence {
            system_ms: self.app.clock.uncorrected_ms(),
            floor_ms,
            machine: self.machine,
            offset_ms: self.offset_ms,
        }
    }

    /// Lets everybody know, and keeps the time for the next start.
    pub(super) async fn act(&mut self, verdict: Verdict, evidence: &Evidence) {
        let clock = &self.app.clock;
        if clock.is_trusted() && matches!(verdict, Verdict::Doubted(_)) {
            self.doubted_since = Instant::now();
        }
        let doubted = self.doubted_since.elapsed();
        let now = (verdict, report::coarse_minutes(doubted));
        if self.acted != Some(now) {
            match verdict {
                Verdict::Trusted { correction_ms, .. } => clock.correct_by_ms(correction_ms),
                Verdict::Doubted(_) => clock.correct_by_ms(0),
            }
            clock.set_trusted(matches!(verdict, Verdict::Trusted { .. }));
            let finding = report::of(verdict, evidence, doubted, clock.now_ms());
            self.app.appliance.findings.report(finding);
            self.acted = Some(now);
        }
        if self.app.clock.is_trusted() && Instant::now() >= self.save_at {
            self.save_at = Instant::now() + SAVE;
            remember(&self.app).await;
        }
    }

    /// Whether others are to be asked now; if so, that is under way from now on.
    pub(super) fn begins_to_ask(&mut self) -> bool {
        let due = self.has_to_ask();
        if due {
            self.ask_at = Instant::now() + ASK_OFTEN;
        }
        due
    }

    /// Nobody is asked while the system has the time from the network, unless somebody set it meanwhile.
    fn has_to_ask(&self) -> bool {
        let network = Verdict::Trusted { keeper: Keeper::Network, correction_ms: 0 };
        let is_kept = self.acted.is_some_and(|(verdict, _)| verdict == network);
        (self.stepped || !is_kept) && Instant::now() >= self.ask_at
    }

    /// Takes in what the others said. If they do not agree, they are asked again, later and later.
    pub(super) fn hear(&mut self, offsets: &[i64]) {
        let agreed = agreed(offsets);
        tracing::debug!(?offsets, agreed, "asked others for the time");
        let pause = match agreed {
            Some(_) => {
                (self.offset_ms, self.stepped, self.failures) = (agreed, false, 0);
                ASK_AGAIN
            }
            None => {
                self.failures = self.failures.saturating_add(1);
                let most = if self.app.clock.is_trusted() { ASK_RARELY } else { ASK_OFTEN };
                FIRST_PAUSE.saturating_mul(1 << self.failures.min(16)).min(most)
            }
        };
        self.ask_at = Instant::now() + pause;
    }

    /// Waits until there may be something new: the clock was set, it has another keeper, it is time to ask or
    /// to save, or the doubt has grown.
    pub(super) async fn news(&mut self) {
        loop {
            let is_trusted = self.app.clock.is_trusted();
            sleep(if is_trusted { LOOK } else { LOOK_IN_DOUBT }).await;
            let doubt_grew = !is_trusted
                && self.acted.is_some_and(|(_, minutes)| {
                    minutes != report::coarse_minutes(self.doubted_since.elapsed())
                });
            if self.has_stepped()
                || !self.machine.is_kept_like(Machine::look(&self.app.appliance.system))
                || doubt_grew
                || self.has_to_ask()
                || (is_trusted && Instant::now() >= self.save_at)
            {
                return;
            }
        }
    }

    fn has_stepped(&mut self) -> bool {
        let (at, was_ms) = self.seen;
        self.seen = (Instant::now(), self.app.clock.uncorrected_ms());
        let stepped = has_stepped(self.seen.0.duration_since(at), self.seen.1 - was_ms);
        if stepped {
            tracing::info!("somebody set the clock of this machine");
            (self.offset_ms, self.stepped, self.failures) = (None, true, 0);
            self.ask_at = Instant::now();
            self.acted = None;
        }
        stepped
    }
}

const LOOK: Duration = Duration::from_secs(30);
/// Somebody is waiting.
const LOOK_IN_DOUBT: Duration = Duration::from_secs(2);
/// Each time costs a card some 20 kB, and how late a start without a clock takes it to be matters little.
const SAVE: Duration = Duration::from_secs(3600);
/// A board is off by some seconds after a day.
const ASK_AGAIN: Duration = Duration::from_secs(86_400);
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const ASK_OFTEN: Duration = Duration::from_secs(300);
const ASK_RARELY: Duration = Duration::from_secs(3600);
