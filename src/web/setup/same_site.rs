//! Only our own pages may change anything: a form on a page elsewhere is refused.
//!
//! Spec: Fetch §3.1 (`Origin`), Fetch Metadata (`Sec-Fetch-Site`).

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::entrance::asked_host;

/// Refuses what another page makes the browser send.
pub(in crate::web) async fn keep(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !is_ours(request.uri(), request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

/// Whether the request comes from a page of the host that it goes to.
fn is_ours(uri: &Uri, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = asked_host(uri, headers) else { return false };
    let is_host = |url: &str| {
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        let from = rest.and_then(|rest| rest.split('/').next());
        from.is_some_and(|from| from.eq_ignore_ascii_case(host))
    };
    let site = headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes);
    if site.is_some_and(|site| !matches!(site, b"same-origin" | b"none")) {
        return false;
    }
    // Where one says anything, the next is not asked. `null` is nobody's page.
    if headers.contains_key(header::ORIGIN) {
        return text(header::ORIGIN).is_some_and(is_host);
    }
    site.is_some() || text(header::REFERER).is_some_and(is_host)
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(lines: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "192.168.1.5:8080".parse().unwrap());
        for (name, value) in lines {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        is_ours(&Uri::from_static("/setup/code"), &headers)
    }

    #[test]
    fn only_a_page_of_the_same_host_may_send_a_form() {
        assert!(ours(&[("origin", "http://192.168.1.5:8080")]));
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("sec-fetch-site", "none")]));
        assert!(ours(&[("referer", "http://192.168.1.5:8080/setup/code?lang=fr")]));
    }

    #[test]
    fn everything_else_is_refused() {
        assert!(!ours(&[]));
        assert!(!ours(&[("origin", "null")]));
        assert!(!ours(&[("origin", "http://192.168.1.5")]));
        assert!(!ours(&[("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")]));
        assert!(!ours(&[("origin", "http://192.168.1.5:8080.evil.example")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site")]));
        let right = ("origin", "http://192.168.1.5:8080");
        assert!(!ours(&[right, ("sec-fetch-site", "cross-site")]), "rebound by DNS, or redirected");
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
        assert!(!ours(&[("referer", "http://evil.example/192.168.1.5:8080")]));
    }
}
