//! The pages of the first visit: what they say, in which language, and the ways around a missing certificate.

use hyper::StatusCode;
use nichoir::appliance::claim::{self, Step};
use nichoir::appliance::finding::{Finding, Mood, Topic};
use nichoir::locale::Locale;
use nichoir::store::{owners, settings};

use crate::support::certificate;
use crate::support::server::{PASSPHRASE, Server};
use crate::support::visitor::{Visitor, code, ready};

const TYPED: [(&str, &str); 2] = [("passphrase", PASSPHRASE), ("again", PASSPHRASE)];

/// A browser that has shown the code and chosen, on a box that sees to its own certificate.
async fn waiting() -> (Server, Visitor) {
    let mut server = Server::empty().await;
    server.app.appliance.own_tls = "127.0.0.1:443".parse().ok();
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.choose_ada(&right).await;
    (server, phone)
}

async fn step(server: &Server) -> Step {
    server.app.store.read(claim::load).await.unwrap().unwrap().step
}

#[test]
fn every_word_on_the_pages_is_in_both_catalogues() {
    let mut keys = 0;
    for file in std::fs::read_dir("src/page/templates").unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for rest in text.split("locale.say").skip(1) {
            let Some(key) = rest.trim_start_matches("_with").strip_prefix("(\"") else { continue };
            let key = key.split('"').next().unwrap();
            assert!(Locale::En.known(key).is_some(), "{key}");
            keys += 1;
        }
    }
    assert!(keys > 80, "{keys}");
}

#[tokio::test]
async fn the_reader_is_greeted_in_their_language_and_can_switch() {
    let server = Server::empty().await;
    ready(&server.app, server.data()).await;
    let mut phone = Visitor::at_home(&server.app);
    assert!(phone.get("/setup").await.text().contains("Welcome to your birdhouse"));
    let french = phone.get("/setup/code?lang=fr").await;
    assert!(french.text().contains("<html lang=\"fr\">"));
    assert!(phone.get("/setup/code").await.text().contains("Code du boîtier"), "it stays");
    assert!(phone.get("/setup/code?lang=en").await.text().contains("Code of the box"));
    assert!(phone.get("/setup/code?lang=xx").await.text().contains("Code of the box"));
}

#[tokio::test]
async fn no_page_allows_scripts_or_foreign_forms() {
    let (_server, mut phone) = waiting().await;
    for path in [
        "/setup/code",
        "/setup/name",
        "/setup/domain",
        "/setup/provider?way=rfc2136",
        "/setup/check",
    ] {
        let page = phone.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
        assert!(!page.text().contains("<script") && !page.text().contains(" style="), "{path}");
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn what_was_typed_wrong_is_said_beside_the_field() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.show(&right).await;
    let page = phone.post("/setup/name", &[("name", "a <b>")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("value=\"a &#60;b&#62;\""), "{}", page.text());
    assert!(page.text().contains("aria-describedby=\"problem name-hint\" aria-invalid"));
    phone.go("/setup/name", &[("name", "ada")]).await;
    for (domain, handles) in [
        ("nichoir.local", ""),
        ("192.0.2.1", ""),
        ("home", ""),
        ("home.example", "https://example"),
    ] {
        let form = [("domain", domain), ("handle_domain", handles), ("way", "manual")];
        let page = phone.post("/setup/domain", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{domain}");
        assert!(page.text().contains("is not a domain"), "{domain}");
    }
    let form = [("domain", "home.example"), ("way", "carrier-pigeon")];
    assert_eq!(phone.post("/setup/domain", &form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_way_asks_for_what_it_needs_and_keeps_its_secrets() {
    let (_server, mut phone) = waiting().await;
    let form = [("domain", "home.example"), ("way", "rfc2136"), ("handle_domain", "example.org")];
    assert_eq!(phone.go("/setup/domain", &form).await, "/setup/provider?way=rfc2136");
    let form = [("way", "rfc2136"), ("server", "192.0.2.53"), ("secret", "c2VjcmV0")];
    let page = phone.post("/setup/provider", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("192.0.2.53") && !page.text().contains("c2VjcmV0"));
    assert!(page.text().contains("Please fill in: Name of the key"));
    let form = [("way", "rfc2136"), ("server", "192.0.2.53"), ("key_name", "box"), ("secret", "?")];
    let page = phone.post("/setup/provider", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("base64"), "{}", page.text());
    let page = phone.get("/setup/provider?way=nobody").await;
    assert_eq!(page.header("location"), "/setup/domain");
}

#[tokio::test]
async fn the_checklist_shows_what_is_found_and_what_to_do() {
    let (server, mut phone) = waiting().await;
    let page = phone.get("/setup/check").await;
    assert_eq!(page.text().matches("<li class=\"waiting\">").count(), 8);
    assert_eq!(page.header("refresh"), "5");
    assert_eq!(phone.get("/setup/check?still=1").await.header("refresh"), "");
    let good = Finding::new(Topic::Clock, Mood::Good, "tried-in-a-story");
    server.app.appliance.findings.report(good);
    server.app.appliance.findings.report(Finding::new(Topic::Port443, Mood::Bad, "tried-as-well"));
    // How the box looks after itself is not for the first visit.
    server.app.appliance.findings.report(Finding::new(Topic::Space, Mood::Bad, "space-full"));
    let text = phone.get("/setup/check").await.text();
    assert_eq!(text.matches("<li class=\"waiting\">").count(), 6);
    assert_eq!(text.matches("<li class=\"good\">").count(), 1);
    assert_eq!(text.matches("<li class=\"bad\">").count(), 1);
    assert!(!text.contains("disk"));
    assert_eq!(phone.go("/setup/try", &[]).await, "/setup/check");
    assert_eq!(phone.go("/setup/try", &[]).await, "/setup/check?wait=1", "not too often");
    assert!(phone.get("/setup/check?wait=1").await.text().contains("tried just now"));
    certificate::arrives(&server.app.appliance.certificates, "home.example");
    let page = phone.get("/setup/check").await;
    assert_eq!(page.header("refresh"), "", "there is nothing more to wait for");
    assert!(page.header("content-security-policy").ends_with("https://home.example"));
}

#[tokio::test]
async fn the_way_over_the_home_network_is_offered_when_the_other_is_late_or_closed() {
    let (server, mut phone) = waiting().await;
    let offered = |page: String| page.contains("/setup/passphrase");
    assert!(!offered(phone.get("/setup/check").await.text()));
    assert_eq!(phone.get("/setup/passphrase").await.header("location"), "/setup/check");
    assert_eq!(phone.go("/setup/passphrase", &TYPED).await, "/setup/check");
    server.app.clock.advance_ms(2 * 60_000);
    assert!(offered(phone.get("/setup/check").await.text()));
    for topic in [Topic::Internet, Topic::Port443, Topic::Certificate] {
        let (server, mut phone) = waiting().await;
        server.app.appliance.findings.report(Finding::new(topic, Mood::Bad, "tried-in-a-story"));
        assert!(offered(phone.get("/setup/check").await.text()), "{topic:?}");
    }
}

#[tokio::test]
async fn behind_a_proxy_there_is_no_list_and_nothing_to_wait_for() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    let mut phone = Visitor::at_home(&server.app);
    phone.choose_ada(&right).await;
    let page = phone.get("/setup/check").await;
    assert_eq!(page.header("refresh"), "");
    assert!(!page.text().contains("class=\"checks\""));
    assert!(page.text().contains("/setup/passphrase"));
}

#[tokio::test]
async fn a_temporary_passphrase_dies_when_the_certificate_is_there() {
    let (server, mut phone) = waiting().await;
    server.app.clock.advance_ms(2 * 60_000);
    assert!(phone.get("/setup/passphrase").await.text().contains("temporary"));
    assert_eq!(phone.go("/setup/passphrase", &TYPED).await, "/welcome");
    assert_eq!(step(&server).await, Step::Temporary);
    assert!(phone.get("/welcome").await.text().contains("temporary passphrase"));
    // The house gets the whole node, in the clear; nobody else does.
    assert_eq!(phone.get("/api/v1/instance").await.status, StatusCode::OK);
    let mut stranger = Visitor::from(&server.app, "203.0.113.9", "home.example", false);
    assert_eq!(stranger.get("/api/v1/instance").await.status, StatusCode::FORBIDDEN);
    let mut rebound = Visitor::from(&server.app, "192.168.1.7", "evil.example", false);
    assert_eq!(rebound.get("/api/v1/instance").await.status, StatusCode::FORBIDDEN);
    let hash = passphrase_hash(&server).await;
    certificate::arrives(&server.app.appliance.certificates, "home.example");
    let link = phone.go("/setup/welcome", &[]).await;
    let path = link.strip_prefix("https://home.example").unwrap().to_owned();
    assert_eq!(phone.get(&path).await.status, StatusCode::NOT_FOUND, "not in the clear");
    let mut safe = Visitor::outside(&server.app, "home.example");
    assert!(safe.get(&path).await.text().contains("The temporary passphrase ends here"));
    let new = [("passphrase", "another nest of one's own"), ("again", "another nest of one's own")];
    assert_eq!(safe.go(&path, &new).await, "/welcome");
    assert_ne!(passphrase_hash(&server).await, hash);
    assert_eq!(step(&server).await, Step::Done);
    assert_eq!(phone.get("/setup/check").await.status, StatusCode::GONE);
}

#[tokio::test]
async fn whoever_lost_the_session_comes_back_with_the_temporary_passphrase() {
    let (server, mut phone) = waiting().await;
    server.app.clock.advance_ms(2 * 60_000);
    phone.go("/setup/passphrase", &TYPED).await;
    let mut desk = Visitor::at_home(&server.app);
    assert_eq!(desk.get("/setup/check").await.header("location"), "/setup/code");
    assert!(desk.get("/setup/code").await.text().contains("Welcome back"));
    let wrong = [("passphrase", "a nest of somebody's own")];
    assert_eq!(desk.post("/setup/code", &wrong).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.go("/setup/code", &TYPED[..1]).await, "/setup");
    assert!(desk.get("/setup/check").await.text().contains("You live here"));
    for _ in 0..5 {
        desk.post("/setup/code", &wrong).await;
    }
    let slowed = desk.post("/setup/code", &TYPED[..1]).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn somebody_without_an_address_stays_at_home() {
    let (server, mut phone) = waiting().await;
    assert_eq!(phone.go("/setup/domain", &[("home", "1")]).await, "/setup/passphrase");
    assert_eq!(*server.app.appliance.wanted.borrow(), None, "nothing is wanted from outside");
    assert!(phone.get("/setup/passphrase").await.text().contains("unencrypted"));
    assert_eq!(phone.go("/setup/passphrase", &TYPED).await, "/welcome");
    let site = server.app.store.read(settings::site).await.unwrap().unwrap();
    assert_eq!(site.base(), "http://nichoir.local");
    assert!(site.is_home_only());
    assert_eq!(step(&server).await, Step::AtHome);
    assert!(phone.get("/welcome").await.text().contains("In your home network only"));
    assert_eq!(phone.get("/api/v1/instance").await.status, StatusCode::OK);
    assert_eq!(phone.get("/setup").await.status, StatusCode::GONE);
    let mut stranger = Visitor::from(&server.app, "203.0.113.9", "nichoir.local", false);
    assert_eq!(stranger.get("/api/v1/instance").await.status, StatusCode::FORBIDDEN);
}

async fn passphrase_hash(server: &Server) -> String {
    let read = server.app.store.read(|db| {
        let (id, _) = owners::first(db)?.expect("an owner");
        Ok(owners::passphrase_hash(db, id)?.expect("a hash"))
    });
    read.await.unwrap()
}
