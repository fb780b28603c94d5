//! A node with TLS of its own: a plain door and a secure one, a certificate, and visitors to both.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use nichoir::app::App;
use nichoir::serve::{Networks, Sockets, serve_at};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::authority::{Authority, Signed};
use super::node::{HOST, START_MS};
use super::server::Server;

/// A node behind two doors.
pub(crate) struct Guarded {
    /// The node.
    pub(crate) app: App,
    /// Where it answers in the clear.
    pub(crate) plain: SocketAddr,
    /// Where it answers over TLS.
    pub(crate) secure: SocketAddr,
    /// Who signs its certificates.
    pub(crate) authority: Authority,
    /// The same node through its third door.
    pub(crate) server: Server,
    stop: oneshot::Sender<()>,
}

/// What was read until the other side had nothing more to say.
pub(crate) type Said = String;

impl Guarded {
    /// The node of `@ada`, with a certificate.
    pub(crate) async fn of_ada() -> Self {
        Self::trusting("").await
    }

    /// The same, where proxies in `networks` may say who asks.
    pub(crate) async fn trusting(networks: &str) -> Self {
        let guarded = Self::behind(Server::of_ada().await, networks).await;
        guarded.is_certified();
        guarded
    }

    /// A node where nobody lives, and with no certificate.
    pub(crate) async fn empty() -> Self {
        Self::behind(Server::empty().await, "").await
    }

    /// The same, where proxies in `networks` may say who asks.
    pub(crate) async fn empty_behind(networks: &str) -> Self {
        Self::behind(Server::empty().await, networks).await
    }

    /// The node of `@ada` before it has a certificate.
    pub(crate) async fn uncertified() -> Self {
        Self::behind(Server::of_ada().await, "").await
    }

    async fn behind(server: Server, networks: &str) -> Self {
        let (plain, secure) = (listener().await, listener().await);
        let (at_plain, at_secure) = (plain.local_addr().unwrap(), secure.local_addr().unwrap());
        let sockets = Sockets { plain: vec![plain], secure: vec![secure], names: None };
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        let (app, networks) = (server.app.clone(), Networks::parse(networks).unwrap());
        tokio::spawn(async move { serve_at(app, sockets, networks, stopped).await.unwrap() });
        Self {
            app: server.app.clone(),
            plain: at_plain,
            secure: at_secure,
            authority: Authority::new(),
            server,
            stop,
        }
    }

    /// It stops; how that ends is for others to see.
    pub(crate) fn stop(self) {
        let _ = self.stop.send(());
    }

    /// A new certificate that is good for 90 days.
    pub(crate) fn is_certified(&self) -> Signed {
        let signed = self.authority.sign(HOST);
        let until_ms = self.app.clock.now_ms().max(START_MS) + QUARTER_MS;
        self.app.appliance.certificates.swap(signed.live(HOST, until_ms));
        signed
    }

    /// Shakes hands as somebody who asks for `name` (an address asks for nothing).
    pub(crate) async fn hands(
        &self,
        name: &str,
        protocols: &[&[u8]],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(self.secure).await?;
        self.hands_over(stream, name, protocols).await
    }

    /// The same over a connection that exists already.
    pub(crate) async fn hands_over(
        &self,
        stream: TcpStream,
        name: &str,
        protocols: &[&[u8]],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let connector = TlsConnector::from(Arc::new(self.authority.client(protocols)));
        let name = ServerName::try_from(name.to_owned()).unwrap();
        in_time(connector.connect(name, stream)).await
    }

    /// Asks over TLS with HTTP/1.1 and these lines in the head; everything that was answered.
    pub(crate) async fn ask_securely(&self, path: &str, lines: &str) -> Said {
        let mut stream = self.hands(HOST, &[b"http/1.1"]).await.unwrap();
        ask_on(&mut stream, path, lines).await
    }

    /// Asks in the clear.
    pub(crate) async fn ask_plainly(&self, path: &str, host: &str) -> Said {
        let mut stream = TcpStream::connect(self.plain).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        rest(&mut stream).await
    }

    /// Whether somebody honest is answered over TLS.
    pub(crate) async fn answers_securely(&self) -> bool {
        let asked = timeout(Duration::from_secs(5), self.ask_securely("/health", "")).await;
        asked.is_ok_and(|answer| answer.ends_with("OK"))
    }
}

/// One request of HTTP/1.1, the last on this connection.
pub(crate) async fn ask_on<S>(stream: &mut S, path: &str, lines: &str) -> Said
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\n{lines}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    rest(stream).await
}

/// One request of HTTP/2.
pub(crate) async fn ask_http2(stream: TlsStream<TcpStream>, path: &str) -> (Response<()>, Bytes) {
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    let request = Request::get(format!("https://{HOST}{path}")).body(Empty::<Bytes>::new());
    let response: Response<Incoming> = sender.send_request(request.unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    (Response::from_parts(head, ()), body.collect().await.unwrap().to_bytes())
}

/// The same, where the answer may have no end; the request has this token.
pub(crate) async fn listen_http2(
    stream: TlsStream<TcpStream>,
    path: &str,
    token: &str,
) -> Incoming {
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    let request = Request::get(format!("https://{HOST}{path}"))
        .header("authorization", format!("Bearer {token}"))
        .body(Empty::<Bytes>::new());
    let response = sender.send_request(request.unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    response.into_body()
}

/// What comes until the end of the connection; a reset is an end, too.
pub(crate) async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> Said {
    let mut bytes = Vec::new();
    let _ = in_time(stream.read_to_end(&mut bytes)).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What `work` answers; it must not take long.
pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), work).await.expect("an answer, or the end")
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

const QUARTER_MS: i64 = 90 * 24 * 3_600_000;
