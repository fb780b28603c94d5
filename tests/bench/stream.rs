//! How soon after the commit an app knows of a post, with three that listen, beside asking for it.
//!
//! The answer to the post is sent right after the commit, so its arrival stands for that.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::measure::{at, cpu_seconds, timed};
use super::support::prepared::{HOST, prepare, token};
use super::support::program::Program;

const APPS: usize = 3;
const POSTS: usize = 300;

pub(crate) fn run() {
    let folder = tempfile::tempdir().unwrap();
    let token = Runtime::new().unwrap().block_on(async {
        let app = prepare(folder.path()).await;
        token(&app).await
    });
    let program = Program::start(folder.path());
    let mut poster = HttpClient::connect(program.address).unwrap();
    // What a post costs that nobody hears of.
    let alone = cpu_of_posts(&program, &mut poster, &token);
    let apps: Vec<_> = (0..APPS).map(|_| listen(&program, &token)).collect();
    let (mut told, mut asked) = (Vec::new(), Vec::new());
    let before = cpu_seconds(program.child.id());
    for number in 0..POSTS {
        poster.ask(&post(number, &token)).unwrap();
        let answered = now();
        let last = apps.iter().map(|app| app.recv().unwrap()).max().unwrap();
        told.push(last.saturating_duration_since(answered).as_secs_f64());
        let request = get("/api/v1/timelines/home?limit=1", &token);
        asked.push(timed(|| poster.ask(&request).map(drop).unwrap()).0);
    }
    let heard = (cpu_seconds(program.child.id()) - before) / POSTS as f64;
    println!(
        "told after the answer (0: before it): p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, p95 {:.1}x asking \
         (p50 {:.2} ms)",
        at(0.5, &told) * 1e3,
        at(0.95, &told) * 1e3,
        at(0.99, &told) * 1e3,
        at(0.95, &told) / at(0.5, &asked),
        at(0.5, &asked) * 1e3,
    );
    println!(
        "a post with {APPS} apps that listen and one that asks: {:.2} ms CPU; unheard {:.2} ms",
        heard * 1e3,
        alone * 1e3
    );
}

/// Processor seconds for one post.
fn cpu_of_posts(program: &Program, poster: &mut HttpClient, token: &str) -> f64 {
    let before = cpu_seconds(program.child.id());
    for number in 0..POSTS {
        poster.ask(&post(number, token)).unwrap();
    }
    (cpu_seconds(program.child.id()) - before) / POSTS as f64
}

/// An app that listens; when it heard of each post.
fn listen(program: &Program, token: &str) -> Receiver<Instant> {
    let mut stream = TcpStream::connect(program.address).unwrap();
    stream.write_all(&get("/api/v1/streaming/user", token)).unwrap();
    let mut lines = BufReader::new(stream).lines();
    assert!(lines.by_ref().any(|line| line.unwrap() == ":)"), "no stream");
    let (heard, when) = channel();
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if line == "event: update" && heard.send(now()).is_err() {
                return;
            }
        }
    });
    when
}

#[expect(clippy::disallowed_methods, reason = "a benchmark needs the real time")]
fn now() -> Instant {
    Instant::now()
}

fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {token}\r\n\r\n")
        .into_bytes()
}

fn post(number: usize, token: &str) -> Vec<u8> {
    let body = format!("status=Post+{number}+about+%23birds");
    format!(
        "POST /api/v1/statuses HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
