//! Work to do, as rows: what survives a power cut.
//!
//! Claims live in the runner's memory, as there is one process: a row leaves when its work is done, or
//! moves to a later time. Not the queue of deliveries, which is in `deliveries.rs`.

use rusqlite::named_params;

use super::id_sql::id_list;
use super::{Read, Write};
use crate::error::Result;
use crate::id::JobId;
use crate::jobs::job::Job;

/// A job that is due.
#[derive(Clone, Debug)]
pub struct DueJob {
    /// Its row.
    pub id: JobId,
    /// The [`Job`] as JSON.
    pub body: String,
    /// How often it failed.
    pub attempts: u32,
    /// How often it was asked for when it was claimed.
    pub asked: i64,
}

/// Queues a job for `run_at_ms` and wakes the runner after the commit. A job with the same `dedupe`
/// key that is still there takes its place, at the earlier of both times.
pub fn enqueue(tx: &Write, job: &Job, run_at_ms: i64, dedupe: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO jobs (body, dedupe, run_at_ms) VALUES (:body, :dedupe, :run_at)
         ON CONFLICT (dedupe) DO UPDATE
            SET body = excluded.body, run_at_ms = min(run_at_ms, excluded.run_at_ms),
                attempts = attempts * (1 - failed), failed = 0, asked = asked + 1",
        named_params! {
            ":body": serde_json::to_string(job)?,
            ":dedupe": dedupe,
            ":run_at": run_at_ms,
        },
    )?;
    tx.ring();
    Ok(())
}

/// Up to `limit` jobs that are due and not `running`, longest due first.
pub fn due(db: &Read, now_ms: i64, running: &[JobId], limit: u32) -> Result<Vec<DueJob>> {
    db.rows(
        "SELECT id, body, attempts, asked FROM jobs
          WHERE failed = 0 AND run_at_ms <= :now AND id NOT IN rarray(:running)
          ORDER BY run_at_ms, id LIMIT :limit",
        named_params! { ":now": now_ms, ":running": id_list(running), ":limit": limit },
        |row| {
            Ok(DueJob {
                id: row.get(0)?,
                body: row.get(1)?,
                attempts: row.get(2)?,
                asked: row.get(3)?,
            })
        },
    )
}

/// When the next job that is not `running` is due.
pub fn next_due_ms(db: &Read, running: &[JobId]) -> Result<Option<i64>> {
    db.row(
        "SELECT run_at_ms FROM jobs WHERE failed = 0 AND id NOT IN rarray(:running)
          ORDER BY run_at_ms LIMIT 1",
        named_params! { ":running": id_list(running) },
        |row| row.get(0),
    )
}

/// Its work is done. If it was asked for again meanwhile, the row stays and it runs once more.
pub fn finish(tx: &Write, job: &DueJob) -> Result<()> {
    tx.execute(
        "DELETE FROM jobs WHERE id = :id AND asked = :asked",
        named_params! { ":id": job.id, ":asked": job.asked },
    )?;
    Ok(())
}

/// Its work is done for now and comes again.
pub fn again(tx: &Write, id: JobId, run_at_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET run_at_ms = :run_at, attempts = 0, error = '' WHERE id = :id",
        named_params! { ":id": id, ":run_at": run_at_ms },
    )?;
    Ok(())
}

/// It failed and is tried again later.
pub fn retry(tx: &Write, id: JobId, error: &str, run_at_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET attempts = attempts + 1, run_at_ms = :run_at, error = :error
          WHERE id = :id",
        named_params! { ":id": id, ":run_at": run_at_ms, ":error": error },
    )?;
    Ok(())
}

/// It failed for good at `now_ms`; the row is kept for a while for the owner to see.
pub fn give_up(tx: &Write, id: JobId, error: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET attempts = attempts + 1, failed = 1, run_at_ms = :now, error = :error
          WHERE id = :id",
        named_params! { ":id": id, ":now": now_ms, ":error": error },
    )?;
    Ok(())
}

/// Deletes jobs that failed for good before `before_ms`. Answers how many.
pub fn delete_failed(tx: &Write, before_ms: i64) -> Result<usize> {
    tx.execute(
        "DELETE FROM jobs WHERE failed = 1 AND run_at_ms < :before",
        named_params! { ":before": before_ms },
    )
}
