//! Requests to servers that do not behave: each costs a bounded amount of time and memory.
//!
//! The hosts are sockets of this process; what they say is written out byte for byte.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::{HeaderMap, Method, StatusCode};
use nichoir::clock::Clock;
use nichoir::net::guard::Refusal;
use nichoir::net::{Limits, Net, NetError, Request, Response, Step};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};

const MEBIBYTE: usize = 1024 * 1024;

/// A host that treats each connection by `behaviour`, and how many connections it got.
struct Host {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Host {
    async fn that<F, B>(behaviour: B) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
        B: Fn(TcpStream) -> F + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = connections.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(behaviour(stream));
            }
        });
        Self { address, connections }
    }

    /// Answers every request with these bytes and keeps the connection open.
    async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer: Arc<[u8]> = answer.into().into();
        Self::that(move |mut stream| {
            let answer = answer.clone();
            async move {
                while !head(&mut stream).await.is_empty() && say(&mut stream, &answer).await {}
            }
        })
        .await
    }

    fn net(&self) -> Net {
        Net::pinned(BTreeMap::from([("a.example".to_owned(), self.address)]))
    }

    async fn ask(&self, limits: Limits) -> Result<Response, NetError> {
        timeout(Duration::from_secs(20), self.net().send(get("https://a.example/x?y=1"), limits))
            .await
            .expect("an answer or an error in time")
    }
}

/// Reads one request without a body; empty at the end of the connection.
async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return String::new(),
        }
    }
    String::from_utf8(head).unwrap()
}

async fn say(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).await.is_ok()
}

fn get(url: &str) -> Request {
    Request {
        method: Method::GET,
        url: url.parse().unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        from: "home.example".into(),
    }
}

fn sized(bytes: usize) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\n\r\n").into_bytes();
    answer.resize(answer.len() + bytes, b' ');
    answer
}

fn quick() -> Limits {
    Limits { deadline: Duration::from_millis(300), ..Limits::default() }
}

#[tokio::test]
async fn a_request_says_who_asks_and_offers_no_compression() {
    let host = Host::that(|mut stream| async move {
        let head = head(&mut stream).await;
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{head}", head.len());
        say(&mut stream, answer.as_bytes()).await;
    })
    .await;
    let answer = host.ask(Limits::default()).await.unwrap();
    let asked = String::from_utf8(answer.body.to_vec()).unwrap().to_lowercase();
    assert!(asked.starts_with("get /x?y=1 http/1.1\r\n"), "{asked}");
    assert!(asked.contains("\r\nhost: a.example\r\n"), "{asked}");
    let agent =
        format!("\r\nuser-agent: nichoir/{} (+https://home.example/)", env!("CARGO_PKG_VERSION"));
    assert!(asked.contains(&agent), "{asked}");
    assert!(!asked.contains("accept-encoding"), "{asked}");
}

#[tokio::test]
async fn a_redirect_is_an_answer_like_any_other() {
    let host = Host::answering(
        "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
    )
    .await;
    let answer = host.ask(Limits::default()).await.unwrap();
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(host.connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn addresses_at_home_are_refused_before_any_connection() {
    let refused = [
        ("https://127.0.0.1/", Refusal::Address),
        ("https://[::1]/", Refusal::Address),
        ("https://192.168.1.1/", Refusal::Address),
        ("https://localhost/", Refusal::Name),
        ("http://a.example/", Refusal::Scheme),
        ("https://a.example:8443/", Refusal::Port),
    ];
    let host = Host::answering(sized(1)).await;
    for (url, reason) in refused {
        for net in [Net::system(&Clock::system()), host.net()] {
            let answer = net.send(get(url), Limits::default()).await;
            assert_eq!(answer.expect_err(url), NetError::Refused(reason), "{url}");
        }
    }
    assert_eq!(host.connections.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_read_and_one_byte_more_is_not() {
    let host = Host::answering(sized(MEBIBYTE)).await;
    assert_eq!(host.ask(Limits::default()).await.unwrap().body.len(), MEBIBYTE);
    let host = Host::answering(sized(MEBIBYTE + 1)).await;
    assert_eq!(host.ask(Limits::default()).await.expect_err("too large"), NetError::TooLarge);
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_limit() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = sent.clone();
    let host = Host::that(move |mut stream| {
        let count = count.clone();
        async move {
            head(&mut stream).await;
            say(&mut stream, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
            let chunk = [b"4000\r\n".as_slice(), &[b'x'; 0x4000], b"\r\n"].concat();
            while say(&mut stream, &chunk).await {
                count.fetch_add(0x4000, Ordering::Relaxed);
            }
            count.fetch_add(1, Ordering::Release);
        }
    })
    .await;
    assert_eq!(host.ask(Limits::default()).await.expect_err("too large"), NetError::TooLarge);
    // What is above the limit was in the buffers of the sockets.
    assert!(sent.load(Ordering::Relaxed) < 16 * MEBIBYTE);
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_at_the_limit() {
    let host = Host::that(|mut stream| async move {
        head(&mut stream).await;
        say(&mut stream, b"HTTP/1.1 200 OK\r\n\r\n").await;
        while say(&mut stream, &[b'x'; 0x4000]).await {}
    })
    .await;
    assert_eq!(host.ask(Limits::default()).await.expect_err("too large"), NetError::TooLarge);
}

#[tokio::test]
async fn a_length_that_is_too_large_is_believed() {
    let host = Host::answering("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n").await;
    assert_eq!(host.ask(Limits::default()).await.expect_err("too large"), NetError::TooLarge);
}

#[tokio::test]
async fn a_body_shorter_than_its_length_is_not_an_answer() {
    let host = Host::that(|mut stream| async move {
        head(&mut stream).await;
        say(&mut stream, b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").await;
    })
    .await;
    let failed = host.ask(Limits::default()).await.expect_err("cut short");
    assert!(matches!(failed, NetError::Unreachable(Step::Connect, _)), "{failed:?}");
}

#[tokio::test]
async fn a_compressed_answer_is_refused_unread() {
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip", "gzip, gzip"] {
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: 4\r\n\r\nbomb"
        );
        let failed = Host::answering(answer).await.ask(Limits::default()).await;
        assert!(matches!(failed, Err(NetError::Protocol(_))), "{encoding}");
    }
}

#[tokio::test]
async fn a_slow_host_costs_no_more_than_the_deadline() {
    let slow_head = "HTTP/1.1 200 OK\r\nX-Slow: ".to_owned() + &"x".repeat(10_000);
    let slow_body =
        "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n".to_owned() + &"x".repeat(9000);
    for answer in [slow_head, slow_body, String::new()] {
        let host = Host::that(move |mut stream| {
            let answer = answer.clone();
            async move {
                head(&mut stream).await;
                for byte in answer.bytes() {
                    if !say(&mut stream, &[byte]).await {
                        return;
                    }
                    sleep(Duration::from_millis(5)).await;
                }
                // Says no more, but holds the line.
                while !head(&mut stream).await.is_empty() {}
            }
        })
        .await;
        let start = Instant::now();
        let failed = host.ask(quick()).await.expect_err("too slow");
        assert!(matches!(failed, NetError::Unreachable(Step::Timeout, _)), "{failed:?}");
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn headers_without_measure_are_refused() {
    let many = "HTTP/1.1 200 OK\r\n".to_owned() + &"X-Many: y\r\n".repeat(10_000) + "\r\n";
    let large = format!("HTTP/1.1 200 OK\r\nX-Large: {}\r\n\r\n", "x".repeat(MEBIBYTE));
    for answer in [many, large, "SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned()] {
        let failed = Host::answering(answer).await.ask(Limits::default()).await;
        assert!(matches!(failed, Err(NetError::Protocol(_))), "{failed:?}");
    }
}

#[tokio::test]
async fn a_host_that_hangs_up_is_unreachable() {
    let host = Host::that(|stream| async move { drop(stream) }).await;
    let failed = host.ask(Limits::default()).await.expect_err("hung up");
    assert!(matches!(failed, NetError::Unreachable(Step::Connect, _)), "{failed:?}");
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let host = Host { address: nobody, connections: Arc::default() };
    let failed = host.ask(Limits::default()).await.expect_err("nobody there");
    assert!(matches!(failed, NetError::Unreachable(Step::Connect, _)), "{failed:?}");
}

#[tokio::test]
async fn a_connection_is_used_again_until_its_host_closes_it() {
    let host = Host::that(|mut stream| async move {
        for _ in 0..2 {
            head(&mut stream).await;
            say(&mut stream, &sized(3)).await;
        }
    })
    .await;
    let net = host.net();
    for (request, connections) in [(1, 1), (2, 1), (3, 2), (4, 2)] {
        let answer = net.send(get("https://a.example/"), Limits::default()).await;
        assert_eq!(answer.expect("an answer").body.len(), 3, "request {request}");
        assert_eq!(host.connections.load(Ordering::Relaxed), connections, "request {request}");
    }
}

#[tokio::test]
async fn an_unwanted_body_does_not_turn_success_into_failure() {
    for bytes in [10, 10 * MEBIBYTE] {
        let host = Host::answering(sized(bytes)).await;
        let answer = host.ask(Limits { body_bytes: 0, ..Limits::default() }).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.is_empty());
    }
}
