//! How the ACME library reaches an authority: through our own client, with its trust, clock and bounds.
//!
//! Listens in on what the library throws away (the status and `Retry-After` of a failure), and puts right
//! what it would stumble over.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use hyper::{Method, Request};
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};

use super::persist;
use crate::app::App;
use crate::clock::Clock;
use crate::net::{Family, Limits, NetError, Services};
use crate::protocol::http_date;

/// A chain of certificates is the largest answer, with a dozen kilobytes.
const LIMITS: Limits = Limits { body_bytes: 256 * 1024, deadline: Duration::from_secs(20) };
/// Nobody can make us wait longer.
const LONGEST_WAIT_S: i64 = 24 * 3600;
/// For an authority that does not say when to ask for the renewal window again.
const USUAL_WAIT: HeaderValue = HeaderValue::from_static("21600");

/// The way to one authority. Cheap to clone; clones share what they heard.
#[derive(Clone)]
pub(super) struct Transport {
    services: Services,
    clock: Clock,
    /// The directory came over TLS, so everything else has to.
    secure: bool,
    heard: Arc<Mutex<Heard>>,
}

/// What the last answer said beside its body.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    /// Its status; 0 if there was no answer.
    pub(super) status: u16,
    /// How long the authority wants us to wait.
    pub(super) wait: Option<Duration>,
    /// Under which name the authority offers `dns-persist-01`, as heard in any answer.
    pub(super) issuer: Option<String>,
}

impl Transport {
    /// The way to the authority whose directory is at `url`.
    pub(super) fn new(app: &App, url: &str) -> Self {
        Self {
            services: app.appliance.services.clone(),
            clock: app.clock.clone(),
            secure: url.starts_with("https://"),
            heard: Arc::default(),
        }
    }

    /// What the last answer said.
    pub(super) fn heard(&self) -> Heard {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn exchange(self, request: Request<BodyWrapper<Bytes>>) -> Result<BytesResponse, Error> {
        let issuer = self.lock().issuer.take();
        *self.lock() = Heard { issuer, ..Heard::default() };
        if self.secure && request.uri().scheme_str() != Some("https") {
            return Err(failed(NetError::Protocol("the authority leads us to http://".into())));
        }
        let asks_for_window = request.method() == Method::GET;
        let (head, body) = request.into_parts();
        // The body is in memory: nothing can fail.
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let request = Request::from_parts(head, body);
        let answer = self.services.send(request, Family::Any, LIMITS).await.map_err(failed)?;
        let (mut head, body) = answer.into_parts();
        let wait = put_right(&mut head.headers, self.clock.now_ms());
        if asks_for_window && wait.is_none() {
            head.headers.insert(RETRY_AFTER, USUAL_WAIT);
        }
        let mut heard = self.lock();
        heard.status = head.status.as_u16();
        heard.wait = wait;
        heard.issuer = persist::issuer(&body).or(heard.issuer.take());
        drop(heard);
        Ok(BytesResponse { parts: head, body: Box::new(body) })
    }
}

impl HttpClient for Transport {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        Box::pin(self.clone().exchange(request))
    }
}

fn failed(cause: NetError) -> Error {
    Error::Other(Box::new(cause))
}

/// Leaves a `Retry-After` of a sane number of seconds or none: the library adds it to the system's time,
/// which panics when it is absurd and is wrong when the system's time is.
fn put_right(headers: &mut HeaderMap, now_ms: i64) -> Option<Duration> {
    let said = headers.remove(RETRY_AFTER);
    let seconds = seconds(said.as_ref()?.to_str().ok()?.trim(), now_ms)?.clamp(0, LONGEST_WAIT_S);
    headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

/// Seconds or a date (RFC 9110 §10.2.3).
fn seconds(text: &str, now_ms: i64) -> Option<i64> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(i64::MAX));
    }
    Some(http_date::read(text)?.saturating_sub(now_ms).saturating_add(999) / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &'static str) -> Option<(u64, String)> {
        let now_ms = 1_795_400_000_000;
        let mut headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
        let wait = put_right(&mut headers, now_ms);
        let left = headers.get(RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        Some((wait?.as_secs(), left?))
    }

    #[test]
    fn a_wait_is_bounded_whatever_the_authority_says() {
        assert_eq!(after("3"), Some((3, "3".into())));
        let a_day = Some((86_400, "86400".to_owned()));
        assert_eq!(after("18446744073709551615"), a_day);
        assert_eq!(after("99999999999999999999999999"), a_day);
        assert_eq!(after("Fri, 31 Dec 2100 23:59:59 GMT"), a_day);
        assert_eq!(after("Fri, 31 Dec 1999 23:59:59 GMT"), Some((0, "0".into())));
        for nothing in ["", "-5", "soon", "1e9"] {
            assert_eq!(after(nothing), None, "{nothing}");
        }
    }
}
