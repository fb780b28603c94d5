//! Streams as an answer that does not end: server-sent events.
//!
//! Spec: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use hyper::body::Frame;
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::stream::Stream;
use super::streams::{Form, Place, Streams};
use super::ticket::Ticket;
use crate::app::App;
use crate::client::auth::Bearer;
use crate::client::body::Params;
use crate::client::error::Answered;
use crate::entrance::{Lasting, Line};
use crate::error::Error;

/// `GET /api/v1/streaming/health`
pub(in crate::client) async fn health() -> &'static str {
    std::future::ready("OK").await
}

/// `GET /api/v1/streaming/{stream}`, as `user/notification` or `public/local`.
pub(in crate::client) async fn listen(
    State(app): State<App>,
    Extension(streams): Extension<Streams>,
    line: Option<Extension<Line>>,
    Path(path): Path<String>,
    bearer: Bearer,
    params: Params,
) -> Answered<Response> {
    let ticket = Ticket::of(&app, bearer).await?;
    let mut name = path.replace('/', ":");
    if params.flag("only_media") == Some(true) && name.starts_with("public") {
        name.push_str(":media");
    }
    let stream = Stream::named(&name, params.text("tag"), params.text("list"))
        .map_err(|why| Error::new(crate::error::Kind::NotFound, why.message().to_owned()))?;
    let subscription = ticket.subscribe(&app, stream).await?;
    let line = line.map(|Extension(line)| line).unwrap_or_default();
    let (place, queue) = streams.join(&app, &ticket, Form::Events, line.clone())?;
    place.subscribe(subscription)?;
    if !ticket.is_good(&app).await? {
        return Err(Error::unauthorised("The access token is invalid").into());
    }
    Ok(answer(Events { queue, greeted: false, pulse: pulse(), _place: (place, line.stay()) }))
}

fn answer(events: Events) -> Response {
    let mut response = Response::new(Body::new(events));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // nginx keeps answers back until it has much of them.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// The body: what is in the queue, and a sign of life now and then.
struct Events {
    queue: mpsc::Receiver<String>,
    greeted: bool,
    pulse: Interval,
    _place: (Place, Lasting),
}

impl hyper::body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        // Apps take silence for a connection that does not come about.
        if !std::mem::replace(&mut self.greeted, true) {
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(GREETING)))));
        }
        if let Poll::Ready(told) = self.queue.poll_recv(cx) {
            self.pulse.reset();
            return Poll::Ready(told.map(|text| Ok(Frame::data(text.into()))));
        }
        ready!(self.pulse.poll_tick(cx));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(THUMP)))))
    }
}

fn pulse() -> Interval {
    let mut pulse = interval(PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first beat of an interval comes at once; the greeting is enough.
    pulse.reset();
    pulse
}

/// Comments, as Mastodon sends them.
const GREETING: &[u8] = b":)\n";
const THUMP: &[u8] = b":thump\n";
const PULSE: Duration = Duration::from_secs(15);
