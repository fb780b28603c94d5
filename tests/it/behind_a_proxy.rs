//! Behind somebody else's proxy: who asks is believed of those who are trusted, and of nobody else.

use std::net::SocketAddr;

use axum::{Extension, Router};
use nichoir::entrance::Entrance;
use nichoir::serve::{Networks, serve_on};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::support::guarded::{Guarded, rest};
use crate::support::node::HOST;
use crate::support::sign_in::{REDIRECT, TestApp};

/// A listener that says of each request who asked, and how.
async fn mirror(trusted: &str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let say = |Extension(entrance): Extension<Entrance>, Extension(peer): Extension<SocketAddr>| async move {
        assert_eq!(entrance.peer, peer);
        let Entrance { peer, secure, proxied } = entrance;
        format!("{} secure:{secure} proxied:{proxied}", peer.ip())
    };
    let trusted = Networks::parse(trusted).unwrap();
    tokio::spawn(serve_on(listener, Router::new().fallback(say), trusted, std::future::pending()));
    address
}

/// The answer to these bytes and a request with these lines; only the body.
async fn ask(address: SocketAddr, first: &[u8], lines: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{lines}\r\n");
    let _ = stream.write_all(&[first, request.as_bytes()].concat()).await;
    let answer = rest(&mut stream).await;
    if !answer.starts_with("HTTP/1.1 200 ") {
        return String::new();
    }
    answer.split("\r\n\r\n").nth(1).unwrap().to_owned()
}

const LINE: &[u8] = b"PROXY TCP4 203.0.113.9 192.0.2.1 56324 443\r\n";
const BINARY: &[u8] =
    b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x09\xc0\0\x02\x01\xdc\x04\x01\xbb";
const FORWARDED: &str = "x-forwarded-for: 198.51.100.7\r\nx-forwarded-proto: https\r\n";

#[tokio::test]
async fn a_trusted_proxy_says_who_asks() {
    let address = mirror("127.0.0.0/8, ::1").await;
    assert_eq!(ask(address, b"", "").await, "127.0.0.1 secure:false proxied:false");
    assert_eq!(ask(address, b"", FORWARDED).await, "198.51.100.7 secure:true proxied:true");
    assert_eq!(ask(address, LINE, "").await, "203.0.113.9 secure:false proxied:true");
    assert_eq!(ask(address, BINARY, "").await, "203.0.113.9 secure:false proxied:true");
    let itself = ask(address, b"PROXY UNKNOWN\r\n", "").await;
    assert_eq!(itself, "127.0.0.1 secure:false proxied:true");
    // Whom the proxy names is no proxy.
    assert_eq!(ask(address, LINE, FORWARDED).await, "203.0.113.9 secure:false proxied:true");
}

#[tokio::test]
async fn a_chain_of_trusted_proxies_is_followed_to_the_first_stranger() {
    let address = mirror("127.0.0.1, 10.0.0.0/8").await;
    let chain = "x-forwarded-for: 192.0.2.66, 198.51.100.7, 10.1.2.3\r\n";
    assert_eq!(ask(address, b"", chain).await, "198.51.100.7 secure:false proxied:true");
    let inner = b"PROXY TCP4 10.1.2.3 192.0.2.1 56324 443\r\n";
    assert_eq!(ask(address, inner, FORWARDED).await, "198.51.100.7 secure:true proxied:true");
}

#[tokio::test]
async fn nobody_else_is_believed() {
    for trusted in ["", "10.0.0.0/8, 203.0.113.9"] {
        let address = mirror(trusted).await;
        let answer = ask(address, b"", FORWARDED).await;
        assert_eq!(answer, "127.0.0.1 secure:false proxied:true");
        let answer = ask(address, b"", "forwarded: for=198.51.100.7;proto=https\r\n").await;
        assert_eq!(answer, "127.0.0.1 secure:false proxied:true");
        for header in [LINE, BINARY] {
            assert_eq!(ask(address, header, "").await, "");
        }
    }
}

#[tokio::test]
async fn a_broken_header_of_a_proxy_ends_the_connection() {
    let address = mirror("127.0.0.1").await;
    let endless = [b"PROXY TCP4 ".as_slice(), &[b'1'; 2000]].concat();
    let large = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff";
    for broken in [b"PROXY nonsense\r\n".as_slice(), &endless, large] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let _ = stream.write_all(broken).await;
        assert_eq!(rest(&mut stream).await, "");
    }
    assert_eq!(ask(address, LINE, "").await, "203.0.113.9 secure:false proxied:true");
}

#[tokio::test]
async fn a_header_of_a_proxy_may_come_in_pieces() {
    let address = mirror("127.0.0.1").await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in LINE {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(rest(&mut stream).await.contains("203.0.113.9"));
}

#[tokio::test]
async fn a_proxy_that_names_nobody_in_time_is_hung_up_on() {
    let address = mirror("127.0.0.1").await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"PROXY TCP4 203").await.unwrap();
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(11)).await;
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_header_of_a_proxy_may_come_before_tls() {
    let node = Guarded::trusting("127.0.0.1").await;
    for header in [LINE, BINARY] {
        let mut stream = TcpStream::connect(node.secure).await.unwrap();
        stream.write_all(header).await.unwrap();
        let mut hands = node.hands_over(stream, HOST, &[b"http/1.1"]).await.unwrap();
        let request = b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        hands.write_all(request).await.unwrap();
        assert!(rest(&mut hands).await.ends_with("OK"));
    }
    assert!(node.answers_securely().await);
    let strict = Guarded::of_ada().await;
    let mut stream = TcpStream::connect(strict.secure).await.unwrap();
    stream.write_all(LINE).await.unwrap();
    assert!(strict.hands_over(stream, HOST, &[b"http/1.1"]).await.is_err());
}

/// Tries a wrong passphrase over TLS as somebody whom the proxy names; the status.
async fn guess(node: &Guarded, app: &TestApp, first: &[u8], lines: &str) -> String {
    let mut stream = TcpStream::connect(node.secure).await.unwrap();
    stream.write_all(first).await.unwrap();
    let mut hands = node.hands_over(stream, HOST, &[b"http/1.1"]).await.unwrap();
    let fields = [
        ("client_id", app.id.as_str()),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("passphrase", "guess"),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = format!(
        "POST /oauth/authorize HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\n{lines}\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    hands.write_all(request.as_bytes()).await.unwrap();
    rest(&mut hands).await.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn guesses_are_counted_for_whom_the_proxy_names() {
    let node = Guarded::trusting("127.0.0.1").await;
    let app = TestApp::register(&node.server, "read").await;
    for _ in 0..5 {
        assert_eq!(guess(&node, &app, LINE, "").await, "403");
    }
    assert_eq!(guess(&node, &app, BINARY, "").await, "429");
    let another = "x-forwarded-for: 198.51.100.7\r\n";
    assert_eq!(guess(&node, &app, b"", another).await, "403");
}

#[tokio::test]
async fn a_stranger_cannot_guess_under_made_up_addresses() {
    let node = Guarded::of_ada().await;
    let app = TestApp::register(&node.server, "read").await;
    for number in 0..5 {
        let forged = format!("x-forwarded-for: 198.51.100.{number}\r\n");
        assert_eq!(guess(&node, &app, b"", &forged).await, "403");
    }
    let forged = "x-forwarded-for: 198.51.100.99\r\nforwarded: for=198.51.100.98\r\n";
    assert_eq!(guess(&node, &app, b"", forged).await, "429");
}
