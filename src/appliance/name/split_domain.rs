//! Handles at another domain than the node's (`@ada@example` at `home.example`): whether that domain
//! sends those who ask for the handle to us.
//!
//! Only looks; the other server is not ours to change.

use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{ACCEPT, LOCATION};
use hyper::{Request, Response};
use serde_json::Value;
use url::Url;

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::wanted::Wanted;
use crate::net::{Family, Limits, Services};

const LIMITS: Limits = Limits { body_bytes: 64 * 1024, deadline: Duration::from_secs(10) };
/// RFC 7033 §4.
const PATH: &str = "/.well-known/webfinger";

/// What is amiss; `None` if the handle leads to us. `base` is where the handle's domain answers,
/// `https://` and its name.
pub(super) async fn check(services: &Services, base: &str, wanted: &Wanted) -> Option<Finding> {
    let acct = format!("acct:{}@{}", wanted.name, wanted.handle_domain);
    let Ok(mut url) = Url::parse(&format!("{base}{PATH}")) else { return Some(note(wanted)) };
    url.query_pairs_mut().append_pair("resource", &acct);
    let request = Request::get(url.as_str()).header(ACCEPT, "application/jrd+json");
    let Ok(request) = request.body(Bytes::new()) else { return Some(note(wanted)) };
    let answer = services.send(request, Family::Any, LIMITS).await.ok();
    let leads_here = answer.is_some_and(|answer| leads_to(&answer, &url, &acct, &wanted.host));
    (!leads_here).then(|| note(wanted))
}

/// Whether `answer` sends the asker to `host`, or names an actor there.
fn leads_to(answer: &Response<Bytes>, asked: &Url, acct: &str, host: &str) -> bool {
    if answer.status().is_redirection() {
        let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        return location.and_then(|text| asked.join(text).ok()).is_some_and(|to| {
            to.scheme() == "https"
                && to.host_str() == Some(host)
                && to.path() == PATH
                && to.query_pairs().any(|(key, value)| key == "resource" && value == acct)
        });
    }
    let jrd: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let links = jrd.get("links").and_then(Value::as_array);
    answer.status().is_success()
        && links.is_some_and(|links| links.iter().any(|link| is_actor_at(link, host)))
}

fn is_actor_at(link: &Value, host: &str) -> bool {
    let href = link.get("href").and_then(Value::as_str).and_then(|href| Url::parse(href).ok());
    link.get("rel").and_then(Value::as_str) == Some("self")
        && href.is_some_and(|href| href.host_str() == Some(host))
}

fn note(wanted: &Wanted) -> Finding {
    Finding::new(Topic::Name, Mood::Note, "name-split")
        .with("domain", &wanted.handle_domain)
        .with("host", &wanted.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCT: &str = "acct:ada@example.org";

    fn leads(status: u16, location: &str, body: &str) -> bool {
        let asked = Url::parse(
            "https://example.org/.well-known/webfinger?resource=acct%3Aada%40example.org",
        );
        let answer = Response::builder().status(status).header(LOCATION, location);
        let answer = answer.body(Bytes::from(body.to_owned())).unwrap();
        leads_to(&answer, &asked.unwrap(), ACCT, "home.example.org")
    }

    #[test]
    fn a_redirect_must_keep_the_question() {
        let there = "https://home.example.org/.well-known/webfinger";
        assert!(leads(301, &format!("{there}?resource=acct:ada@example.org"), ""));
        assert!(leads(302, &format!("{there}?resource=acct%3Aada%40example.org"), ""));
        assert!(!leads(301, there, ""));
        assert!(!leads(301, "https://www.example.org/.well-known/webfinger?resource=x", ""));
        assert!(!leads(301, "/login", ""));
    }

    #[test]
    fn an_answer_must_name_an_actor_here() {
        let jrd = |href: &str| format!(r#"{{"links":[{{"rel":"self","href":"{href}"}}]}}"#);
        assert!(leads(200, "", &jrd("https://home.example.org/users/ada")));
        assert!(!leads(200, "", &jrd("https://elsewhere.example/users/ada")));
        assert!(!leads(200, "", "<html>"));
        assert!(!leads(404, "", &jrd("https://home.example.org/users/ada")));
    }

    /// A server in the clear that says `head` once.
    async fn web(head: &'static str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).await.unwrap();
            assert!(asked[..length].starts_with(b"GET /.well-known/webfinger?resource=acct%3Aada"));
            stream.write_all(head.as_bytes()).await.unwrap();
        });
        base
    }

    #[tokio::test]
    async fn the_owner_of_the_other_domain_is_told_the_line_to_add() {
        let services = Services::new(&crate::clock::Clock::system());
        let (name, handle_domain) = ("ada".to_owned(), "example.org".to_owned());
        let wanted = Wanted { name, host: "home.example.org".into(), handle_domain };
        let base = web("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await;
        let note = check(&services, &base, &wanted).await.unwrap();
        let action = note.action(crate::locale::Locale::En).unwrap();
        assert!(action.contains("return 301 https://home.example.org$request_uri;"), "{action}");
        let base = web("HTTP/1.1 301 Moved\r\ncontent-length: 0\r\nlocation: \
                        https://home.example.org/.well-known/webfinger?resource=acct:ada@example.org\r\n\r\n").await;
        assert_eq!(check(&services, &base, &wanted).await, None);
    }
}
