//! Documents and handles of other servers: from where they are believed, and how often they are asked
//! for.

use nichoir::error::Kind;
use nichoir::federation::fetch::fetch_document;
use nichoir::federation::handle::{confirm, fetch_handle};
use nichoir::protocol::acct::Acct;
use serde_json::{Value, json};

use crate::support::node::Node;
use crate::support::scripted::{Page, Web};

const NOTE: &str = "https://a.example/notes/1";

fn note(id: &str) -> Value {
    json!({ "id": id, "type": "Note", "attributedTo": "https://a.example/users/ada" })
}

async fn world() -> (Web, Node) {
    let web = Web::empty().await;
    let node = Node::new(web.net(&["a.example", "b.example", "home.example"])).await;
    (web, node)
}

async fn kind_of(node: &Node, url: &str) -> Kind {
    fetch_document(&node.app, url).await.expect_err(url).kind()
}

#[tokio::test]
async fn a_document_is_asked_for_with_the_signature_of_the_application() {
    let (web, node) = world().await;
    web.put(NOTE, Page::activity(&note(NOTE)));
    assert_eq!(fetch_document(&node.app, NOTE).await.unwrap(), note(NOTE));
    let asked = &web.asked()[0];
    let signature = &asked.headers["signature"];
    assert!(signature.contains(r#"keyId="https://home.example/actor#main-key""#), "{signature}");
    assert!(signature.contains(r#"headers="(request-target) host date""#), "{signature}");
    assert!(asked.headers["accept"].contains("profile=\"https://www.w3.org/ns/activitystreams\""));
}

#[tokio::test]
async fn the_page_of_a_post_leads_to_the_post() {
    let (web, node) = world().await;
    web.put("https://a.example/@ada/1", Page::activity(&note(NOTE)));
    web.put(NOTE, Page::activity(&note(NOTE)));
    assert_eq!(fetch_document(&node.app, "https://a.example/@ada/1").await.unwrap(), note(NOTE));
    assert_eq!(web.asked_urls(), ["https://a.example/@ada/1", NOTE]);
}

#[tokio::test]
async fn a_document_that_does_not_stand_by_its_id_is_refused() {
    let (web, node) = world().await;
    web.put(NOTE, Page::activity(&note("https://a.example/notes/2")));
    web.put("https://a.example/notes/2", Page::activity(&note("https://a.example/notes/3")));
    assert_eq!(kind_of(&node, NOTE).await, Kind::Invalid);
    assert_eq!(web.asked_urls().len(), 2);
}

#[tokio::test]
async fn a_document_with_the_id_of_another_server_is_refused() {
    let (web, node) = world().await;
    web.put(NOTE, Page::activity(&note("https://b.example/notes/1")));
    web.put("https://b.example/notes/1", Page::activity(&note("https://b.example/notes/1")));
    assert_eq!(kind_of(&node, NOTE).await, Kind::Invalid);
    assert_eq!(web.asked_urls(), [NOTE]);
}

#[tokio::test]
async fn a_document_with_an_id_of_ours_is_refused_and_we_never_ask_ourselves() {
    let (web, node) = world().await;
    let ours = "https://home.example/users/ada";
    web.put(NOTE, Page::activity(&note(ours)));
    web.put(ours, Page::activity(&note(ours)));
    assert_eq!(kind_of(&node, NOTE).await, Kind::Invalid);
    for own in [ours, "https://HOME.example/actor", "https://home.example:443/actor#main-key"] {
        assert_eq!(kind_of(&node, own).await, Kind::Invalid, "{own}");
    }
    assert_eq!(web.asked_urls(), [NOTE]);
}

#[tokio::test]
async fn a_redirect_is_followed_within_its_own_server_only() {
    for status in [301, 302, 303, 307, 308] {
        let (web, node) = world().await;
        web.put("https://a.example/old", Page::moved(status, "/notes/1"));
        web.put(NOTE, Page::activity(&note(NOTE)));
        assert_eq!(fetch_document(&node.app, "https://a.example/old").await.unwrap(), note(NOTE));
        for elsewhere in ["https://b.example/notes/1", "https://home.example/actor"] {
            web.put("https://a.example/away", Page::moved(status, elsewhere));
            assert_eq!(kind_of(&node, "https://a.example/away").await, Kind::Invalid);
            node.app.clock.advance_ms(3_600_000);
        }
        for forbidden in ["http://a.example/", "file:///etc/passwd", "data:,x", "https://10.0.0.1/"]
        {
            web.put("https://a.example/out", Page::moved(status, forbidden));
            assert_eq!(kind_of(&node, "https://a.example/out").await, Kind::Invalid, "{forbidden}");
            node.app.clock.advance_ms(3_600_000);
        }
        let hosts = web.asked().into_iter().map(|asked| asked.headers["host"].clone());
        assert!(hosts.into_iter().all(|host| host == "a.example"));
    }
}

#[tokio::test]
async fn a_redirect_that_leads_back_to_itself_ends() {
    let (web, node) = world().await;
    web.put(NOTE, Page::moved(302, NOTE));
    assert_eq!(kind_of(&node, NOTE).await, Kind::Invalid);
    assert_eq!(web.asked_urls().len(), 4);
}

#[tokio::test]
async fn only_activitypub_documents_are_believed() {
    let body = note(NOTE).to_string();
    let types = ["text/html", "application/json", "image/png", "application/ld+json", "text/plain"];
    for kind in types {
        let (web, node) = world().await;
        web.put(NOTE, Page::new(200, body.clone()).with("Content-Type", kind));
        assert_eq!(kind_of(&node, NOTE).await, Kind::Invalid, "{kind}");
    }
    let (web, node) = world().await;
    web.put(NOTE, Page::new(200, body));
    assert_eq!(kind_of(&node, NOTE).await, Kind::Invalid);
}

#[tokio::test]
async fn what_is_gone_is_told_apart_from_what_is_not_there() {
    let (web, node) = world().await;
    web.put("https://a.example/gone", Page::status(410));
    assert_eq!(kind_of(&node, "https://a.example/gone").await, Kind::Gone);
    assert_eq!(kind_of(&node, "https://a.example/nothing").await, Kind::NotFound);
    // The same a moment later, without asking again.
    assert_eq!(kind_of(&node, "https://a.example/gone").await, Kind::Gone);
    assert_eq!(kind_of(&node, "https://a.example/nothing").await, Kind::NotFound);
    assert_eq!(web.asked_urls().len(), 2);
}

#[tokio::test]
async fn what_failed_is_asked_for_again_some_minutes_later() {
    let (web, node) = world().await;
    assert_eq!(kind_of(&node, NOTE).await, Kind::NotFound);
    web.put(NOTE, Page::activity(&note(NOTE)));
    assert_eq!(kind_of(&node, NOTE).await, Kind::NotFound);
    node.app.clock.advance_ms(5 * 60_000);
    assert!(fetch_document(&node.app, NOTE).await.is_ok());
}

#[tokio::test]
async fn a_host_that_is_not_there_rests_as_a_whole() {
    let web = Web::empty().await;
    let node = Node::new(web.net(&[])).await;
    assert_eq!(kind_of(&node, "https://c.example/1").await, Kind::Upstream);
    let resting = node.app.net.cooldowns().resting("c.example", node.app.clock.now_ms());
    assert_eq!(resting, Some(Kind::Upstream));
    node.app.clock.advance_ms(60_000);
    assert_eq!(node.app.net.cooldowns().resting("c.example", node.app.clock.now_ms()), None);
}

#[tokio::test]
async fn a_server_that_refuses_one_signature_gets_one_of_the_other_kind() {
    let (web, node) = world().await;
    web.put(NOTE, Page::status(401));
    assert_eq!(kind_of(&node, NOTE).await, Kind::Upstream);
    let asked = web.asked();
    assert_eq!(asked.len(), 2);
    assert!(!asked[0].headers.contains_key("signature-input"));
    assert!(asked[1].headers["signature-input"].contains("@target-uri"));
}

#[tokio::test]
async fn a_query_is_left_out_of_the_signature_the_second_time() {
    let (web, node) = world().await;
    web.put("https://a.example/page?page=2", Page::status(401));
    assert_eq!(kind_of(&node, "https://a.example/page?page=2").await, Kind::Upstream);
    let asked = web.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|asked| !asked.headers.contains_key("signature-input")));
    assert_ne!(asked[0].headers["signature"], asked[1].headers["signature"]);
}

fn jrd(subject: &str, actors: &[&str]) -> Page {
    let link =
        |actor: &&str| json!({ "rel": "self", "type": "application/activity+json", "href": actor });
    let links: Vec<_> = actors.iter().map(link).collect();
    Page::jrd(&json!({ "subject": subject, "links": links }))
}

fn webfinger(host: &str, acct: &str) -> String {
    format!("https://{host}/.well-known/webfinger?resource=acct:{acct}")
}

#[tokio::test]
async fn a_handle_leads_to_its_actor_and_back() {
    let (web, node) = world().await;
    let ada = "https://a.example/users/ada";
    web.put(&webfinger("a.example", "ada@a.example"), jrd("acct:ada@a.example", &[ada]));
    let acct = Acct::parse("ada@a.example").unwrap();
    assert_eq!(fetch_handle(&node.app, &acct).await.unwrap().actor, ada);
    assert_eq!(confirm(&node.app, &acct, ada).await.unwrap().as_ref(), Some(&acct));
    let thief = "https://a.example/users/eve";
    assert_eq!(confirm(&node.app, &acct, thief).await.unwrap(), None);
}

#[tokio::test]
async fn a_handle_at_another_domain_counts_when_that_domain_agrees() {
    let (web, node) = world().await;
    let ada = "https://a.example/users/ada";
    let answer = jrd("acct:ada@b.example", &[ada]);
    web.put(&webfinger("a.example", "ada@a.example"), answer.clone());
    let asked = webfinger("b.example", "ada@b.example");
    let moved = webfinger("a.example", "ada@b.example");
    web.put(&asked, Page::moved(301, &moved));
    web.put(&moved, answer);
    let claimed = Acct::parse("ada@a.example").unwrap();
    let found = confirm(&node.app, &claimed, ada).await.unwrap();
    assert_eq!(found, Acct::parse("ada@b.example"));
}

#[tokio::test]
async fn a_handle_of_a_domain_that_knows_nothing_of_it_is_refused() {
    let (web, node) = world().await;
    let eve = "https://a.example/users/eve";
    web.put(&webfinger("a.example", "eve@a.example"), jrd("acct:ada@b.example", &[eve]));
    let ada = "https://b.example/users/ada";
    let acct = Acct::parse("eve@a.example").unwrap();
    assert_eq!(
        fetch_handle(&node.app, &acct).await.expect_err("unknown there").kind(),
        Kind::NotFound
    );
    node.app.clock.advance_ms(3_600_000);
    web.put(&webfinger("b.example", "ada@b.example"), jrd("acct:ada@b.example", &[ada]));
    assert_eq!(fetch_handle(&node.app, &acct).await.expect_err("another").kind(), Kind::Invalid);
}

#[tokio::test]
async fn an_answer_with_two_actors_is_refused() {
    let (web, node) = world().await;
    let two = ["https://a.example/users/ada", "https://a.example/c/ada"];
    web.put(&webfinger("a.example", "ada@a.example"), jrd("acct:ada@a.example", &two));
    let acct = Acct::parse("ada@a.example").unwrap();
    assert_eq!(fetch_handle(&node.app, &acct).await.expect_err("two").kind(), Kind::Invalid);
}
