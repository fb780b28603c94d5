//! What leaves: to many servers at once, around those that hang, until it arrives or is given up.

use std::time::Duration;

use nichoir::app::App;
use nichoir::id::{OutgoingId, StatusId};
use nichoir::jobs::runner;
use nichoir::protocol::http_date;
use nichoir::protocol::signature::Dialect;
use nichoir::store::deliveries::{self, Arrival, Health, State};
use nichoir::store::{accounts, hosts, outgoing};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::support::inboxes::{Inboxes, Reply};
use crate::support::node::{Node, START_MS};
use crate::support::scene::Scene;

/// The post that all activities of these stories are about.
const ABOUT: StatusId = StatusId::new(1);

/// Inboxes of hosts, and a node that can reach them.
struct World {
    inboxes: Inboxes,
    node: Node,
    running: Option<JoinHandle<()>>,
}

impl World {
    async fn with(hosts: &[String]) -> Self {
        let inboxes = Inboxes::open().await;
        let node = Node::new(inboxes.net(hosts)).await;
        Self { inboxes, node, running: None }
    }

    fn app(&self) -> &App {
        &self.node.app
    }

    fn run(&mut self) {
        self.running = Some(tokio::spawn(runner::run(self.node.app.clone())));
    }

    /// Queues one activity for these inboxes.
    async fn queue(&self, urls: &[String]) {
        let (urls, now_ms) = (urls.to_vec(), self.app().clock.now_ms());
        let id: OutgoingId = self.app().ids.next();
        let queue = move |tx: &nichoir::store::Write| {
            let signer = accounts::by_uri(tx, "https://home.example/actor")?.unwrap();
            outgoing::insert(tx, id, signer.id, Some(ABOUT), r#"{"type":"Create"}"#)?;
            let mut inboxes = Vec::new();
            for url in &urls {
                let host = url.split('/').nth(2).unwrap();
                inboxes.push(hosts::inbox_id(tx, host, url)?);
            }
            deliveries::enqueue(tx, id, &inboxes, now_ms)
        };
        self.app().store.write(queue).await.unwrap();
    }

    /// Time passes, and the node looks at its queues.
    fn pass(&self, seconds: i64) {
        self.app().clock.advance_ms(seconds * 1000);
        self.app().store.bell().notify_one();
    }

    /// What became of all deliveries, as soon as `done` holds.
    async fn arrivals(&self, done: impl Fn(&[Arrival]) -> bool) -> Vec<Arrival> {
        let mut last = Vec::new();
        for _ in 0..800 {
            last = self.app().store.read(|db| deliveries::of_status(db, ABOUT)).await.unwrap();
            if done(&last) {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("never came to pass: {last:?}");
    }

    async fn all_delivered(&self) {
        self.arrivals(|all| all.iter().all(|one| one.state == State::Delivered)).await;
    }

    /// How many hosts count as failing, once none of them is to be tried now.
    async fn blamed_when_all_wait(&self) -> usize {
        let now_ms = self.app().clock.now_ms();
        for _ in 0..800 {
            let look = move |db: &nichoir::store::Read| {
                let due = |health, at_ms| deliveries::due_hosts(db, health, at_ms, &[], 9);
                let now = due(Health::Well, now_ms)?.len() + due(Health::Failing, now_ms)?.len();
                Ok((now == 0, due(Health::Failing, i64::MAX)?.len()))
            };
            let (all_wait, failing) = self.app().store.read(look).await.unwrap();
            if all_wait {
                return failing;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("some host is still due");
    }

    /// An error of a failed attempt was stored, so the node knows about it.
    async fn knows_of_failure(&self) {
        self.arrivals(|all| all.iter().any(|one| one.error.is_some())).await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.abort();
        }
    }
}

fn hosts_named(kind: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{kind}{number}.example")).collect()
}

fn inbox_of(host: &String) -> String {
    format!("https://{host}/inbox")
}

#[tokio::test]
async fn hosts_that_hang_do_not_delay_the_others() {
    let (hanging, healthy) = (hosts_named("hangs", 20), hosts_named("well", 200));
    let all = [hanging, healthy].concat();
    let mut world = World::with(&all).await;
    world.inboxes.answer(|posted| match posted.host.starts_with("hangs") {
        true => Reply::Hang,
        false => Reply::Status(202, None),
    });
    world.queue(&all.iter().map(inbox_of).collect::<Vec<_>>()).await;
    world.run();
    // Well before the first of those that hang has met its deadline of 10 s.
    let delivered =
        |all: &[Arrival]| all.iter().filter(|one| one.state == State::Delivered).count() == 200;
    tokio::time::timeout(Duration::from_secs(6), world.arrivals(delivered)).await.unwrap();
}

#[tokio::test]
async fn a_host_that_fails_is_probed_once_and_then_gets_everything() {
    let mut world = World::with(&hosts_named("a", 1)).await;
    world.inboxes.answer_with(503);
    let urls: Vec<String> = (0..10).map(|n| format!("https://a0.example/u/{n}")).collect();
    world.queue(&urls).await;
    world.run();
    // Two at a time find out that it is not well.
    world.inboxes.next().await;
    world.inboxes.next().await;
    world.knows_of_failure().await;
    // From then on one probe, not ten.
    world.pass(15);
    world.inboxes.next().await;
    world.arrivals(|all| all.iter().filter(|one| one.error.is_some()).count() == 3).await;
    assert_eq!(world.inboxes.rest().len(), 0);
    world.inboxes.answer_with(202);
    world.pass(45);
    world.all_delivered().await;
    assert_eq!(world.inboxes.rest().len(), 10);
}

#[tokio::test]
async fn what_was_queued_before_a_restart_is_sent_after_it() {
    let mut world = World::with(&hosts_named("a", 3)).await;
    world.inboxes.answer(|_| Reply::Hang);
    world.queue(&hosts_named("a", 3).iter().map(inbox_of).collect::<Vec<_>>()).await;
    world.run();
    for _ in 0..3 {
        world.inboxes.next().await;
    }
    // All three are in the air; the one who sent them is no more.
    world.running.take().unwrap().abort();
    world.inboxes.answer_with(202);
    world.run();
    world.all_delivered().await;
}

#[tokio::test]
async fn an_inbox_that_is_gone_gets_nothing_more_and_its_neighbours_do() {
    let mut world = World::with(&hosts_named("a", 1)).await;
    world.inboxes.answer(|posted| match posted.path.as_str() {
        "/u/gone" => Reply::Status(410, None),
        _ => Reply::Status(202, None),
    });
    let urls = ["https://a0.example/u/gone".to_owned(), "https://a0.example/u/here".to_owned()];
    world.queue(&urls).await;
    world.queue(&urls).await;
    world.run();
    let done = |all: &[Arrival]| all.iter().all(|one| one.state != State::Waiting);
    let arrivals = world.arrivals(done).await;
    let failed = arrivals.iter().filter(|one| one.state == State::Failed);
    assert!(failed.clone().all(|one| one.inbox_url.ends_with("/gone")));
    assert_eq!(failed.count(), 2);
    let tried = world.inboxes.rest().iter().filter(|posted| posted.path == "/u/gone").count();
    assert_eq!(tried, 1);
}

#[tokio::test]
async fn a_host_that_says_when_to_come_back_is_left_alone_until_then() {
    let mut world = World::with(&hosts_named("a", 2)).await;
    world.inboxes.answer(|posted| match posted.host.as_str() {
        "a0.example" => Reply::Status(429, Some(("Retry-After", "100".into()))),
        _ => Reply::Status(202, None),
    });
    world.queue(&["https://a0.example/inbox".to_owned()]).await;
    world.run();
    world.inboxes.next().await;
    world.knows_of_failure().await;
    world.inboxes.answer_with(202);
    world.app().clock.advance_ms(90_000);
    // Something for another host shows that the node has looked at all queues.
    world.queue(&["https://a1.example/inbox".to_owned()]).await;
    assert_eq!(world.inboxes.next().await.host, "a1.example");
    world.pass(15);
    assert_eq!(world.inboxes.next().await.host, "a0.example");
    world.all_delivered().await;
}

#[tokio::test]
async fn contact_from_a_paused_host_wakes_its_queue_at_once() {
    let mut world = World::with(&hosts_named("a", 1)).await;
    world.inboxes.answer_with(500);
    world.queue(&["https://a0.example/inbox".to_owned()]).await;
    world.run();
    world.inboxes.next().await;
    world.knows_of_failure().await;
    world.inboxes.answer_with(202);
    let now_ms = world.app().clock.now_ms() + 1;
    let heard = move |tx: &nichoir::store::Write| hosts::heard_from(tx, "a0.example", now_ms);
    world.app().store.write(heard).await.unwrap();
    world.pass(1);
    world.inboxes.next().await;
    world.all_delivered().await;
}

#[tokio::test]
async fn a_host_that_takes_only_rfc_9421_is_remembered() {
    let mut world = World::with(&hosts_named("a", 1)).await;
    world.inboxes.answer(|posted| match posted.headers.contains_key("signature-input") {
        true => Reply::Status(202, None),
        false => Reply::Status(401, None),
    });
    world.queue(&["https://a0.example/inbox".to_owned()]).await;
    world.run();
    assert!(world.inboxes.next().await.header("signature").contains("keyId="));
    assert!(world.inboxes.next().await.headers.contains_key("signature-input"));
    world.all_delivered().await;
    world.queue(&["https://a0.example/inbox".to_owned()]).await;
    assert!(world.inboxes.next().await.headers.contains_key("signature-input"));
    world.all_delivered().await;
    assert_eq!(world.inboxes.rest().len(), 0);
}

#[tokio::test]
async fn each_attempt_is_signed_when_it_is_made() {
    let mut world = World::with(&hosts_named("a", 1)).await;
    world.inboxes.answer_with(502);
    world.queue(&["https://a0.example/inbox".to_owned()]).await;
    world.run();
    let first = world.inboxes.next().await;
    world.knows_of_failure().await;
    world.inboxes.answer_with(202);
    world.pass(3600);
    let second = world.inboxes.next().await;
    let time = |header: &str| http_date::read(header).unwrap();
    assert_eq!(time(second.header("date")) - time(first.header("date")), 3_600_000);
    assert_ne!(first.header("signature"), second.header("signature"));
    assert_eq!(first.body, second.body);
    assert_eq!(second.url(), "https://a0.example/inbox");
}

#[tokio::test]
async fn without_a_line_hosts_wait_and_are_not_blamed() {
    // Names that lead nowhere, as when the home's own line is down.
    let mut world = World::with(&[]).await;
    world.queue(&hosts_named("a", 6).iter().map(inbox_of).collect::<Vec<_>>()).await;
    world.run();
    for _ in 0..3 {
        assert!(world.blamed_when_all_wait().await <= 2, "the first may be taken for dead");
        world.pass(50);
    }
    let arrivals = world.arrivals(|all| all.len() == 6).await;
    assert!(arrivals.iter().all(|one| one.state == State::Waiting));
}

#[tokio::test]
async fn who_signs_the_new_way_is_answered_the_new_way() {
    let scene = Scene::with_hosts(&["a.example"]).await;
    let bob = scene.known("a.example", "bob").await;
    let dialect = || {
        let store = &scene.server.app.store;
        store.read(|db| hosts::dialect(db, "a.example", START_MS))
    };
    for (spoken, believed) in
        [(Dialect::Draft, Dialect::Draft), (Dialect::Message, Dialect::Message)]
    {
        let body = bob.create("/1", json!({})).to_string();
        let delivery = bob.signed(spoken, "POST", "/inbox", body.as_bytes(), START_MS);
        assert_eq!(scene.post(delivery).await.status, 202);
        assert_eq!(dialect().await.unwrap(), believed);
    }
}
