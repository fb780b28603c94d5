//! One request to another server, and its answer, within bounds.
//!
//! Follows no redirects and offers no compression: an answer is what its bytes are. Knows nothing of
//! signatures or ActivityPub.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, HOST, HeaderMap, HeaderValue, USER_AGENT};
use hyper::{Method, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::timeout;
use url::{Position, Url};

use super::connector::{Connection, Connector, misspoken};
use super::cooldowns::Cooldowns;
use super::download::{DOWNLOADS, DOWNLOADS_ONE_HOST};
use super::error::{NetError, Step};
use super::guard;
use super::idle::Idle;
use super::newcomers::Newcomers;
use super::turns::{Turn, Turns};
use crate::clock::Clock;

/// Requests with a body under way at a time; a small board has memory for about this many.
const WRITING: usize = 256;
/// Requests without a body under way at a time: whoever makes us fetch must not hold up deliveries.
const READING: usize = 64;
/// Of those, to one host.
const READING_ONE_HOST: usize = 4;
/// No request takes longer, whatever the caller says.
const LONGEST: Duration = Duration::from_secs(30);

/// A client for other servers. Cheap to clone.
#[derive(Clone)]
pub struct Net(Arc<Inner>);

struct Inner {
    connector: Connector,
    idle: Idle,
    writing: Semaphore,
    downloads: Arc<Semaphore>,
    reading: Semaphore,
    reading_hosts: Turns,
    downloading_hosts: Turns,
    cooldowns: Cooldowns,
    newcomers: Newcomers,
    fetches: Turns,
}

/// What to ask.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: Method,
    /// Where; checked by [`guard::check`] before anything is sent.
    pub url: Url,
    /// Headers beside `Host`, `User-Agent` and `Content-Length`, which are ours to write.
    pub headers: HeaderMap,
    /// Empty for a `GET`.
    pub body: Bytes,
    /// Our own host, for the `User-Agent`: other servers' admins want to know who calls.
    pub from: String,
}

/// How much an answer may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest body. 0 means that only the head is wanted: any body is thrown away.
    pub body_bytes: usize,
    /// For everything from the name to the last byte; at most 30 s.
    pub deadline: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 1024 * 1024, deadline: Duration::from_secs(10) }
    }
}

/// What came back, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, complete.
    pub body: Bytes,
    /// What was asked.
    pub url: Url,
}

impl Net {
    /// Reaches the public internet, and nothing else.
    pub fn system(clock: &Clock) -> Self {
        Self::over(Connector::system(clock))
    }

    /// Reaches exactly these hosts at exactly these addresses, in the clear: for nodes inside one
    /// process. No configuration leads here.
    pub fn pinned(hosts: BTreeMap<String, SocketAddr>) -> Self {
        Self::over(Connector::pinned(hosts))
    }

    fn over(connector: Connector) -> Self {
        Self(Arc::new(Inner {
            connector,
            idle: Idle::default(),
            writing: Semaphore::new(WRITING),
            downloads: Arc::new(Semaphore::new(DOWNLOADS)),
            reading: Semaphore::new(READING),
            reading_hosts: Turns::new(READING_ONE_HOST),
            downloading_hosts: Turns::new(DOWNLOADS_ONE_HOST),
            cooldowns: Cooldowns::default(),
            newcomers: Newcomers::default(),
            fetches: Turns::new(1),
        }))
    }

    /// Sends `request` and reads the answer.
    ///
    /// # Errors
    /// [`NetError`]; a status that means failure is not an error.
    pub async fn send(&self, request: Request, limits: Limits) -> Result<Response, NetError> {
        guard::check(&request.url)?;
        let deadline = limits.deadline.min(LONGEST);
        // Waiting for a turn is not the host's fault, so it has its own clock.
        let turn = timeout(deadline, self.0.turn(&request)).await.map_err(|_| NetError::Busy)?;
        let _turn = turn.ok_or(NetError::Busy)?;
        let answer = timeout(deadline, self.0.exchange(request, limits.body_bytes)).await;
        answer.map_err(|_| NetError::Unreachable(Step::Timeout, String::new()))?
    }

    /// A place for a download from this host.
    pub(super) async fn place(&self, url: &Url) -> Option<(Turn, OwnedSemaphorePermit)> {
        let host = self.0.downloading_hosts.take(url.host_str()?).await;
        Some((host, self.0.downloads.clone().acquire_owned().await.ok()?))
    }

    /// Sends a request and waits for the head of the answer.
    pub(super) async fn begin(
        &self,
        request: Request,
    ) -> Result<(Connection, hyper::Response<Incoming>), NetError> {
        let host = request.url.host_str().ok_or(guard::Refusal::NotAUrl)?.to_owned();
        let (connection, answer) = self.0.ask(&host, message(request, &host)?).await?;
        refuse_compression(answer.headers())?;
        Ok((connection, answer))
    }

    /// Keeps a connection whose answer was read to its end.
    pub(super) fn keep(&self, host: &str, connection: Connection) {
        self.0.idle.put(host.to_owned(), connection);
    }

    /// What failed a moment ago, by whatever name the caller gives it.
    pub fn cooldowns(&self) -> &Cooldowns {
        &self.0.cooldowns
    }

    /// Hosts that we never met, by domain.
    pub fn newcomers(&self) -> &Newcomers {
        &self.0.newcomers
    }

    /// A turn to fetch `name`, so that one thing is fetched once at a time.
    pub async fn turn_to_fetch(&self, name: &str) -> Turn {
        self.0.fetches.take(name).await
    }
}

impl Inner {
    async fn turn(&self, request: &Request) -> Option<(Option<Turn>, SemaphorePermit<'_>)> {
        if !request.body.is_empty() {
            return Some((None, self.writing.acquire().await.ok()?));
        }
        let host = self.reading_hosts.take(request.url.host_str()?).await;
        Some((Some(host), self.reading.acquire().await.ok()?))
    }

    async fn exchange(&self, request: Request, body_bytes: usize) -> Result<Response, NetError> {
        let url = request.url.clone();
        let host = url.host_str().ok_or(guard::Refusal::NotAUrl)?.to_owned();
        let message = message(request, &host)?;
        let (connection, answer) = self.ask(&host, message).await?;
        let (head, body) = answer.into_parts();
        let mut answer =
            Response { status: head.status, headers: head.headers, body: Bytes::new(), url };
        let reusable = match body_bytes {
            0 => drained(body).await,
            most => {
                refuse_compression(&answer.headers)?;
                answer.body = read(body, most).await?;
                true
            }
        };
        // What was not read to its end blocks the connection.
        if reusable {
            self.idle.put(host, connection);
        }
        Ok(answer)
    }

    async fn ask(
        &self,
        host: &str,
        message: hyper::Request<Full<Bytes>>,
    ) -> Result<(Connection, hyper::Response<Incoming>), NetError> {
        if let Some(mut waiting) = self.idle.take(host) {
            // Its peer may close it in this very moment. All that we send may be sent twice: reads,
            // and activities with an id.
            if let Ok(answer) = waiting.send(message.clone()).await {
                return Ok((waiting, answer));
            }
        }
        let mut fresh = self.connector.connect(host).await?;
        let answer = fresh.send(message).await?;
        Ok((fresh, answer))
    }
}

/// The request as HTTP/1.1 wants it: the target is a path, the host a header.
fn message(request: Request, host: &str) -> Result<hyper::Request<Full<Bytes>>, NetError> {
    let unsendable = |_| NetError::Protocol("the request cannot be written as HTTP".into());
    let agent = format!("Nichoir/{} (+https://{}/)", env!("CARGO_PKG_VERSION"), request.from);
    let target = &request.url[Position::BeforePath..Position::AfterQuery];
    let mut message = hyper::Request::builder()
        .method(request.method)
        .uri(target)
        .body(Full::new(request.body))
        .map_err(unsendable)?;
    let unwritable = |_| NetError::Protocol("a header cannot be written as HTTP".into());
    *message.headers_mut() = request.headers;
    message.headers_mut().insert(HOST, HeaderValue::from_str(host).map_err(unwritable)?);
    message.headers_mut().insert(USER_AGENT, HeaderValue::from_str(&agent).map_err(unwritable)?);
    Ok(message)
}

/// We offer none; what comes anyway may be a bomb.
fn refuse_compression(headers: &HeaderMap) -> Result<(), NetError> {
    let plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(CONTENT_ENCODING).iter().all(plain) {
        return Ok(());
    }
    Err(NetError::Protocol("compressed, although we do not accept that".into()))
}

pub(super) async fn read(body: Incoming, most: usize) -> Result<Bytes, NetError> {
    let announced = body.size_hint().lower();
    if usize::try_from(announced).map_or(true, |bytes| bytes > most) {
        return Err(NetError::TooLarge);
    }
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(cause) if cause.is::<LengthLimitError>() => Err(NetError::TooLarge),
        Err(cause) => Err(cause
            .downcast::<hyper::Error>()
            .map_or_else(|other| NetError::Protocol(other.to_string()), |cause| misspoken(&cause))),
    }
}

/// Reads a body that nobody wants, so that its connection can be used again; false if that would
/// take too much.
async fn drained(body: Incoming) -> bool {
    const WORTH_READING: usize = 16 * 1024;
    const WORTH_WAITING: Duration = Duration::from_millis(500);
    matches!(timeout(WORTH_WAITING, read(body, WORTH_READING)).await, Ok(Ok(_)))
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
