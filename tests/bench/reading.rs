//! What an app reads most: home, notifications, a thread of 200, searches; with 1 000 and with 100 000 posts
//! stored, over one connection and over eight, beside an empty page and `/health`.
//!
//! All are asked in turns, so that a busy machine is equally busy for all.

use std::net::SocketAddr;

use nichoir::id::StatusId;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::load::send_all;
use super::support::measure::at;
use super::support::prepared::HOST;
use super::support::program::Program;
use super::support::stored::furnish;

const SMALL: usize = 1_000;
const LARGE: usize = 100_000;
const REPLIES: usize = 200;
const TURNS: usize = 10;
const REQUESTS: usize = 50;
const CONNECTIONS: [usize; 2] = [1, 8];

/// What is read, and where; `{thread}` is the post with the answers.
const READ: &[(&str, &str)] = &[
    ("home, 20", "/api/v1/timelines/home?limit=20"),
    ("notifications, 40", "/api/v1/notifications?limit=40"),
    ("notifications in groups, 40", "/api/v2/notifications?limit=40"),
    ("thread of 200", "/api/v1/statuses/{thread}/context"),
    ("search: a word in most posts", "/api/v2/search?limit=20&q=the"),
    ("search: two words", "/api/v2/search?limit=20&q=think+people"),
    ("search: the beginning of many words", "/api/v2/search?limit=20&q=th"),
    ("search: a rare word and a usual one", "/api/v2/search?limit=20&q=kafen+the"),
    ("search: a word of somebody", "/api/v2/search?limit=20&q=the+from:person@peer3.example"),
    ("search: a word in the library", "/api/v2/search?limit=20&q=the+in:library"),
];

pub(crate) fn run() {
    let (small, large) = (House::with(SMALL), House::with(LARGE));
    let mut health = large.question(READ.len(), "/health");
    let mut empty = large.question(READ.len(), "/api/v1/timelines/home?limit=20&max_id=1");
    let ask = |house: &House| {
        let paths = READ.iter().enumerate().map(|(app, (_, path))| house.question(app, path));
        paths.collect::<Vec<_>>()
    };
    let (mut few, mut many) = (ask(&small), ask(&large));
    let mut all: Vec<_> = [&mut health, &mut empty].into_iter().collect();
    all.extend(few.iter_mut().chain(&mut many));
    // The first turn is to warm up.
    for turn in 0..=TURNS {
        for question in &mut all {
            question.ask(turn > 0);
        }
    }
    for (at, connections) in CONNECTIONS.iter().enumerate() {
        println!("-- over {connections}");
        health.print(at, "GET /health", &empty, &health);
        empty.print(at, "an empty page", &empty, &empty);
        for (((name, _), few), many) in READ.iter().zip(&few).zip(&many) {
            many.print(at, name, &empty, few);
        }
    }
}

/// A running node on which much is stored.
struct House {
    program: Program,
    tokens: Vec<String>,
    thread: StatusId,
    _folder: TempDir,
}

impl House {
    fn with(posts: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let filled = furnish(folder.path(), posts, REPLIES, READ.len() + 1);
        let (tokens, thread) = Runtime::new().unwrap().block_on(filled);
        Self { program: Program::start(folder.path()), tokens, thread, _folder: folder }
    }

    /// Asked by an app of its own, as there is a limit to how often one may ask.
    fn question(&self, app: usize, path: &str) -> Question {
        let (token, path) = (&self.tokens[app], path.replace("{thread}", &self.thread.to_string()));
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {token}\r\n\r\n");
        let (address, request) = (self.program.address, request.into_bytes());
        let mut client = HttpClient::connect(address).unwrap();
        let bytes = client.ask(&request).unwrap().1.len();
        Question { address, requests: vec![request; REQUESTS], bytes, seconds: Default::default() }
    }
}

/// Requests that are sent again and again.
struct Question {
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
    bytes: usize,
    /// Of each answer, for each of `CONNECTIONS`.
    seconds: [Vec<f64>; 2],
}

impl Question {
    fn ask(&mut self, counts: bool) {
        for (seconds, connections) in self.seconds.iter_mut().zip(CONNECTIONS) {
            let load = send_all(self.address, &self.requests, connections);
            assert_eq!(load.count(200), self.requests.len());
            if counts {
                seconds.extend(load.each);
            }
        }
    }

    /// Times over so many connections, beside an empty page and the same question where little is stored.
    fn print(&self, over: usize, name: &str, empty: &Self, few: &Self) {
        let p = |question: &Self, share| at(share, &question.seconds[over]) * 1e3;
        println!(
            "{name}: p50 {:.2} ms, p99 {:.2} ms, {} bytes, {:.1}x an empty page; to 1 000 stored: \
             p50 {:.2}, p99 {:.2}",
            p(self, 0.5),
            p(self, 0.99),
            self.bytes,
            p(self, 0.5) / p(empty, 0.5),
            p(self, 0.5) / p(few, 0.5),
            p(self, 0.99) / p(few, 0.99),
        );
    }
}
