//! How the box is: told to the person who lives there, in words to act on, and to nobody else; and updates,
//! taken from their browser.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hyper::StatusCode;
use nichoir::app::App;
use nichoir::appliance::finding::{Finding, Mood, Topic};
use nichoir::appliance::system::System;
use nichoir::locale::Locale;
use nichoir::store::{owners, settings};
use tokio::net::TcpListener;

use crate::support::server::{Answer, PASSPHRASE, Server};
use crate::support::visitor::Visitor;
use crate::update::{trust, update};

const COOKIE: &str = "nichoir_box";
const TYPED: [(&str, &str); 1] = [("passphrase", PASSPHRASE)];
const DAY_MS: i64 = 24 * 3_600_000;

/// A box where ada lives, that trusts those who sign updates.
async fn ada() -> Server {
    let mut server = Server::of_ada().await;
    server.app.appliance.data = server.data().to_owned();
    server.app.appliance.system = System::new(server.data());
    trust(server.data());
    server
}

/// Her browser, after she has shown the passphrase.
async fn at_desk(app: &App) -> Visitor {
    let mut desk = Visitor::outside(app, "home.example");
    assert_eq!(desk.go("/box/in", &TYPED).await, "/box");
    desk
}

fn is_sign_in(answer: &Answer) -> bool {
    answer.status == StatusCode::OK && answer.text().contains("<h1>Sign in</h1>")
}

#[tokio::test]
async fn a_stranger_learns_nothing() {
    let server = ada().await;
    let mut stranger = Visitor::outside(&server.app, "home.example");
    let before = stranger.get("/box").await;
    assert!(is_sign_in(&before), "{}", before.text());
    let bad = Finding::new(Topic::ReadOnly, Mood::Bad, "data-read-only");
    server.app.appliance.findings.report(bad);
    stranger.keep_cookie(COOKIE, "guess");
    let after = stranger.get("/box").await;
    assert_eq!(before.text(), after.text(), "whatever happens");
    for told in ["ada", env!("CARGO_PKG_VERSION"), "card", "GB"] {
        assert!(!after.text().contains(told), "{told}");
    }
    let sent = stranger.send_file("/box/update", "update", b"x", None).await;
    assert!(is_sign_in(&sent) && !arriving(server.data()).exists());
}

#[tokio::test]
async fn the_owner_sees_how_the_box_is() {
    let server = ada().await;
    let mut desk = at_desk(&server.app).await;
    let page = desk.get("/box").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("cache-control"), "no-store");
    for told in
        ["All is well", "home.example", env!("CARGO_PKG_VERSION"), "a moment", "GB are free"]
    {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    assert!(!page.text().contains("The card carries the system twice"), "this is no card");
}

#[tokio::test]
async fn what_is_to_be_done_comes_first() {
    let server = ada().await;
    let findings = &server.app.appliance.findings;
    findings.report(Finding::new(Topic::Clock, Mood::Good, "clock-network"));
    findings.report(Finding::new(Topic::Temperature, Mood::Bad, "temperature-too-hot"));
    let page = at_desk(&server.app).await.get("/box").await.text();
    assert!(page.contains("<h1>Your box needs you</h1>"), "{page}");
    let place = |words| page.find(words).unwrap_or_else(|| panic!("{words} in {page}"));
    assert!(place("give it a heat sink or a fan") < place("<h2>Clock"));
}

#[tokio::test]
async fn every_kind_of_finding_is_told_in_both_languages() {
    let server = ada().await;
    let all = [
        (Topic::Clock, "clock-network"),
        (Topic::Internet, "internet-good"),
        (Topic::Space, "space-full"),
        (Topic::ReadOnly, "data-read-only"),
        (Topic::Card, "card-worn"),
        (Topic::Power, "power-weak"),
        (Topic::Temperature, "temperature-too-hot"),
        (Topic::Watchdog, "watchdog-good"),
    ];
    let findings = all.map(|(topic, code)| {
        Finding::new(topic, Mood::Bad, code).with("since", &"2026-11-23T10:00:00Z")
    });
    findings.iter().for_each(|found| server.app.appliance.findings.report(found.clone()));
    let mut desk = at_desk(&server.app).await;
    assert!(desk.send_file("/box/update", "update", &update("9.0.0", b"x"), None).await.is_taken());
    for locale in [Locale::En, Locale::Fr] {
        let page = desk.get(&format!("/box?lang={}", locale.tag())).await.text();
        assert!(page.contains(&format!("<html lang=\"{}\">", locale.tag())));
        let ready =
            Finding::new(Topic::Update, Mood::Good, "update-ready").with("version", &"9.0.0");
        for finding in findings.iter().chain([&ready]) {
            assert!(page.contains(&finding.sentence(locale)), "{finding:?}: {page}");
            let action = finding.action(locale).unwrap_or_default();
            assert!(page.contains(&action), "{action}: {page}");
        }
        assert!(!page.contains('…') && !page.contains("{ $"), "{page}");
    }
}

#[tokio::test]
async fn which_slot_of_a_card_runs_is_told() {
    let server = ada().await;
    std::fs::create_dir_all(server.data().join("run/nichoir")).unwrap();
    std::fs::write(server.data().join("run/nichoir/slot"), "b\n").unwrap();
    let page = at_desk(&server.app).await.get("/box").await.text();
    assert!(page.contains("runs, from slot b."), "{page}");
}

#[tokio::test]
async fn why_an_update_went_back_is_told() {
    let server = ada().await;
    let state = r#"{"runs":null,"trial":null,"last":{"version":"9.0.0","went_back":"it never came to work"}}"#;
    std::fs::create_dir_all(server.data().join("update")).unwrap();
    std::fs::write(server.data().join("update/state.json"), state).unwrap();
    let page = at_desk(&server.app).await.get("/box").await.text();
    assert!(page.contains("The update to 9.0.0 went back (it never came to work)"), "{page}");
    assert!(page.contains("wait for a newer update"), "{page}");
}

#[tokio::test]
async fn what_the_log_warned_of_is_shown_as_it_is() {
    let server = ada().await;
    assert!(
        !at_desk(&server.app).await.get("/box").await.text().contains("What the log warned of")
    );
    std::fs::create_dir_all(server.data().join("data/log")).unwrap();
    let text = "kernel: mmc0: error -110\nnichoir: <script>alert(1)</script>\n";
    std::fs::write(server.data().join("data/log/warnings"), text).unwrap();
    let page = at_desk(&server.app).await.get("/box").await.text();
    assert!(page.contains("kernel: mmc0: error -110\nnichoir: &#60;script"), "{page}");
}

#[tokio::test]
async fn wrong_passphrases_let_nobody_in_and_cost_time_at_every_door() {
    let server = ada().await;
    let mut thief = Visitor::outside(&server.app, "home.example");
    let guess = [("passphrase", "guess")];
    for _ in 0..5 {
        let refused = thief.post("/box/in", &guess).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.text().contains("That is not the passphrase."));
    }
    let slowed = thief.post("/box/in", &TYPED).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(slowed.header("retry-after"), "16");
    assert_eq!(thief.cookie(COOKIE), "");
    let app = [("client_name", "x"), ("redirect_uris", "urn:ietf:wg:oauth:2.0:oob")];
    let client = thief.post("/api/v1/apps", &app).await.json();
    let form = [
        ("client_id", client["client_id"].as_str().unwrap()),
        ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"),
        ("response_type", "code"),
        ("passphrase", PASSPHRASE),
    ];
    let there = thief.post("/oauth/authorize", &form).await;
    assert_eq!(there.status, StatusCode::TOO_MANY_REQUESTS, "{}", there.text());
    let mut owner = Visitor::from(&server.app, "198.51.100.4", "home.example", true);
    assert_eq!(owner.go("/box/in", &TYPED).await, "/box");
    server.app.clock.advance_ms(16_000);
    assert_eq!(thief.go("/box/in", &TYPED).await, "/box");
}

#[tokio::test]
async fn the_cookie_is_for_our_pages_alone_and_only_its_hash_is_kept() {
    let server = ada().await;
    let mut desk = Visitor::outside(&server.app, "home.example");
    let answer = desk.post("/box/in", &TYPED).await;
    let cookie = answer.header("set-cookie");
    let attributes = "; Path=/box; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure";
    assert!(cookie.ends_with(attributes), "{cookie}");
    assert_eq!(desk.cookie(COOKIE).len(), 43, "256 bits");
    let kept = server.app.store.read(|db| settings::value(db, "sessions")).await.unwrap().unwrap();
    assert!(!kept.contains(desk.cookie(COOKIE)), "{kept}");
    let mut home = Visitor::at_home(&server.app);
    assert!(!home.post("/box/in", &TYPED).await.header("set-cookie").contains("Secure"));
}

#[tokio::test]
async fn a_browser_stays_signed_in_over_a_restart_until_it_signs_out() {
    let server = ada().await;
    let desk = at_desk(&server.app).await;
    let app = server.restarted();
    let mut again = Visitor::outside(&app, "home.example");
    again.keep_cookie(COOKIE, desk.cookie(COOKIE));
    assert!(again.get("/box").await.text().contains("<h1>All is well</h1>"));
    assert_eq!(again.go("/box/out", &[]).await, "/box");
    assert_eq!(again.cookie(COOKIE), "");
    again.keep_cookie(COOKIE, desk.cookie(COOKIE));
    assert!(is_sign_in(&again.get("/box").await), "the secret itself is dead");
}

#[tokio::test]
async fn a_session_ends_after_a_month_without_use() {
    let server = ada().await;
    let (mut used, mut left) = (at_desk(&server.app).await, at_desk(&server.app).await);
    server.app.clock.advance_ms(29 * DAY_MS);
    let renewed = used.get("/box").await;
    assert!(renewed.header("set-cookie").contains("Max-Age=2592000"));
    assert_eq!(used.get("/box").await.header("set-cookie"), "", "once a day is enough");
    server.app.clock.advance_ms(DAY_MS);
    assert!(is_sign_in(&left.get("/box").await));
    assert!(!is_sign_in(&used.get("/box").await));
}

#[tokio::test]
async fn a_new_passphrase_ends_all_sessions() {
    let server = ada().await;
    let mut desk = at_desk(&server.app).await;
    let change = |tx: &nichoir::store::Write| {
        let (id, _) = owners::first(tx)?.unwrap();
        owners::set_passphrase(tx, id, "$argon2id$another")
    };
    server.app.store.write(change).await.unwrap();
    assert!(is_sign_in(&desk.get("/box").await));
}

#[tokio::test]
async fn the_ninth_browser_puts_out_the_one_that_was_away_longest() {
    let server = ada().await;
    let mut first = at_desk(&server.app).await;
    server.app.clock.advance_ms(1);
    let mut second = at_desk(&server.app).await;
    for _ in 0..7 {
        server.app.clock.advance_ms(1);
        at_desk(&server.app).await;
    }
    assert!(is_sign_in(&first.get("/box").await));
    assert!(!is_sign_in(&second.get("/box").await));
}

#[tokio::test]
async fn a_page_elsewhere_does_nothing_here() {
    let server = ada().await;
    let mut desk = at_desk(&server.app).await;
    desk.origin = Some("https://evil.example".into());
    for path in ["/box/in", "/box/out"] {
        assert_eq!(desk.post(path, &TYPED).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let good = update("9.0.0", b"x");
    let sent = desk.send_file("/box/update", "update", &good, None).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    assert!(!server.data().join("update").exists());
    assert!(!is_sign_in(&desk.get("/box").await), "still signed in");
}

#[tokio::test]
async fn the_passphrase_never_goes_in_the_clear_outside_the_house() {
    let server = ada().await;
    let mut outside = Visitor::from(&server.app, "203.0.113.7", "home.example", false);
    let mut proxied = Visitor::at_home(&server.app);
    proxied.entrance.proxied = true;
    for visitor in [&mut outside, &mut proxied] {
        let refused = visitor.get("/box").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(!refused.text().contains("<form"), "{}", refused.text());
        assert_eq!(visitor.post("/box/in", &TYPED).await.status, StatusCode::FORBIDDEN);
        assert_eq!(visitor.cookie(COOKIE), "");
    }
}

#[tokio::test]
async fn an_update_is_taken_and_waits_for_the_next_start() {
    let server = ada().await;
    let mut desk = at_desk(&server.app).await;
    let program = vec![7; 3 << 20];
    let taken = desk.send_file("/box/update", "update", &update("9.0.0", &program), None).await;
    assert!(taken.is_taken(), "{}", taken.text());
    assert_eq!(std::fs::read(server.data().join("update/a")).unwrap(), program);
    assert!(!arriving(server.data()).exists());
    let page = desk.get("/box").await.text();
    assert!(page.contains("The update to 9.0.0 is ready"), "{page}");
}

#[tokio::test]
async fn what_is_no_update_is_refused_with_a_reason() {
    let mut server = ada().await;
    let mut desk = at_desk(&server.app).await;
    let mut spoiled = update("9.0.0", b"program");
    *spoiled.last_mut().unwrap() ^= 1;
    let old = update("0.0.1", b"program");
    let large = Some(300 << 20);
    for (name, file, length, why) in [
        ("update", &b"a photo"[..], None, "no update of Nichoir"),
        ("update", &spoiled, None, "what it brings is spoiled"),
        ("update", &old, None, "not newer than what runs"),
        ("update", b"", None, "Please choose a file first."),
        ("other", b"x", None, "Please choose a file first."),
        ("update", b"x", large, "larger than any update"),
    ] {
        let refused = desk.send_file("/box/update", name, file, length).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(refused.text().contains(why), "{why}: {}", refused.text());
        assert!(!refused.text().contains("<span lang"), "{why} has words in the reader's language");
        assert!(!arriving(server.data()).exists());
    }
    assert!(!desk.get("/box").await.text().contains("is ready"));
    desk.get("/box?lang=fr").await;
    let refused = desk.send_file("/box/update", "update", &old, None).await.text();
    assert!(refused.contains("plus récent que ce qui tourne.") && !refused.contains("newer"));
    server.app.appliance.data = PathBuf::from("/nowhere/at/all");
    let mut desk = at_desk(&server.app).await;
    let refused = desk.send_file("/box/update", "update", b"x", None).await;
    assert!(refused.text().contains("not enough room"), "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_cut_leaves_nothing_and_only_one_comes_at_a_time() {
    let server = ada().await;
    let mut desk = at_desk(&server.app).await;
    let secret = desk.cookie(COOKIE).to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let running =
        tokio::spawn(nichoir::serve::serve(server.app.clone(), listener, std::future::pending()));
    let arriving = arriving(server.data());
    let first = half_an_upload(address, &secret);
    until(|| arriving.exists()).await;
    let second = tokio::task::spawn_blocking(move || {
        let mut second = half_an_upload(address, &secret);
        second.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _ = second.read_to_string(&mut answer);
        answer
    });
    let answer = second.await.unwrap();
    assert!(answer.contains("Another file is coming in"), "{answer}");
    assert!(arriving.exists());
    drop(first);
    until(|| !arriving.exists()).await;
    assert!(desk.get("/box").await.text().contains("All is well"));
    running.abort();
}

/// The beginning of an update, on a connection that stays open as long as this is kept.
fn half_an_upload(address: SocketAddr, secret: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /box/update HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Cookie: {COOKIE}={secret}\r\nContent-Length: 5000\r\n\
         Content-Type: multipart/form-data; boundary=nest\r\n\r\n\
         --nest\r\nContent-Disposition: form-data; name=\"update\"; filename=\"a\"\r\n\r\nhalf"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

async fn until(so: impl Fn() -> bool) {
    for _ in 0..500 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never so");
}

fn arriving(data: &Path) -> PathBuf {
    data.join("update/arriving")
}

impl Answer {
    fn is_taken(&self) -> bool {
        self.status == StatusCode::SEE_OTHER && self.header("location") == "/box"
    }
}
