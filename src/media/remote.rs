//! Media of other servers, fetched when somebody looks at them and at no other time.
//!
//! Whoever may look is decided by the mark on our URL ([`Site::marked_media`](crate::site::Site::marked_media)).

use std::path::PathBuf;

use tokio::task::spawn_blocking;
use url::Url;

use super::arrival::{Arrival, Most};
use super::cache::{self, CannotKeep};
use super::files::{hex, sha256};
use super::kind::Kind;
use super::preview;
use super::visit::{approach, visit};
use crate::app::App;
use crate::error::{Error, Kind as Why, Result};
use crate::net::{Download, NetError};
use crate::site::Form;
use crate::store::cached_files::{self, CachedFile};

/// A file of the cache.
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Another for each URL, form and time of fetching.
    pub tag: String,
}

/// The file behind the URL of another server, fetched if it is not here or was fetched long ago.
///
/// # Errors
/// Why it cannot be had; that is remembered for a while.
pub async fn open(app: &App, form: Form, url: &str) -> Result<Found> {
    // Also for what lies here: nothing of a blocked server is shown.
    approach(app, url).await?;
    let known = kept(app, form, url).await?;
    if let Some(file) = known.as_ref().filter(|file| is_fresh(app, file)) {
        return found(app, file);
    }
    let now = match form {
        Form::Whole => fetched(app, url).await,
        Form::Preview => match whole(app, url).await {
            Ok(whole) => preview::of(app, url, whole).await,
            Err(error) => Err(error),
        },
    };
    match (now, known) {
        // What was there before is better than nothing.
        (Err(_), Some(old)) => found(app, &old),
        (now, _) => now,
    }
}

async fn whole(app: &App, url: &str) -> Result<Found> {
    match kept(app, Form::Whole, url).await?.filter(|file| is_fresh(app, file)) {
        Some(file) => found(app, &file),
        None => fetched(app, url).await,
    }
}

/// What lies in the cache already. Its last use is written down once a day, as cards wear out.
pub(super) async fn kept(app: &App, form: Form, url: &str) -> Result<Option<CachedFile>> {
    let name = name(form, url);
    let Some(file) = app.store.read(move |db| cached_files::by_name(db, &name)).await? else {
        return Ok(None);
    };
    let path = cache::path(app, &file);
    let length = spawn_blocking(move || std::fs::metadata(path).map(|found| found.len()));
    let is_there =
        matches!(length.await, Ok(Ok(length)) if i64::try_from(length) == Ok(file.size_bytes));
    let now_ms = app.clock.now_ms();
    if is_there && file.used_ms + DAY_MS <= now_ms {
        app.store.write(move |tx| cached_files::touch(tx, &name, now_ms)).await?;
    }
    Ok(is_there.then_some(file))
}

/// Some servers lay another picture under the same URL.
pub(super) fn is_fresh(app: &App, file: &CachedFile) -> bool {
    file.fetched_ms + FRESH_MS > app.clock.now_ms()
}

pub(super) fn found(app: &App, file: &CachedFile) -> Result<Found> {
    let kind = Kind::by_extension(&file.extension).ok_or_else(|| Error::not_found("file"))?;
    let tag = format!("{}-{}", hex(&file.name), file.fetched_ms);
    Ok(Found { path: cache::path(app, file), kind, tag })
}

/// Fetches it, once for all who wait for it, and to its end even if nobody waits any more: whoever looks again
/// finds it.
async fn fetched(app: &App, url: &str) -> Result<Found> {
    let place = app.cache.place_to_fetch()?;
    let (app, url) = (app.clone(), url.to_owned());
    let fetching = tokio::spawn(async move {
        let _place = place;
        let _turn = app.net.turn_to_fetch(&format!("media {url}")).await;
        match kept(&app, Form::Whole, &url).await?.filter(|file| is_fresh(&app, file)) {
            Some(file) => found(&app, &file),
            None => fetch(&app, &url).await,
        }
    });
    fetching.await.map_err(Error::internal)?
}

async fn fetch(app: &App, url: &str) -> Result<Found> {
    let address = approach(app, url).await?;
    check_rested(app, url, &address)?;
    app.cache.make_room(app).await?;
    let file = match visit(app, url, ACCEPTED, REMOTE.other).await {
        Ok(answer) => match receive(app, answer).await {
            Ok(arrival) => keep(app, url, arrival).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let file = file.inspect_err(|error| {
        tracing::debug!(url, %error, "media of another server cannot be shown");
        rest(app, &address, url, error);
    })?;
    found(app, &file)
}

async fn receive(app: &App, mut answer: Download) -> Result<Arrival> {
    let mut arrival = Arrival::begin(&cache::folder(app), &app.random, REMOTE)?;
    let mut until_look = LOOK_BYTES;
    while let Some(piece) = answer.next().await? {
        // Others may be coming in at the same time.
        until_look = match until_look.checked_sub(piece.len()) {
            Some(left) => left,
            None if cache::is_short(app) => return Err(CannotKeep.into()),
            None => LOOK_BYTES,
        };
        arrival.add(piece).await?;
    }
    arrival.kind()?;
    Ok(arrival)
}

async fn keep(app: &App, url: &str, arrival: Arrival) -> Result<CachedFile> {
    let mut file = row(app, name(Form::Whole, url), arrival.kind()?);
    let path = cache::path(app, &file);
    let length = spawn_blocking(move || arrival.keep(&path)).await.map_err(Error::internal)??;
    file.size_bytes = i64::try_from(length).unwrap_or(i64::MAX);
    app.cache.put(app, &file).await?;
    Ok(file)
}

pub(super) fn row(app: &App, name: [u8; 32], kind: Kind) -> CachedFile {
    let (extension, now_ms) = (kind.extension().to_owned(), app.clock.now_ms());
    CachedFile { name, extension, size_bytes: 0, used_ms: now_ms, fetched_ms: now_ms }
}

/// Whether it, or its host, failed a moment ago.
fn check_rested(app: &App, url: &str, address: &Url) -> Result<()> {
    let names = [url, address.host_str().unwrap_or_default()].map(|name| format!("media {name}"));
    let now_ms = app.clock.now_ms();
    match names.iter().find_map(|name| app.net.cooldowns().resting(name, now_ms)) {
        Some(why) => Err(Error::new(why, "That failed a moment ago; it is tried again later")),
        None => Ok(()),
    }
}

/// Remembers for a while what is not worth asking.
fn rest(app: &App, address: &Url, url: &str, error: &Error) {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    let host = address.host_str().unwrap_or_default();
    let (name, rest_ms) = match error.kind() {
        Why::Busy | Why::Internal => return,
        _ if matches!(cause, Some(NetError::Unreachable(..))) => (host, HOST_RESTS_MS),
        _ => (url, FILE_RESTS_MS),
    };
    let until_ms = app.clock.now_ms() + rest_ms;
    app.net.cooldowns().rest(&format!("media {name}"), until_ms, error.kind());
}

pub(super) fn name(form: Form, url: &str) -> [u8; 32] {
    sha256(format!("{} {url}", form.name()).as_bytes())
}

const ACCEPTED: &str = "image/*, video/*, audio/*;q=0.9";
/// What is shown of other servers: as large as the largest of them take.
const REMOTE: Most = Most { picture: 20 << 20, other: 100 << 20 };
/// How much comes in between two looks at the room on the disk.
const LOOK_BYTES: usize = 4 << 20;
const DAY_MS: i64 = 24 * 3_600_000;
const FRESH_MS: i64 = 7 * DAY_MS;
const FILE_RESTS_MS: i64 = 3_600_000;
const HOST_RESTS_MS: i64 = 300_000;
