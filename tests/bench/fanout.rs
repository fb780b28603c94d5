//! One post to 2 000 servers: how many deliveries a second, what one costs, and when the last healthy
//! server has it, with servers that answer at once, after 100 ms, or partly not at all.
//!
//! All servers are one listener with many names, in this process but in a thread whose processor time
//! is not counted. The post is made and delivered by the node's own code, in the clear.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use nichoir::actions::draft::{Draft, QuotePolicy};
use nichoir::actions::post::{NewPost, post};
use nichoir::jobs::runner;
use nichoir::net::Net;
use nichoir::protocol::key::PrivateKey;
use nichoir::store::owners;
use nichoir::store::statuses::Visibility;
use tokio::runtime::Runtime;

use super::support::hosts::Hosts;
use super::support::measure::{cpu_seconds, cpu_seconds_here, timed};
use super::support::prepared::prepare_with;
use super::support::remote::Remote;

const HOSTS: usize = 2_000;
const HANGING: usize = 20;

pub(crate) fn run() {
    let instant = fan_out("at once", Duration::ZERO, 0);
    fan_out("after 100 ms", Duration::from_millis(100), 0);
    fan_out("at once, 20 hang", Duration::ZERO, HANGING);
    println!("bare signature: {:.2} of an instant delivery's CPU", bare_signature_ms() / instant);
}

/// Answers milliseconds of processor time for a delivery.
fn fan_out(name: &str, delay: Duration, hanging: usize) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let hosts = Hosts::open(delay, hanging);
    let runtime = Runtime::new().unwrap();
    let app = runtime.block_on(async {
        let app = prepare_with(folder.path(), Net::pinned(names(hosts.address))).await;
        let first = Remote::new("https://h0.example", "person");
        for n in 0..HOSTS {
            first.neighbour(&format!("https://h{n}.example")).introduce(&app).await;
        }
        app
    });
    let before = cpu_seconds(std::process::id()) - hosts.cpu_seconds();
    let (seconds, ()) = timed(|| {
        runtime.block_on(async {
            let running = tokio::spawn(runner::run(app.clone()));
            let (owner, _) = app.store.read(owners::first).await.unwrap().unwrap();
            post(&app, owner, hello()).await.unwrap();
            hosts.wait_for(HOSTS - hanging).await;
            running.abort();
        });
    });
    let cpu = cpu_seconds(std::process::id()) - hosts.cpu_seconds() - before;
    let delivered = (HOSTS - hanging) as f64;
    let each_ms = cpu * 1e3 / delivered;
    println!(
        "{name}: {:.0} deliveries/s, {each_ms:.2} ms CPU each, last healthy one after {seconds:.2} s",
        delivered / seconds
    );
    each_ms
}

fn names(address: SocketAddr) -> BTreeMap<String, SocketAddr> {
    (0..HOSTS).map(|n| (format!("h{n}.example"), address)).collect()
}

fn hello() -> NewPost {
    NewPost {
        quote_policy: QuotePolicy::default(),
        draft: Draft { text: "Good morning, everybody".into(), ..Draft::default() },
        visibility: Visibility::Public,
        in_reply_to: None,
        quote: None,
        idempotency_key: None,
        app_id: None,
        scheduled: None,
    }
}

fn bare_signature_ms() -> f64 {
    let key = PrivateKey::generate_rsa().unwrap();
    let before = cpu_seconds_here();
    (0..500).for_each(|_| drop(key.sign(&[7; 200]).unwrap()));
    (cpu_seconds_here() - before) * 1e3 / 500.0
}
