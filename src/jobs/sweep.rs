//! Throws away what nobody needs any more, once a day.
//!
//! Not the pruning of remote objects by size.

use crate::app::App;
use crate::error::Result;
use crate::id::OutgoingId;
use crate::media;
use crate::store::{Write, jobs, outgoing, sweep, uploads, words};

/// Sweeps in small writes. Answers when to sweep again.
///
/// # Errors
/// Those of the store.
pub(super) async fn run(app: &App) -> Result<i64> {
    let now_ms = app.clock.now_ms();
    let old_ms = now_ms - KEPT_MS;
    let old_activity = OutgoingId::first_at(old_ms);
    in_groups(app, move |tx| outgoing::forget_bodies(tx, old_activity, GROUP)).await?;
    in_groups(app, move |tx| outgoing::delete_finished(tx, old_activity, GROUP)).await?;
    in_groups(app, move |tx| jobs::delete_failed(tx, old_ms)).await?;
    in_groups(app, move |tx| sweep::idempotency_keys(tx, now_ms - DAY_MS)).await?;
    in_groups(app, move |tx| sweep::oauth_codes(tx, now_ms)).await?;
    // Most days nobody searches; so there is never much left for the moment when somebody does.
    in_groups(app, move |tx| words::read(tx, GROUP)).await?;
    in_groups(app, move |tx| uploads::delete_loose(tx, now_ms - DAY_MS)).await?;
    media::unneeded::remove_all(app).await?;
    media::cache::remove_forgotten(app).await?;
    Ok(now_ms + DAY_MS)
}

/// Repeats `work` until it finds nothing more to do.
async fn in_groups<F>(app: &App, work: F) -> Result<()>
where
    F: Fn(&Write) -> Result<usize> + Copy + Send + 'static,
{
    while app.store.write(work).await? > 0 {}
    Ok(())
}

const GROUP: u32 = 256;
const DAY_MS: i64 = 24 * 3_600_000;
/// Two weeks: a post that could not be delivered for a week stays visible as such for another.
const KEPT_MS: i64 = 14 * DAY_MS;
