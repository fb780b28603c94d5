//! Files of ours that nobody needs any more: gone with their post, or never remembered because somebody hung up.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use tokio::task::spawn_blocking;

use super::files::{hex, is_fresh, remove, remove_unfinished};
use crate::app::App;
use crate::error::{Error, Result};
use crate::store::files::{self, File};

/// Removes those of these that nobody needs, without anybody waiting for it; what fails is left for the daily sweep.
pub fn remove_soon(app: &App, sums: Vec<[u8; 32]>) {
    if sums.is_empty() {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = remove_of(&app, sums).await {
            tracing::info!(%error, "files of a deleted post stay for a while");
        }
    });
}

async fn remove_of(app: &App, sums: Vec<[u8; 32]>) -> Result<()> {
    let _seat = app.desk.seat().await?;
    let gone = app.store.write(move |tx| {
        let gone = files::unneeded_of(tx, &sums)?;
        gone.iter().try_for_each(|file| files::delete(tx, &file.sha256))?;
        Ok(gone)
    });
    remove_each(app, gone.await?).await
}

/// Removes all of them, and what was never whole.
///
/// # Errors
/// Those of the store.
pub async fn remove_all(app: &App) -> Result<()> {
    loop {
        let _seat = app.desk.seat().await?;
        let gone = app.store.write(move |tx| {
            let gone = files::unneeded(tx, GROUP)?;
            gone.iter().try_for_each(|file| files::delete(tx, &file.sha256))?;
            Ok(gone)
        });
        let gone = gone.await?;
        if gone.is_empty() {
            break;
        }
        remove_each(app, gone).await?;
    }
    remove_unknown(app).await
}

async fn remove_each(app: &App, gone: Vec<File>) -> Result<()> {
    let folder = app.media.clone();
    let remove = move || gone.iter().for_each(|file| remove(&folder, file));
    spawn_blocking(remove).await.map_err(Error::internal)
}

/// What lies in the folder and is not remembered: somebody hung up, or the power went, before it was.
async fn remove_unknown(app: &App) -> Result<()> {
    let _seat = app.desk.seat().await?;
    let known: HashSet<String> = app.store.read(files::sums).await?.iter().map(hex).collect();
    let folder = app.media.clone();
    let work = move || {
        remove_unfinished(&folder);
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| is_named_by_sum(path)) {
            let sum = path.file_stem().and_then(|sum| sum.to_str()).unwrap_or_default();
            if !known.contains(sum) && !is_fresh(&path) {
                let _ = fs::remove_file(path);
            }
        }
    };
    spawn_blocking(work).await.map_err(Error::internal)
}

/// Nothing else in the folder is ours to remove.
fn is_named_by_sum(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit()) && path.is_file()
}

const GROUP: u32 = 256;
