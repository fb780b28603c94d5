//! Good days: how long the node has had a certificate without a gap, and the promise to browsers that it
//! will go on like that.
//!
//! After `Strict-Transport-Security` a browser refuses to come without TLS (RFC 6797). A home node may lose its name
//! or its line in the first days, so the promise is only made after seven good ones.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use crate::app::App;
use crate::error::Result;
use crate::store::settings;

/// Counts them. Cheap to clone.
#[derive(Clone)]
pub(super) struct GoodDays(Arc<Inner>);

struct Inner {
    app: App,
    /// What is stored.
    streak: OnceCell<Mutex<Option<Streak>>>,
}

/// Certificates for one host, one after the other without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Streak {
    host: String,
    /// When the first of them was first seen.
    since_ms: i64,
    /// The end of the last one.
    until_ms: i64,
}

impl Streak {
    /// The streak, now that `host` has a certificate until `until_ms`.
    fn go_on(was: Option<&Self>, host: &str, now_ms: i64, until_ms: i64) -> Self {
        let whole =
            was.filter(|was| was.host == host && (was.since_ms..was.until_ms).contains(&now_ms));
        let since_ms = whole.map_or(now_ms, |was| was.since_ms);
        Self { host: host.to_owned(), since_ms, until_ms }
    }

    fn is_long(&self, now_ms: i64) -> bool {
        now_ms - self.since_ms >= GOOD_DAYS_MS
    }
}

impl GoodDays {
    pub(super) fn new(app: App) -> Self {
        Self(Arc::new(Inner { app, streak: OnceCell::new() }))
    }

    /// Whether there were enough good days up to now.
    async fn are_enough(&self) -> Result<bool> {
        let Inner { app, streak: stored } = self.0.as_ref();
        let (Ok(site), true) = (app.site().await, app.clock.is_trusted()) else { return Ok(false) };
        let (now_ms, certificates) = (app.clock.now_ms(), &app.appliance.certificates);
        let live = certificates.live().filter(|_| certificates.has(&site.host));
        let Some(live) = live.filter(|live| live.not_after_ms > now_ms) else { return Ok(false) };
        let stored = stored.get_or_try_init(|| load(app)).await?;
        let streak = {
            let mut stored = stored.lock().unwrap_or_else(PoisonError::into_inner);
            let streak = Streak::go_on(stored.as_ref(), &site.host, now_ms, live.not_after_ms);
            if stored.as_ref() == Some(&streak) {
                return Ok(streak.is_long(now_ms));
            }
            *stored = Some(streak.clone());
            streak
        };
        // Once for each certificate.
        let json = serde_json::to_string(&streak)?;
        app.store.write(move |tx| settings::set(tx, GOOD_DAYS, &json)).await?;
        Ok(streak.is_long(now_ms))
    }
}

async fn load(app: &App) -> Result<Mutex<Option<Streak>>> {
    let row = app.store.read(|db| settings::value(db, GOOD_DAYS)).await?;
    Ok(Mutex::new(row.and_then(|json| serde_json::from_str(&json).ok())))
}

/// Adds the promise to every answer, once it can be given.
pub(super) async fn promise(
    State(days): State<GoodDays>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    match days.are_enough().await {
        Ok(true) => {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, PROMISE);
        }
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "cannot count the good days"),
    }
    response
}

/// Where they stand in `settings`.
const GOOD_DAYS: &str = "good_days";
const GOOD_DAYS_MS: i64 = 7 * 24 * 3_600_000;
/// Half a year; not for other hosts of the domain, which are not ours.
const PROMISE: HeaderValue = HeaderValue::from_static("max-age=15552000");

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 24 * 3_600_000;

    fn streak(since_day: i64, until_day: i64) -> Streak {
        Streak {
            host: "a.example".into(),
            since_ms: since_day * DAY_MS,
            until_ms: until_day * DAY_MS,
        }
    }

    #[test]
    fn a_renewal_in_time_goes_on_with_the_streak() {
        let was = streak(0, 45);
        let next = Streak::go_on(Some(&was), "a.example", 30 * DAY_MS, 75 * DAY_MS);
        assert_eq!(next, streak(0, 75));
        assert!(next.is_long(30 * DAY_MS));
    }

    #[test]
    fn a_gap_another_name_or_a_clock_set_back_begins_a_new_one() {
        let was = streak(10, 45);
        assert_eq!(Streak::go_on(None, "a.example", 0, 45 * DAY_MS), streak(0, 45));
        let late = Streak::go_on(Some(&was), "a.example", 46 * DAY_MS, 90 * DAY_MS);
        assert_eq!(late, streak(46, 90));
        assert!(!late.is_long(52 * DAY_MS) && late.is_long(53 * DAY_MS));
        let other = Streak::go_on(Some(&was), "b.example", 20 * DAY_MS, 45 * DAY_MS);
        assert_eq!(other.since_ms, 20 * DAY_MS);
        let back = Streak::go_on(Some(&was), "a.example", 5 * DAY_MS, 45 * DAY_MS);
        assert_eq!(back, streak(5, 45));
    }
}
