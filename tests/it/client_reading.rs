//! What others did, as the owner's app reads it: home, notifications, search, and who sees what.

use hyper::{Method, StatusCode};
use nichoir::id::StatusId;
use nichoir::store::blocks;
use nichoir::store::notifications::NotificationKind;
use nichoir::store::statuses::Visibility;
use serde_json::{Value, json};

use crate::support::arriving::{ada, follow, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

async fn status_of(owner: &Owner<'_>, id: StatusId) -> StatusCode {
    owner.ask_with(Method::GET, &format!("/api/v1/statuses/{id}"), &[], "").await.status
}

#[tokio::test]
async fn posts_of_followed_people_are_home_and_of_others_are_not() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    follow(&server, bo).await;
    let from_bo = post_by(bo).seen_by(Visibility::Followers).arrives(&server).await.to_string();
    let from_cy = post_by(cy).arrives(&server).await.to_string();
    let home = owner.get("/api/v1/timelines/home").await;
    assert_eq!(ids(&home), [from_bo.as_str()]);
    assert_eq!(home[0]["account"]["acct"], "bo@far.example");
    assert_eq!(home[0]["url"], format!("https://far.example/notes/{from_bo}"));
    assert_eq!(ids(&owner.get("/api/v1/timelines/public?remote=1").await), [from_cy.as_str()]);
    assert!(ids(&owner.get("/api/v1/timelines/public?local=true").await).is_empty());
}

#[tokio::test]
async fn only_those_a_post_is_for_can_read_it() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let to_ada = post_by(bo).seen_by(Visibility::Direct).naming_ada().arrives(&server).await;
    let to_others = post_by(bo).seen_by(Visibility::Direct).arrives(&server).await;
    let to_followers = post_by(bo).seen_by(Visibility::Followers).arrives(&server).await;
    assert_eq!(status_of(&owner, to_ada).await, StatusCode::OK);
    assert_eq!(status_of(&owner, to_others).await, StatusCode::NOT_FOUND);
    assert_eq!(status_of(&owner, to_followers).await, StatusCode::NOT_FOUND);
    follow(&server, bo).await;
    assert_eq!(status_of(&owner, to_followers).await, StatusCode::OK);
    for id in [to_ada, to_others, to_followers] {
        let guest = server.get(&format!("/api/v1/statuses/{id}")).await;
        assert_eq!(guest.status, StatusCode::NOT_FOUND);
    }
    let listed = owner.get(&format!("/api/v1/accounts/{bo}/statuses")).await;
    assert_eq!(ids(&listed), [to_followers.to_string(), to_ada.to_string()]);
}

#[tokio::test]
async fn a_blocked_author_disappears_from_every_list() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    follow(&server, bo).await;
    let post = post_by(bo).naming_ada().arrives(&server).await;
    owner.post(&format!("/api/v1/statuses/{post}/favourite"), &json!({})).await;
    let (me, now_ms) = (ada(&server).await, server.app.clock.now_ms());
    // The row alone: what is already in the lists must be hidden, too.
    let block = server.app.store.write(move |tx| blocks::insert(tx, me, bo, "https://b", now_ms));
    block.await.unwrap();
    for list in ["timelines/home", "timelines/public", "favourites", "notifications"] {
        assert_eq!(owner.get(&format!("/api/v1/{list}")).await, json!([]), "{list}");
    }
    assert_eq!(status_of(&owner, post).await, StatusCode::NOT_FOUND);
    assert!(ids(&owner.get("/api/v2/search?q=chirp").await["statuses"]).is_empty());
}

#[tokio::test]
async fn notifications_can_be_chosen_shown_and_dismissed() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    follow(&server, bo).await;
    let mention = post_by(bo).naming_ada().arrives(&server).await;
    post_by(cy).telling_ada(&[NotificationKind::Status]).arrives(&server).await;
    let all = owner.get("/api/v1/notifications").await;
    let kinds: Vec<_> = all.as_array().unwrap().iter().map(|told| told["type"].clone()).collect();
    assert_eq!(kinds, ["status", "mention"]);
    assert_eq!(all[1]["status"]["id"], mention.to_string());
    assert_eq!(all[1]["status"]["mentions"][0]["acct"], "ada");
    let first = |page: Value| {
        page.as_array().unwrap().iter().map(|t| t["type"].clone()).collect::<Vec<_>>()
    };
    for (query, expected) in [
        ("types[]=mention", "mention"),
        ("exclude_types[]=mention", "status"),
        (&format!("account_id={bo}"), "mention"),
        ("limit=1", "status"),
    ] {
        let page = owner.get(&format!("/api/v1/notifications?{query}")).await;
        assert_eq!(first(page), [expected], "{query}");
    }
    let id = all[0]["id"].as_str().unwrap();
    assert_eq!(owner.get(&format!("/api/v1/notifications/{id}")).await["type"], "status");
    owner.post(&format!("/api/v1/notifications/{id}/dismiss"), &json!({})).await;
    assert_eq!(ids(&owner.get("/api/v1/notifications").await).len(), 1);
    owner.post("/api/v1/notifications/clear", &json!({})).await;
    assert!(ids(&owner.get("/api/v1/notifications").await).is_empty());
}

#[tokio::test]
async fn words_in_a_search_stand_for_themselves() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let chirp = post_by(bo).arrives(&server).await.to_string();
    let own = owner.post("/api/v1/statuses", &json!({ "status": "an egg #nest" })).await;
    let found = |query: &'static str| owner.get(query);
    assert_eq!(ids(&found("/api/v2/search?q=100%25").await["statuses"]), [chirp.as_str()]);
    assert!(ids(&found("/api/v2/search?q=_").await["statuses"]).is_empty());
    assert_eq!(
        ids(&found("/api/v2/search?q=from:me&type=statuses").await["statuses"]),
        [own["id"].as_str().unwrap()]
    );
    assert_eq!(found("/api/v2/search?q=%23ne").await["hashtags"][0]["name"], "nest");
    assert_eq!(server.get("/api/v2/search?q=egg").await.status, StatusCode::UNAUTHORIZED);
}
