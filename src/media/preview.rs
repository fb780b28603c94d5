//! A smaller picture of a large one of another server.

use tokio::task::spawn_blocking;

use super::cache;
use super::files::put;
use super::kind::Kind;
use super::remote::{Found, found, is_fresh, kept, name, row};
use crate::app::App;
use crate::error::{Error, Kind as Why, Result};
use crate::site::Form;

/// The smaller picture; the whole one where that is small enough, or is no picture, or while too many wait already.
pub(super) async fn of(app: &App, url: &str, whole: Found) -> Result<Found> {
    let path = whole.path.clone();
    let length = spawn_blocking(move || std::fs::metadata(path).map(|found| found.len()));
    let length = length.await.map_err(Error::internal)??;
    let rests = app.net.cooldowns().resting(&resting(url), app.clock.now_ms()).is_some();
    if !whole.kind.is_picture() || length <= LARGE_BYTES || rests {
        return Ok(whole);
    }
    let Some(place) = app.cache.place_to_shrink() else { return Ok(whole) };
    let (app, url) = (app.clone(), url.to_owned());
    // To its end, even if nobody waits any more: whoever looks again finds it.
    let shrinking = tokio::spawn(async move {
        let _place = place;
        Ok(shrunk(&app, &url, &whole).await?.unwrap_or(whole))
    });
    shrinking.await.map_err(Error::internal)?
}

async fn shrunk(app: &App, url: &str, whole: &Found) -> Result<Option<Found>> {
    let seat = app.desk.seat().await?;
    // Somebody else may have sat there for the same.
    if let Some(file) = kept(app, Form::Preview, url).await?.filter(|file| is_fresh(app, file)) {
        return found(app, &file).map(Some);
    }
    let path = whole.path.clone();
    let bytes = spawn_blocking(move || std::fs::read(path)).await.map_err(Error::internal)??;
    let Ok(preview) = seat.preview(whole.kind, bytes).await else {
        let until_ms = app.clock.now_ms() + RESTS_MS;
        app.net.cooldowns().rest(&resting(url), until_ms, Why::Invalid);
        return Ok(None);
    };
    let mut file = row(app, name(Form::Preview, url), Kind::Jpeg);
    file.size_bytes = i64::try_from(preview.bytes.len()).unwrap_or(i64::MAX);
    let path = cache::path(app, &file);
    spawn_blocking(move || put(&path, &preview.bytes)).await.map_err(Error::internal)??;
    app.cache.put(app, &file).await?;
    found(app, &file).map(Some)
}

fn resting(url: &str) -> String {
    format!("preview {url}")
}

/// A picture that is larger has a preview.
const LARGE_BYTES: u64 = 300 * 1024;
/// What could not be made once will not be made today.
const RESTS_MS: i64 = 24 * 3_600_000;
