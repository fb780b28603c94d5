//! Hosts of other servers that answer each path with what the story wrote down.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use nichoir::net::Net;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One listener for any number of host names; each answer belongs to a URL.
pub(crate) struct Web {
    address: SocketAddr,
    pages: Arc<Mutex<BTreeMap<String, Page>>>,
    requests: Arc<Mutex<Vec<Asked>>>,
}

/// What is answered at a URL.
#[derive(Clone)]
pub(crate) struct Page {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// `GET` and so on.
    pub(crate) method: String,
    /// With scheme, host, path and query.
    pub(crate) url: String,
    /// All headers, names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// What was posted.
    pub(crate) body: Vec<u8>,
}

impl Page {
    /// An ActivityPub document.
    pub(crate) fn activity(body: &Value) -> Self {
        Self::new(200, body.to_string()).with("Content-Type", "application/activity+json")
    }

    /// A WebFinger answer.
    pub(crate) fn jrd(body: &Value) -> Self {
        Self::new(200, body.to_string()).with("Content-Type", "application/jrd+json")
    }

    /// Nothing but a status.
    pub(crate) fn status(status: u16) -> Self {
        Self::new(status, String::new())
    }

    /// A redirect.
    pub(crate) fn moved(status: u16, to: &str) -> Self {
        Self::new(status, String::new()).with("Location", to)
    }

    /// This status and body.
    pub(crate) fn new(status: u16, body: String) -> Self {
        Self { status, headers: Vec::new(), body: body.into_bytes() }
    }

    /// A file, under whatever type its server gives it.
    pub(crate) fn file(body: Vec<u8>, kind: &str) -> Self {
        Self { status: 200, headers: Vec::new(), body }.with("Content-Type", kind)
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head =
            format!("HTTP/1.1 {} X\r\nContent-Length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

impl Web {
    /// A web in which every URL answers 404.
    pub(crate) async fn empty() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let web = Self { address, pages: Arc::default(), requests: Arc::default() };
        let (pages, requests) = (web.pages.clone(), web.requests.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, pages.clone(), requests.clone()));
            }
        });
        web
    }

    /// Answers `url` with `page` from now on.
    pub(crate) fn put(&self, url: &str, page: Page) {
        self.pages.lock().unwrap().insert(url.to_owned(), page);
    }

    /// Where it listens, in the clear.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The way to `hosts`, all of which are here.
    pub(crate) fn net(&self, hosts: &[&str]) -> Net {
        Net::pinned(hosts.iter().map(|host| ((*host).to_owned(), self.address)).collect())
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.requests.lock().unwrap().clone()
    }

    /// The URLs asked so far.
    pub(crate) fn asked_urls(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.url).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    pages: Arc<Mutex<BTreeMap<String, Page>>>,
    requests: Arc<Mutex<Vec<Asked>>>,
) {
    while let Some(asked) = next_request(&mut stream).await {
        let page = pages.lock().unwrap().get(&asked.url).cloned();
        requests.lock().unwrap().push(asked);
        let page = page.unwrap_or_else(|| Page::status(404));
        if stream.write_all(&page.bytes()).await.is_err() {
            return;
        }
    }
}

async fn next_request(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap().split(' ');
    let (method, target) = (first.next().unwrap().to_owned(), first.next().unwrap());
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let url = format!("https://{}{target}", headers.get("host")?);
    Some(Asked { method, url, headers, body })
}
