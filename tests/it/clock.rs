//! A machine without a battery for its clock: what waits, what is believed, and how it heals.

use std::time::Duration;

use nichoir::app::App;
use nichoir::appliance::finding::{Mood, Topic};
use nichoir::appliance::system::System;
use nichoir::appliance::time;
use nichoir::clock::Clock;
use nichoir::net::{Dates, Net};
use nichoir::store::statuses::Visibility;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::home::Home;
use crate::support::node::{Node, START_MS};
use crate::support::scene::{ADA, Scene};
use crate::support::time_server::{Authority, GOOD, Paper};

const DAY_MS: i64 = 86_400_000;
/// Where boards without a battery wake up.
const YEARS_AGO_MS: i64 = START_MS - 2200 * DAY_MS;
const MINUTE: Duration = Duration::from_secs(60);

/// A node whose machine's clock stands at `system_ms`, in doubt.
struct Board {
    node: Node,
    root: tempfile::TempDir,
    ticking: JoinHandle<()>,
    keeping: Option<JoinHandle<()>>,
}

/// A clock that goes on when time passes, also when a test lets it pass quickly.
async fn tick(clock: Clock) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        clock.advance_ms(1_000);
    }
}

impl Board {
    async fn at(system_ms: i64) -> Self {
        let mut node = Node::new(Net::pinned(Default::default())).await;
        let root = tempfile::tempdir().unwrap();
        node.app.appliance.system = System::new(root.path());
        node.app.clock.advance_ms(system_ms - START_MS);
        time::doubt(&node.app);
        let ticking = tokio::spawn(tick(node.app.clock.clone()));
        Self { node, root, ticking, keeping: None }
    }

    fn app(&self) -> &App {
        &self.node.app
    }

    fn keep(&mut self, dates: Dates, hosts: Vec<String>) {
        self.keeping = Some(tokio::spawn(time::keep_with(self.app().clone(), dates, hosts)));
    }

    /// Nobody can be asked.
    fn keep_offline(&mut self) {
        self.keep(Dates::trusting(rustls::RootCertStore::empty()), Vec::new());
    }

    /// As systemd-timesyncd does when it has set the clock.
    fn is_synchronised(&self) {
        let folder = self.root.path().join("run/systemd/timesync");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("synchronized"), "").unwrap();
    }

    async fn is_trusted(&self) {
        timeout(10 * MINUTE, self.app().clock.trusted()).await.expect("is trusted");
    }

    /// Waits until the checklist says so about the clock.
    async fn says(&self, mood: Mood, code: &str) {
        let mut findings = self.app().appliance.findings.subscribe();
        let there = findings.wait_for(|all| {
            all.get(&Topic::Clock).is_some_and(|found| found.mood == mood && found.code == code)
        });
        let there = timeout(60 * MINUTE, there).await.is_ok();
        assert!(there, "{code}, not {:?}", self.app().appliance.findings.about(Topic::Clock));
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        self.ticking.abort();
        if let Some(keeping) = &self.keeping {
            keeping.abort();
        }
    }
}

fn is_about(clock: &Clock, time_ms: i64) -> bool {
    clock.now_ms().abs_diff(time_ms) < 5_000
}

#[tokio::test]
async fn a_clock_in_the_past_is_corrected_by_what_others_agree_on() {
    let authority = Authority::new();
    let right = [
        authority.server(GOOD, START_MS).await,
        authority.server(GOOD, START_MS + 2_000).await,
        // One of three lies.
        authority.server(Paper { days: [(2020, 1, 1), (2039, 1, 1)], ..GOOD }, YEARS_AGO_MS).await,
    ];
    let mut board = Board::at(YEARS_AGO_MS).await;
    board.keep(Dates::trusting(authority.roots()), right.to_vec());
    board.is_trusted().await;
    let clock = &board.app().clock;
    assert!(is_about(clock, START_MS), "{}", clock.now_ms());
    assert!(
        clock.uncorrected_ms() < YEARS_AGO_MS + DAY_MS,
        "the system's clock is not ours to set"
    );
    board.says(Mood::Note, "clock-corrected").await;
}

#[tokio::test]
async fn two_who_do_not_agree_are_not_believed() {
    let authority = Authority::new();
    let any_time = Paper { days: [(2020, 1, 1), (2039, 1, 1)], ..GOOD };
    let hosts = [
        authority.server(any_time, START_MS).await,
        authority.server(any_time, START_MS + DAY_MS).await,
    ];
    let mut board = Board::at(YEARS_AGO_MS).await;
    let dates = Dates::trusting(authority.roots());
    let offsets = dates.ask(&hosts, &board.app().clock).await;
    assert_eq!(offsets.len(), 2, "both answer: {offsets:?}");
    tokio::time::pause();
    board.keep(dates, hosts.to_vec());
    board.says(Mood::Bad, "clock-behind").await;
    assert!(!board.app().clock.is_trusted());
}

#[tokio::test]
async fn a_certificate_is_judged_by_the_date_of_its_own_server() {
    let (authority, other) = (Authority::new(), Authority::new());
    let clock = Clock::set_to(YEARS_AGO_MS);
    let dates = Dates::trusting(authority.roots());
    let good = authority.server(GOOD, START_MS).await;
    let offsets = dates.ask(std::slice::from_ref(&good), &clock).await;
    assert!(
        matches!(offsets[..], [offset] if (offset - 2200 * DAY_MS).abs() <= 1_000),
        "{offsets:?}"
    );
    for (why, url) in [
        ("not valid at its own date", authority.server(GOOD, YEARS_AGO_MS).await),
        ("expired by its own date", authority.server(GOOD, START_MS + 60 * DAY_MS).await),
        ("another name", authority.server(Paper { name: "a.example", ..GOOD }, START_MS).await),
        ("an authority that nobody knows", other.server(GOOD, START_MS).await),
        ("not secure", good.replace("https://", "http://").replace("localhost", "[")),
        ("nobody there", "https://localhost:1/".to_owned()),
    ] {
        assert_eq!(dates.ask(&[url], &clock).await, Vec::<i64>::new(), "{why}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_the_network_sets_right_heals_by_itself() {
    let mut board = Board::at(YEARS_AGO_MS).await;
    board.says(Mood::Waiting, "clock-waiting").await;
    board.keep_offline();
    board.says(Mood::Bad, "clock-behind").await;
    assert!(!board.app().clock.is_trusted());
    board.app().clock.advance_ms(2200 * DAY_MS);
    board.is_synchronised();
    board.is_trusted().await;
    board.says(Mood::Good, "clock-network").await;
    assert!(!board.app().clock.is_corrected());
}

#[tokio::test(start_paused = true)]
async fn a_plausible_time_that_nobody_vouches_for_is_not_trusted() {
    let mut board = Board::at(START_MS).await;
    board.keep_offline();
    board.says(Mood::Bad, "clock-unknown").await;
    assert!(!board.app().clock.is_trusted());
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_is_doubted_again() {
    let mut board = Board::at(START_MS).await;
    board.is_synchronised();
    board.keep_offline();
    board.is_trusted().await;
    board.app().clock.advance_ms(YEARS_AGO_MS - START_MS);
    board.says(Mood::Bad, "clock-behind").await;
    assert!(!board.app().clock.is_trusted());
    board.app().clock.advance_ms(START_MS - YEARS_AGO_MS);
    board.is_trusted().await;
}

#[tokio::test(start_paused = true)]
async fn a_correction_ends_when_the_system_is_set_right() {
    let mut board = Board::at(YEARS_AGO_MS).await;
    board.app().clock.correct_by_ms(2200 * DAY_MS);
    board.is_synchronised();
    board.keep_offline();
    board.says(Mood::Bad, "clock-behind").await;
    board.app().clock.advance_ms(2200 * DAY_MS);
    board.is_trusted().await;
    assert!(!board.app().clock.is_corrected());
}

#[tokio::test(start_paused = true)]
async fn it_is_never_earlier_than_when_the_time_was_last_known() {
    let mut board = Board::at(START_MS).await;
    board.is_synchronised();
    board.keep_offline();
    board.is_trusted().await;
    let app = board.app().clone();
    // Saved soon after.
    let saved = async { while app.store.read(time::floor_ms).await.unwrap() < START_MS {} };
    timeout(MINUTE, saved).await.expect("is saved");
    board.keeping.take().unwrap().abort();
    time::doubt(&app);
    app.clock.advance_ms(-DAY_MS);
    board.keep_offline();
    board.says(Mood::Bad, "clock-behind").await;
}

#[tokio::test]
async fn nothing_is_judged_by_a_date_until_the_time_is_known() {
    let scene = Scene::new().await;
    let peer = scene.known("a.example", "bob").await;
    let follow = peer.activity("Follow", ADA.into(), json!({}));
    scene.server.app.clock.set_trusted(false);
    let outcome = scene.deliver(&peer, &follow).await;
    assert_eq!(outcome.status, 503, "{outcome:?}");
    assert!(outcome.changed.is_empty() && outcome.asked.is_empty(), "{outcome:?}");
    let unsigned = scene.send(peer.delivery(&follow).without("signature")).await;
    assert_eq!(unsigned.status, 401, "what can never be good is refused as ever");
    scene.server.app.clock.set_trusted(true);
    assert_eq!(scene.deliver(&peer, &follow).await.status, 202);
}

#[tokio::test]
async fn nothing_is_signed_until_the_time_is_known() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    home.posts("before", Visibility::Public).await;
    home.next().await;
    home.app.clock.set_trusted(false);
    let post = crate::support::home::new_post("too early", Visibility::Public);
    let refused = nichoir::actions::post::post(&home.app, home.ada, post).await.unwrap_err();
    assert_eq!(refused.kind(), nichoir::error::Kind::Busy);
    home.app.clock.set_trusted(true);
    home.posts("after", Visibility::Public).await;
    let (activity, _) = home.next().await;
    assert!(activity["object"]["content"].as_str().unwrap().contains("after"));
}
