//! Memory before, during and after a flood: of bodies as large as they may be, and of valid posts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use nichoir::clock::Clock;
use tokio::runtime::Runtime;

use super::support::load::{Load, send_all};
use super::support::measure::pss_mb;
use super::support::posts::Posts;
use super::support::prepared::{HOST, prepare};
use super::support::program::Program;
use super::support::remote::Remote;

const CONNECTIONS: usize = 64;
const LARGE: usize = 500;
const VALID: usize = 5_000;

pub(crate) fn run() {
    let folder = tempfile::tempdir().unwrap();
    let person = Remote::new("https://peer.example", "person");
    Runtime::new().unwrap().block_on(async {
        let app = prepare(folder.path()).await;
        person.introduce(&app).await;
    });
    let program = Program::start(folder.path());
    let idle = pss_mb(program.child.id());
    println!("idle: {idle:.1} MB");
    let large: Vec<_> = (0..LARGE).map(|_| large(&person)).collect();
    report("1 MiB bodies", &program, &large, idle);
    let mut posts = Posts::new(1);
    let now_ms = Clock::system().now_ms();
    let valid: Vec<_> = (0..VALID)
        .map(|_| {
            let create = posts.create(&person.uri, &[&person.uri], now_ms).to_string();
            person.letter(HOST, "/inbox", &create, now_ms)
        })
        .collect();
    report("valid posts", &program, &valid, idle);
}

/// A signed activity just under the limit; what makes it large is of no use.
fn large(person: &Remote) -> Vec<u8> {
    let actor = &person.uri;
    let filling = "x".repeat(1_048_000);
    let body = format!(r#"{{"type":"Create","actor":"{actor}","filling":"{filling}"}}"#);
    person.letter(HOST, "/inbox", &body, Clock::system().now_ms())
}

fn report(what: &str, program: &Program, requests: &[Vec<u8>], idle: f64) {
    let process = program.child.id();
    let done = AtomicBool::new(false);
    let (load, most) = thread::scope(|scope| {
        let most = scope.spawn(|| {
            let mut most = 0_f64;
            while !done.load(Ordering::Relaxed) {
                most = most.max(pss_mb(process));
                thread::sleep(Duration::from_millis(20));
            }
            most
        });
        let load = send_all(program.address, requests, CONNECTIONS);
        done.store(true, Ordering::Relaxed);
        (load, most.join().unwrap())
    });
    let after = pss_mb(process);
    println!(
        "{what}: {} from {CONNECTIONS} connections in {:.1} s, at most {most:.1} MB ({:.1}x idle), \
         {after:.1} MB afterwards; {}",
        requests.len(),
        load.seconds,
        most / idle,
        statuses(&load)
    );
}

fn statuses(load: &Load) -> String {
    let mut seen: Vec<_> = load.statuses.clone();
    seen.sort_unstable();
    seen.dedup();
    let counts: Vec<_> =
        seen.into_iter().map(|status| format!("{status}: {}", load.count(status))).collect();
    counts.join(", ")
}
