//! A connection to a node, byte by byte, and requests that are taken back.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::Empty;
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::server::Server;

/// An open connection.
pub(crate) struct Wire(TcpStream);

impl Wire {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends bytes; that the other side has hung up is for [`Self::hear`] to find.
    pub(crate) async fn say(&mut self, bytes: &[u8]) {
        let _ = self.0.write_all(bytes).await;
    }

    /// What is answered first; empty if the connection is closed without a word.
    pub(crate) async fn hear(&mut self) -> String {
        let mut bytes = vec![0; 4096];
        let read = timeout(Duration::from_secs(20), self.0.read(&mut bytes)).await;
        let length = read.expect("an answer, or the end").unwrap_or(0);
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }
}

impl Server {
    /// Asks over HTTP/2 and takes it back at once, as often as the node lets us.
    pub(crate) async fn resets(&self, times: usize) {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                .await
                .unwrap();
        let driver = tokio::spawn(connection);
        for _ in 0..times {
            if sender.ready().await.is_err() {
                break;
            }
            let url = format!("http://{}/nodeinfo/2.1", self.address);
            let request = Request::get(url).body(Empty::<Bytes>::new()).unwrap();
            let answer = tokio::spawn(sender.send_request(request));
            tokio::task::yield_now().await;
            answer.abort();
        }
        driver.abort();
    }
}
