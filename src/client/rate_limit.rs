//! How much one app may ask, and what it is told of that.
//!
//! So many requests in each five minutes, by token, or by address for guests. Far above what an app needs that a
//! person uses; an app that has lost its mind should not keep a small box from everything else. Kept in memory:
//! whoever has not been heard of for long begins anew, and so does everybody when the node starts.
//! <https://docs.joinmastodon.org/api/rate-limits/>

use std::net::IpAddr;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::{Json, http::StatusCode};
use lru::LruCache;
use serde_json::json;

use super::{auth, secret};
use crate::clock::{Clock, rfc3339};
use crate::entrance::Entrance;
use crate::store::oauth::Hash;

/// Who asked how often. Cheap to clone.
#[derive(Clone)]
pub struct Rates {
    clock: Clock,
    counts: Arc<Mutex<LruCache<Asker, Count>>>,
}

/// Whose requests are counted together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Asker {
    /// An app, by its token. Whether that is one of ours is not asked here.
    App(Hash),
    /// Everybody without a token at this address.
    Guest(Option<IpAddr>),
}

/// What was asked in the five minutes that end at `ends_ms`.
#[derive(Clone, Copy, Default)]
struct Count {
    requests: u32,
    ends_ms: i64,
}

/// What an answer says of the limit.
struct Standing {
    limit: u32,
    remaining: u32,
    ends_ms: i64,
    exceeded: bool,
}

impl Rates {
    /// Nobody has asked anything yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, counts: Arc::new(Mutex::new(LruCache::new(ASKERS))) }
    }

    fn count(&self, asker: Asker, now_ms: i64) -> Standing {
        let limit = if matches!(asker, Asker::App(_)) { PER_APP } else { PER_GUEST };
        // As in Mastodon, all periods begin and end together.
        let ends_ms = now_ms - now_ms.rem_euclid(PERIOD_MS) + PERIOD_MS;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get_or_insert_mut(asker, Count::default);
        if count.ends_ms != ends_ms {
            *count = Count { requests: 0, ends_ms };
        }
        count.requests = count.requests.saturating_add(1);
        let remaining = limit.saturating_sub(count.requests);
        Standing { limit, remaining, ends_ms, exceeded: count.requests > limit }
    }
}

/// Counts a request, and lets it pass or not.
pub(super) async fn hold(State(rates): State<Rates>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let now_ms = rates.clock.now_ms();
    let standing = rates.count(asker(&request), now_ms);
    let mut response = match standing.exceeded {
        true => standing.refusal(now_ms),
        false => next.run(request).await,
    };
    standing.tell(response.headers_mut());
    response
}

fn asker(request: &Request) -> Asker {
    let token = auth::shown(request.headers(), request.uri());
    let entrance = request.extensions().get::<Entrance>();
    let guest = || Asker::Guest(entrance.map(|entrance| entrance.peer.ip().to_canonical()));
    token.map_or_else(guest, |token| Asker::App(secret::hash(&token)))
}

impl Standing {
    fn refusal(&self, now_ms: i64) -> Response {
        let wait_s = (self.ends_ms - now_ms) / 1000 + 1;
        let wait = [(header::RETRY_AFTER, wait_s.to_string())];
        let why = json!({ "error": "Too many requests" });
        (StatusCode::TOO_MANY_REQUESTS, wait, Json(why)).into_response()
    }

    fn tell(&self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, self.limit.into());
        headers.insert(REMAINING, self.remaining.into());
        if let Ok(reset) = HeaderValue::try_from(rfc3339(self.ends_ms)) {
            headers.insert(RESET, reset);
        }
    }
}

/// Requests in the period.
pub(super) const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
/// Those that are left.
pub(super) const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
/// When the next period begins.
pub(super) const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

const PERIOD_MS: i64 = 5 * 60_000;
/// Ten each second. Mastodon allows 300 or 1500.
const PER_APP: u32 = 3000;
/// Whole households may be behind one address.
const PER_GUEST: u32 = 1500;
/// How many are remembered; some bytes each.
const ASKERS: NonZero<usize> = NonZero::<usize>::MIN.saturating_add(1023);
