//! Inboxes of other servers that take what is posted, refuse it, or hang.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nichoir::net::Net;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// What was posted to an inbox.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    /// The host it was meant for.
    pub(crate) host: String,
    /// The path of the inbox.
    pub(crate) path: String,
    /// All headers, names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// How a post is answered.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// With this status and perhaps a header.
    Status(u16, Option<(&'static str, String)>),
    /// Never.
    Hang,
}

type Rule = Arc<Mutex<Box<dyn Fn(&Posted) -> Reply + Send>>>;

/// One listener for the inboxes of any number of hosts.
pub(crate) struct Inboxes {
    address: SocketAddr,
    rule: Rule,
    arrived: mpsc::UnboundedReceiver<Posted>,
}

impl Inboxes {
    /// Inboxes that take everything.
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let rule: Rule = Arc::new(Mutex::new(Box::new(|_| Reply::Status(202, None))));
        let (sender, arrived) = mpsc::unbounded_channel();
        let inboxes = Self { address, rule: rule.clone(), arrived };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, rule.clone(), sender.clone()));
            }
        });
        inboxes
    }

    /// Answers by this rule from now on.
    pub(crate) fn answer(&self, rule: impl Fn(&Posted) -> Reply + Send + 'static) {
        *self.rule.lock().unwrap() = Box::new(rule);
    }

    /// Answers everything with this status from now on.
    pub(crate) fn answer_with(&self, status: u16) {
        self.answer(move |_| Reply::Status(status, None));
    }

    /// The way to `hosts`, all of which are here.
    pub(crate) fn net(&self, hosts: &[String]) -> Net {
        Net::pinned(hosts.iter().map(|host| (host.clone(), self.address)).collect())
    }

    /// The next post, which must come soon.
    pub(crate) async fn next(&mut self) -> Posted {
        let next = tokio::time::timeout(SOON, self.arrived.recv()).await;
        next.expect("a post did not come in time").expect("the inboxes are open")
    }

    /// Posts that have arrived and were not looked at.
    pub(crate) fn rest(&mut self) -> Vec<Posted> {
        std::iter::from_fn(|| self.arrived.try_recv().ok()).collect()
    }
}

impl Posted {
    /// A header, empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Where it was posted to.
    pub(crate) fn url(&self) -> String {
        format!("https://{}{}", self.host, self.path)
    }
}

async fn serve(mut stream: TcpStream, rule: Rule, arrived: mpsc::UnboundedSender<Posted>) {
    while let Some(posted) = read(&mut stream).await {
        let reply = rule.lock().unwrap()(&posted);
        let _ = arrived.send(posted);
        let Reply::Status(status, header) = reply else {
            return std::future::pending().await;
        };
        let header = header.map(|(name, value)| format!("{name}: {value}\r\n"));
        let header = header.unwrap_or_default();
        let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n{header}\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Posted> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let path = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let mut body = vec![0; headers.get("content-length")?.parse().unwrap()];
    stream.read_exact(&mut body).await.ok()?;
    Some(Posted { host: headers.get("host")?.clone(), path, headers, body })
}

const SOON: Duration = Duration::from_secs(8);
