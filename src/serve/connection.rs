//! What one connection may do: come in, perhaps by proxy or over TLS, and talk HTTP/1.1 or 2, bounded in
//! time and size.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::HOST;
use axum::http::uri::PathAndQuery;
use axum::http::{Request, Response, StatusCode, Uri, Version};
use axum::response::IntoResponse as _;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower::ServiceExt as _;

use super::forwarded;
use super::guests::{Guest, Guests};
use super::networks::Networks;
use super::opened::{Opened, Word};
use super::places::Place;
use super::seated::{Closing, Seated, Stream};
use super::tls::{Talk, Tls};
use super::unread::Unread;
use crate::entrance::{Entrance, Line};

/// A connection that was accepted.
pub(super) struct Visit {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) place: Place,
    pub(super) guests: Guests,
    pub(super) router: Router,
    pub(super) tls: Option<Tls>,
    pub(super) trusted: Networks,
    pub(super) closing: Closing,
}

/// A connection on which HTTP can begin.
struct Ready {
    stream: Box<dyn Stream>,
    talk: Talk,
    /// As far as the connection itself says.
    entrance: Entrance,
}

impl Visit {
    /// Talks until either side has enough.
    pub(super) async fn receive(self) {
        let guest = self.guests.enter(self.place.machine());
        tokio::select! {
            () = guest.has_to_leave() => {}
            () = self.talk(guest.clone()) => {}
        }
    }

    async fn talk(self, guest: Arc<Guest>) {
        let Self { stream, peer, mut place, guests: _, router, tls, trusted, closing } = self;
        // Boxed, as every connection is of the size of all that it ever does otherwise.
        let opening = Box::pin(open(stream, peer, &trusted, tls));
        let Ok(Some(ready)) = timeout(OPENING_TIME, opening).await else { return };
        if ready.entrance.peer != peer {
            let Some(()) = place.pass_to(ready.entrance.peer.ip()) else { return };
            guest.belongs_to(place.machine());
        }
        let Ready { stream, talk, entrance } = ready;
        let stream = Seated::new(stream, guest.clone(), place, closing.clone());
        let answer = move |request: Request<Incoming>| {
            guest.asks();
            let entrance = forwarded::entrance(entrance, &request, &trusted);
            answer(router.clone(), request, entrance, guest.line())
        };
        match talk {
            Talk::Http1 => http1(stream, answer, closing).await,
            Talk::Http2 => http2(stream, answer, closing).await,
        }
    }
}

/// Talks HTTP/1.1 until the end, unless that becomes a WebSocket. What a peer does wrong on its own connection is
/// its own affair.
fn http1<A, F>(stream: Seated, answer: A, mut closing: Closing) -> Talking
where
    A: Fn(Request<Incoming>) -> F + Send + 'static,
    F: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
{
    let connection = http1_builder().serve_connection(TokioIo::new(stream), service_fn(answer));
    let mut connection = Box::pin(connection.with_upgrades());
    Box::pin(async move {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = all_close(&mut closing) => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    })
}

/// The same over HTTP/2.
fn http2<A, F>(stream: Seated, answer: A, mut closing: Closing) -> Talking
where
    A: Fn(Request<Incoming>) -> F + Send + 'static,
    F: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
{
    let unread = Unread::new();
    let answer = move |request| unread.clone().answer(answer(request));
    let connection = http2_builder().serve_connection(TokioIo::new(stream), service_fn(answer));
    let mut connection = Box::pin(connection);
    Box::pin(async move {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = all_close(&mut closing) => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    })
}

type Talking = Pin<Box<dyn Future<Output = ()> + Send>>;

async fn all_close(closing: &mut Closing) {
    // Nobody left to say so is the end, too.
    let _ = closing.wait_for(|closing| *closing).await;
}

/// Everything before HTTP; `None` if it does not come to that.
async fn open(
    stream: TcpStream,
    peer: SocketAddr,
    trusted: &Networks,
    tls: Option<Tls>,
) -> Option<Ready> {
    let (stream, word) = if trusted.contain(peer.ip()) {
        let opened = Opened::by_proxy(stream).await;
        opened.inspect_err(|error| tracing::debug!(%peer, %error, "a proxy said nothing")).ok()?
    } else {
        (Opened::new(stream), Word::Silence)
    };
    let peer = match word {
        Word::Client(named) => SocketAddr::new(named.ip().to_canonical(), named.port()),
        Word::Silence | Word::Unnamed => peer,
    };
    let entrance = Entrance { peer, secure: tls.is_some(), proxied: word != Word::Silence };
    let (stream, talk): (Box<dyn Stream>, _) = match tls {
        None => (Box::new(stream), Talk::Http1),
        Some(tls) => {
            let (stream, talk) = tls.shake_hands(stream, peer.ip()).await?;
            (Box::new(stream), talk)
        }
    };
    Some(Ready { stream, talk, entrance })
}

fn http1_builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(HEADERS)
        .max_buf_size(HEAD_BYTES);
    builder
}

fn http2_builder() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD_TIME)
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .max_header_list_size(HEAD_BYTES.try_into().unwrap_or(u32::MAX));
    builder
}

async fn answer(
    router: Router,
    mut request: Request<Incoming>,
    entrance: Entrance,
    line: Line,
) -> Result<Response<Body>, Infallible> {
    if !asks_for_one_host(&request) {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    request.extensions_mut().insert(entrance.peer);
    request.extensions_mut().insert(entrance);
    request.extensions_mut().insert(line);
    if let Some(plain) = without_trailing_slash(request.uri()) {
        *request.uri_mut() = plain;
    }
    router.oneshot(request).await
}

/// Of two hosts, one program would see the first and another the second (RFC 9112 §3.2).
fn asks_for_one_host(request: &Request<Incoming>) -> bool {
    match request.headers().get_all(HOST).iter().count() {
        0 => request.uri().authority().is_some() || request.version() == Version::HTTP_10,
        count => count == 1,
    }
}

/// Some clients end paths with a slash (toot, Mastodon.py); a redirect would not do for a POST.
fn without_trailing_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let plain = path.trim_end_matches('/');
    if plain.len() == path.len() || plain.is_empty() {
        return None;
    }
    let whole = match uri.query() {
        Some(query) => format!("{plain}?{query}"),
        None => plain.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(whole).ok()?);
    Uri::from_parts(parts).ok()
}

/// The time for whatever comes before HTTP.
const OPENING_TIME: Duration = Duration::from_secs(10);
/// The time a client has for the head of a request, and to send the next one.
const HEAD_TIME: Duration = Duration::from_secs(30);
const HEADERS: usize = 100;
const HEAD_BYTES: usize = 64 * 1024;
const STREAMS: u32 = 64;
/// What may come in over HTTP/2 before anybody reads it: a second's worth of a photo from a phone.
const WINDOW_BYTES: u32 = 128 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_slash_does_not_matter() {
        let plain = |uri: &'static str| without_trailing_slash(&Uri::from_static(uri));
        assert_eq!(plain("/oauth/authorize/?a=b"), Some(Uri::from_static("/oauth/authorize?a=b")));
        assert_eq!(plain("/api/v1/instance/"), Some(Uri::from_static("/api/v1/instance")));
        assert_eq!(plain("/"), None);
        assert_eq!(plain("/api"), None);
    }
}
