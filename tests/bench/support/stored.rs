//! The home timeline with 1 000 and with 100 000 posts stored, beside an empty answer.
//!
//! Asked over one keep-alive connection, in turns, so that a busy machine is equally busy for all.

use std::path::Path;

use nichoir::federation::context::Context;
use nichoir::federation::post::Post;
use nichoir::federation::store_post;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::measure::{at, timed};
use super::support::posts::Posts;
use super::support::prepared::{HOST, prepare, token};
use super::support::program::Program;
use super::support::remote::Remote;

const SMALL: usize = 1_000;
const LARGE: usize = 100_000;
// Together fewer than an app may ask in five minutes.
const TURNS: usize = 34;
const REQUESTS: usize = 40;

pub(crate) fn run() {
    let (small, large) = (House::with(SMALL), House::with(LARGE));
    let mut questions = [
        large.question("/health"),
        large.question("/api/v1/timelines/home?limit=20&max_id=1"),
        small.question("/api/v1/timelines/home?limit=20"),
        large.question("/api/v1/timelines/home?limit=20"),
    ];
    // The first turn is to warm up.
    for turn in 0..=TURNS {
        for question in &mut questions {
            question.ask(REQUESTS);
            if turn == 0 {
                question.seconds.clear();
            }
        }
    }
    let [health, empty, small, large] = &questions;
    for (name, question) in [
        ("GET /health", health),
        ("an empty page", empty),
        ("20 of 1 000", small),
        ("20 of 100 000", large),
    ] {
        println!(
            "{name}: p50 {:.3} ms, p99 {:.3} ms, {} bytes, {:.1}x /health, {:.1}x an empty page",
            question.p(0.5) * 1e3,
            question.p(0.99) * 1e3,
            question.bytes,
            question.p(0.5) / health.p(0.5),
            question.p(0.5) / empty.p(0.5),
        );
    }
    println!(
        "100 000 to 1 000: p50 {:.2}, p99 {:.2}",
        large.p(0.5) / small.p(0.5),
        large.p(0.99) / small.p(0.99)
    );
}

/// A running node with posts.
struct House {
    program: Program,
    token: String,
    _folder: TempDir,
}

impl House {
    fn with(posts: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = Runtime::new().unwrap().block_on(fill(folder.path(), posts));
        Self { program: Program::start(folder.path()), token, _folder: folder }
    }

    fn question(&self, path: &str) -> Question {
        let token = &self.token;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {token}\r\n\r\n");
        let client = HttpClient::connect(self.program.address).unwrap();
        Question { client, request: request.into_bytes(), seconds: Vec::new(), bytes: 0 }
    }
}

/// A request that is sent again and again.
struct Question {
    client: HttpClient,
    request: Vec<u8>,
    seconds: Vec<f64>,
    bytes: usize,
}

impl Question {
    fn ask(&mut self, times: usize) {
        for _ in 0..times {
            let (seconds, (status, bytes)) = timed(|| {
                let (status, body) = self.client.ask(&self.request).unwrap();
                (status, body.len())
            });
            assert_eq!(status, 200);
            self.seconds.push(seconds);
            self.bytes = bytes;
        }
    }

    fn p(&self, share: f64) -> f64 {
        at(share, &self.seconds)
    }
}

/// Stores posts as if they had come in, and answers a token to read them with.
pub(crate) async fn fill(data: &Path, count: usize) -> String {
    let app = prepare(data).await;
    let mut people = Vec::new();
    for n in 0..20 {
        let person = Remote::new(&format!("https://peer{n}.example"), "person");
        people.push((person.introduce(&app).await, person.uri));
    }
    let uris: Vec<_> = people.iter().map(|(_, uri)| uri.as_str()).collect();
    let mut posts = Posts::new(1);
    let start_ms = app.clock.now_ms() - 60_000 * i64::try_from(count).unwrap();
    let mut next = (0_i64..).zip(people.iter().cycle()).take(count).peekable();
    while next.peek().is_some() {
        let group: Vec<_> = next
            .by_ref()
            .take(200)
            .map(|(n, (account, uri))| {
                let create = posts.create(uri, &uris, start_ms + 60_000 * n);
                (*account, Post::read(&create["object"], &app.packer).unwrap())
            })
            .collect();
        let cx = Context::now(&app, false).await.unwrap();
        let store = move |tx: &nichoir::store::Write| {
            for (account, post) in &group {
                store_post::insert(tx, &cx, post, *account)?;
            }
            Ok(())
        };
        app.store.write(store).await.unwrap();
    }
    token(&app).await
}
