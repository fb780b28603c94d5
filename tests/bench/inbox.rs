//! How many signed `Create`s a second are stored, and what one costs: this node, snac2, and the bare
//! verification of an RSA-2048 signature.
//!
//! Both servers get the same posts over keep-alive connections, signed before the clock starts, from
//! people whom they know and follow. This node is done when it answers; snac2 when its files are there.

use std::collections::BTreeMap;

use nichoir::protocol::key::PrivateKey;
use tokio::runtime::Runtime;

use super::support::load::send_all;
use super::support::measure::{at, cpu_seconds, cpu_seconds_here, median, number, timed};
use super::support::posts::Posts;
use super::support::prepared::{HOST, prepare};
use super::support::program::Program;
use super::support::remote::Remote;
use super::support::snac::{self, Snac};
use super::support::web;

const PEOPLE: usize = 16;
const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
const POSTS: usize = 3_000;
/// It is slower, so that fewer take as long.
const SNAC_ROUNDS: usize = 3;
const SNAC_POSTS: usize = 1_500;

/// Posts a second, and processor seconds for a thousand.
struct Speed {
    rate: f64,
    cpu: f64,
}

pub(crate) fn run() {
    let bare = bare_verifications();
    println!("bare RSA-2048 verification: {:.4} CPU s per 1 000", bare);
    let ours = nichoir();
    println!(
        "nichoir: {:.0}/s, {:.3} CPU s per 1 000, {:.1}x bare",
        ours.rate,
        ours.cpu,
        ours.cpu / bare
    );
    if !snac::is_here() {
        println!("snac2 is not installed; nothing to compare with");
        return;
    }
    let theirs = snac2();
    println!("snac2: {:.0}/s, {:.3} CPU s per 1 000", theirs.rate, theirs.cpu);
    println!(
        "rate {:.1}x snac2, CPU {:.2} of snac2",
        ours.rate / theirs.rate,
        ours.cpu / theirs.cpu
    );
}

/// Processor seconds for a thousand.
fn bare_verifications() -> f64 {
    let key = PrivateKey::generate_rsa().unwrap();
    let (public, message) = (key.public().unwrap(), [7; 200]);
    let signature = key.sign(&message).unwrap();
    let rounds: Vec<_> = (0..5)
        .map(|_| {
            let before = cpu_seconds_here();
            assert!((0..1_000).all(|_| public.accepts(&message, &signature)));
            cpu_seconds_here() - before
        })
        .collect();
    median(&rounds)
}

fn nichoir() -> Speed {
    let folder = tempfile::tempdir().unwrap();
    let people: Vec<_> = (0..PEOPLE)
        .map(|n| Remote::new(&format!("https://peer{}.example", n / 2), &format!("person{n}")))
        .collect();
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let app = prepare(folder.path()).await;
        for person in &people {
            person.introduce(&app).await;
        }
    });
    let program = Program::start(folder.path());
    let mut posts = Posts::new(1);
    let mut speeds = Vec::new();
    let mut each = Vec::new();
    // The first is to warm up.
    for _ in 0..=ROUNDS {
        let letters = letters(&mut posts, &people, POSTS, HOST, "/inbox");
        let cpu = cpu_seconds(program.child.id());
        let load = send_all(program.address, &letters, CONNECTIONS);
        let cpu = cpu_seconds(program.child.id()) - cpu;
        assert_eq!(load.count(202), POSTS, "answers: {:?}", &load.statuses[..20]);
        each = load.each;
        speeds.push(Speed { rate: POSTS as f64 / load.seconds, cpu: cpu * 1e3 / POSTS as f64 });
    }
    println!(
        "stored and visible: p50 {:.1} ms, p99 {:.1} ms",
        at(0.5, &each) * 1e3,
        at(0.99, &each) * 1e3
    );
    drop(program);
    let stored = number(folder.path(), "SELECT count(*) FROM home");
    assert_eq!(stored, i64::try_from(POSTS * (ROUNDS + 1)).unwrap(), "posts at home");
    middle(&speeds[1..])
}

fn snac2() -> Speed {
    let folder = tempfile::tempdir().unwrap();
    let (listener, address) = web::listener();
    let base = format!("http://{address}");
    let people: Vec<_> = (0..PEOPLE).map(|n| Remote::new(&base, &format!("person{n}"))).collect();
    let path = |person: &Remote| person.uri.replacen(&base, "", 1);
    let documents: BTreeMap<_, _> =
        people.iter().map(|person| (path(person), person.document().to_string())).collect();
    web::serve(listener, documents);
    let uris: Vec<_> = people.iter().map(|person| person.uri.as_str()).collect();
    let snac = Snac::start(folder.path(), &uris);
    let mut posts = Posts::new(1);
    let mut speeds = Vec::new();
    for _ in 0..=SNAC_ROUNDS {
        let letters = letters(&mut posts, &people, SNAC_POSTS, snac::HOST, snac::INBOX);
        let stored = snac.stored();
        let cpu = cpu_seconds(snac.id());
        let (seconds, ()) = timed(|| {
            send_all(snac.address, &letters, CONNECTIONS);
            // A few of thousands never get there.
            snac.wait_until_stored(stored + SNAC_POSTS * 99 / 100);
        });
        let cpu = cpu_seconds(snac.id()) - cpu;
        speeds
            .push(Speed { rate: SNAC_POSTS as f64 / seconds, cpu: cpu * 1e3 / SNAC_POSTS as f64 });
    }
    middle(&speeds[1..])
}

/// Signed requests with new posts by `people` in turn.
fn letters(
    posts: &mut Posts,
    people: &[Remote],
    count: usize,
    host: &str,
    inbox: &str,
) -> Vec<Vec<u8>> {
    let now_ms = nichoir::clock::Clock::system().now_ms();
    let uris: Vec<_> = people.iter().map(|person| person.uri.as_str()).collect();
    let letter = |(_, person): (usize, &Remote)| {
        let create = posts.create(&person.uri, &uris, now_ms).to_string();
        person.letter(host, inbox, &create, now_ms)
    };
    (0..count).zip(people.iter().cycle()).map(letter).collect()
}

fn middle(speeds: &[Speed]) -> Speed {
    let of = |value: fn(&Speed) -> f64| median(&speeds.iter().map(value).collect::<Vec<_>>());
    Speed { rate: of(|speed| speed.rate), cpu: of(|speed| speed.cpu) }
}
