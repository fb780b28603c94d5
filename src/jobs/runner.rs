//! Runs the jobs: claims what is due, runs a few at a time, finishes or tries again later.
//!
//! Claims live in memory, as there is one process: after a restart everything that is still a row is
//! due again. So every job may run twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::task::{Id, JoinError, JoinSet};

use super::backoff;
use super::deliver::{self, until};
use super::job::Job;
use super::work::{self, Done};
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::JobId;
use crate::media::card;
use crate::store::jobs::{self, DueJob};
use crate::store::{Read, Write};

/// Runs jobs and deliveries, and reads the pages behind links, for as long as it is polled.
pub async fn run(app: App) {
    let to_deliver = Arc::new(Notify::new());
    tokio::join!(
        deliver::run(app.clone(), to_deliver.clone()),
        card::run(app.clone()),
        run_jobs(app, to_deliver)
    );
}

async fn run_jobs(app: App, to_deliver: Arc<Notify>) {
    let clock = app.clock.clone();
    clock.trusted().await;
    let mut runner = Runner::new(app);
    runner.start_repeating().await;
    loop {
        // Every job has a date: when it is due, what it signs, what it sweeps.
        clock.trusted().await;
        let pause = runner.start_due().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot look at the jobs; trying again soon");
            AFTER_TROUBLE
        });
        tokio::select! {
            // There is one bell and one listener, who passes it on.
            () = runner.app.store.bell().notified() => to_deliver.notify_one(),
            () = tokio::time::sleep(pause) => {}
            Some(first) = runner.running.join_next_with_id() => runner.finish(first).await,
        }
    }
}

struct Runner {
    app: App,
    running: JoinSet<Result<Done>>,
    claimed: HashMap<Id, DueJob>,
    lanes: Arc<Lanes>,
}

/// How many jobs of a kind run at a time.
struct Lanes {
    /// Those that fetch from other servers.
    fetches: Semaphore,
    /// To push services: whoever waits for a phone to ring does not wait for a thread of posts.
    pushes: Semaphore,
    /// One after the other, so that a post is queued before its deletion.
    fan_outs: Semaphore,
}

/// A job that ended, or panicked.
type Ended = Result<(Id, Result<Done>), JoinError>;

impl Runner {
    fn new(app: App) -> Self {
        let fan_outs = Semaphore::new(1);
        let [fetches, pushes] = [FETCHES, PUSHES].map(Semaphore::new);
        let lanes = Lanes { fetches, pushes, fan_outs };
        Self { app, running: JoinSet::new(), claimed: HashMap::new(), lanes: Arc::new(lanes) }
    }

    /// Repeating work re-queues itself; only the first time somebody else must.
    async fn start_repeating(&self) {
        let at_ms = self.app.clock.now_ms() + FIRST_SWEEP_MS;
        let queue = move |tx: &Write| jobs::enqueue(tx, &Job::Sweep, at_ms, Some("sweep"));
        if let Err(error) = self.app.store.write(queue).await {
            tracing::warn!(%error, "cannot queue the daily sweep");
        }
    }

    /// Starts what is due; answers how long nothing else will be, if no bell rings.
    async fn start_due(&mut self) -> Result<Duration> {
        let running: Vec<JobId> = self.claimed.values().map(|job| job.id).collect();
        let now_ms = self.app.clock.now_ms();
        let places = u32::try_from(CLAIMED.saturating_sub(running.len())).unwrap_or(0);
        let look = move |db: &Read| {
            let due = jobs::due(db, now_ms, &running, places)?;
            let taken: Vec<JobId> =
                running.into_iter().chain(due.iter().map(|job| job.id)).collect();
            Ok((due, jobs::next_due_ms(db, &taken)?))
        };
        let (due, next_ms) = self.app.store.read(look).await?;
        for job in due {
            let body = job.body.clone();
            let task = self.running.spawn(work_off(self.app.clone(), body, self.lanes.clone()));
            self.claimed.insert(task.id(), job);
        }
        if self.claimed.len() >= CLAIMED {
            return Ok(LONGEST_PAUSE);
        }
        Ok(next_ms.map_or(LONGEST_PAUSE, |at_ms| until(at_ms, now_ms)))
    }

    /// Stores what became of this job and of all others that have ended by now.
    async fn finish(&mut self, first: Ended) {
        let mut ended = vec![first];
        while let Some(next) = self.running.try_join_next_with_id() {
            ended.push(next);
        }
        let mut endings = Vec::with_capacity(ended.len());
        for end in ended {
            let id = end.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
            let Some(job) = self.claimed.remove(&id) else { continue };
            let result = end.map_or_else(|panic| Err(Error::internal(panic)), |(_, result)| result);
            endings.push((job, result));
        }
        let (now_ms, random) = (self.app.clock.now_ms(), self.app.random.clone());
        let store = move |tx: &Write| {
            endings.iter().try_for_each(|(job, result)| {
                store_end(tx, job, result, now_ms, again_ms(job, now_ms, random.below(u64::MAX)))
            })
        };
        if let Err(error) = self.app.store.write(store).await {
            // The rows are still there, so these jobs run again.
            tracing::error!(%error, "cannot store what became of jobs");
            tokio::time::sleep(AFTER_TROUBLE).await;
        }
    }
}

async fn work_off(app: App, body: String, lanes: Arc<Lanes>) -> Result<Done> {
    let job: Job = serde_json::from_str(&body)
        .map_err(|cause| Error::invalid("a job of another version").caused_by(cause))?;
    let lane = match job {
        Job::FanOut { .. } => &lanes.fan_outs,
        Job::Push { .. } => &lanes.pushes,
        _ => &lanes.fetches,
    };
    let _place = lane.acquire().await.map_err(Error::internal)?;
    work::run(&app, job).await
}

fn again_ms(job: &DueJob, now_ms: i64, chance: u64) -> i64 {
    now_ms + backoff::delay_ms(job.attempts.saturating_add(1), chance)
}

fn store_end(
    tx: &Write,
    job: &DueJob,
    result: &Result<Done>,
    now_ms: i64,
    again_ms: i64,
) -> Result<()> {
    let error = match result {
        Ok(Done::ForGood) => return jobs::finish(tx, job),
        Ok(Done::Until(at_ms)) => return jobs::again(tx, job.id, *at_ms),
        Err(error) => error,
    };
    let passing = matches!(error.kind(), Kind::Upstream | Kind::Busy | Kind::Internal);
    if passing && job.attempts + 1 < MOST_ATTEMPTS {
        tracing::debug!(job = %job.body, %error, "a job failed and is tried again later");
        return jobs::retry(tx, job.id, &error.to_string(), again_ms);
    }
    tracing::info!(job.id = %job.id, %error, "a job is given up");
    jobs::give_up(tx, job.id, &error.to_string(), now_ms)
}

/// Jobs held in memory at a time; most of them wait for a place in their lane.
const CLAIMED: usize = 256;
/// A small board has memory for about so many threads of posts at once.
const FETCHES: usize = 4;
/// Most people have one phone and one browser.
const PUSHES: usize = 8;
/// The first minutes after a start belong to whoever is waiting for us.
const FIRST_SWEEP_MS: i64 = 600_000;
/// About half a day: what was to be fetched is no longer news then.
const MOST_ATTEMPTS: u32 = 9;
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
