//! Throws away what nobody needs any more, once a day.
//!
//! Not the pruning of remote objects by size.

use tokio::task::spawn_blocking;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::OutgoingId;
use crate::media;
use crate::store::{Write, files, jobs, outgoing, sweep, uploads, words};

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
    remove_files(app).await?;
    media::cache::remove_forgotten(app).await?;
    Ok(now_ms + DAY_MS)
}

/// Removes the files that nobody refers to any more, and what was never whole.
async fn remove_files(app: &App) -> Result<()> {
    let folder = app.media.clone();
    spawn_blocking(move || media::files::remove_unfinished(&folder))
        .await
        .map_err(Error::internal)?;
    loop {
        let _seat = app.desk.seat().await?;
        let gone = app.store.write(move |tx| {
            let gone = files::unneeded(tx, GROUP)?;
            gone.iter().try_for_each(|file| files::delete(tx, &file.sha256))?;
            Ok(gone)
        });
        let (gone, folder) = (gone.await?, app.media.clone());
        if gone.is_empty() {
            return Ok(());
        }
        let remove = move || gone.iter().for_each(|file| media::files::remove(&folder, file));
        spawn_blocking(remove).await.map_err(Error::internal)?;
    }
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
