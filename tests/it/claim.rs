//! Whose is the box? Only whoever holds it can show its code; everybody else gets nothing.

use hyper::StatusCode;
use nichoir::actions::setup::{NewOwner, setup};
use nichoir::appliance::claim::{self, Step};
use nichoir::site::Site;
use nichoir::store::{owners, settings};

use crate::support::certificate;
use crate::support::server::{PASSPHRASE, Server};
use crate::support::visitor::{Visitor, code, ready};

const TYPED: [(&str, &str); 2] = [("passphrase", PASSPHRASE), ("again", PASSPHRASE)];

async fn owners_of(server: &Server) -> Option<(String, String)> {
    let read = server.app.store.read(|db| Ok((owners::first(db)?, settings::site(db)?)));
    let (owner, site) = read.await.unwrap();
    Some((owner?.1, site?.host))
}

/// Asks for the link to the passphrase page, and takes the token out of it.
async fn link(phone: &mut Visitor) -> String {
    let link = phone.go("/setup/welcome", &[]).await;
    let path = link.strip_prefix("https://home.example").expect("the HTTPS origin");
    path.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_holds_the_box_has_it_in_the_end() {
    let mut server = Server::empty().await;
    server.app.appliance.own_tls = "127.0.0.1:443".parse().ok();
    let claim = ready(&server.app, server.data()).await;
    let mut phone = Visitor::at_home(&server.app);
    assert_eq!(phone.get("/").await.header("location"), "/setup");
    phone.choose_ada(&code(&claim).to_lowercase()).await;
    let wanted = server.app.appliance.wanted.borrow().clone().expect("the keepers know");
    assert_eq!((wanted.name.as_str(), wanted.host.as_str()), ("ada", "home.example"));
    assert!(phone.get("/setup/check").await.text().contains("has not been asked for yet"));
    certificate::arrives(&server.app.appliance.certificates, "home.example");
    assert!(phone.get("/setup/check").await.text().contains("All is ready"));
    let link = link(&mut phone).await;
    let mut safe = Visitor::outside(&server.app, "home.example");
    assert!(safe.get(&link).await.text().contains("new-password"));
    assert_eq!(safe.go(&link, &TYPED).await, "/welcome");
    assert_eq!(owners_of(&server).await, Some(("ada".into(), "home.example".into())));
    let done = safe.get("/welcome").await.text();
    assert!(done.contains("@ada@home.example") && !done.contains("/welcome/"), "{done}");
    // What is over is over.
    assert_eq!(safe.get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(phone.get("/setup").await.status, StatusCode::GONE);
    assert_eq!(phone.get("/setup/check").await.status, StatusCode::GONE);
    assert_eq!(phone.show(&code(&claim)).await.status, StatusCode::GONE);
    assert!(!server.data().join("CLAIM.txt").exists());
}

#[tokio::test]
async fn the_code_is_written_down_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::empty().await;
    let claim = ready(&server.app, server.data()).await;
    let note = server.data().join("CLAIM.txt");
    assert_eq!(claim.note, note.display().to_string());
    assert!(std::fs::read_to_string(&note).unwrap().starts_with(&code(&claim)));
    assert_eq!(std::fs::metadata(&note).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(code(&ready(&server.app, server.data()).await), code(&claim), "it stays");
}

#[tokio::test]
async fn a_code_and_more_can_be_chosen_on_the_card() {
    let mut server = Server::empty().await;
    let boot = server.data().join("boot/firmware");
    std::fs::create_dir_all(&boot).unwrap();
    std::fs::write(
        boot.join("nichoir.txt"),
        "claim_code=abcdefgh\nname=Ada\ndomain=home.example\n",
    )
    .unwrap();
    server.app.appliance.system = nichoir::appliance::system::System::new(server.data());
    let claim = ready(&server.app, server.data()).await;
    assert_eq!(code(&claim), "ABCD-EFGH");
    assert!(boot.join("CLAIM.txt").exists() && !server.data().join("CLAIM.txt").exists());
    let mut phone = Visitor::at_home(&server.app);
    assert_eq!(phone.show("abcd efgh").await.status, StatusCode::SEE_OTHER);
    assert!(phone.get("/setup/name").await.text().contains("value=\"ada\""));
    phone.go("/setup/name", &[("name", "ada")]).await;
    assert!(phone.get("/setup/domain").await.text().contains("value=\"home.example\""));
}

#[tokio::test]
async fn wrong_codes_are_few_whoever_tries_them_and_a_restart_helps_nobody() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    for number in 1..=5 {
        // Each from a network of its own.
        let mut thief =
            Visitor::from(&server.app, &format!("fd{number:02}::1"), "nichoir.local", false);
        assert_eq!(thief.show("ABCD-EFGH").await.status, StatusCode::FORBIDDEN);
    }
    let mut thief = Visitor::from(&server.app, "10.9.9.9", "nichoir.local", false);
    let refused = thief.show(&right).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "12");
    let restarted = server.restarted();
    ready(&restarted, server.data()).await;
    let mut thief = Visitor::at_home(&restarted);
    assert_eq!(thief.show("ABCD-EFGH").await.status, StatusCode::TOO_MANY_REQUESTS);
    server.app.clock.advance_ms(12_000);
    assert_eq!(thief.show(&right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_cannot_be_a_code_costs_nothing() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    for typed in ["", "ABCD", "ABCD-EFG0", &"A".repeat(10_000), "\0\u{202e}é"] {
        assert_eq!(phone.show(typed).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
    }
    for _ in 0..7 {
        assert_eq!(phone.show("123").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(phone.show(&right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn fifty_wrong_codes_from_many_addresses_kill_the_code() {
    let server = Server::empty().await;
    let old = code(&ready(&server.app, server.data()).await);
    let mut last = None;
    for number in 0..50 {
        let address = format!("10.0.{number}.7");
        let mut thief = Visitor::from(&server.app, &address, "nichoir.local", false);
        let answer = thief.show("ABCD-EFGH").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{number}");
        server.app.clock.advance_ms(12_000);
        last = Some(answer.text());
    }
    let note = server.data().join("CLAIM.txt");
    // The page says where the new one is, not what it is.
    let page = last.unwrap();
    assert!(page.contains(&note.display().to_string()), "{page}");
    let written = std::fs::read_to_string(&note).unwrap();
    let new = written.lines().next().unwrap().to_owned();
    assert!(new != old && !page.contains(&new));
    let restarted = server.restarted();
    assert_eq!(code(&ready(&restarted, server.data()).await), new);
    let mut phone = Visitor::at_home(&restarted);
    assert_eq!(phone.show(&old).await.status, StatusCode::FORBIDDEN);
    assert_eq!(phone.show(&new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_guess_is_on_disk_before_it_is_answered() {
    let server = Server::empty().await;
    ready(&server.app, server.data()).await;
    let mut thief = Visitor::at_home(&server.app);
    for wrong in 1..=3 {
        thief.show("ABCD-EFGH").await;
        let read = rusqlite::Connection::open(server.database()).unwrap();
        let row: String = read
            .query_row("SELECT value FROM settings WHERE key = 'claim'", [], |row| row.get(0))
            .unwrap();
        let claim: serde_json::Value = serde_json::from_str(&row).unwrap();
        assert_eq!(claim["guesses"]["wrong"], wrong);
    }
}

#[tokio::test]
async fn a_storm_of_guesses_is_bounded() {
    let server = Server::empty().await;
    ready(&server.app, server.data()).await;
    let storm = (0..200u8).map(|number| {
        let app = server.app.clone();
        tokio::spawn(async move {
            let address = format!("10.1.{number}.9");
            let mut thief = Visitor::from(&app, &address, "nichoir.local", false);
            thief.show("ABCD-EFGH").await.status
        })
    });
    let mut answers = Vec::new();
    for one in storm.collect::<Vec<_>>() {
        answers.push(one.await.unwrap());
    }
    let tried = answers.iter().filter(|status| **status == StatusCode::FORBIDDEN).count();
    let slowed = answers.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count();
    assert_eq!((tried, slowed), (5, 195));
}

#[tokio::test]
async fn strangers_are_told_nothing() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    // Over a forwarded port they keep their own address; a proxy says so itself.
    let mut mapped = Visitor::from(&server.app, "203.0.113.9", "192.168.1.5", false);
    let mut proxied = Visitor::from(&server.app, "127.0.0.1", "localhost", false);
    proxied.entrance.proxied = true;
    for stranger in [&mut mapped, &mut proxied] {
        for path in ["/", "/setup", "/setup/code", "/assets/style.css", "/api/v1/instance"] {
            let answer = stranger.get(path).await;
            assert_eq!((answer.status, answer.text()), (StatusCode::FORBIDDEN, String::new()));
        }
        assert_eq!(stranger.show(&right).await.status, StatusCode::FORBIDDEN);
        assert_eq!(stranger.get("/health").await.text(), "OK");
    }
    let mut public = Visitor::outside(&server.app, "home.example");
    for path in ["/", "/setup", "/setup/code", "/welcome", "/api/v1/instance", "/users/ada"] {
        let answer = public.get(path).await;
        assert_eq!(
            (answer.status, answer.text()),
            (StatusCode::SERVICE_UNAVAILABLE, String::new())
        );
    }
    assert_eq!(public.get("/welcome/guess").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_elsewhere_claims_nothing() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    // DNS rebinding: its own name, our address.
    let mut rebound = Visitor::from(&server.app, "192.168.1.7", "evil.example", false);
    assert_eq!(rebound.get("/setup/code").await.status, StatusCode::FORBIDDEN);
    assert_eq!(rebound.show(&right).await.status, StatusCode::FORBIDDEN);
    // A form on its page that goes to us.
    for origin in [Some("http://evil.example"), Some("null"), Some("http://192.168.1.5"), None] {
        let mut phone = Visitor::at_home(&server.app);
        phone.origin = origin.map(str::to_owned);
        assert_eq!(phone.show(&right).await.status, StatusCode::FORBIDDEN, "{origin:?}");
    }
    let claim = server.app.store.read(claim::load).await.unwrap().unwrap();
    assert_eq!((claim.step, claim.guesses.wrong), (Step::Code, 0));
}

#[tokio::test]
async fn a_session_is_a_cookie_that_scripts_and_other_pages_do_not_get() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let answer = Visitor::at_home(&server.app).show(&right).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; Path=/setup; HttpOnly; SameSite=Strict"), "{cookie}");
    let secret = cookie.split(['=', ';']).nth(1).unwrap();
    let kept = server.app.store.read(|db| settings::value(db, "claim")).await.unwrap().unwrap();
    assert!(!kept.contains(secret), "only its hash is kept");
}

#[tokio::test]
async fn nothing_happens_without_the_code() {
    let server = Server::empty().await;
    ready(&server.app, server.data()).await;
    let mut thief = Visitor::at_home(&server.app);
    for path in
        ["/setup/name", "/setup/domain", "/setup/provider", "/setup/check", "/setup/passphrase"]
    {
        assert_eq!(thief.get(path).await.header("location"), "/setup/code", "{path}");
    }
    let form = [("name", "eve"), ("domain", "evil.example"), ("way", "manual"), ("home", "1")];
    for path in [
        "/setup/name",
        "/setup/domain",
        "/setup/provider",
        "/setup/try",
        "/setup/welcome",
        "/setup/passphrase",
    ] {
        assert_eq!(thief.go(path, &form).await, "/setup/code", "{path}");
    }
    let claim = server.app.store.read(claim::load).await.unwrap().unwrap();
    assert!(claim.name.is_empty() && claim.host.is_empty());
    assert_eq!(*server.app.appliance.wanted.borrow(), None);
}

#[tokio::test]
async fn a_half_finished_claim_goes_on_in_another_browser() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.show(&right).await;
    phone.go("/setup/name", &[("name", "ada")]).await;
    // The power goes, and somebody sits down at a desk.
    let app = server.restarted();
    ready(&app, server.data()).await;
    let mut desk = Visitor::at_home(&app);
    assert_eq!(desk.get("/setup").await.status, StatusCode::OK);
    assert_eq!(desk.show(&right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/setup").await.header("location"), "/setup/domain");
    desk.go("/setup/domain", &[("domain", "Home.Example"), ("way", "manual")]).await;
    assert_eq!(desk.get("/setup").await.header("location"), "/setup/check");
    let wanted = app.store.read(nichoir::appliance::wanted::load).await.unwrap().unwrap();
    assert_eq!((wanted.name.as_str(), wanted.host.as_str()), ("ada", "home.example"));
}

#[tokio::test]
async fn what_was_chosen_last_counts_and_there_is_one_owner() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let (mut phone, mut desk) = (Visitor::at_home(&server.app), Visitor::at_home(&server.app));
    phone.choose_ada(&right).await;
    desk.show(&right).await;
    desk.go("/setup/name", &[("name", "grace")]).await;
    let wanted = server.app.appliance.wanted.borrow().clone().unwrap();
    assert_eq!(wanted.name, "grace", "the keepers hear of it");
    certificate::arrives(&server.app.appliance.certificates, "home.example");
    let first = link(&mut phone).await;
    let second = link(&mut desk).await;
    let (mut early, mut late) = (
        Visitor::outside(&server.app, "home.example"),
        Visitor::outside(&server.app, "home.example"),
    );
    assert_eq!(
        early.post(&first, &TYPED).await.status,
        StatusCode::NOT_FOUND,
        "a newer one is out"
    );
    let (one, two) = tokio::join!(early.post(&second, &TYPED), late.post(&second, &TYPED));
    let mut answers = [one.status, two.status];
    answers.sort();
    assert_eq!(answers, [StatusCode::SEE_OTHER, StatusCode::NOT_FOUND]);
    assert_eq!(owners_of(&server).await, Some(("grace".into(), "home.example".into())));
}

#[tokio::test]
async fn a_link_is_good_for_half_an_hour_and_over_tls_only() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.choose_ada(&right).await;
    assert_eq!(phone.go("/setup/welcome", &[]).await, "/setup/check", "there is no certificate");
    certificate::arrives(&server.app.appliance.certificates, "home.example");
    let link = link(&mut phone).await;
    assert_eq!(phone.get(&link).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let mut safe = Visitor::outside(&server.app, "home.example");
    let short = [("passphrase", "short"), ("again", "short")];
    assert_eq!(safe.post(&link, &short).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    safe.origin = Some("https://evil.example".into());
    assert_eq!(safe.post(&link, &TYPED).await.status, StatusCode::FORBIDDEN);
    safe.origin = Some("https://home.example".into());
    server.app.clock.advance_ms(30 * 60_000);
    assert_eq!(safe.get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(safe.post(&link, &TYPED).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owners_of(&server).await, None);
}

#[tokio::test]
async fn a_node_that_setup_made_has_no_setup_pages() {
    let server = Server::of_ada().await;
    let mut phone = Visitor::at_home(&server.app);
    for path in ["/setup", "/setup/code", "/setup/check", "/welcome", "/welcome/token"] {
        assert_eq!(phone.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(phone.show("ABCD-EFGH").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn setup_in_a_terminal_ends_a_claim_that_had_begun() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.choose_ada(&right).await;
    let site = Site::new("localhost:8080", "localhost:8080");
    let owner = NewOwner { name: "ada".into(), site, passphrase: PASSPHRASE.into() };
    setup(&server.app, owner).await.unwrap();
    assert_eq!(phone.get("/setup/check").await.status, StatusCode::NOT_FOUND);
    assert_eq!(phone.show(&right).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owners_of(&server).await, Some(("ada".into(), "localhost:8080".into())));
    use nichoir::appliance::claim::start::{Since, prepare};
    assert_eq!(prepare(&server.app, server.data(), Since::Before).await.unwrap(), None);
    assert!(!server.data().join("CLAIM.txt").exists());
}
