//! A router on a loopback address of its own that answers what the story makes it answer.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use nichoir::appliance::Appliance;
use nichoir::appliance::router::{Doors, Mapping, keep_through};
use nichoir::appliance::wanted::{Wanted, tell};
use nichoir::net::Net;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::support::node::Node;

/// More than a try may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// What a router answers to one packet.
pub(crate) type Packets = Box<dyn Fn(&[u8]) -> Vec<Vec<u8>> + Send + Sync>;
/// What it answers to a path and a body: status and body, or nothing at all after some bytes.
pub(crate) type Pages = Box<dyn Fn(&str, &str) -> Page + Send + Sync>;

/// An answer over HTTP.
#[derive(Clone)]
pub(crate) enum Page {
    Is(u16, String),
    /// A beginning that never goes on.
    Stalls(String),
}

/// A router, and all that it was asked.
pub(crate) struct FakeRouter {
    pub(crate) address: Ipv4Addr,
    pub(crate) doors: Doors,
    /// Packets as they came, and `PATH BODY` of what came over HTTP.
    pub(crate) asked: mpsc::UnboundedReceiver<Vec<u8>>,
    _tasks: JoinSet<()>,
}

/// Each has a loopback address of its own.
static NEXT: AtomicU8 = AtomicU8::new(2);

impl FakeRouter {
    /// `location` is what it says about itself over SSDP, given its address and its port of HTTP.
    pub(crate) async fn new(
        packets: Packets,
        location: impl Fn(SocketAddr) -> Option<String>,
        pages: Pages,
    ) -> Self {
        let address = Ipv4Addr::new(127, 77, 0, NEXT.fetch_add(1, Ordering::Relaxed));
        let pmp = UdpSocket::bind((address, 0)).await.unwrap();
        let ssdp = UdpSocket::bind((address, 0)).await.unwrap();
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let http = listener.local_addr().unwrap();
        let doors = Doors {
            packets: pmp.local_addr().unwrap().port(),
            ssdp: ssdp.local_addr().unwrap().port(),
            multicast: None,
            trusted: vec![address.into()],
            look: Duration::from_millis(200),
            ..Doors::default()
        };
        let (tell, asked) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        tasks.spawn(answer_packets(pmp, packets, tell.clone()));
        if let Some(location) = location(http) {
            tasks.spawn(answer_searches(ssdp, location));
        }
        tasks.spawn(answer_pages(listener, Arc::new(pages), tell));
        Self { address, doors, asked, _tasks: tasks }
    }

    /// One that speaks in packets alone.
    pub(crate) async fn of_packets(packets: Packets) -> Self {
        Self::new(packets, |_| None, Box::new(|_, _| Page::Is(404, String::new()))).await
    }

    /// One that speaks UPnP alone.
    pub(crate) async fn of_pages(pages: Pages) -> Self {
        let location = |http| Some(format!("http://{http}/rootDesc.xml"));
        Self::new(Box::new(|_| Vec::new()), location, pages).await
    }

    /// The next question that `wanted` knows.
    pub(crate) async fn question(&mut self, wanted: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let found = async {
            loop {
                let question = self.asked.recv().await.expect("the router lives");
                if wanted(&question) {
                    return question;
                }
            }
        };
        timeout(PATIENCE, found).await.expect("never asked that")
    }
}

/// A box at home behind a router, not claimed yet.
pub(crate) struct Behind {
    pub(crate) node: Node,
    _machine: tempfile::TempDir,
    _keeper: JoinSet<()>,
}

impl Behind {
    pub(crate) async fn new(router: &FakeRouter) -> Self {
        let mut node = Node::new(Net::pinned(BTreeMap::new())).await;
        let machine = tempfile::tempdir().unwrap();
        let routes = machine.path().join("proc/self/net");
        std::fs::create_dir_all(&routes).unwrap();
        let number = u32::from_ne_bytes(router.address.octets());
        let text = format!(
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
             lo\t00000000\t{number:08X}\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        );
        std::fs::write(routes.join("route"), text).unwrap();
        node.app.appliance = Appliance::new(&node.app.clock, machine.path());
        let mut keeper = JoinSet::new();
        keeper.spawn(keep_through(node.app.clone(), router.doors.clone()));
        Self { node, _machine: machine, _keeper: keeper }
    }

    /// As [`Self::new`], and claimed.
    pub(crate) async fn claimed(router: &FakeRouter) -> Self {
        let home = Self::new(router).await;
        home.claim();
        home
    }

    pub(crate) fn claim(&self) {
        let host = "home.example".to_owned();
        let wanted = Wanted { name: "ada".into(), handle_domain: host.clone(), host };
        tell(&self.node.app.appliance, Some(wanted));
    }

    /// The mapping, as soon as there is one that `fits`.
    pub(crate) async fn mapping(&self, fits: impl Fn(&Mapping) -> bool) -> Mapping {
        let mut mapping = self.node.app.appliance.mapping.subscribe();
        let found = mapping.wait_for(|mapping| mapping.as_ref().is_some_and(&fits));
        let found = timeout(PATIENCE, found).await.expect("no such mapping").unwrap();
        found.clone().unwrap()
    }
}

async fn answer_packets(
    socket: UdpSocket,
    packets: Packets,
    asked: mpsc::UnboundedSender<Vec<u8>>,
) {
    let mut buffer = [0; 1500];
    while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
        let _ = asked.send(buffer[..length].to_vec());
        for answer in packets(&buffer[..length]) {
            let _ = socket.send_to(&answer, from).await;
        }
    }
}

async fn answer_searches(socket: UdpSocket, location: String) {
    let mut buffer = [0; 1500];
    while let Ok((_, from)) = socket.recv_from(&mut buffer).await {
        let answer = format!("HTTP/1.1 200 OK\r\nLOCATION: {location}\r\n\r\n");
        let _ = socket.send_to(answer.as_bytes(), from).await;
    }
}

async fn answer_pages(
    listener: TcpListener,
    pages: Arc<Pages>,
    asked: mpsc::UnboundedSender<Vec<u8>>,
) {
    let mut connections = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let (pages, asked) = (pages.clone(), asked.clone());
        connections.spawn(async move {
            let (path, body) = read_request(&mut stream).await?;
            let _ = asked.send(format!("{path} {body}").into_bytes());
            match pages(&path, &body) {
                Page::Is(status, body) => {
                    let length = body.len();
                    let head = format!(
                        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                    );
                    stream.write_all((head + &body).as_bytes()).await.ok()?;
                }
                Page::Stalls(beginning) => {
                    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
                    stream.write_all((head.to_owned() + &beginning).as_bytes()).await.ok()?;
                    std::future::pending::<()>().await;
                }
            }
            Some(())
        });
    }
}

async fn read_request(stream: &mut tokio::net::TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    loop {
        stream.read_buf(&mut bytes).await.ok().filter(|read| *read > 0)?;
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            return Some((head.split(' ').nth(1)?.to_owned(), body.to_owned()));
        }
    }
}
