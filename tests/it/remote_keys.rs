//! Keys of other servers: whose they are, and how often they are asked for.

use nichoir::error::Kind;
use nichoir::federation::remote_key::{find, find_again};
use nichoir::protocol::key::PrivateKey;
use serde_json::{Value, json};

use crate::support::node::Node;
use crate::support::people::{actor, key, publish};
use crate::support::scripted::{Page, Web};

const ADA: &str = "https://a.example/users/ada";
const KEY: &str = "https://a.example/users/ada#main-key";

async fn world() -> (Web, Node) {
    let web = Web::empty().await;
    let node = Node::new(web.net(&["a.example", "b.example", "home.example"])).await;
    (web, node)
}

async fn refusal(node: &Node, key_id: &str) -> Kind {
    find(&node.app, key_id).await.expect_err(key_id).kind()
}

#[tokio::test]
async fn a_key_is_fetched_once_for_however_many_requests() {
    let (web, node) = world().await;
    publish(&web, &actor(ADA));
    let many = (0..50).map(|_| {
        let app = node.app.clone();
        tokio::spawn(async move { find(&app, KEY).await.unwrap().actor_uri.clone() })
    });
    for one in many.collect::<Vec<_>>() {
        assert_eq!(one.await.unwrap(), ADA);
    }
    assert_eq!(find(&node.app, KEY).await.unwrap().public, key().public().unwrap());
    assert_eq!(web.asked_urls(), [ADA]);
}

#[tokio::test]
async fn made_up_fragments_do_not_cause_more_requests() {
    let (web, node) = world().await;
    publish(&web, &actor(ADA));
    for number in 0..100 {
        let kind = refusal(&node, &format!("{ADA}#key-{number}")).await;
        assert_eq!(kind, Kind::Unauthorised);
    }
    assert!(web.asked_urls().len() <= 2, "{:?}", web.asked_urls());
}

#[tokio::test]
async fn a_key_whose_owner_lives_elsewhere_is_refused() {
    let (web, node) = world().await;
    let mut thief = actor(ADA);
    thief["publicKey"]["owner"] = "https://b.example/users/bob".into();
    publish(&web, &thief);
    publish(&web, &actor("https://b.example/users/bob"));
    assert_eq!(refusal(&node, KEY).await, Kind::Unauthorised);
    assert!(!web.asked_urls().iter().any(|url| url.contains("b.example")));
}

fn key_document(id: &str, owner: &str) -> Value {
    let mut document = actor(owner)["publicKey"].clone();
    document["id"] = id.into();
    document
}

#[tokio::test]
async fn a_key_in_a_document_of_its_own_counts_if_its_owner_lists_it() {
    let (web, node) = world().await;
    let key_id = "https://a.example/keys/1";
    publish(&web, &key_document(key_id, ADA));
    publish(&web, &actor(ADA));
    assert_eq!(refusal(&node, key_id).await, Kind::Unauthorised);
    node.app.clock.advance_ms(3_600_000);
    let mut owner = actor(ADA);
    owner["publicKey"] = key_id.into();
    publish(&web, &owner);
    assert_eq!(find(&node.app, key_id).await.unwrap().actor_uri, ADA);
}

#[tokio::test]
async fn a_key_document_with_another_id_is_refused() {
    let (web, node) = world().await;
    let document = key_document("https://a.example/keys/2", ADA);
    web.put("https://a.example/keys/1", Page::activity(&document));
    publish(&web, &actor(ADA));
    assert_ne!(refusal(&node, "https://a.example/keys/1").await, Kind::Internal);
    assert!(!web.asked_urls().contains(&ADA.to_owned()));
}

#[tokio::test]
async fn the_beginning_of_an_actor_leads_to_the_whole() {
    let (web, node) = world().await;
    // GoToSocial serves it at the id of the key, with the id of the actor.
    let key_id = "https://a.example/users/ada/main-key";
    let mut whole = actor(ADA);
    whole["publicKey"]["id"] = key_id.into();
    let stub = json!({ "id": ADA, "type": "Person", "preferredUsername": "ada", "publicKey": whole["publicKey"] });
    web.put(key_id, Page::activity(&stub));
    publish(&web, &whole);
    assert_eq!(find(&node.app, key_id).await.unwrap().actor_uri, ADA);
}

#[tokio::test]
async fn a_page_or_a_picture_is_no_key() {
    for kind in ["text/html", "application/json", "image/png", "application/ld+json"] {
        let (web, node) = world().await;
        web.put(ADA, Page::new(200, actor(ADA).to_string()).with("Content-Type", kind));
        assert_eq!(refusal(&node, KEY).await, Kind::Invalid, "{kind}");
    }
    let (web, node) = world().await;
    let mut note = actor(ADA);
    note["type"] = "Note".into();
    publish(&web, &note);
    assert!(find(&node.app, KEY).await.is_err());
}

#[tokio::test]
async fn keys_of_our_own_are_never_asked_for() {
    let (web, node) = world().await;
    for own in ["https://home.example/users/ada#main-key", "https://home.example/actor#other"] {
        assert_eq!(refusal(&node, own).await, Kind::Invalid, "{own}");
    }
    assert!(web.asked_urls().is_empty());
}

#[tokio::test]
async fn a_key_that_is_gone_is_told_apart() {
    let (web, node) = world().await;
    web.put(ADA, Page::status(410));
    assert_eq!(refusal(&node, KEY).await, Kind::Gone);
    // Once more within its rest: what it was is still known.
    assert_eq!(refusal(&node, KEY).await, Kind::Gone);
    assert_eq!(web.asked_urls(), [ADA]);
}

#[tokio::test]
async fn a_changed_key_is_read_again_but_not_in_a_storm() {
    let (web, node) = world().await;
    publish(&web, &actor(ADA));
    let old = find(&node.app, KEY).await.unwrap();
    let fresh = PrivateKey::ed25519_from_seed([8; 32]).public().unwrap();
    let mut changed = actor(ADA);
    changed["publicKey"]["publicKeyPem"] = fresh.to_pem().unwrap().into();
    publish(&web, &changed);
    node.app.clock.advance_ms(3_600_000);
    assert_eq!(find_again(&node.app, &old).await.unwrap().public, fresh);
    let current = find(&node.app, KEY).await.unwrap();
    for _ in 0..100 {
        assert!(find_again(&node.app, &current).await.is_err());
    }
    assert_eq!(web.asked_urls(), [ADA, ADA]);
}

#[tokio::test]
async fn a_domain_with_endless_hosts_is_met_a_few_times_an_hour() {
    let web = Web::empty().await;
    let hosts: Vec<_> = (0..60).map(|number| format!("h{number}.b.example")).collect();
    let node = Node::new(web.net(&hosts.iter().map(String::as_str).collect::<Vec<_>>())).await;
    for host in &hosts {
        let id = format!("https://{host}/users/ada");
        publish(&web, &actor(&id));
        let found = find(&node.app, &format!("{id}#main-key")).await;
        assert!(found.is_ok_and(|key| key.actor_uri == id) || web.asked_urls().len() == 20);
    }
    assert_eq!(web.asked_urls().len(), 20);
    // Who is known already is not kept out.
    let known = "https://h0.b.example/users/bob";
    publish(&web, &actor(known));
    assert!(find(&node.app, &format!("{known}#main-key")).await.is_ok());
}
