//! The box gets a certificate, keeps it fresh, and bothers nobody while that does not work.
//!
//! The authority is on loopback and the clock is the story's: a turn of the keeper does what is due, and
//! the story moves the clock to the next one.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use nichoir::app::App;
use nichoir::appliance::certificate::{Authorities, Keeper, try_now};
use nichoir::appliance::finding::{Finding, Mood as How, Topic};
use nichoir::appliance::name::Pointing;
use nichoir::appliance::probe::Seen;
use nichoir::appliance::wanted::{self, Wanted};
use nichoir::clock::Clock;
use nichoir::locale::Locale;
use nichoir::net::Net;
use nichoir::random::Random;
use nichoir::store::Store;
use nichoir::store::certificates::{self, Outcome, Stored};
use tempfile::TempDir;
use tokio::time::timeout;

use super::support::acme_server::{AcmeServer, Mood};
use super::support::node::{HOST, START_MS};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A box whose name leads to it, and its authority.
struct Home {
    folder: TempDir,
    clock: Clock,
    authority: AcmeServer,
    app: App,
    keeper: Keeper,
}

impl Home {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::set_to(START_MS);
        let authority = AcmeServer::start(&clock).await;
        let app = boot(folder.path(), &clock, &authority);
        let keeper = Keeper::new(app.clone());
        Self { folder, clock, authority, app, keeper }
    }

    /// The power goes and comes back.
    fn restart(&mut self) {
        self.app = boot(self.folder.path(), &self.clock, &self.authority);
        self.keeper = Keeper::new(self.app.clone());
    }

    /// Does all that is due now; when something is due again.
    async fn settle(&mut self) -> Option<i64> {
        for _ in 0..8 {
            let until_ms = self.keeper.turn().await;
            if until_ms.is_none_or(|until_ms| until_ms > self.clock.now_ms()) {
                return until_ms;
            }
        }
        panic!("there is always something due");
    }

    /// Goes on for so long, doing what is due when it is due.
    async fn live_for(&mut self, span_ms: i64) {
        let end_ms = self.clock.now_ms() + span_ms;
        loop {
            let next_ms = self.settle().await.unwrap_or(i64::MAX).min(end_ms);
            self.clock.advance_ms(next_ms - self.clock.now_ms());
            if next_ms == end_ms {
                return;
            }
        }
    }

    fn finding(&self) -> Finding {
        self.app.appliance.findings.about(Topic::Certificate).expect("something is found")
    }

    fn has_certificate(&self) -> bool {
        self.app.appliance.certificates.has(HOST)
    }

    async fn stored(&self) -> Stored {
        let stored = self.app.store.read(|db| certificates::of_host(db, HOST)).await.unwrap();
        stored.expect("there is a certificate").1
    }

    async fn outcomes(&self) -> Vec<Outcome> {
        let attempts = self.app.store.read(certificates::attempts).await.unwrap();
        attempts.into_iter().rev().map(|attempt| attempt.outcome).collect()
    }

    /// The most real orders within any hour.
    fn busiest_hour(&self) -> usize {
        let at: Vec<_> = self.authority.orders_at("main").iter().map(|o| o.at_ms).collect();
        let within =
            |from: &i64| at.iter().filter(|at| (*from..from + HOUR_MS).contains(at)).count();
        at.iter().map(within).max().unwrap_or(0)
    }
}

fn boot(folder: &Path, clock: &Clock, authority: &AcmeServer) -> App {
    let store = Store::open(&folder.join("nichoir.sqlite3")).unwrap();
    let net = Net::pinned(BTreeMap::new());
    let mut app = App::new(store, clock.clone(), Random::seeded(1), net, folder.join("media"));
    let authorities = Authorities::parse(&authority.configuration()).unwrap();
    app.appliance.authorities = Arc::new(authorities);
    app.appliance.mapping.send_replace(Some(Default::default()));
    app.appliance.pointing.send_replace(Pointing::Here);
    authority.looks_at(&app.appliance.certificates);
    want(&app, HOST);
    app
}

fn want(app: &App, host: &str) {
    let (name, host, handle_domain) = ("ada".into(), host.into(), host.into());
    wanted::tell(&app.appliance, Some(Wanted { name, host, handle_domain }));
}

#[tokio::test]
async fn a_name_that_leads_here_gets_a_certificate_after_a_rehearsal() {
    let mut home = Home::new().await;
    let next_ms = home.settle().await.unwrap();
    assert!(home.has_certificate());
    let placed: Vec<_> =
        home.authority.state().orders.iter().map(|order| order.directory.clone()).collect();
    assert_eq!(placed, ["staging", "main"]);
    assert_eq!(home.authority.orders_at("main")[0].profile.as_deref(), Some("tlsserver"));
    let probe = home.app.appliance.probe.borrow().clone();
    assert_eq!(probe.unwrap().seen, Seen::Us);
    assert_eq!(
        (home.finding().mood, home.finding().code.as_str()),
        (How::Good, "certificate-good")
    );
    // Nothing is answered any more, and the next look is at the renewal window.
    assert_eq!(home.app.appliance.certificates.token("token-0"), None);
    assert_eq!(next_ms, START_MS + 6 * HOUR_MS);
}

#[tokio::test]
async fn a_certificate_is_there_at_once_after_a_restart_for_as_long_as_it_is_good() {
    let mut home = Home::new().await;
    home.settle().await;
    home.authority.take_requests();
    home.restart();
    home.keeper.turn().await;
    assert!(home.has_certificate());
    assert_eq!(home.authority.orders_at("main").len(), 1);

    // The home was without power for two months, and the authority does not answer yet.
    home.authority.state().moods.insert("main", Mood::Problem(503, "serverInternal", &[]));
    home.clock.advance_ms(60 * DAY_MS);
    home.restart();
    home.settle().await;
    assert!(!home.has_certificate(), "an expired certificate is not served");
    assert_eq!(home.finding().code, "certificate-down");
    home.authority.state().moods.clear();
    home.live_for(10 * MINUTE_MS).await;
    assert!(home.has_certificate());
}

#[tokio::test]
async fn nobody_is_asked_for_anything_until_the_clock_is_right() {
    let mut home = Home::new().await;
    home.clock.set_trusted(false);
    assert_eq!(home.settle().await, None);
    assert_eq!(home.authority.take_requests(), 0);
    assert_eq!(
        (home.finding().mood, home.finding().code.as_str()),
        (How::Waiting, "certificate-clock")
    );

    // It heals by itself.
    let keeper = tokio::spawn(Keeper::new(home.app.clone()).keep());
    home.clock.set_trusted(true);
    let certificates = home.app.appliance.certificates.clone();
    timeout(Duration::from_secs(10), certificates.wait_for(HOST)).await.expect("a certificate");
    keeper.abort();
}

#[tokio::test]
async fn nobody_is_asked_for_anything_before_there_is_a_name_that_leads_here() {
    let mut home = Home::new().await;
    wanted::tell(&home.app.appliance, None);
    assert_eq!(home.settle().await, None);
    want(&home.app, HOST);
    for (pointing, code) in
        [(Pointing::Nowhere, "certificate-nowhere"), (Pointing::Elsewhere, "certificate-elsewhere")]
    {
        home.app.appliance.pointing.send_replace(pointing);
        assert_eq!(home.settle().await, None);
        assert_eq!(home.finding().code, code);
    }
    assert_eq!(home.authority.take_requests(), 0);

    let keeper = tokio::spawn(Keeper::new(home.app.clone()).keep());
    home.app.appliance.pointing.send_replace(Pointing::Here);
    let certificates = home.app.appliance.certificates.clone();
    timeout(Duration::from_secs(10), certificates.wait_for(HOST)).await.expect("a certificate");
    keeper.abort();
}

#[tokio::test]
async fn who_is_not_reached_only_rehearses_and_hears_why() {
    let mut home = Home::new().await;
    home.authority.state().blind.insert("staging", "connection");
    home.live_for(DAY_MS).await;
    assert!(home.authority.orders_at("main").is_empty());
    let probe = home.app.appliance.probe.borrow().clone();
    assert_eq!(probe.unwrap().seen, Seen::Nobody("as the story wants".into()));
    let finding = home.finding();
    assert_eq!((finding.mood, finding.code.as_str()), (How::Bad, "certificate-unreached"));
    for locale in [Locale::En, Locale::Fr] {
        let said = finding.sentence(locale) + &finding.action(locale).expect("something to do");
        assert!(said.contains("443") && !said.contains("{ $"), "{said}");
    }

    // Somebody opens the port: no wait of hours then.
    home.authority.state().blind.clear();
    home.app.appliance.mapping.send_replace(None);
    home.app.appliance.mapping.send_replace(Some(Default::default()));
    home.live_for(6 * HOUR_MS + 40 * MINUTE_MS).await;
    assert!(home.has_certificate());
}

#[tokio::test]
async fn a_way_that_fails_is_followed_by_the_next_one() {
    let mut home = Home::new().await;
    home.authority.state().challenges = vec!["http-01"];
    home.settle().await;
    assert!(home.has_certificate(), "the page on port 80 is a way too");

    let mut home = Home::new().await;
    home.authority.state().blind.insert("staging", "unauthorized");
    home.settle().await;
    assert_eq!(home.finding().code, "certificate-stranger");
    home.live_for(2 * MINUTE_MS).await;
    let attempts = home.app.store.read(certificates::attempts).await.unwrap();
    let ways: Vec<_> = attempts.iter().rev().map(|attempt| attempt.challenge.clone()).collect();
    assert_eq!(ways, ["tls-alpn-01", "http-01"]);
}

#[tokio::test]
async fn ten_crashes_in_a_row_make_no_more_than_five_orders_an_hour() {
    let mut home = Home::new().await;
    home.authority.state().moods.insert("main", Mood::Silence);
    for _ in 0..10 {
        // The power goes while the authority is being asked.
        let _ = timeout(Duration::from_millis(300), home.settle()).await;
        home.restart();
        home.clock.advance_ms(3 * MINUTE_MS);
    }
    let crashed = home.authority.orders_at("main").len();
    assert!((1..=5).contains(&crashed), "{crashed} orders");
    assert!(home.busiest_hour() <= 5);
    assert!(home.outcomes().await.contains(&Outcome::Open), "an attempt that was cut off counts");

    // And the same if it is an answer that makes it fail, and the owner is impatient as well.
    home.authority.state().moods.insert("main", Mood::Problem(500, "serverInternal", &[]));
    for _ in 0..40 {
        home.restart();
        let _ = try_now(&home.app).await;
        home.settle().await;
        home.clock.advance_ms(3 * MINUTE_MS);
    }
    assert!(home.busiest_hour() <= 5, "{} orders in an hour", home.busiest_hour());
    assert!(home.authority.orders_at("main").len() > crashed);
}

#[tokio::test]
async fn an_authority_that_asks_us_to_wait_is_left_alone() {
    let mut home = Home::new().await;
    let wait = Mood::Problem(429, "rateLimited", &[("retry-after", "7200")]);
    home.authority.state().moods.insert("main", wait);
    assert_eq!(home.settle().await, Some(START_MS + 2 * HOUR_MS));
    let finding = home.finding();
    assert_eq!((finding.mood, finding.code.as_str()), (How::Waiting, "certificate-limited"));
    assert!(
        finding.sentence(Locale::En).contains("2026-11-23 "),
        "{}",
        finding.sentence(Locale::En)
    );
    home.authority.take_requests();
    home.restart();
    home.live_for(2 * HOUR_MS - 1).await;
    assert_eq!(home.authority.take_requests(), 0);
    home.authority.state().moods.clear();
    home.live_for(1).await;
    home.settle().await;
    assert!(home.has_certificate());
}

#[tokio::test]
async fn a_wait_without_end_or_sense_is_bounded() {
    for header in ["18446744073709551615", "Fri, 31 Dec 2100 23:59:59 GMT"] {
        let mut home = Home::new().await;
        let headers: &'static [_] = Box::leak(Box::new([("retry-after", header)]));
        home.authority.state().moods.insert("staging", Mood::Problem(503, "x", headers));
        assert_eq!(home.settle().await, Some(START_MS + DAY_MS), "{header}");
    }
}

#[tokio::test]
async fn an_authority_that_is_broken_costs_nothing_but_time() {
    let huge = vec![b'x'; 3 << 20];
    let absurd = br#"{"status":"pending","authorizations":[7],"finalize":null}"#.to_vec();
    let empty = br#"{"status":"ready","authorizations":[],"finalize":"nowhere"}"#.to_vec();
    for mood in [
        Mood::Problem(503, "serverInternal", &[]),
        Mood::Bytes(503, b"<html>out of order</html>".to_vec()),
        Mood::Bytes(429, b"slow down".to_vec()),
        Mood::Bytes(201, b"\xff\xfe garbage".to_vec()),
        Mood::Bytes(201, Vec::new()),
        Mood::Bytes(400, b"[[[[".to_vec()),
        Mood::Bytes(201, absurd),
        Mood::Bytes(201, empty),
        Mood::Bytes(201, huge),
    ] {
        let mut home = Home::new().await;
        home.settle().await;
        let before = home.stored().await;
        home.authority.state().moods.insert("main", mood.clone());
        home.authority.state().moods.insert("staging", mood);
        home.live_for(30 * DAY_MS + HOUR_MS).await;
        assert_eq!(home.stored().await.chain_pem, before.chain_pem, "the old one stays");
        assert!(home.has_certificate());
        assert_eq!(home.finding().mood, How::Note, "{:?}", home.finding());
        assert!(home.busiest_hour() <= 5);

        home.authority.state().moods.clear();
        home.live_for(8 * HOUR_MS).await;
        assert_ne!(home.stored().await.chain_pem, before.chain_pem, "it heals by itself");
        assert_eq!(home.finding().mood, How::Good);
    }
}

#[tokio::test]
async fn an_authority_that_never_decides_is_left_after_a_while() {
    let mut home = Home::new().await;
    home.authority.state().moods.insert("staging", Mood::Processing);
    home.keeper = Keeper::new(home.app.clone()).with_patience(Duration::from_millis(600));
    home.settle().await;
    assert_eq!(home.finding().code, "certificate-down");
    assert_eq!(home.outcomes().await, [Outcome::Down]);
}

#[tokio::test]
async fn a_refused_nonce_is_no_failure() {
    let mut home = Home::new().await;
    home.authority.state().bad_nonces = 2;
    home.settle().await;
    assert!(home.has_certificate());
    assert_eq!(home.outcomes().await, [Outcome::Good, Outcome::Good]);
}

#[tokio::test]
async fn an_account_that_the_authority_lost_is_made_again() {
    let mut home = Home::new().await;
    home.settle().await;
    home.authority.state().forgetful = true;
    home.live_for(31 * DAY_MS).await;
    assert_eq!(home.finding().mood, How::Good);
    assert_eq!(home.stored().await.not_before_ms / DAY_MS, (START_MS + 30 * DAY_MS) / DAY_MS);
}

#[tokio::test]
async fn a_certificate_for_somebody_else_is_never_served() {
    let mut home = Home::new().await;
    home.authority.state().other_name = Some("other.example");
    home.settle().await;
    assert!(!home.has_certificate() && !home.app.appliance.certificates.has("other.example"));
    assert_eq!(home.finding().code, "certificate-down");
}

#[tokio::test]
async fn it_is_renewed_when_the_authority_says_so_and_says_what_it_replaces() {
    let mut home = Home::new().await;
    home.settle().await;
    let before = home.stored().await;
    // Revoked, say: the window is over before it is heard of.
    home.clock.advance_ms(2 * DAY_MS);
    home.authority.state().window = Ok((START_MS, START_MS + DAY_MS));
    home.settle().await;
    home.authority.state().window = Ok((START_MS + 9 * DAY_MS, START_MS + 10 * DAY_MS));
    home.live_for(7 * HOUR_MS).await;
    let orders = home.authority.orders_at("main");
    assert_eq!(orders.len(), 2);
    assert!(orders[0].replaces.is_none() && orders[1].replaces.is_some());
    assert_eq!(home.authority.orders_at("staging").len(), 1, "a renewal needs no rehearsal");
    let live = home.app.appliance.certificates.live().unwrap();
    assert_ne!(home.stored().await.chain_pem, before.chain_pem);
    assert_eq!(live.not_after_ms, home.stored().await.not_after_ms, "swapped without a restart");

    // The next one is made at a point inside the new window, which a restart does not move.
    let point = home.stored().await.renewal.at_ms.unwrap();
    assert!((START_MS + 9 * DAY_MS..START_MS + 10 * DAY_MS).contains(&point));
    home.restart();
    home.live_for(point - home.clock.now_ms()).await;
    home.settle().await;
    let orders = home.authority.orders_at("main");
    assert_eq!((orders.len(), orders[2].at_ms), (3, point));
}

#[tokio::test]
async fn windows_that_fail_block_no_renewal_and_lifetimes_are_taken_as_they_come() {
    for (days, status) in [(6, 503), (45, 404), (90, 200)] {
        let mut home = Home::new().await;
        home.authority.state().window = Err(status);
        home.authority.state().lifetime_ms = days * DAY_MS;
        home.settle().await;
        let due_ms = home.clock.now_ms() + days * DAY_MS * 2 / 3;
        home.live_for(days * DAY_MS).await;
        let orders = home.authority.orders_at("main");
        assert_eq!(orders.len(), 2, "{days} days");
        assert!((orders[1].at_ms - due_ms).abs() < MINUTE_MS, "{days} days");
    }
}

#[tokio::test]
async fn without_time_to_lose_it_does_not_insist_on_replacing() {
    let mut home = Home::new().await;
    home.settle().await;
    home.authority.state().moods.insert("main", Mood::Problem(503, "serverInternal", &[]));
    home.live_for(44 * DAY_MS).await;
    assert_eq!(home.finding().mood, How::Waiting, "{:?}", home.finding());
    let orders = home.authority.orders_at("main");
    assert!(orders[1].replaces.is_some() && orders.last().unwrap().replaces.is_none());
}

#[tokio::test]
async fn the_second_authority_is_asked_after_a_week() {
    let mut home = Home::new().await;
    let both = Authorities::parse(&home.authority.configuration_with_second()).unwrap();
    home.app.appliance.authorities = Arc::new(both);
    home.keeper = Keeper::new(home.app.clone());
    home.authority.state().moods.insert("main", Mood::Problem(503, "serverInternal", &[]));
    home.live_for(7 * DAY_MS).await;
    assert!(!home.has_certificate() && home.authority.orders_at("second").is_empty());
    home.live_for(DAY_MS).await;
    assert!(home.has_certificate());
    assert_eq!(home.authority.orders_at("second").len(), 1);
}

#[tokio::test]
async fn the_owner_can_have_it_tried_now_and_then() {
    let mut home = Home::new().await;
    home.authority.state().blind.insert("staging", "connection");
    home.live_for(DAY_MS).await;
    home.authority.state().blind.clear();
    try_now(&home.app).await.unwrap();
    home.settle().await;
    assert!(home.has_certificate(), "the pause after failures does not count");
    home.restart();
    let error = try_now(&home.app).await.expect_err("it was tried just now");
    assert!(error.message().contains("15 minutes"), "{error}");

    // With a certificate it is a look from outside, and no order.
    home.clock.advance_ms(15 * MINUTE_MS);
    let (rehearsals, orders) =
        (home.authority.orders_at("staging").len(), home.authority.orders_at("main").len());
    try_now(&home.app).await.unwrap();
    home.settle().await;
    // The authority saw us before and is asked to look again.
    assert!(home.authority.orders_at("staging").len() > rehearsals);
    assert_eq!(home.authority.orders_at("main").len(), orders);
    assert_eq!(home.finding().mood, How::Good);
}
