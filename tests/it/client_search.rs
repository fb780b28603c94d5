//! Searching in everything that the owner could read.

use hyper::Method;
use nichoir::store::statuses::Visibility;
use serde_json::{Value, json};

use crate::support::arriving::{follow, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

/// The ids of the posts that a search finds.
async fn found(owner: &Owner<'_>, text: &str) -> Vec<String> {
    let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let answer = owner.get(&format!("/api/v2/search?type=statuses&q={query}")).await;
    ids(&answer["statuses"]).into_iter().map(str::to_owned).collect()
}

async fn own(owner: &Owner<'_>, body: Value) -> String {
    owner.post("/api/v1/statuses", &body).await["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn words_are_found_whatever_their_case_accents_and_ending() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let summer = post_by(bo).saying("<p>L’Été des <b>hiboux</b></p>").arrives(&server).await;
    let summer = summer.to_string();
    for text in ["ete", "ÉTÉ", "hibou", "été hiboux", "\"des hiboux\""] {
        assert_eq!(found(&owner, text).await, [summer.as_str()], "{text}");
    }
    for text in ["boux", "\"hiboux des\"", "ete -hiboux", "b"] {
        assert!(found(&owner, text).await.is_empty(), "{text}");
    }
    for syntax in ["\"", "ete AND", "NEAR(a b)", "words:ete OR", "*", "ete*)", "-hiboux", "^ete {"]
    {
        found(&owner, syntax).await;
    }
}

#[tokio::test]
async fn only_what_the_owner_may_read_is_found() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let say = |who| post_by(bo).saying("<p>secret</p>").seen_by(who);
    let to_ada = say(Visibility::Direct).naming_ada().arrives(&server).await.to_string();
    let to_followers = say(Visibility::Followers).arrives(&server).await.to_string();
    say(Visibility::Direct).arrives(&server).await;
    assert_eq!(found(&owner, "secret").await, [to_ada.as_str()]);
    follow(&server, bo).await;
    assert_eq!(found(&owner, "secret").await, [to_followers.as_str(), &to_ada]);
    owner.post(&format!("/api/v1/accounts/{bo}/block"), &json!({})).await;
    assert!(found(&owner, "secret").await.is_empty());
}

#[tokio::test]
async fn an_edit_and_a_deletion_reach_the_index() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let post = own(&owner, json!({ "status": "an egg" })).await;
    assert_eq!(found(&owner, "egg").await, [post.as_str()]);
    let path = format!("/api/v1/statuses/{post}");
    owner.ask(Method::PUT, &path, &json!({ "status": "a chick" })).await;
    assert_eq!(found(&owner, "chick").await, [post.as_str()]);
    assert!(found(&owner, "egg").await.is_empty());
    owner.ask(Method::DELETE, &path, &json!({})).await;
    assert!(found(&owner, "chick").await.is_empty());
}

#[tokio::test]
async fn operators_narrow_a_search_down() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let plain = post_by(bo).saying("<p>nest</p>").arrives(&server).await;
    let reply = post_by(bo).saying("<p>nest too</p>").answering(plain, bo).arrives(&server).await;
    let link = post_by(bo).saying("<p>nest <a href=\"https://x.example\">x</a></p>");
    let link = link.arrives(&server).await.to_string();
    let (plain, reply) = (plain.to_string(), reply.to_string());
    server.app.clock.advance_ms(86_400_000);
    let poll = json!({ "options": ["nest", "box"], "expires_in": 3600 });
    let poll = json!({ "status": "where?", "poll": poll, "language": "en", "sensitive": true });
    let poll = own(&owner, poll).await;
    owner.post(&format!("/api/v1/statuses/{plain}/bookmark"), &json!({})).await;
    let now = nichoir::clock::rfc3339(server.app.clock.now_ms());
    let today = now.split_once('T').unwrap().0;
    for (text, expected) in [
        ("nest".to_owned(), vec![&poll, &link, &reply, &plain]),
        ("nest from:me".to_owned(), vec![&poll]),
        ("nest from:@bo@far.example".to_owned(), vec![&link, &reply, &plain]),
        ("nest from:nobody".to_owned(), vec![]),
        ("nest is:reply".to_owned(), vec![&reply]),
        ("nest -is:reply has:link".to_owned(), vec![&link]),
        ("has:poll".to_owned(), vec![&poll]),
        ("nest is:sensitive language:en".to_owned(), vec![&poll]),
        ("nest in:library".to_owned(), vec![&poll, &plain]),
        ("nest in:public".to_owned(), vec![&poll, &link, &reply, &plain]),
        (format!("nest before:{today}"), vec![&link, &reply, &plain]),
        (format!("nest during:{today}"), vec![&poll]),
        (format!("nest after:{today}"), vec![]),
        ("from:bo@far.example".to_owned(), vec![&link, &reply, &plain]),
    ] {
        let expected: Vec<_> = expected.into_iter().cloned().collect();
        assert_eq!(found(&owner, &text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn a_search_goes_on_page_by_page() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let mut posts = Vec::new();
    for number in 0..5 {
        posts.insert(0, own(&owner, json!({ "status": format!("egg {number}") })).await);
    }
    let owner = &owner;
    let page = |query: String| async move {
        let answer = owner.get(&format!("/api/v2/search?q=egg&type=statuses&{query}")).await;
        ids(&answer["statuses"]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let page = &page;
    assert_eq!(page("limit=2".into()).await, posts[..2]);
    assert_eq!(page("limit=2&offset=2".into()).await, posts[2..4]);
    assert_eq!(page(format!("max_id={}", posts[2])).await, posts[3..]);
    assert_eq!(page(format!("min_id={}", posts[2])).await, posts[..2]);
}

#[tokio::test]
async fn a_guest_who_searches_makes_the_card_write_nothing() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    own(&owner, json!({ "status": "egg" })).await;
    let waiting = || server.app.store.read(nichoir::store::words::are_unread);
    for query in ["/api/v2/search?q=egg", "/api/v2/search?q=egg&access_token=nobody"] {
        assert_eq!(server.get(query).await.status, 401);
    }
    owner.get("/api/v2/search?q=egg&type=accounts").await;
    assert!(waiting().await.unwrap(), "nobody asked for words of posts");
    assert_eq!(found(&owner, "egg").await.len(), 1);
    assert!(!waiting().await.unwrap());
}
