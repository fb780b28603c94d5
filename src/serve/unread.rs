//! How many answers on one connection may wait to be read.
//!
//! Over HTTP/2 somebody may ask for much and read nothing; what was answered then stays in memory. So the
//! next answers are only made once earlier ones have gone out.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::Response;
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Those of one connection. Cheap to clone.
#[derive(Clone)]
pub(super) struct Unread(Arc<Semaphore>);

/// A piece of an answer, which counts as unread for as long as anybody has it.
struct Piece {
    bytes: Bytes,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Unread {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }

    /// Waits until few enough answers are unread, then has one made.
    pub(super) async fn answer(
        self,
        make: impl Future<Output = Result<Response<Body>, Infallible>>,
    ) -> Result<Response<Body>, Infallible> {
        let place = self.0.acquire_owned().await;
        let response = make.await?;
        // A stream of events is never read to its end, and is made piece by piece.
        let is_whole = response.body().size_hint().exact().is_some();
        Ok(match place {
            Ok(place) if is_whole => response.map(|body| hold(body, place)),
            _ => response,
        })
    }
}

fn hold(body: Body, place: OwnedSemaphorePermit) -> Body {
    let place = Arc::new(place);
    Body::new(body.map_frame(move |frame| {
        frame.map_data(|bytes| Bytes::from_owner(Piece { bytes, _place: place.clone() }))
    }))
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// An app asks for a handful at once when it starts.
const MOST: usize = 8;

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use hyper::body::Frame;

    use super::*;

    async fn answer(unread: &Unread, body: Body) -> Response<Body> {
        unread.clone().answer(async { Ok(Response::new(body)) }).await.unwrap()
    }

    #[tokio::test]
    async fn whoever_reads_nothing_is_answered_no_more() {
        let unread = Unread::new();
        let mut answers = Vec::new();
        for _ in 0..MOST {
            answers.push(answer(&unread, Body::from("much")).await);
        }
        let next = tokio::spawn(async move { answer(&unread, Body::from("more")).await });
        tokio::task::yield_now().await;
        assert!(!next.is_finished());
        // What is only on its way was not read yet.
        let on_its_way = answers.pop().unwrap().into_body().frame().await.unwrap().unwrap();
        tokio::task::yield_now().await;
        assert!(!next.is_finished());
        assert_eq!(on_its_way.data_ref().unwrap().as_ref(), b"much");
        drop(on_its_way);
        assert_eq!(next.await.unwrap().status(), 200);
    }

    struct Endless;

    impl hyper::body::Body for Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_stream_of_events_does_not_count() {
        let unread = Unread::new();
        let mut streams = Vec::new();
        for _ in 0..2 * MOST {
            streams.push(answer(&unread, Body::new(Endless)).await);
        }
    }
}
