//! Room for media of other servers: so many bytes and no more, and never the last of the disk. What was used longest
//! ago goes first; all of it can be fetched again.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::files::{UNFINISHED, hex, is_fresh, remove_unfinished};
use crate::app::App;
use crate::error::{Error, Result};
use crate::store::cached_files::{self, CachedFile};
use crate::store::{Read, settings};

/// How full it is, and how many wait for what is not there. Cheap to clone.
#[derive(Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    /// Unknown until somebody needs room.
    full: Mutex<Option<u64>>,
    fetching: Arc<Semaphore>,
    shrinking: Arc<Semaphore>,
}

impl Default for Cache {
    fn default() -> Self {
        let [fetching, shrinking] =
            [FETCHING, SHRINKING].map(|most| Arc::new(Semaphore::new(most)));
        Self(Arc::new(Inner { full: Mutex::default(), fetching, shrinking }))
    }
}

/// The disk is needed for more important things.
pub(super) struct CannotKeep;

impl From<CannotKeep> for Error {
    fn from(CannotKeep: CannotKeep) -> Self {
        Self::busy("The disk of this server is full; media of others are not kept")
    }
}

/// Folder of the cache.
pub fn folder(app: &App) -> PathBuf {
    app.media.join("cache")
}

/// Where a file of the cache lies.
pub fn path(app: &App, file: &CachedFile) -> PathBuf {
    folder(app).join(format!("{}.{}", hex(&file.name), file.extension))
}

impl Cache {
    /// Remembers a file that is there now, and makes room again if it was too much.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn put(&self, app: &App, file: &CachedFile) -> Result<()> {
        let mut full = self.0.full.lock().await;
        let total = match *full {
            Some(total) => total,
            None => bytes(app.store.read(cached_files::total_bytes).await?),
        };
        let row = file.clone();
        let write = app.store.write(move |tx| {
            let replaced = cached_files::by_name(tx, &row.name)?;
            cached_files::put(tx, &row)?;
            Ok(replaced.map_or(0, |replaced| bytes(replaced.size_bytes)))
        });
        let replaced = write.await?;
        *full = Some(total.saturating_sub(replaced).saturating_add(bytes(file.size_bytes)));
        Self::shrink(app, &mut full, file.name).await
    }

    /// Makes room until nothing is too much.
    ///
    /// # Errors
    /// Busy if the disk is too full even without a cache; those of the store.
    pub async fn make_room(&self, app: &App) -> Result<()> {
        let mut full = self.0.full.lock().await;
        if full.is_none() {
            *full = Some(bytes(app.store.read(cached_files::total_bytes).await?));
        }
        Self::shrink(app, &mut full, [0; 32]).await?;
        if is_short(app) { Err(CannotKeep.into()) } else { Ok(()) }
    }

    /// A place among those that wait for something to be fetched; what was begun goes on without them.
    ///
    /// # Errors
    /// Busy if there are too many already.
    pub(super) fn place_to_fetch(&self) -> Result<OwnedSemaphorePermit> {
        let place = self.0.fetching.clone().try_acquire_owned();
        place.map_err(|_| Error::busy("Too many media of other servers are wanted at once"))
    }

    /// A place among those that wait for a smaller picture, unless there are too many already.
    pub(super) fn place_to_shrink(&self) -> Option<OwnedSemaphorePermit> {
        self.0.shrinking.clone().try_acquire_owned().ok()
    }

    /// `newest` stays: somebody is about to look at it.
    async fn shrink(app: &App, full: &mut Option<u64>, newest: [u8; 32]) -> Result<()> {
        let most = app.store.read(most).await?;
        while full.is_some_and(|total| total > most) || is_short(app) {
            let over = full.unwrap_or(0).saturating_sub(most);
            let gone = app.store.write(move |tx| {
                let mut gone = cached_files::oldest(tx, &newest, GROUP)?;
                if over > 0 {
                    gone.truncate(enough(&gone, over));
                }
                gone.iter().try_for_each(|file| cached_files::delete(tx, &file.name))?;
                Ok(gone)
            });
            let gone = gone.await?;
            if gone.is_empty() {
                return Ok(());
            }
            let freed = gone.iter().map(|file| bytes(file.size_bytes)).sum();
            *full = full.map(|total| total.saturating_sub(freed));
            let paths: Vec<PathBuf> = gone.iter().map(|file| path(app, file)).collect();
            let remove = move || paths.iter().for_each(|path| drop(fs::remove_file(path)));
            spawn_blocking(remove).await.map_err(Error::internal)?;
        }
        Ok(())
    }
}

/// Removes what lies in the folder and is not remembered: a power cut can leave it behind.
///
/// # Errors
/// Those of the store.
pub async fn remove_forgotten(app: &App) -> Result<()> {
    let (folder, known) = (folder(app), app.store.read(cached_files::names).await?);
    let known: std::collections::HashSet<String> = known.iter().map(hex).collect();
    let work = move || {
        remove_unfinished(&folder);
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let is_unfinished = path.extension().is_some_and(|extension| extension == UNFINISHED);
            // What is being laid down at this moment is not remembered yet.
            if !is_unfinished && !known.contains(name) && !is_fresh(&path) {
                let _ = fs::remove_file(path);
            }
        }
    };
    spawn_blocking(work).await.map_err(Error::internal)
}

/// How much the owner lets it take, in bytes.
fn most(db: &Read) -> Result<u64> {
    let set = settings::value(db, settings::MEDIA_CACHE_BYTES)?;
    Ok(set.and_then(|text| text.parse().ok()).unwrap_or(MOST_BYTES))
}

/// How many of these, from the first on, have so many bytes together.
fn enough(files: &[CachedFile], wanted: u64) -> usize {
    let sums = files.iter().scan(0_u64, |sum, file| {
        *sum = sum.saturating_add(bytes(file.size_bytes));
        Some(*sum)
    });
    sums.take_while(|sum| *sum < wanted).count() + 1
}

/// Whether what is left of the disk is needed for more important things.
pub(super) fn is_short(app: &App) -> bool {
    let Ok(disk) = rustix::fs::statvfs(&app.media) else { return false };
    let total = disk.f_blocks.saturating_mul(disk.f_frsize);
    disk.f_bavail.saturating_mul(disk.f_frsize) < floor(total)
}

/// A twentieth of the disk, within reason.
fn floor(total: u64) -> u64 {
    (total / 20).clamp(LEAST_FREE, MOST_FREE)
}

fn bytes(size: i64) -> u64 {
    u64::try_from(size).unwrap_or(0)
}

/// Far more than a page of posts shows.
const FETCHING: usize = 128;
/// Each waits with a few kilobytes.
const SHRINKING: usize = 64;
/// Files that go at a time.
const GROUP: u32 = 16;
/// Unless the owner says otherwise.
const MOST_BYTES: u64 = 1 << 30;
const LEAST_FREE: u64 = 300 << 20;
const MOST_FREE: u64 = 1200 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_is_a_share_of_a_card_and_no_more_of_a_large_disk() {
        assert_eq!(floor(4 << 30), 300 << 20);
        assert_eq!(floor(16 << 30), (16 << 30) / 20);
        assert_eq!(floor(2 << 40), 1200 << 20);
    }
}
