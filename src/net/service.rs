//! Requests to services that the owner chose: the certificate authority, the DNS provider, a time source.
//!
//! Not for URLs that a remote party supplied: a service may be on any port and at any address, also in
//! the house. Certificates are judged as everywhere; no redirect is followed, no connection kept.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response, Uri};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::client::{Limits, read};
use super::connector::{Connection, first_that_answers};
use super::error::{NetError, Step};
use super::guard::{Refusal, is_public};
use super::resolver::look_up_any;
use super::tls::Tls;
use crate::clock::Clock;

/// Lookups at a time; each holds a thread.
const LOOKUPS: usize = 4;
/// A name that takes longer is not there.
const LOOKUP: Duration = Duration::from_secs(5);
/// No request takes longer, whatever the caller says.
const LONGEST: Duration = Duration::from_secs(60);

/// A client for services. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    tls: Arc<Tls>,
    lookups: Arc<Semaphore>,
    answered: Arc<watch::Sender<Option<bool>>>,
}

/// By which kind of address a service is to be reached: it may tell us ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Whichever answers.
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

/// Where to connect.
#[derive(Clone, Copy)]
enum Target {
    ByName(Family),
    At(SocketAddr),
}

impl Services {
    /// Judges certificates by the time of `clock`.
    pub fn new(clock: &Clock) -> Self {
        Self {
            tls: Arc::new(Tls::new(clock)),
            lookups: Arc::new(Semaphore::new(LOOKUPS)),
            answered: Arc::default(),
        }
    }

    /// Whether the last service at a public address could be connected to; `None` before the first.
    pub fn answered(&self) -> watch::Receiver<Option<bool>> {
        self.answered.subscribe()
    }

    /// Sends `request`, whose URI is absolute, and reads the answer.
    ///
    /// # Errors
    /// [`NetError`]; a status that means failure is not an error.
    pub async fn send(
        &self,
        request: Request<Bytes>,
        family: Family,
        limits: Limits,
    ) -> Result<Response<Bytes>, NetError> {
        let deadline = limits.deadline.min(LONGEST);
        let answer =
            timeout(deadline, self.exchange(request, Target::ByName(family), limits.body_bytes))
                .await;
        answer.map_err(|_| NetError::unreachable(Step::Timeout, &""))?
    }

    /// The same, but connects to `address`, wherever the name in the URI leads: to look at ourselves.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn send_to(
        &self,
        address: SocketAddr,
        request: Request<Bytes>,
        limits: Limits,
    ) -> Result<Response<Bytes>, NetError> {
        let deadline = limits.deadline.min(LONGEST);
        let answer =
            timeout(deadline, self.exchange(request, Target::At(address), limits.body_bytes)).await;
        answer.map_err(|_| NetError::unreachable(Step::Timeout, &""))?
    }

    /// Where the system says that `host` is, a name or an address; says nothing about whether it is
    /// public.
    ///
    /// # Errors
    /// [`NetError::Unreachable`] if the name has no address, or nobody says so in time.
    pub async fn look_up(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, NetError> {
        let found = timeout(LOOKUP, look_up_any(&self.lookups, host, port)).await;
        found.map_err(|_| NetError::unreachable(Step::Timeout, &""))?
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
        target: Target,
        body_bytes: usize,
    ) -> Result<Response<Bytes>, NetError> {
        let (mut connection, host) = self.connect(request.uri(), target).await?;
        let answer = connection.send(message(request, &host)?).await?;
        let (head, body) = answer.into_parts();
        Ok(Response::from_parts(head, read(body, body_bytes).await?))
    }

    /// A connection, and what the `Host` header says there.
    async fn connect(&self, uri: &Uri, target: Target) -> Result<(Connection, String), NetError> {
        let authority = uri.authority().ok_or(Refusal::NotAUrl)?;
        let (host, secure) = (authority.host(), uri.scheme_str() == Some("https"));
        if !secure && uri.scheme_str() != Some("http") {
            return Err(Refusal::Scheme.into());
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let found = match target {
            Target::ByName(family) => {
                let mut found = look_up_any(&self.lookups, host, port).await?;
                found.retain(|address| family.holds(address));
                found
            }
            Target::At(address) => vec![address],
        };
        let stream = first_that_answers(&found).await;
        if found.iter().any(|address| is_public(address.ip())) {
            self.note(stream.is_ok());
        }
        let stream = stream?;
        let connection = match secure {
            true => Connection::over(self.tls.secure(host, stream).await?).await?,
            false => Connection::over(stream).await?,
        };
        Ok((connection, authority.as_str().to_owned()))
    }

    fn note(&self, answered: bool) {
        self.answered.send_if_modified(|was| was.replace(answered) != Some(answered));
    }
}

impl Family {
    fn holds(self, address: &SocketAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

/// The request as HTTP/1.1 wants it: the target is a path, the host a header.
fn message(request: Request<Bytes>, host: &str) -> Result<Request<Full<Bytes>>, NetError> {
    let unwritable = |_| NetError::Protocol("the request cannot be written as HTTP".into());
    let (mut head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse().map_err(|_| NetError::Protocol("not a path".into()))?;
    head.headers.insert(HOST, HeaderValue::from_str(host).map_err(unwritable)?);
    head.headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    Ok(Request::from_parts(head, Full::new(body)))
}

const AGENT: &str = concat!("Nichoir/", env!("CARGO_PKG_VERSION"));
