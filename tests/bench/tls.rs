//! TLS of our own beside nginx and haproxy: handshakes, requests and the memory of idle connections.
//!
//! All three serve the same body with the same certificate, each with two threads, one after the other. The load
//! shares the processor with them, so what a server itself used says more than how much it served.

use std::net::SocketAddr;
use std::path::Path;

use super::support::measure::{cpu_seconds, median, pss_mb};
use super::support::prepared::HOST;
use super::tls_load::{idle_connections, shake_hands, wrk};
use super::tls_node::{CERTIFICATE, KEY, Node};
use super::tls_rivals::Rival;

/// Of each measurement; the median counts.
const ROUNDS: usize = 3;
/// So many that places for them are left on the node.
const IDLE: usize = 400;
/// What was served before memory is looked at.
const WARM_UP: usize = 64;

/// A server under test.
struct Server {
    name: &'static str,
    address: SocketAddr,
    /// All of its processes.
    processes: Vec<u32>,
}

/// What one load came to.
struct Figure {
    per_second: f64,
    /// Milliseconds of the server's processor time for each.
    cpu_ms: f64,
}

pub(crate) fn run() {
    let folder = tempfile::tempdir().unwrap();
    let signed = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
    std::fs::write(folder.path().join(CERTIFICATE), signed.cert.pem()).unwrap();
    std::fs::write(folder.path().join(KEY), signed.signing_key.serialize_pem()).unwrap();
    let node = Node::start(folder.path());
    let rivals = rivals(folder.path());
    let mut servers = vec![Server::new("nichoir", node.address, node.child.id())];
    for rival in &rivals {
        servers.push(Server::new(rival.name, rival.address, rival.child.id()));
    }
    compare("full handshakes", &servers, |address| shake_hands(address, false));
    compare("resumed handshakes", &servers, |address| shake_hands(address, true));
    compare("requests", &servers, wrk);
    for server in &servers {
        println!("{}: {:.1} kB for each idle connection", server.name, server.idle_kb());
    }
}

fn rivals(folder: &Path) -> Vec<Rival> {
    let rivals: Vec<_> =
        [Rival::nginx(folder), Rival::haproxy(folder)].into_iter().flatten().collect();
    if rivals.len() < 2 {
        println!("nginx or haproxy is not installed");
    }
    rivals
}

/// Prints the medians of all servers, and ours as a share of the best.
fn compare(what: &str, servers: &[Server], load: impl Fn(SocketAddr) -> Option<(u64, f64)>) {
    let mut rounds: Vec<Vec<Figure>> = servers.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (server, figures) in servers.iter().zip(&mut rounds) {
            let before = server.cpu_seconds();
            let Some((count, seconds)) = load(server.address) else {
                println!("{what}: wrk is not installed");
                return;
            };
            let cpu_ms = (server.cpu_seconds() - before) * 1e3 / count as f64;
            figures.push(Figure { per_second: count as f64 / seconds, cpu_ms });
        }
    }
    let median_of = |read: fn(&Figure) -> f64| -> Vec<f64> {
        let each = rounds.iter().map(|figures| figures.iter().map(read).collect::<Vec<_>>());
        each.map(|values| median(&values)).collect()
    };
    let (rates, costs) = (median_of(|one| one.per_second), median_of(|one| one.cpu_ms));
    for ((server, rate), cost) in servers.iter().zip(&rates).zip(&costs) {
        println!("{what}, {}: {rate:.0}/s, {cost:.3} ms of its processor time each", server.name);
    }
    let fastest = rates.iter().skip(1).copied().fold(0.0, f64::max);
    let cheapest = costs.iter().skip(1).copied().fold(f64::MAX, f64::min);
    if servers.len() > 1 {
        println!(
            "{what}: {:.2} of the best in rate, {:.2} of the best by processor time",
            rates[0] / fastest,
            cheapest / costs[0]
        );
    }
}

impl Server {
    fn new(name: &'static str, address: SocketAddr, process: u32) -> Self {
        let children = format!("/proc/{process}/task/{process}/children");
        let children = std::fs::read_to_string(children).unwrap();
        let mut processes = vec![process];
        processes.extend(children.split_whitespace().map(|child| child.parse::<u32>().unwrap()));
        Self { name, address, processes }
    }

    fn cpu_seconds(&self) -> f64 {
        self.processes.iter().copied().map(cpu_seconds).sum()
    }

    fn memory_kb(&self) -> f64 {
        self.processes.iter().copied().map(pss_mb).sum::<f64>() * 1024.0
    }

    /// What each connection adds that has asked once and keeps silent.
    fn idle_kb(&self) -> f64 {
        drop(idle_connections(self.address, WARM_UP));
        let before = self.memory_kb();
        let connections = idle_connections(self.address, IDLE);
        let after = self.memory_kb();
        drop(connections);
        (after - before) / IDLE as f64
    }
}
