//! Two doors: what is answered in the clear and what over TLS of our own.

use std::io::{BufRead, BufReader};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};

use nichoir::actions::setup::{NewOwner, setup};
use nichoir::site::Site;
use rustls::pki_types::ServerName;
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::support::guarded::{Guarded, ask_http2, ask_on, rest};
use crate::support::node::HOST;
use crate::support::server::PASSPHRASE;

const DAY_MS: i64 = 24 * 3_600_000;

#[tokio::test]
async fn both_http_versions_are_spoken_over_tls() {
    let node = Guarded::of_ada().await;
    let mut first = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
    assert_eq!(first.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    assert!(ask_on(&mut first, "/health", "").await.ends_with("OK"));
    let second = node.hands(HOST, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(second.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (head, body) = ask_http2(second, "/health").await;
    assert_eq!((head.status().as_u16(), body.as_ref()), (200, &b"OK"[..]));
    let mut neither = node.hands(HOST, &[]).await.unwrap();
    assert!(ask_on(&mut neither, "/health", "").await.ends_with("OK"));
}

#[tokio::test]
async fn both_tls_versions_are_spoken() {
    let node = Guarded::of_ada().await;
    for version in [&TLS12, &TLS13] {
        let mut config = node.authority.client(&[b"http/1.1"]);
        let provider = config.crypto_provider().clone();
        config = rustls::ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(node.authority.roots())
            .with_no_client_auth();
        let connector = TlsConnector::from(std::sync::Arc::new(config));
        let stream = TcpStream::connect(node.secure).await.unwrap();
        let name = ServerName::try_from(HOST).unwrap();
        let mut stream = connector.connect(name, stream).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(version.version));
        assert!(ask_on(&mut stream, "/health", "").await.ends_with("OK"));
    }
}

#[tokio::test]
async fn a_known_client_resumes_without_a_new_certificate() {
    let node = Guarded::of_ada().await;
    let config = std::sync::Arc::new(node.authority.client(&[b"http/1.1"]));
    let mut kinds = Vec::new();
    for _ in 0..2 {
        let connector = TlsConnector::from(config.clone());
        let stream = TcpStream::connect(node.secure).await.unwrap();
        let name = ServerName::try_from(HOST).unwrap();
        let mut stream = connector.connect(name, stream).await.unwrap();
        // The ticket comes with the first answer.
        ask_on(&mut stream, "/health", "").await;
        kinds.push(stream.get_ref().1.handshake_kind());
    }
    assert_eq!(kinds[0], Some(rustls::HandshakeKind::Full));
    assert_eq!(kinds[1], Some(rustls::HandshakeKind::Resumed));
}

#[tokio::test]
async fn a_new_certificate_is_served_while_old_connections_go_on() {
    let node = Guarded::of_ada().await;
    let mut old = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
    let before = old.get_ref().1.peer_certificates().unwrap()[0].clone();
    let renewed = node.is_certified().certificate;
    let new = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
    let served = &new.get_ref().1.peer_certificates().unwrap()[0];
    assert_eq!(served, &renewed);
    assert_ne!(served, &before);
    assert!(ask_on(&mut old, "/health", "").await.ends_with("OK"));
}

#[tokio::test]
async fn who_comes_by_address_is_shown_the_certificate() {
    let node = Guarded::of_ada().await;
    // The certificate is not for the address, which is for the client to judge.
    let refused = node.hands("127.0.0.1", &[b"http/1.1"]).await.unwrap_err();
    assert!(refused.to_string().contains("only valid for DnsName(\"home.example\")"), "{refused}");
}

#[tokio::test]
async fn the_plain_port_sends_everybody_to_tls() {
    let node = Guarded::of_ada().await;
    let answer = node.ask_plainly("/@ada?a=b", HOST).await;
    assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
    assert!(answer.contains("location: https://home.example/@ada?a=b\r\n"), "{answer}");
    assert!(!answer.contains("strict-transport-security"), "{answer}");
    // Another name for the same box may be another box's tomorrow.
    for host in ["nichoir.local", "127.0.0.1", "home.example.evil.example"] {
        let answer = node.ask_plainly("/", host).await;
        assert!(answer.starts_with("HTTP/1.1 307 "), "{answer}");
        assert!(answer.contains("location: https://home.example/\r\n"), "{answer}");
    }
    assert!(node.ask_plainly("/", "HOME.example:80").await.starts_with("HTTP/1.1 308 "));
    let health = node.ask_plainly("/health", HOST).await;
    assert!(health.starts_with("HTTP/1.1 200 ") && health.ends_with("OK"), "{health}");
}

#[tokio::test]
async fn a_redirect_cannot_be_made_to_lead_elsewhere() {
    let node = Guarded::of_ada().await;
    for path in ["//evil.example/", "/\\evil.example", "http://evil.example/x", "/%0d%0ax:y"] {
        let answer = node.ask_plainly(path, HOST).await;
        let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
        let leads_here = |location: &str| location.starts_with("https://home.example/");
        assert!(location.is_none_or(leads_here), "{answer}");
        assert!(!answer.to_lowercase().contains("\r\nx:y"), "{answer}");
    }
}

#[tokio::test]
async fn without_a_good_certificate_nobody_is_sent_to_tls() {
    let node = Guarded::uncertified().await;
    let answer = node.ask_plainly("/@ada", HOST).await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains("waiting for its certificate") && !answer.contains("ada"), "{answer}");
    node.is_certified();
    assert!(node.ask_plainly("/@ada", HOST).await.starts_with("HTTP/1.1 308 "));
    node.app.clock.advance_ms(91 * DAY_MS);
    assert!(node.ask_plainly("/@ada", HOST).await.starts_with("HTTP/1.1 503 "));
}

#[tokio::test]
async fn the_authority_finds_its_tokens_at_any_time() {
    for node in [Guarded::empty().await, Guarded::uncertified().await, Guarded::of_ada().await] {
        let certificates = &node.app.appliance.certificates;
        certificates.answer_token("abc", "abc.thumbprint");
        let answer = node.ask_plainly("/.well-known/acme-challenge/abc", HOST).await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("abc.thumbprint"));
        assert!(answer.contains("content-type: text/plain"), "{answer}");
        let other = node.ask_plainly("/.well-known/acme-challenge/abcd", HOST).await;
        assert!(other.starts_with("HTTP/1.1 404 "), "{other}");
        assert!(node.app.appliance.outsiders.came().v4, "that was a proof from outside");
        certificates.withdraw_answers();
        let gone = node.ask_plainly("/.well-known/acme-challenge/abc", HOST).await;
        assert!(gone.starts_with("HTTP/1.1 404 "), "{gone}");
    }
}

#[tokio::test]
async fn the_authority_is_answered_inside_tls_and_nobody_else_by_that() {
    let node = Guarded::of_ada().await;
    let proof = node.authority.sign(HOST);
    node.app.appliance.certificates.answer_challenge(HOST, proof.certified());
    let mut stream = node.hands(HOST, &[b"acme-tls/1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.peer_certificates().unwrap()[0], proof.certificate);
    let _ = stream.write_all(b"GET /health HTTP/1.1\r\nhost: home.example\r\n\r\n").await;
    assert_eq!(rest(&mut stream).await, "");
    assert!(node.app.appliance.outsiders.came().v4, "that was a proof from outside");
    assert!(node.answers_securely().await);
    node.app.appliance.certificates.withdraw_answers();
    assert!(node.hands(HOST, &[b"acme-tls/1"]).await.is_err());
}

#[tokio::test]
async fn without_an_owner_tls_gives_no_hints() {
    let node = Guarded::empty().await;
    node.is_certified();
    for path in ["/", "/@ada", "/api/v2/instance", "/inbox", "/.well-known/webfinger"] {
        let answer = node.ask_securely(path, "").await;
        assert!(answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("\r\n\r\n"), "{answer}");
    }
    assert!(!node.ask_securely("/welcome/token", "").await.starts_with("HTTP/1.1 503 "));
    assert!(!node.app.appliance.outsiders.came().v4, "this house proves nothing");
    assert!(node.answers_securely().await);
    let site = Site::new(HOST, HOST);
    let owner = NewOwner { name: "ada".into(), site, passphrase: PASSPHRASE.into() };
    setup(&node.app, owner).await.unwrap();
    assert!(node.ask_securely("/@ada", "").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_home_without_a_name_answers_in_the_clear() {
    let node = Guarded::empty().await;
    let site = Site::new("localhost", "localhost");
    let owner = NewOwner { name: "ada".into(), site, passphrase: PASSPHRASE.into() };
    setup(&node.app, owner).await.unwrap();
    assert!(node.ask_plainly("/@ada", "192.168.1.5").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn browsers_are_promised_tls_only_after_seven_good_days() {
    let node = Guarded::of_ada().await;
    let promise = "strict-transport-security: max-age=15552000\r\n";
    assert!(!node.ask_securely("/health", "").await.contains(promise));
    node.app.clock.advance_ms(7 * DAY_MS - 1);
    assert!(!node.ask_securely("/health", "").await.contains(promise));
    node.app.clock.advance_ms(1);
    assert!(node.ask_securely("/health", "").await.contains(promise));
    assert!(!node.ask_plainly("/health", HOST).await.contains(promise));
    node.app.clock.set_trusted(false);
    assert!(!node.ask_securely("/health", "").await.contains(promise));
    node.app.clock.set_trusted(true);
    // A gap: the certificate ends, and days later there is a new one.
    node.app.clock.advance_ms(90 * DAY_MS);
    assert!(!node.ask_securely("/health", "").await.contains(promise));
    node.is_certified();
    assert!(!node.ask_securely("/health", "").await.contains(promise));
    node.app.clock.advance_ms(7 * DAY_MS);
    assert!(node.ask_securely("/health", "").await.contains(promise));
}

#[tokio::test]
async fn a_renewed_certificate_keeps_the_good_days() {
    let node = Guarded::of_ada().await;
    node.ask_securely("/health", "").await;
    node.app.clock.advance_ms(60 * DAY_MS);
    node.is_certified();
    let answer = node.ask_securely("/health", "").await;
    assert!(answer.contains("strict-transport-security"), "{answer}");
}

#[tokio::test]
async fn a_stop_waits_for_nobody_who_only_dawdles() {
    let node = Guarded::of_ada().await;
    let mut half_open = TcpStream::connect(node.secure).await.unwrap();
    half_open.write_all(b"\x16\x03\x01").await.unwrap();
    let mut silent = TcpStream::connect(node.plain).await.unwrap();
    // Both are in by the time somebody who came later has been answered.
    assert!(node.answers_securely().await);
    assert!(node.ask_plainly("/health", HOST).await.ends_with("OK"));
    node.stop();
    assert_eq!(half_open.read(&mut [0; 8]).await.unwrap_or(0), 0);
    assert_eq!(silent.read(&mut [0; 8]).await.unwrap_or(0), 0);
}

/// The program with a socket that somebody else has opened, as a service manager hands it over; it stands at
/// number 0, where `Command` can put it.
fn activated(name: &str, words: &[&str], socket: std::net::TcpListener) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
    command.arg("serve").args(words).stdin(OwnedFd::from(socket)).env_clear();
    command.envs([("LISTEN_FDS", "1"), ("LISTEN_FDS_FIRST_FD", "0"), ("LISTEN_FDNAMES", name)]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn a_socket_of_the_service_manager_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let words = ["--tls", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()];
    let mut child = activated("http", &words, socket).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let answer = rest(&mut stream).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.contains(&format!(" and http://{address}")), "{first}");
    assert!(answer.ends_with("OK"), "{answer}");
}

#[test]
fn a_socket_that_nothing_is_for_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    for (name, words, hint) in [
        ("https", &["--data", data][..], "set tls = \"on\""),
        ("nichoir.socket", &["--data", data, "--tls", "127.0.0.1:0"], "FileDescriptorName="),
    ] {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let output = activated(name, words, socket).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(hint), "{said}");
    }
}

#[test]
fn a_taken_port_and_a_wrong_network_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (words, code, hint) in [
        (["--listen", address.as_str()], 1, "another program uses this port"),
        (["--trusted_proxies", "10.0.0.0/8, proxy"], 2, "\"proxy\" is neither an address"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
        let output = command.args(words).env_clear().env("NICHOIR_DATA", folder.path()).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(code));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(hint), "{said}");
    }
}
