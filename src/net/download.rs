//! An answer that is taken piece by piece, as it may be larger than memory.
//!
//! Which is why it may take longer than other answers, and fewer come at a time.

use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::StatusCode;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::HeaderMap;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::client::{Net, Request};
use super::connector::{Connection, misspoken};
use super::error::{NetError, Step};
use super::guard;
use super::turns::Turn;

/// At a time.
pub(super) const DOWNLOADS: usize = 8;
/// Of those, from one host. Not of the places for keys and posts: a film must not hold up its server's deliveries.
pub(super) const DOWNLOADS_ONE_HOST: usize = 3;
/// For everything together,
const LONGEST: Duration = Duration::from_secs(300);
/// for a place among those that are under way,
const PLACE: Duration = Duration::from_secs(60);
/// for the head of the answer,
const HEAD: Duration = Duration::from_secs(15);
/// between two pieces,
const PIECE: Duration = Duration::from_secs(15);
/// and for so many bytes: whoever is slower keeps others waiting.
const PACE: Duration = Duration::from_secs(30);
const PACE_BYTES: u64 = 256 << 10;

/// An answer whose body is still to be read.
pub struct Download {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// What was asked.
    pub url: Url,
    body: Incoming,
    left: u64,
    until: Instant,
    /// What must have come by when.
    pace: (Instant, u64),
    connection: Option<Connection>,
    net: Net,
    _places: (Turn, OwnedSemaphorePermit),
}

impl Net {
    /// Sends `request` and waits for the head of the answer, whose body may have `most` bytes.
    ///
    /// # Errors
    /// [`NetError`]; a status that means failure is not an error.
    pub async fn download(&self, request: Request, most: u64) -> Result<Download, NetError> {
        guard::check(&request.url)?;
        let url = request.url.clone();
        let places = timeout(PLACE, self.place(&url)).await.map_err(|_| NetError::Busy)?;
        let places = places.ok_or(NetError::Busy)?;
        let until = Instant::now() + LONGEST;
        let asked = timeout(HEAD, self.begin(request)).await;
        let (connection, answer) = asked.map_err(|_| late())??;
        let (head, body) = answer.into_parts();
        if body.size_hint().lower() > most {
            return Err(NetError::TooLarge);
        }
        Ok(Download {
            status: head.status,
            headers: head.headers,
            url,
            body,
            left: most,
            until,
            pace: (Instant::now() + PACE, most.saturating_sub(PACE_BYTES)),
            connection: Some(connection),
            net: self.clone(),
            _places: places,
        })
    }
}

impl Download {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`NetError`]: it breaks off, takes too long or is too large.
    pub async fn next(&mut self) -> Result<Option<Bytes>, NetError> {
        loop {
            let until = self.until.min(Instant::now() + PIECE).min(self.pace.0);
            let frame = timeout_at(until, self.body.frame()).await.map_err(|_| late())?;
            let Some(frame) = frame else {
                self.keep_connection();
                return Ok(None);
            };
            let Ok(piece) = frame.map_err(|cause| misspoken(&cause))?.into_data() else { continue };
            let left = self.left.checked_sub(piece.len() as u64);
            self.left = left.ok_or(NetError::TooLarge)?;
            if self.left <= self.pace.1 {
                self.pace = (Instant::now() + PACE, self.left.saturating_sub(PACE_BYTES));
            }
            return Ok(Some(piece));
        }
    }

    fn keep_connection(&mut self) {
        if let (Some(host), Some(connection)) = (self.url.host_str(), self.connection.take()) {
            self.net.keep(host, connection);
        }
    }
}

fn late() -> NetError {
    NetError::Unreachable(Step::Timeout, String::new())
}
