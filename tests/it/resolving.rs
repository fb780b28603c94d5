//! Accounts, posts and threads of other servers: what is fetched for them, what is believed, and where
//! it ends.

use nichoir::error::Kind;
use nichoir::federation::backfill::backfill;
use nichoir::federation::budget::Budget;
use nichoir::federation::remote_account::{refresh_account, resolve_account};
use nichoir::federation::remote_status::resolve_status;
use nichoir::federation::replies::fetch_replies;
use nichoir::federation::resolve::{Found, resolve_handle, resolve_url};
use nichoir::id::{AccountId, StatusId};
use nichoir::protocol::acct::Acct;
use nichoir::store::accounts::{self, Account};
use nichoir::store::statuses::{self, Status};
use serde_json::{Value, json};

use crate::support::node::Node;
use crate::support::people::{actor, note, publish, reply, settle, webfinger};
use crate::support::scripted::{Page, Web};

const ADA: &str = "https://a.example/users/ada";
const BOB: &str = "https://b.example/users/bob";
const POST: &str = "https://a.example/notes/1";

async fn world() -> (Web, Node) {
    let web = Web::empty().await;
    let node = Node::new(web.net(&["a.example", "b.example", "home.example"])).await;
    settle(&web, ADA);
    settle(&web, BOB);
    (web, node)
}

async fn account(node: &Node, id: AccountId) -> Account {
    node.app.store.read(move |db| accounts::by_id(db, id)).await.unwrap().unwrap()
}

async fn status_at(node: &Node, uri: &str) -> Option<Status> {
    let uri = uri.to_owned();
    node.app.store.read(move |db| statuses::by_uri(db, &uri)).await.unwrap()
}

async fn resolve(node: &Node, uri: &str) -> nichoir::error::Result<StatusId> {
    resolve_status(&node.app, uri, &mut Budget::for_a_job()).await
}

#[tokio::test]
async fn a_handle_leads_to_a_verified_account() {
    let (web, node) = world().await;
    let acct = Acct::parse("ada@a.example").unwrap();
    let id = resolve_handle(&node.app, &acct).await.unwrap();
    let found = account(&node, id).await;
    assert_eq!((found.uri.as_str(), found.handle_verified), (ADA, true));
    let asked = web.asked_urls().len();
    assert_eq!(resolve_handle(&node.app, &acct).await.unwrap(), id);
    assert_eq!(web.asked_urls().len(), asked);
}

#[tokio::test]
async fn a_handle_that_its_actor_does_not_confirm_leads_nowhere() {
    let (web, node) = world().await;
    // b.example says that its bob is ada of a.example; a.example calls her something else.
    let link = json!({ "rel": "self", "type": "application/activity+json", "href": ADA });
    let jrd = json!({ "subject": "acct:mallory@b.example", "links": [link] });
    web.put(&webfinger("b.example", "mallory@b.example"), Page::jrd(&jrd));
    let acct = Acct::parse("mallory@b.example").unwrap();
    let refused = resolve_handle(&node.app, &acct).await.expect_err("not confirmed");
    assert_eq!(refused.kind(), Kind::NotFound);
    let ada = resolve_account(&node.app, ADA, &mut Budget::for_a_person()).await.unwrap();
    assert_eq!(account(&node, ada).await.domain, "a.example");
}

#[tokio::test]
async fn a_claimed_domain_is_not_shown_before_it_agrees() {
    let (web, node) = world().await;
    let mut eve = actor("https://a.example/users/eve");
    eve["webfinger"] = "ceo@b.example".into();
    publish(&web, &eve);
    let mut budget = Budget::for_a_person();
    let id = resolve_account(&node.app, "https://a.example/users/eve", &mut budget).await.unwrap();
    let found = account(&node, id).await;
    assert_eq!((found.domain.as_str(), found.handle_verified), ("a.example", false));
}

#[tokio::test]
async fn an_account_whose_server_says_gone_is_gone() {
    let (web, node) = world().await;
    web.put("https://a.example/users/old", Page::status(410));
    let old = "https://a.example/users/old";
    let gone = resolve_account(&node.app, old, &mut Budget::for_a_person()).await;
    assert_eq!(gone.expect_err("gone").kind(), Kind::Gone);
}

#[tokio::test]
async fn an_address_leads_to_whatever_is_there() {
    let (web, node) = world().await;
    publish(&web, &note(POST, ADA));
    web.put("https://a.example/@ada/1", Page::activity(&note(POST, ADA)));
    let create = json!({ "id": "https://a.example/creates/1", "type": "Create", "actor": ADA, "object": POST });
    publish(&web, &create);
    let Found::Status(post) = resolve_url(&node.app, "https://a.example/@ada/1").await.unwrap()
    else {
        panic!("not a status")
    };
    for same in [POST, "https://a.example/creates/1"] {
        assert_eq!(resolve_url(&node.app, same).await.unwrap(), Found::Status(post), "{same}");
    }
    let Found::Account(ada) = resolve_url(&node.app, ADA).await.unwrap() else {
        panic!("not an account")
    };
    assert_eq!(status_at(&node, POST).await.unwrap().account_id, ada);
}

#[tokio::test]
async fn a_post_comes_with_the_thread_above_it() {
    let (web, node) = world().await;
    publish(&web, &note("https://b.example/notes/1", BOB));
    publish(&web, &reply("https://a.example/notes/2", ADA, "https://b.example/notes/1"));
    publish(&web, &reply("https://b.example/notes/3", BOB, "https://a.example/notes/2"));
    let last = resolve(&node, "https://b.example/notes/3").await.unwrap();
    let middle = status_at(&node, "https://a.example/notes/2").await.unwrap();
    let first = status_at(&node, "https://b.example/notes/1").await.unwrap();
    assert_eq!(status_at(&node, "https://b.example/notes/3").await.unwrap().id, last);
    assert_eq!(middle.in_reply_to_id, Some(first.id));
    let last = node.app.store.read(move |db| statuses::by_id(db, last)).await.unwrap().unwrap();
    assert_eq!(last.in_reply_to_id, Some(middle.id));
}

#[tokio::test]
async fn a_parent_that_is_missing_does_not_take_the_post_with_it() {
    let (web, node) = world().await;
    publish(&web, &reply(POST, ADA, "https://b.example/nothing"));
    assert!(resolve(&node, POST).await.is_ok());
    publish(&web, &reply("https://a.example/notes/2", ADA, "https://home.example/nothing"));
    assert!(resolve(&node, "https://a.example/notes/2").await.is_ok());
}

#[tokio::test]
async fn a_thread_without_end_is_left_at_the_bound() {
    let (web, node) = world().await;
    let id = |number: usize| format!("https://a.example/notes/{number}");
    for number in 0..200 {
        publish(&web, &reply(&id(number), ADA, &id(number + 1)));
    }
    assert!(resolve(&node, &id(0)).await.is_ok());
    let notes = web.asked_urls().into_iter().filter(|url| url.contains("/notes/")).count();
    assert_eq!(notes, 61);
    // Two posts that answer each other.
    publish(&web, &reply("https://a.example/x", ADA, "https://a.example/y"));
    publish(&web, &reply("https://a.example/y", ADA, "https://a.example/x"));
    assert!(resolve(&node, "https://a.example/x").await.is_ok());
}

#[tokio::test]
async fn a_post_in_the_name_of_another_server_is_refused() {
    let (web, node) = world().await;
    publish(&web, &note(POST, BOB));
    assert_eq!(resolve(&node, POST).await.expect_err("foreign author").kind(), Kind::Invalid);
    let mut two = note("https://a.example/notes/2", ADA);
    two["attributedTo"] = json!([ADA, BOB]);
    publish(&web, &two);
    let refused = resolve(&node, "https://a.example/notes/2").await;
    assert_eq!(refused.expect_err("two authors").kind(), Kind::Invalid);
    assert!(web.asked_urls().iter().all(|url| !url.contains("/users/")));
}

fn page(id: &str, items: &[&str], next: Option<&str>) -> Value {
    json!({ "id": id, "type": "CollectionPage", "items": items, "next": next })
}

/// A post of Ada's with this replies collection, stored here.
async fn with_replies(web: &Web, node: &Node, replies: Value) -> StatusId {
    let mut post = note(POST, ADA);
    post["replies"] = replies;
    publish(web, &post);
    resolve(node, POST).await.unwrap()
}

#[tokio::test]
async fn replies_are_read_where_they_live() {
    let (web, node) = world().await;
    let mut lie = reply("https://b.example/notes/9", BOB, POST);
    lie["content"] = "made up".into();
    let first = json!({
        "id": "https://a.example/notes/1/replies?page=1", "type": "CollectionPage",
        "items": [lie], "next": "https://a.example/notes/1/replies?page=2",
    });
    let replies =
        json!({ "id": "https://a.example/notes/1/replies", "type": "Collection", "first": first });
    publish(&web, &reply("https://b.example/notes/9", BOB, POST));
    publish(&web, &reply("https://a.example/notes/2", ADA, POST));
    publish(
        &web,
        &page("https://a.example/notes/1/replies?page=2", &["https://a.example/notes/2"], None),
    );
    let id = with_replies(&web, &node, replies).await;
    fetch_replies(&node.app, id).await.unwrap();
    assert!(web.asked_urls().contains(&"https://b.example/notes/9".to_owned()));
    for uri in ["https://b.example/notes/9", "https://a.example/notes/2"] {
        assert_eq!(status_at(&node, uri).await.unwrap().in_reply_to_id, Some(id), "{uri}");
    }
    let asked = web.asked_urls().len();
    fetch_replies(&node.app, id).await.unwrap();
    assert_eq!(web.asked_urls().len(), asked, "asked again too early");
    node.app.clock.advance_ms(15 * 60_000);
    fetch_replies(&node.app, id).await.unwrap();
    assert!(web.asked_urls().len() > asked);
}

#[tokio::test]
async fn pages_of_replies_on_another_server_are_not_read() {
    let (web, node) = world().await;
    let foreign = "https://b.example/replies";
    publish(&web, &page(foreign, &["https://b.example/notes/1"], None));
    let id = with_replies(&web, &node, foreign.into()).await;
    assert!(fetch_replies(&node.app, id).await.is_err());
    assert!(!web.asked_urls().contains(&foreign.to_owned()));
}

#[tokio::test]
async fn pages_without_end_are_left_at_the_bound() {
    let (web, node) = world().await;
    let url = |number: usize| format!("https://a.example/replies/{number}");
    for number in 0..50 {
        publish(&web, &page(&url(number), &[], Some(&url(number + 1))));
    }
    let id = with_replies(&web, &node, url(0).into()).await;
    fetch_replies(&node.app, id).await.unwrap();
    let pages = web.asked_urls().into_iter().filter(|url| url.contains("/replies/")).count();
    assert_eq!(pages, 11);
}

#[tokio::test]
async fn more_replies_than_the_bound_are_left_out() {
    let (web, node) = world().await;
    let items: Vec<_> = (0..500).map(|number| format!("https://b.example/n/{number}")).collect();
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    publish(&web, &page("https://a.example/replies", &items, Some("https://a.example/replies")));
    let id = with_replies(&web, &node, "https://a.example/replies".into()).await;
    fetch_replies(&node.app, id).await.unwrap();
    let asked = web.asked_urls().into_iter().filter(|url| url.contains("/n/")).count();
    assert_eq!(asked, 100);
}

#[tokio::test]
async fn somebody_new_comes_with_their_last_posts_once() {
    let (web, node) = world().await;
    let create = |object: Value| json!({ "type": "Create", "actor": ADA, "object": object });
    let foreign = note("https://b.example/notes/1", BOB);
    let announce =
        json!({ "type": "Announce", "actor": ADA, "object": "https://b.example/notes/2" });
    let outbox = json!({
        "id": format!("{ADA}/outbox"), "type": "OrderedCollection", "totalItems": 77,
        "orderedItems": [create(note(POST, ADA)), create(foreign), announce, create("https://a.example/notes/2".into())],
    });
    publish(&web, &outbox);
    publish(&web, &note("https://a.example/notes/2", ADA));
    let id = resolve_account(&node.app, ADA, &mut Budget::for_a_person()).await.unwrap();
    backfill(&node.app, id).await.unwrap();
    for (uri, here) in [
        (POST, true),
        ("https://a.example/notes/2", true),
        ("https://b.example/notes/1", false),
        ("https://b.example/notes/2", false),
    ] {
        assert_eq!(status_at(&node, uri).await.is_some(), here, "{uri}");
    }
    assert_eq!(account(&node, id).await.statuses_count, 77);
    assert!(!web.asked_urls().iter().any(|url| url.contains("b.example")));
    let asked = web.asked_urls().len();
    backfill(&node.app, id).await.unwrap();
    assert_eq!(web.asked_urls().len(), asked);
}

#[tokio::test]
async fn a_changed_profile_is_read_again_but_not_in_a_storm() {
    let (web, node) = world().await;
    let mut budget = Budget::for_a_job();
    let id = resolve_account(&node.app, ADA, &mut budget).await.unwrap();
    let mut changed = actor(ADA);
    changed["name"] = "Ada L.".into();
    publish(&web, &changed);
    assert_eq!(resolve_account(&node.app, ADA, &mut budget).await.unwrap(), id);
    assert_eq!(account(&node, id).await.display_name, "");
    assert_eq!(refresh_account(&node.app, ADA, &mut budget).await.unwrap(), id);
    let found = account(&node, id).await;
    assert_eq!((found.display_name.as_str(), found.handle_verified), ("Ada L.", true));
    let asked = web.asked_urls().len();
    for _ in 0..100 {
        assert!(refresh_account(&node.app, ADA, &mut budget).await.is_err());
    }
    assert_eq!(web.asked_urls().len(), asked);
}

#[tokio::test]
async fn a_second_actor_with_the_same_name_does_not_take_the_handle() {
    let (web, node) = world().await;
    let acct = Acct::parse("ada@a.example").unwrap();
    let ada = resolve_handle(&node.app, &acct).await.unwrap();
    let mut eve = actor("https://a.example/users/eve");
    eve["preferredUsername"] = "ada".into();
    publish(&web, &eve);
    node.app.clock.advance_ms(1_000);
    let eve = "https://a.example/users/eve";
    let eve = resolve_account(&node.app, eve, &mut Budget::for_a_person()).await.unwrap();
    assert!(!account(&node, eve).await.handle_verified);
    let found = node.app.store.read(|db| accounts::by_handle(db, "ada", "a.example")).await;
    assert_eq!(found.unwrap().unwrap().id, ada);
}
