//! The delivery engine: brings queued activities to other servers, many at a time, few per server.
//!
//! At most [`PLACES`] requests are under way and at most two per host. A host whose requests are under
//! way is busy and is not claimed again, so one that hangs occupies only its own places; hosts known to
//! fail have [`PROBES`] of the places between them, however many they are. Results are
//! collected and stored in one write. What was in the air when the power went is sent again: peers know
//! an activity by its id.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::{Id, JoinError, JoinSet};

use super::line::Line;
use super::verdict::{self, Verdict};
use super::visit::{self, Bodies, Visit};
use crate::app::App;
use crate::error::Result;
use crate::id::HostId;
use crate::store::deliveries::{self, DueHost, Health, Waiting};
use crate::store::{Read, Write};

/// Works on the queues of all hosts for as long as it is polled. `bell` rings when a queue got something.
pub(super) async fn run(app: App, bell: Arc<Notify>) {
    let clock = app.clock.clone();
    let mut engine = Engine::new(app);
    loop {
        // What is signed with a wrong date is refused everywhere, and would count as a failure.
        clock.trusted().await;
        let pause = match engine.start_due().await {
            Ok(()) => engine.pause().await,
            Err(error) => Err(error),
        };
        let pause = pause.unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot look at the deliveries; trying again soon");
            AFTER_TROUBLE
        });
        tokio::select! {
            () = bell.notified() => {}
            () = tokio::time::sleep(pause) => {}
            Some(first) = engine.visits.join_next_with_id() => engine.finish(first).await,
        }
    }
}

struct Engine {
    app: App,
    bodies: Bodies,
    line: Line,
    visits: JoinSet<Visit>,
    busy: HashMap<Id, Visiting>,
}

/// A visit under way.
struct Visiting {
    host: HostId,
    letters: usize,
    health: Health,
}

/// How many requests may start now.
#[derive(Clone, Copy)]
struct Places {
    all: usize,
    probes: usize,
}

/// A visit that ended, or panicked.
type Ended = Result<(Id, Visit), JoinError>;

impl Engine {
    fn new(app: App) -> Self {
        let bodies = Bodies::default();
        Self { app, bodies, line: Line::default(), visits: JoinSet::new(), busy: HashMap::new() }
    }

    fn places(&self) -> Places {
        let taken: usize = self.busy.values().map(|visiting| visiting.letters).sum();
        let probing = self.busy.values().filter(|visiting| visiting.health == Health::Failing);
        let all = PLACES.saturating_sub(taken);
        Places { all, probes: PROBES.saturating_sub(probing.count()).min(all) }
    }

    fn busy_hosts(&self) -> Vec<HostId> {
        self.busy.values().map(|visiting| visiting.host).collect()
    }

    /// Fills the free places with the hosts that have waited longest.
    async fn start_due(&mut self) -> Result<()> {
        let places = self.places();
        if places.all == 0 {
            return Ok(());
        }
        let (busy, now_ms) = (self.busy_hosts(), self.app.clock.now_ms());
        let claimed = self.app.store.read(move |db| claim(db, now_ms, &busy, places)).await?;
        let (full, empty): (Vec<_>, Vec<_>) =
            claimed.into_iter().partition(|(_, letters)| !letters.is_empty());
        self.settle(empty.into_iter().map(|(host, _)| host.id).collect(), now_ms).await?;
        for (host, letters) in full {
            let health = if host.failures > 0 { Health::Failing } else { Health::Well };
            let visiting = Visiting { host: host.id, letters: letters.len(), health };
            let visit = visit::run(self.app.clone(), self.bodies.clone(), host, letters);
            let task = self.visits.spawn(visit);
            self.busy.insert(task.id(), visiting);
        }
        Ok(())
    }

    /// Queues can become empty from elsewhere, as when an account is deleted.
    async fn settle(&self, hosts: Vec<HostId>, now_ms: i64) -> Result<()> {
        if hosts.is_empty() {
            return Ok(());
        }
        let settle = move |tx: &Write| {
            hosts.iter().try_for_each(|host| deliveries::host_waits(tx, *host, now_ms))
        };
        self.app.store.write(settle).await
    }

    /// How long nothing needs to be started, if no bell rings.
    async fn pause(&self) -> Result<Duration> {
        let (busy, places) = (self.busy_hosts(), self.places());
        let next = move |db: &Read| {
            let due = |health, places| match places {
                0 => Ok(None),
                _ => deliveries::next_due_ms(db, health, &busy),
            };
            let [well, failing] =
                [due(Health::Well, places.all)?, due(Health::Failing, places.probes)?];
            Ok(well.into_iter().chain(failing).min())
        };
        let next = self.app.store.read(next).await?;
        Ok(next.map_or(LONGEST_PAUSE, |at_ms| until(at_ms, self.app.clock.now_ms())))
    }

    /// Stores the results of this visit and of all others that have ended by now.
    async fn finish(&mut self, first: Ended) {
        let mut ended = vec![first];
        while ended.len() < GROUP
            && let Some(next) = self.visits.try_join_next_with_id()
        {
            ended.push(next);
        }
        let now_ms = self.app.clock.now_ms();
        let mut visits = Vec::with_capacity(ended.len());
        for end in ended {
            let id = end.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
            let Some(Visiting { host, .. }) = self.busy.remove(&id) else { continue };
            visits.push(end.map_or_else(|error| visit::broken(host, &error), |(_, visit)| visit));
        }
        let verdicts = verdict::of(visits, &mut self.line, now_ms, &self.app.random);
        self.store(verdicts, now_ms).await;
    }

    async fn store(&self, verdicts: Vec<Verdict>, now_ms: i64) {
        let store =
            move |tx: &Write| verdicts.iter().try_for_each(|verdict| verdict.store(tx, now_ms));
        if let Err(error) = self.app.store.write(store).await {
            // The rows still wait, so these will be sent again.
            tracing::error!(%error, "cannot store what became of deliveries");
            tokio::time::sleep(AFTER_TROUBLE).await;
        }
    }
}

/// The due hosts with what to bring to each, within `places`. A host that failed gets one probe: it and
/// not everything finds out whether it is back.
fn claim(db: &Read, now_ms: i64, busy: &[HostId], places: Places) -> Result<Vec<Claimed>> {
    let mut claimed = Vec::new();
    let mut left = places.all;
    for host in deliveries::due_hosts(db, Health::Well, now_ms, busy, left)? {
        let letters = deliveries::waiting(db, host.id, now_ms, PER_HOST.min(left))?;
        left -= letters.len();
        claimed.push((host, letters));
        if left == 0 {
            return Ok(claimed);
        }
    }
    let probes = places.probes.min(left);
    for host in deliveries::due_hosts(db, Health::Failing, now_ms, busy, probes)? {
        let letters = deliveries::waiting(db, host.id, now_ms, 1)?;
        claimed.push((host, letters));
    }
    Ok(claimed)
}

type Claimed = (DueHost, Vec<Waiting>);

/// From now until then; never zero, so that no mistake in a row becomes a busy loop.
pub(super) fn until(at_ms: i64, now_ms: i64) -> Duration {
    let wait = Duration::from_millis(u64::try_from(at_ms - now_ms).unwrap_or(0));
    wait.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

/// Requests under way at a time.
const PLACES: usize = 256;
/// Requests under way to one host.
const PER_HOST: usize = 2;
/// Of these, requests to hosts that failed when they were last asked: they are likely to hang.
const PROBES: usize = 64;
/// Results in one write.
const GROUP: usize = 128;
const SHORTEST_PAUSE: Duration = Duration::from_millis(5);
/// The clock may be set, and the machine may sleep: looks again at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
const AFTER_TROUBLE: Duration = Duration::from_secs(5);

#[cfg(test)]
#[path = "deliver_tests.rs"]
mod tests;
