//! What strangers may try before there is a request: on the port for TLS, and with many connections at once.

use std::time::Duration;

use http_body_util::Empty;
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::guarded::{Guarded, rest};
use crate::support::node::HOST;

/// The head of a record (TLS 1.3 §5.1) that holds the first of a `ClientHello` of so many bytes (§4).
fn hello(record_bytes: u16, hello_bytes: u16) -> Vec<u8> {
    let [high, low] = hello_bytes.to_be_bytes();
    [&[22, 3, 1][..], &record_bytes.to_be_bytes(), &[1, 0, high, low, 3, 3]].concat()
}

async fn connect(node: &Guarded) -> TcpStream {
    TcpStream::connect(node.secure).await.unwrap()
}

#[tokio::test]
async fn garbage_on_the_tls_port_is_hung_up_on() {
    let node = Guarded::of_ada().await;
    for garbage in [
        &b"GET / HTTP/1.1\r\nhost: home.example\r\n\r\n"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PROXY TCP4 203.0.113.9 192.0.2.1 1 443\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        &[0; 4096],
        &[0xff; 4096],
        &[22, 3, 1, 0, 0],
    ] {
        let mut stream = connect(&node).await;
        let _ = stream.write_all(garbage).await;
        let _ = stream.shutdown().await;
        let answer = rest(&mut stream).await;
        assert!(!answer.contains("HTTP"), "{answer}");
    }
    assert!(node.answers_securely().await);
}

#[tokio::test]
async fn a_slow_hello_is_cut_off() {
    let node = Guarded::of_ada().await;
    let mut silent = connect(&node).await;
    let mut slow = connect(&node).await;
    slow.write_all(&hello(512, 508)).await.unwrap();
    assert!(node.answers_securely().await);
    tokio::time::pause();
    for _ in 0..9 {
        slow.write_all(b"x").await.unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let still_open = timeout(Duration::from_millis(10), slow.read(&mut [0; 8])).await;
    assert!(still_open.is_err(), "{still_open:?}");
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(rest(&mut slow).await, "");
    assert_eq!(rest(&mut silent).await, "");
}

#[tokio::test]
async fn a_hello_that_never_ends_is_cut_off_before_it_costs_memory() {
    let node = Guarded::of_ada().await;
    let mut stream = connect(&node).await;
    let mut record = hello(16_000, 60_000);
    record.resize(5 + 16_000, 0);
    let mut next = [&[22, 3, 1][..], &16_000_u16.to_be_bytes()].concat();
    next.resize(5 + 16_000, 0);
    let _ = stream.write_all(&record).await;
    let _ = stream.write_all(&next).await;
    // Sooner than the time for a handshake.
    let end = timeout(Duration::from_secs(5), stream.read(&mut [0; 64])).await;
    assert_eq!(end.expect("it is closed").unwrap_or(0), 0);
    assert!(node.answers_securely().await);
}

#[tokio::test]
async fn a_flood_of_half_open_handshakes_leaves_room_for_others() {
    let node = Guarded::of_ada().await;
    let mut flood = Vec::new();
    // More than there are places.
    for _ in 0..520 {
        let mut stream = connect(&node).await;
        stream.write_all(&hello(512, 508)).await.unwrap();
        flood.push(stream);
    }
    assert!(node.answers_securely().await);
    let mut honest = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
    for _ in 0..50 {
        flood.push(connect(&node).await);
    }
    honest.write_all(b"GET /health HTTP/1.1\r\nhost: home.example\r\n\r\n").await.unwrap();
    let mut answer = [0; 15];
    honest.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    // Whoever has asked once may stay while the flood goes on.
    for _ in 0..200 {
        flood.push(connect(&node).await);
    }
    assert!(node.answers_securely().await);
    let request = b"GET /health HTTP/1.1\r\nhost: home.example\r\nconnection: close\r\n\r\n";
    honest.write_all(request).await.unwrap();
    assert!(rest(&mut honest).await.ends_with("OK"));
}

#[tokio::test]
async fn a_flood_on_the_plain_port_leaves_room_for_tls() {
    let node = Guarded::of_ada().await;
    let mut flood = Vec::new();
    for _ in 0..520 {
        flood.push(TcpStream::connect(node.plain).await.unwrap());
    }
    assert!(node.answers_securely().await);
}

#[tokio::test]
async fn whoever_shakes_hands_and_never_asks_is_hung_up_on() {
    let node = Guarded::of_ada().await;
    let mut idle = node.hands(HOST, &[b"http/1.1"]).await.unwrap();
    let mut idle_2 = node.hands(HOST, &[b"h2"]).await.unwrap();
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(16)).await;
    assert_eq!(rest(&mut idle).await, "");
    assert!(!rest(&mut idle_2).await.contains("OK"));
}

#[tokio::test]
async fn an_unknown_name_is_refused_and_sets_nothing_going() {
    let node = Guarded::of_ada().await;
    for name in ["evil.example", "www.home.example", "home.example.evil.example", "localhost"] {
        for protocol in [&b"h2"[..], b"http/1.1", b"acme-tls/1"] {
            let refused = node.hands(name, &[protocol]).await.unwrap_err();
            assert!(refused.to_string().contains("alert"), "{name}: {refused}");
        }
    }
    assert!(node.app.appliance.wanted.borrow().is_none());
    assert!(node.app.appliance.findings.all().is_empty());
    assert_eq!(node.app.appliance.certificates.live().unwrap().names, [HOST]);
    assert!(node.answers_securely().await);
}

#[tokio::test]
async fn without_a_certificate_nobody_is_shaken_hands_with() {
    let node = Guarded::uncertified().await;
    for name in [HOST, "127.0.0.1"] {
        assert!(node.hands(name, &[b"http/1.1"]).await.is_err());
    }
    node.is_certified();
    assert!(node.answers_securely().await);
}

#[tokio::test]
async fn whoever_asks_for_much_and_reads_nothing_is_answered_little() {
    const MOST: usize = 8;
    let node = Guarded::of_ada().await;
    let stream = TokioIo::new(node.hands(HOST, &[b"h2"]).await.unwrap());
    let mut builder = http2::Builder::new(TokioExecutor::new());
    // Of the body of each answer one byte may come.
    let (mut sender, connection) =
        builder.initial_stream_window_size(1).handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut ask = || {
        let request = Request::get(format!("https://{HOST}/health"));
        let answer = sender.send_request(request.body(Empty::<Bytes>::new()).unwrap());
        timeout(Duration::from_secs(5), answer)
    };
    let mut unread = Vec::new();
    for _ in 0..MOST {
        unread.push(ask().await.unwrap().unwrap());
    }
    let mut next = std::pin::pin!(ask());
    assert!(timeout(Duration::from_millis(300), &mut next).await.is_err());
    unread.pop();
    assert_eq!(next.await.unwrap().unwrap().status(), 200);
    connection.abort();
}
