//! Media of other servers, fetched when somebody looks at them and at no other time.
//!
//! Whoever may look is decided by the mark on our URL ([`Site::marked_media`](crate::site::Site::marked_media)).

use std::path::PathBuf;

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, HeaderMap, HeaderValue, LOCATION};
use tokio::task::spawn_blocking;
use url::Url;

use super::arrival::{Arrival, Most};
use super::cache;
use super::files::{hex, put, sha256};
use super::kind::Kind;
use crate::app::App;
use crate::error::{Error, Kind as Why, Result};
use crate::net::{Download, NetError, Request, guard};
use crate::site::Form;
use crate::store::cached_files::{self, CachedFile};
use crate::store::{Read, blocks};

/// A file of the cache.
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Another for each URL and form.
    pub tag: String,
}

/// The file behind the URL of another server, fetched if it is not here.
///
/// # Errors
/// Why it cannot be had; that is remembered for a while.
pub async fn open(app: &App, form: Form, url: &str) -> Result<Found> {
    if let Some(file) = kept(app, form, url).await? {
        return found(app, &file);
    }
    if form == Form::Whole {
        return fetched(app, url).await;
    }
    let whole = match kept(app, Form::Whole, url).await? {
        Some(file) => found(app, &file)?,
        None => fetched(app, url).await?,
    };
    Ok(smaller(app, url, &whole).await?.unwrap_or(whole))
}

/// What lies in the cache already. Its last use is written down once a day, as cards wear out.
async fn kept(app: &App, form: Form, url: &str) -> Result<Option<CachedFile>> {
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

fn found(app: &App, file: &CachedFile) -> Result<Found> {
    let kind = Kind::by_extension(&file.extension).ok_or_else(|| Error::not_found("file"))?;
    Ok(Found { path: cache::path(app, file), kind, tag: hex(&file.name) })
}

/// Fetches it, once for all who wait for it.
async fn fetched(app: &App, url: &str) -> Result<Found> {
    let _turn = app.net.turn_to_fetch(&format!("media {url}")).await;
    if let Some(file) = kept(app, Form::Whole, url).await? {
        return found(app, &file);
    }
    let address = approach(app, url).await?;
    cache::Cache::make_room(&app.cache, app).await?;
    let file = match download(app, address.clone()).await {
        Ok(arrival) => keep(app, url, arrival).await,
        Err(error) => Err(error),
    };
    let file = file.inspect_err(|error| {
        tracing::debug!(url, %error, "media of another server cannot be shown");
        rest(app, &address, url, error);
    })?;
    found(app, &file)
}

/// Whether we may go there at all.
async fn approach(app: &App, url: &str) -> Result<Url> {
    let address = guard::parse(url).map_err(NetError::Refused)?;
    let site = app.site().await?;
    if site.is_home_only() || site.is_local(url) {
        return Err(Error::invalid("That is not on another server"));
    }
    let host = address.host_str().unwrap_or_default().to_owned();
    let now_ms = app.clock.now_ms();
    let names = [format!("media {url}"), format!("media {host}")];
    if let Some(why) = names.iter().find_map(|name| app.net.cooldowns().resting(name, now_ms)) {
        return Err(Error::new(why, "That failed a moment ago; it is tried again later"));
    }
    if app.store.read(move |db: &Read| blocks::is_domain_blocked(db, &host)).await? {
        return Err(Error::forbidden("That server is blocked here"));
    }
    Ok(address)
}

/// Follows redirects to wherever they lead, as browsers do; each is looked at anew.
async fn download(app: &App, mut url: Url) -> Result<Arrival> {
    for _ in 0..=REDIRECTS {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("image/*, video/*, audio/*;q=0.9"));
        let from = app.site().await?.host.clone();
        let asked = url.clone();
        let request = Request { method: Method::GET, url, headers, body: Bytes::new(), from };
        let answer = app.net.download(request, REMOTE.other).await?;
        if answer.status.is_success() {
            return receive(app, answer).await;
        }
        let next = answer.headers.get(LOCATION).filter(|_| answer.status.is_redirection());
        let next = next.and_then(|next| asked.join(next.to_str().ok()?).ok());
        url = next.ok_or_else(|| refused(answer.status.as_u16()))?;
        guard::check(&url).map_err(NetError::Refused)?;
    }
    Err(Error::invalid("It was moved too often"))
}

async fn receive(app: &App, mut answer: Download) -> Result<Arrival> {
    let mut arrival = Arrival::begin(&cache::folder(app), &app.random, REMOTE)?;
    while let Some(piece) = answer.next().await? {
        arrival.add(piece).await?;
    }
    arrival.kind()?;
    Ok(arrival)
}

async fn keep(app: &App, url: &str, arrival: Arrival) -> Result<CachedFile> {
    let (name, kind) = (name(Form::Whole, url), arrival.kind()?);
    let mut file = row(app, name, kind);
    let path = cache::path(app, &file);
    let length = spawn_blocking(move || arrival.keep(&path)).await.map_err(Error::internal)??;
    file.size_bytes = i64::try_from(length).unwrap_or(i64::MAX);
    app.cache.put(app, &file).await?;
    Ok(file)
}

fn row(app: &App, name: [u8; 32], kind: Kind) -> CachedFile {
    let (extension, used_ms) = (kind.extension().to_owned(), app.clock.now_ms());
    CachedFile { name, extension, size_bytes: 0, used_ms }
}

/// A smaller picture of a large one; `None` where none is needed, or none can be made.
async fn smaller(app: &App, url: &str, whole: &Found) -> Result<Option<Found>> {
    let resting = format!("preview {url}");
    let now_ms = app.clock.now_ms();
    if !whole.kind.is_picture() || app.net.cooldowns().resting(&resting, now_ms).is_some() {
        return Ok(None);
    }
    let seat = app.desk.seat().await?;
    // Somebody else may have sat there for the same.
    if let Some(file) = kept(app, Form::Preview, url).await? {
        return found(app, &file).map(Some);
    }
    let path = whole.path.clone();
    let read = spawn_blocking(move || {
        let is_large = std::fs::metadata(&path)?.len() > LARGE_BYTES;
        is_large.then(|| std::fs::read(path)).transpose()
    });
    let Some(bytes) = read.await.map_err(Error::internal)?? else { return Ok(None) };
    let Ok(preview) = seat.preview(whole.kind, bytes).await else {
        app.net.cooldowns().rest(&resting, now_ms + DAY_MS, Why::Invalid);
        return Ok(None);
    };
    let mut file = row(app, name(Form::Preview, url), Kind::Jpeg);
    file.size_bytes = i64::try_from(preview.bytes.len()).unwrap_or(i64::MAX);
    let path = cache::path(app, &file);
    spawn_blocking(move || put(&path, &preview.bytes)).await.map_err(Error::internal)??;
    app.cache.put(app, &file).await?;
    found(app, &file).map(Some)
}

fn refused(status: u16) -> Error {
    let message = format!("The other server answered {status}");
    match status {
        404 | 410 => Error::new(Why::NotFound, message),
        400..=499 => Error::invalid(message),
        _ => Error::upstream(message),
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

fn name(form: Form, url: &str) -> [u8; 32] {
    sha256(format!("{} {url}", form.name()).as_bytes())
}

/// What is shown of other servers: as large as the largest of them take.
const REMOTE: Most = Most { picture: 20 << 20, other: 100 << 20 };
/// A picture that is larger has a preview.
const LARGE_BYTES: u64 = 300 * 1024;
const REDIRECTS: usize = 3;
const DAY_MS: i64 = 24 * 3_600_000;
const FILE_RESTS_MS: i64 = 3_600_000;
const HOST_RESTS_MS: i64 = 300_000;
