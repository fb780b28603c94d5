//! Streams over a WebSocket: any number of them on one, as the app asks.
//!
//! Browsers cannot set headers there, so the token may come as a subprotocol, which is said back (RFC 6455 §4.2.2).

use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Extension, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::stream::Stream;
use super::streams::{Form, Place, Streams};
use super::ticket::Ticket;
use crate::app::App;
use crate::client::auth::Bearer;
use crate::client::error::Answered;
use crate::entrance::{Lasting, Line};
use crate::error::{Error, Kind, Result};

/// What an app asks for: in the query for a start, in messages later.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::client) struct Wanted {
    #[serde(rename = "type")]
    verb: String,
    stream: String,
    tag: Option<String>,
    list: Option<Value>,
}

/// Somebody on a WebSocket.
struct Visit {
    app: App,
    ticket: Ticket,
    place: Place,
    queue: mpsc::Receiver<String>,
    _stay: Lasting,
}

/// `GET /api/v1/streaming`
pub(in crate::client) async fn open(
    State(app): State<App>,
    Extension(streams): Extension<Streams>,
    line: Option<Extension<Line>>,
    bearer: Bearer,
    Query(first): Query<Wanted>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Answered<Response> {
    let Ok(mut upgrade) = upgrade else {
        return Err(Error::invalid("This address is for WebSockets").into());
    };
    let protocol = upgrade.requested_protocols().next().cloned();
    let token = protocol.as_ref().and_then(|protocol| protocol.to_str().ok());
    let ticket = Ticket::of(&app, bearer.or(token)).await?;
    let line = line.map(|Extension(line)| line).unwrap_or_default();
    let (place, queue) = streams.join(&app, &ticket, Form::Messages, line.clone())?;
    if !ticket.is_good(&app).await? {
        return Err(Error::unauthorised("The access token is invalid").into());
    }
    if let Some(protocol) = protocol {
        upgrade.set_selected_protocol(protocol);
    }
    let visit = Visit { app, ticket, place, queue, _stay: line.stay() };
    let bounded = upgrade
        .read_buffer_size(MESSAGE_BYTES)
        .write_buffer_size(0)
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES);
    Ok(bounded.on_upgrade(move |socket| visit.talk(socket, first)))
}

impl Visit {
    /// Until either side has enough.
    async fn talk(mut self, mut socket: WebSocket, first: Wanted) {
        let mut pulse = interval(PULSE);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pulse.reset();
        let mut is_alive = true;
        let mut reply = match first.stream.is_empty() {
            true => None,
            false => self.subscribe(&first).await.err().map(|why| Message::text(complaint(&why))),
        };
        loop {
            if let Some(message) = reply.take()
                && !send(&mut socket, message).await
            {
                return;
            }
            reply = tokio::select! {
                told = self.queue.recv() => match told {
                    Some(text) => Some(Message::text(text)),
                    None => return leave(socket).await,
                },
                said = socket.recv() => match said {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(Message::Text(text))) => {
                        is_alive = true;
                        self.obey(&text).await.err().map(|why| Message::text(complaint(&why)))
                    }
                    Some(Ok(_)) => {
                        is_alive = true;
                        None
                    }
                },
                _ = pulse.tick() => match std::mem::take(&mut is_alive) {
                    true => Some(Message::Ping(Vec::new().into())),
                    false => return,
                },
            };
        }
    }

    async fn obey(&self, text: &str) -> Result<()> {
        let wanted: Wanted = serde_json::from_str(text)
            .map_err(|_| Error::invalid("A message is a JSON object with type and stream"))?;
        match wanted.verb.as_str() {
            "subscribe" => self.subscribe(&wanted).await,
            "unsubscribe" => {
                self.place.unsubscribe(&wanted.stream()?.label());
                Ok(())
            }
            _ => Err(Error::invalid("Unknown message type")),
        }
    }

    async fn subscribe(&self, wanted: &Wanted) -> Result<()> {
        self.place.subscribe(self.ticket.subscribe(&self.app, wanted.stream()?).await?)
    }
}

impl Wanted {
    fn stream(&self) -> Result<Stream> {
        // Apps send the id of a list as a text or as a number.
        let list = self.list.as_ref().map(|list| match list {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        Stream::named(&self.stream, self.tag.as_deref(), list.as_deref())
    }
}

/// False if nobody takes it.
async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(PATIENCE, socket.send(message)).await, Ok(Ok(())))
}

/// The node stops, the token was revoked, or the reader was too slow: in each case the app may come again.
async fn leave(mut socket: WebSocket) {
    let frame = CloseFrame { code: close_code::AWAY, reason: "".into() };
    let _ = timeout(GOODBYE, socket.send(Message::Close(Some(frame)))).await;
}

fn complaint(why: &Error) -> String {
    let status = match why.kind() {
        Kind::Unauthorised => 401,
        Kind::NotFound => 404,
        Kind::Internal => 500,
        _ => 400,
    };
    json!({ "error": why.message(), "status": status }).to_string()
}

/// An app only says which streams it wants.
const MESSAGE_BYTES: usize = 4096;
/// Whoever has not answered one ping by the next is gone.
const PULSE: Duration = Duration::from_secs(30);
/// How long a message may wait in front of a full line.
const PATIENCE: Duration = Duration::from_secs(10);
const GOODBYE: Duration = Duration::from_secs(1);
