//! Many servers behind one listener, in a thread of its own: inboxes that answer at once, later or not
//! at all. A hanging server is one whose name has a number below a bound.

use std::fs;
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The servers.
pub(crate) struct Hosts {
    /// Where all of them are.
    pub(crate) address: SocketAddr,
    thread: String,
    answered: watch::Receiver<usize>,
}

impl Hosts {
    /// Servers that answer after `delay`; the first `hanging` of them never do.
    pub(crate) fn open(delay: Duration, hanging: usize) -> Self {
        let (sender, answered) = watch::channel(0);
        let (tell, told) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let thread = fs::read_link("/proc/thread-self").unwrap();
                let thread = thread.to_string_lossy().into_owned();
                tell.send((listener.local_addr().unwrap(), thread)).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, delay, hanging, sender.clone()));
                }
            });
        });
        let (address, thread) = told.recv().unwrap();
        Self { address, thread, answered }
    }

    /// Waits until so many requests were answered.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut answered = self.answered.clone();
        let enough = answered.wait_for(|answered| *answered >= count);
        tokio::time::timeout(Duration::from_secs(300), enough).await.unwrap().unwrap();
    }

    /// Processor time of the servers' own thread.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/schedstat", self.thread)).unwrap();
        stat.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
    }
}

async fn serve(
    stream: TcpStream,
    delay: Duration,
    hanging: usize,
    answered: watch::Sender<usize>,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut host, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(name) = line.strip_prefix("host: h") {
                host = name.split('.').next()?.parse().ok()?;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().ok()?;
            }
        }
        stream.read_exact(&mut vec![0; length]).await.ok()?;
        if host < hanging {
            std::future::pending::<()>().await;
        }
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let answer = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
        stream.get_mut().write_all(answer).await.ok()?;
        answered.send_modify(|answered| *answered += 1);
    }
}
