//! The accept loop and what one connection may do: HTTP/1.1 or 2, bounded in number, time and size.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

use super::places::{Place, Places};
use crate::entrance::Entrance;

/// The time a client has for the head of a request, and to send the next one.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// A connection that never asked anything by then is closed.
const FIRST_REQUEST_TIME: Duration = Duration::from_secs(15);
/// How long open requests may go on after the end.
const DRAIN_TIME: Duration = Duration::from_secs(10);
const HEADERS: usize = 100;
const HEAD_BYTES: usize = 64 * 1024;
const STREAMS: u32 = 64;
/// Who sends one of these speaks for somebody else.
const PROXY_HEADERS: &[&str] = &["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// Answers with `router` on `listener` until `stop`.
pub async fn serve_on(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let places = Places::new();
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        tokio::spawn(serve_connection(stream, peer, router.clone(), graceful.watcher(), place));
    }
    drop(listener);
    if timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Places) -> Option<(TcpStream, SocketAddr, Place)> {
    let permit = places.wait().await?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Small answers must not wait for more to send.
            let _ = stream.set_nodelay(true);
            let place = places.give(peer.ip(), permit);
            if place.is_none() {
                tracing::debug!(%peer, "hung up: it has too many connections");
            }
            Some((stream, peer, place?))
        }
        Err(error) => {
            // Out of file descriptors, most likely: they come back.
            tracing::warn!(%error, "could not accept a connection");
            sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
    _place: Place,
) {
    let asked = Arc::new(Semaphore::new(0));
    let service = {
        let asked = asked.clone();
        service_fn(move |request| {
            asked.close();
            answer(router.clone(), request, peer)
        })
    };
    let builder = builder();
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    let connection = watcher.watch(connection.into_owned());
    tokio::pin!(connection);
    let silent = async {
        if timeout(FIRST_REQUEST_TIME, asked.acquire()).await.is_ok() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        // What a peer does wrong on its own connection is its own affair.
        _ = &mut connection => {}
        () = silent => {}
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(HEADERS)
        .max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD_TIME)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_BYTES.try_into().unwrap_or(u32::MAX));
    builder
}

async fn answer(
    router: Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response<Body>, Infallible> {
    request.extensions_mut().insert(peer);
    let proxied = PROXY_HEADERS.iter().any(|name| request.headers().contains_key(*name));
    request.extensions_mut().insert(Entrance { peer, secure: false, proxied });
    if let Some(plain) = without_trailing_slash(request.uri()) {
        *request.uri_mut() = plain;
    }
    router.oneshot(request).await
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
