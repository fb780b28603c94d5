//! Whoever wants a box that is not theirs: pages elsewhere that the owner happens to have open, and requests
//! that no browser makes.
//!
//! Guessing is in `claim.rs`, and so is what strangers are told.

use std::sync::Arc;
use std::time::Duration;

use hyper::{Method, StatusCode};
use nichoir::actions::setup::{NewOwner, setup};
use nichoir::appliance::claim::{self, Claim, Step};
use nichoir::site::Site;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::support::guarded::{Guarded, rest};
use crate::support::node::HOST;
use crate::support::server::{PASSPHRASE, Server};
use crate::support::sign_in::{REDIRECT, TestApp};
use crate::support::visitor::{Visitor, code, ready};

/// An unclaimed box with TLS of its own, and its code.
async fn box_with_code() -> (Guarded, String) {
    let node = Guarded::empty().await;
    let claim = ready(&node.app, node.server.data()).await;
    let code = code(&claim);
    (node, code)
}

/// What the plain port says to these very bytes.
async fn say(node: &Guarded, bytes: &str) -> String {
    let mut stream = TcpStream::connect(node.plain).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    rest(&mut stream).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn no_page_elsewhere_may_read_a_page_of_ours() {
    let (unclaimed, claimed) = (Server::empty().await, Server::of_ada().await);
    ready(&unclaimed.app, unclaimed.data()).await;
    let mut phone = Visitor::at_home(&unclaimed.app);
    for path in ["/", "/setup", "/setup/code", "/setup/check", "/welcome/token", "/nothing"] {
        assert!(
            !phone.get(path).await.headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
    }
    let elsewhere = [("origin", "https://evil.example")];
    for path in ["/", "/@ada", "/oauth/authorize", "/welcome", "/assets/style.css", "/health"] {
        let answer = claimed.send(Method::GET, path, &elsewhere, "").await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
    // Apps and other programs in a browser need these.
    for path in
        ["/api/v2/instance", "/api/v1/unknown", "/actor", "/users/ada", "/.well-known/nodeinfo"]
    {
        let answer = claimed.send(Method::GET, path, &elsewhere, "").await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.headers.get_all("access-control-allow-origin").iter().count(), 1);
    }
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told_no_more_than_others() {
    let (node, _) = box_with_code().await;
    for path in ["/setup/code", "/api/v2/instance", "/oauth/token"] {
        let answer = say(
            &node,
            &format!(
                "OPTIONS {path} HTTP/1.1\r\nhost: evil.example\r\norigin: https://evil.example\r\n\
                 access-control-request-method: POST\r\nconnection: close\r\n\r\n"
            ),
        )
        .await;
        assert_eq!(status(&answer), "403", "{answer}");
        assert!(!answer.contains("access-control"), "{answer}");
    }
}

#[tokio::test]
async fn a_browser_that_calls_a_form_foreign_is_believed() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    for site in ["cross-site", "same-site"] {
        let mut phone = Visitor::at_home(&server.app);
        phone.site = Some(site.to_owned());
        assert_eq!(phone.show(&right).await.status, StatusCode::FORBIDDEN, "{site}");
    }
    let mut phone = Visitor::at_home(&server.app);
    phone.site = Some("same-origin".to_owned());
    assert_eq!(phone.show(&right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_proxy_that_says_nothing_of_itself_leads_nobody_in() {
    let (node, _) = box_with_code().await;
    let ask = |version: &str, line: &str| {
        format!(
            "GET /setup/code HTTP/{version}\r\nhost: 127.0.0.1:8080\r\nconnection: close\r\n{line}\r\n"
        )
    };
    assert_eq!(status(&say(&node, &ask("1.1", "")).await), "200");
    // What nginx sends if nobody tells it anything; no browser speaks like that any more.
    assert_eq!(status(&say(&node, &ask("1.0", "")).await), "403");
    for line in [
        "x-forwarded-host: home.example",
        "cf-connecting-ip: 203.0.113.9",
        "true-client-ip: 192.168.1.7",
    ] {
        assert_eq!(status(&say(&node, &ask("1.1", &format!("{line}\r\n"))).await), "403", "{line}");
    }
}

#[tokio::test]
async fn a_trusted_proxy_that_cannot_name_its_client_leads_nobody_in() {
    let node = Guarded::empty_behind("127.0.0.1").await;
    ready(&node.app, node.server.data()).await;
    let request = b"GET /setup/code HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let local = b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";
    let unspecified = b"\r\n\r\n\0\r\nQUIT\n\x21\0\0\0";
    for header in [b"PROXY UNKNOWN\r\n".as_slice(), local, unspecified] {
        let mut stream = TcpStream::connect(node.plain).await.unwrap();
        stream.write_all(&[header, request].concat()).await.unwrap();
        assert_eq!(status(&rest(&mut stream).await), "403");
    }
}

#[tokio::test]
async fn a_request_asks_for_one_host() {
    let (node, code) = box_with_code().await;
    let ask = |target: &str, hosts: &str| {
        format!("GET {target} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")
    };
    for (target, hosts, expected) in [
        ("/setup/code", "", "400"),
        ("/setup/code", "host: nichoir.local\r\nhost: evil.example\r\n", "400"),
        ("/setup/code", "host: evil.example\r\nhost: nichoir.local\r\n", "400"),
        // The target counts (RFC 9112 §3.2.2).
        ("http://nichoir.local/setup/code", "host: evil.example\r\n", "200"),
        ("http://evil.example/setup/code", "host: nichoir.local\r\n", "403"),
        ("http://evil.example@nichoir.local/setup/code", "host: nichoir.local\r\n", "403"),
    ] {
        assert_eq!(status(&say(&node, &ask(target, hosts)).await), expected, "{target} {hosts}");
    }
    let form = format!("code={code}");
    let post = format!(
        "POST http://nichoir.local/setup/code HTTP/1.1\r\nhost: evil.example\r\norigin: http://evil.example\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{form}",
        form.len()
    );
    assert_eq!(status(&say(&node, &post).await), "403");
}

#[tokio::test]
async fn no_path_leads_around_the_door() {
    let (node, _) = box_with_code().await;
    node.is_certified();
    for path in [
        "/.well-known/acme-challenge/token",
        "/.well-known/acme-challenge/../../setup/code",
        "//setup/code",
        "/welcome/../setup/code",
        "/%73etup/code",
        "/assets/../setup/code",
    ] {
        let answer = node.ask_securely(path, "").await;
        assert!(["404", "503"].contains(&status(&answer)), "{path}: {answer}");
        assert!(!answer.to_lowercase().contains("<html"), "{path}: {answer}");
    }
}

/// Tries a wrong passphrase on the sign-in page; the status.
async fn guess(mut stream: impl AsyncRead + AsyncWrite + Unpin, app: &TestApp) -> String {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", app.id.as_str()),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("passphrase", "guess"),
        ])
        .finish();
    let request = format!(
        "POST /oauth/authorize HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    status(&rest(&mut stream).await).to_owned()
}

#[tokio::test]
async fn passphrases_that_are_tried_all_at_once_are_as_few() {
    let node = Guarded::of_ada().await;
    let app = Arc::new(TestApp::register(&node.server, "read").await);
    let mut storm = JoinSet::new();
    for _ in 0..12 {
        let (hands, app) = (node.hands(HOST, &[b"http/1.1"]).await.unwrap(), app.clone());
        storm.spawn(async move { guess(hands, &app).await });
    }
    let answers = storm.join_all().await;
    let tried = answers.iter().filter(|status| *status == "403").count();
    let slowed = answers.iter().filter(|status| *status == "429").count();
    assert_eq!((tried, slowed), (5, 7));
}

#[tokio::test]
async fn another_door_gives_nobody_more_tries() {
    let node = Guarded::empty().await;
    let site = Site::new("localhost", "localhost");
    let owner = NewOwner { name: "ada".into(), site, passphrase: PASSPHRASE.into() };
    setup(&node.app, owner).await.unwrap();
    let at_home = Claim { step: Step::AtHome, ..Claim::default() };
    node.app.store.write(move |tx| claim::save(tx, &at_home)).await.unwrap();
    node.is_certified();
    let app = TestApp::register(&node.server, "read").await;
    for _ in 0..5 {
        assert_eq!(guess(TcpStream::connect(node.plain).await.unwrap(), &app).await, "403");
    }
    let hands = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
    assert_eq!(guess(hands, &app).await, "429");
}

#[tokio::test]
async fn what_lets_a_browser_in_over_tls_never_goes_in_the_clear() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.choose_ada(&right).await;
    server.app.clock.advance_ms(2 * 60_000);
    let typed = [("passphrase", PASSPHRASE), ("again", PASSPHRASE)];
    assert_eq!(phone.go("/setup/passphrase", &typed).await, "/welcome");
    let mut safe = Visitor::from(&server.app, "192.168.1.8", "home.example", true);
    let answer = safe.post("/setup/code", &typed[..1]).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"), "{:?}", answer.headers);
}

#[tokio::test]
async fn the_link_to_the_passphrase_is_kept_by_no_cache() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.choose_ada(&right).await;
    crate::support::certificate::arrives(&server.app.appliance.certificates, "home.example");
    let answer = phone.post("/setup/welcome", &[]).await;
    assert!(answer.header("location").starts_with("https://home.example/welcome/"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn bodies_that_never_end_cost_little_memory_and_keep_nobody_out() {
    let node = Guarded::of_ada().await;
    let app = TestApp::register(&node.server, "read").await;
    let head =
        "POST /oauth/token HTTP/1.1\r\nhost: home.example\r\ncontent-length: 1000000\r\n\r\n";
    let mut storm = JoinSet::new();
    for _ in 0..40 {
        let mut hands = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
        storm.spawn(async move {
            // It may hang up in the middle of it.
            let _ = hands.write_all(head.as_bytes()).await;
            let _ = hands.write_all(&[b'x'; 900_000]).await;
            let mut begin = [0; 12];
            let answered = timeout(Duration::from_secs(4), hands.read_exact(&mut begin)).await;
            (answered.is_ok(), hands)
        });
    }
    let storm = storm.join_all().await;
    let held = storm.iter().filter(|(answered, _)| !answered).count();
    assert!(held <= 10, "{held} bodies of a megabyte are held");
    // They still hang there.
    let hands = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
    assert_eq!(guess(hands, &app).await, "403");
}

#[tokio::test]
async fn one_connection_of_many_streams_is_given_little_to_fill() {
    let node = Guarded::of_ada().await;
    let mut hands = node.hands(HOST, &[b"h2"]).await.unwrap();
    hands.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let mut head = [0; 9];
    hands.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "settings come first");
    let mut settings = vec![0; usize::from(u16::from_be_bytes([head[1], head[2]]))];
    hands.read_exact(&mut settings).await.unwrap();
    let value = |id: u8| {
        let found = settings.chunks(6).find(|setting| setting[1] == id);
        found.map(|setting| u32::from_be_bytes(setting[2..6].try_into().unwrap()))
    };
    let (streams, window, head_list) = (value(3), value(4).unwrap_or(65_535), value(6));
    assert_eq!((streams, head_list), (Some(64), Some(65_536)));
    assert!(window <= 128 * 1024, "{window}");
}
