//! One request to a DNS provider's API over HTTPS: JSON both ways, bounded, and what its status means.

use std::time::Duration;

use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use hyper::{Method, Request, StatusCode};
use serde_json::Value;
use url::Url;

use super::secret::Secret;
use super::trouble::Trouble;
use crate::app::App;
use crate::net::{Family, Limits};

/// Providers are slow now and then; nothing waits for them but the name.
const LIMITS: Limits = Limits { body_bytes: 256 * 1024, deadline: Duration::from_secs(15) };
/// How much of a complaint goes to the checklist.
const COMPLAINT: usize = 200;
/// When somebody says "too much" but not for how long.
const SOME_TIME: Duration = Duration::from_secs(60);
/// Nobody means more than this; it might be a date far away.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// An API and what it knows us by.
pub(super) struct Api<'a> {
    pub(super) app: &'a App,
    /// Before the paths, without a slash at the end.
    pub(super) base: &'a str,
    /// `Token` or `Bearer`.
    pub(super) scheme: &'static str,
    pub(super) token: &'a Secret,
}

impl Api<'_> {
    /// What is at `path` below the base, with these parameters.
    pub(super) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, Trouble> {
        self.call(Method::GET, path, query, None).await
    }

    /// Sends `body` to `path`.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Trouble> {
        self.call(method, path, &[], body).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<Value, Trouble> {
        if !self.app.clock.is_trusted() {
            return Err(Trouble::Untimely);
        }
        let bad = |_| Trouble::Odd("its address cannot be used".into());
        let mut url = Url::parse(&format!("{}{path}", self.base)).map_err(bad)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut authorization =
            HeaderValue::from_str(&format!("{} {}", self.scheme, self.token.reveal()))
                .map_err(|_| Trouble::Key("it has characters that no token has".into()))?;
        authorization.set_sensitive(true);
        let text = body.map(|body| body.to_string()).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(AUTHORIZATION, authorization)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .body(text.into())
            .map_err(|_| Trouble::Odd("its address cannot be used".into()))?;
        let answer = self.app.appliance.services.send(request, Family::Any, LIMITS).await?;
        let (head, body) = answer.into_parts();
        if head.status.is_success() {
            return read(&body);
        }
        let complaint = self.token.hide_in(&complaint(&body));
        Err(meaning(head.status, &head.headers, complaint))
    }
}

/// What a status that is no success means.
pub(super) fn meaning(status: StatusCode, headers: &HeaderMap, complaint: String) -> Trouble {
    match status {
        StatusCode::UNAUTHORIZED => Trouble::Key(complaint),
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Trouble::NotAllowed(complaint),
        StatusCode::TOO_MANY_REQUESTS => Trouble::Busy(wait(headers)),
        status if status.is_server_error() => Trouble::Away(status.to_string()),
        status => Trouble::Odd(format!("{status} {complaint}").trim_end().to_owned()),
    }
}

/// Nothing, or JSON.
fn read(body: &[u8]) -> Result<Value, Trouble> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|_| Trouble::Odd("its answer is not JSON".into()))
}

/// Seconds only; a date would need a clock on their side and ours.
fn wait(headers: &HeaderMap) -> Duration {
    let text = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = text.and_then(|text| text.trim().parse().ok());
    seconds.map_or(SOME_TIME, Duration::from_secs).min(LONGEST_WAIT)
}

/// The beginning of what they say, on one line.
pub(super) fn complaint(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(COMPLAINT).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_wants_us_to_wait_says_for_how_long() {
        let wanted = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            meaning(StatusCode::TOO_MANY_REQUESTS, &headers, String::new())
        };
        assert_eq!(wanted("17"), Trouble::Busy(Duration::from_secs(17)));
        assert_eq!(wanted("soon"), Trouble::Busy(SOME_TIME));
        assert_eq!(wanted("99999999999999"), Trouble::Busy(LONGEST_WAIT));
    }

    #[test]
    fn a_complaint_is_short_and_on_one_line() {
        let text = complaint(format!("no\n\u{1b}[31m{}", "x".repeat(999)).as_bytes());
        assert_eq!(text.chars().count(), COMPLAINT);
        assert!(text.starts_with("no  [31mx"), "{text}");
    }
}
