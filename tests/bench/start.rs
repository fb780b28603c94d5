//! From exec to the first answer, and the memory of an idle node, beside snac2.

use std::net::SocketAddr;
use std::path::Path;

use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::measure::{median, pss_mb, timed};
use super::support::prepared::HOST;
use super::support::program::Program;
use super::support::snac::{self, Snac};
use super::support::stored::fill;

const STARTS: usize = 15;

pub(crate) fn run() {
    let folder = tempfile::tempdir().unwrap();
    let token = Runtime::new().unwrap().block_on(fill(folder.path(), 1_000));
    let ours: Vec<_> = (0..STARTS)
        .map(|_| {
            let (seconds, program) = timed(|| {
                let program = Program::start(folder.path());
                ask(program.address, "/health", "");
                program
            });
            program.kill();
            seconds
        })
        .collect();
    println!("nichoir answers after {:.1} ms", median(&ours) * 1e3);
    memory(folder.path(), &token);
    if snac::is_here() {
        let folder = tempfile::tempdir().unwrap();
        let mut snac = Snac::start(folder.path(), &[]);
        let theirs: Vec<_> = (0..STARTS).map(|_| timed(|| snac.restart()).0).collect();
        println!("snac2 answers after {:.1} ms", median(&theirs) * 1e3);
        println!("snac2 idle: {:.1} MB", pss_mb(snac.id()));
        println!("start {:.2} of snac2", median(&ours) / median(&theirs));
    }
}

fn memory(data: &Path, token: &str) {
    let program = Program::start(data);
    ask(program.address, "/health", "");
    println!("nichoir idle after the start: {:.1} MB", pss_mb(program.child.id()));
    let authorization = format!("authorization: Bearer {token}\r\n");
    for _ in 0..200 {
        ask(program.address, "/api/v1/timelines/home?limit=20", &authorization);
        ask(program.address, "/api/v2/instance", &authorization);
    }
    println!("nichoir after 400 requests of an app: {:.1} MB", pss_mb(program.child.id()));
}

fn ask(address: SocketAddr, path: &str, header: &str) {
    let mut client = HttpClient::connect(address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\n{header}\r\n");
    assert_eq!(client.ask(request.as_bytes()).unwrap().0, 200);
}
