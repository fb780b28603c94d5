//! What only the inside can show: that an unwilling TLS peer is held to the same bounds. The rest is
//! in `tests/it/outgoing.rs`.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use super::*;

/// A request over TLS to a host that treats each connection by `behaviour`.
async fn ask<F>(deadline: Duration, behaviour: fn(TcpStream) -> F) -> NetError
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(behaviour(stream));
        }
    });
    let hosts = BTreeMap::from([("a.example".to_owned(), address)]);
    let request = Request {
        method: Method::GET,
        url: "https://a.example/".parse().unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        from: "home.example".into(),
    };
    let limits = Limits { deadline, ..Limits::default() };
    let answer = Net::over(Connector::pinned_over_tls(hosts)).send(request, limits).await;
    answer.expect_err("nobody speaks TLS there")
}

#[tokio::test]
async fn a_handshake_that_never_ends_costs_no_more_than_the_deadline() {
    let start = Instant::now();
    let failed = ask(Duration::from_millis(500), |mut stream| async move {
        let mut buffer = [0; 1024];
        while stream.read(&mut buffer).await.is_ok_and(|bytes| bytes > 0) {}
    })
    .await;
    assert!(matches!(failed, NetError::Unreachable(Step::Timeout, _)), "{failed:?}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_host_that_does_not_speak_tls_is_not_spoken_to() {
    let failed = ask(Duration::from_secs(20), |mut stream| async move {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await);
        drop(stream.read_to_end(&mut Vec::new()).await);
    })
    .await;
    assert!(matches!(failed, NetError::Unreachable(Step::Tls, _)), "{failed:?}");
}
