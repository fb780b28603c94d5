//! Apps that listen: over a WebSocket, and to an answer that does not end.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::server::Server;

/// A WebSocket to a node.
pub(crate) struct Socket<S>(WebSocketStream<S>);

/// The answer to a request for a WebSocket.
pub(crate) type Opened<S> = Result<(Socket<S>, Response<Option<Vec<u8>>>), Error>;

impl Socket<TcpStream> {
    /// Opens one with a token in the header.
    pub(crate) async fn of(address: std::net::SocketAddr, token: &str) -> Self {
        let bearer = format!("Bearer {token}");
        let opened = Self::open(address, "", &[("authorization", &bearer)]).await;
        opened.unwrap().0
    }

    /// Opens one with a query and headers.
    pub(crate) async fn open(
        address: std::net::SocketAddr,
        query: &str,
        headers: &[(&'static str, &str)],
    ) -> Opened<TcpStream> {
        let stream = TcpStream::connect(address).await.unwrap();
        Self::over(stream, query, headers).await
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// The same over a stream that exists already.
    pub(crate) async fn over(
        stream: S,
        query: &str,
        headers: &[(&'static str, &str)],
    ) -> Opened<S> {
        let url = format!("ws://home.example/api/v1/streaming{query}");
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let (socket, answer) = tokio_tungstenite::client_async(request, stream).await?;
        Ok((Self(socket), answer))
    }

    /// Says something.
    pub(crate) async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Listens to a stream from now on; returns once that is certain.
    pub(crate) async fn subscribe(&mut self, stream: &str) {
        self.say(&json!({ "type": "subscribe", "stream": stream })).await;
        // Messages are taken in order, and nonsense is answered.
        self.say(&json!({ "type": "ping" })).await;
        let answer = self.next().await;
        assert_eq!(answer["error"], "Unknown message type", "{answer}");
    }

    /// What is said next.
    pub(crate) async fn next(&mut self) -> Value {
        self.last().await.expect("a message, not the end")
    }

    /// The next event and its payload, which is a text with JSON inside.
    pub(crate) async fn event(&mut self) -> (String, Value) {
        let message = self.next().await;
        let event = message["event"].as_str().unwrap_or_else(|| panic!("{message}")).to_owned();
        let payload = message["payload"].as_str().unwrap_or("null");
        (event, serde_json::from_str(payload).unwrap())
    }

    /// What is said next; `None` at the end.
    pub(crate) async fn last(&mut self) -> Option<Value> {
        loop {
            match in_time(self.0.next()).await {
                Some(Ok(Message::Text(text))) => {
                    return Some(serde_json::from_str(&text).unwrap());
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
}

/// An answer that does not end.
pub(crate) struct Events {
    body: Incoming,
    text: String,
}

impl Events {
    /// Begins to listen; the answer is an error if it has another status.
    pub(crate) async fn of(server: &Server, path: &str, token: &str) -> Result<Self, u16> {
        let request = Request::get(format!("http://{}/api/v1/streaming/{path}", server.address))
            .header("authorization", format!("Bearer {token}"))
            .body(Full::<Bytes>::default());
        let answer = server.client.request(request.unwrap()).await.unwrap();
        if answer.status() != 200 {
            return Err(answer.status().as_u16());
        }
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Ok(Self::in_body(answer.into_body()))
    }

    /// The body of an answer that came some other way.
    pub(crate) fn in_body(body: Incoming) -> Self {
        Self { body, text: String::new() }
    }

    /// The next line; `None` at the end.
    pub(crate) async fn line(&mut self) -> Option<String> {
        loop {
            if let Some((line, rest)) = self.text.split_once('\n') {
                let (line, rest) = (line.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(line);
            }
            let frame = in_time(self.body.frame()).await?.ok()?;
            self.text.push_str(std::str::from_utf8(&frame.into_data().ok()?).unwrap());
        }
    }

    /// The next event and its data.
    pub(crate) async fn event(&mut self) -> (String, Value) {
        loop {
            let line = self.line().await.expect("an event, not the end");
            let Some(event) = line.strip_prefix("event: ") else { continue };
            let data = self.line().await.unwrap();
            let data = data.strip_prefix("data: ").unwrap().to_owned();
            return (event.to_owned(), serde_json::from_str(&data).unwrap());
        }
    }
}

async fn in_time<T>(work: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), work).await.expect("something in time")
}
