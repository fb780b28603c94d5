//! How much of what is sent to us is held at a time, so that memory stays flat whoever sends, however slowly.
//!
//! Bodies are read before anything else looks at them. Only what has really come counts; what does not fit is told
//! to come again. Not for the inbox, which has a gate of its own, nor for uploads.

use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Room for all bodies together, in bytes. Cheap to clone.
#[derive(Clone)]
pub(super) struct Bodies {
    /// For the beginning of each.
    beginnings: Arc<Semaphore>,
    /// For what is longer: it must not keep out a passphrase.
    rest: Arc<Semaphore>,
}

/// What one body takes, until it is dropped.
#[derive(Default)]
struct Held {
    beginning: Option<OwnedSemaphorePermit>,
    rest: Option<OwnedSemaphorePermit>,
}

impl Default for Bodies {
    fn default() -> Self {
        let room = || Arc::new(Semaphore::new(ROOM_BYTES));
        Self { beginnings: room(), rest: room() }
    }
}

/// Reads the body, and holds its room until there is an answer.
pub(super) async fn hold(State(bodies): State<Bodies>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match bodies.read(body).await {
        Ok((bytes, _held)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(status) => status.into_response(),
    }
}

impl Bodies {
    async fn read(&self, mut body: Body) -> Result<(Bytes, Held), StatusCode> {
        let (mut bytes, mut held) = (Vec::new(), Held::default());
        if body.size_hint().lower() > BODY_BYTES as u64 {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
            let Ok(data) = frame.into_data() else { continue };
            let length = bytes.len() + data.len();
            if length > BODY_BYTES {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            self.count(&mut held, bytes.len(), length).ok_or(StatusCode::TOO_MANY_REQUESTS)?;
            bytes.extend_from_slice(&data);
        }
        Ok((bytes.into(), held))
    }

    /// One that was `from` bytes long is `to` bytes long now; `None` if there is no room for that.
    fn count(&self, held: &mut Held, from: usize, to: usize) -> Option<()> {
        let beginning = to.min(BEGINNING_BYTES).saturating_sub(from);
        take(&self.beginnings, &mut held.beginning, beginning)?;
        take(&self.rest, &mut held.rest, to - from - beginning)
    }
}

fn take(
    room: &Arc<Semaphore>,
    held: &mut Option<OwnedSemaphorePermit>,
    bytes: usize,
) -> Option<()> {
    if bytes == 0 {
        return Some(());
    }
    let more = room.clone().try_acquire_many_owned(u32::try_from(bytes).ok()?).ok()?;
    match held {
        Some(held) => held.merge(more),
        None => *held = Some(more),
    }
    Some(())
}

/// The largest body. Uploads have bounds of their own.
const BODY_BYTES: usize = 1 << 20;
/// No form, and hardly any post, is longer.
const BEGINNING_BYTES: usize = 16 * 1024;
/// Eight bodies of the largest size, or some thousands of the usual one.
const ROOM_BYTES: usize = 8 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bodies_leave_room_for_short_ones() {
        let bodies = Bodies::default();
        let held: Vec<Held> = std::iter::from_fn(|| {
            let mut held = Held::default();
            bodies.count(&mut held, 0, BODY_BYTES)?;
            Some(held)
        })
        .collect();
        assert_eq!(held.len(), 8);
        let mut short = Held::default();
        assert!(bodies.count(&mut short, 0, 1000).is_some());
        assert!(bodies.count(&mut short, 1000, BEGINNING_BYTES).is_some());
        drop((held, short));
        assert_eq!(bodies.beginnings.available_permits(), ROOM_BYTES);
        assert_eq!(bodies.rest.available_permits(), ROOM_BYTES);
    }
}
