//! People, threads and servers that the owner wants to hear nothing of.

use hyper::{Method, StatusCode};
use nichoir::jobs::runner;
use serde_json::json;

use crate::support::arriving::{follow, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::scene::Scene;
use crate::support::server::Server;

#[tokio::test]
async fn somebody_muted_is_not_heard_until_they_are_heard_again() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    follow(&server, bo).await;
    follow(&server, cy).await;
    let post = post_by(bo).naming_ada().arrives(&server).await;
    let muted = owner.post(&format!("/api/v1/accounts/{bo}/mute"), &json!({})).await;
    assert_eq!((&muted["muting"], &muted["muting_notifications"]), (&json!(true), &json!(true)));
    post_by(bo).naming_ada().arrives(&server).await;
    post_by(cy).reblogging(post).arrives(&server).await;
    for list in ["timelines/home", "timelines/public", "notifications"] {
        assert_eq!(owner.get(&format!("/api/v1/{list}")).await, json!([]), "{list}");
    }
    assert_eq!(ids(&owner.get("/api/v1/mutes").await), [bo.to_string()]);
    assert_eq!(ids(&owner.get(&format!("/api/v1/accounts/{bo}/statuses")).await).len(), 2);
    let heard = owner.post(&format!("/api/v1/accounts/{bo}/unmute"), &json!({})).await;
    assert_eq!(heard["muting"], false);
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await).len(), 2, "what was missed is back");
    assert_eq!(owner.get("/api/v1/mutes").await, json!([]));
}

#[tokio::test]
async fn a_mute_for_a_while_ends_by_itself() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    follow(&server, bo).await;
    post_by(bo).arrives(&server).await;
    let path = format!("/api/v1/accounts/{bo}/mute");
    let muted = owner.post(&path, &json!({ "duration": 3600, "notifications": false })).await;
    assert_eq!(muted["muting_notifications"], false);
    let listed = owner.get("/api/v1/mutes").await;
    assert_eq!(listed[0]["mute_expires_at"], muted["muting_expires_at"]);
    assert!(listed[0]["mute_expires_at"].is_string());
    server.app.clock.advance_ms(3_600_001);
    let running = tokio::spawn(runner::run(server.app.clone()));
    let heard = async {
        while owner.get("/api/v1/mutes").await != json!([]) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), heard).await.unwrap();
    running.abort();
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await).len(), 1);
}

#[tokio::test]
async fn a_muted_thread_tells_nothing_more() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    follow(&server, bo).await;
    let first = post_by(bo).arrives(&server).await;
    let second = post_by(bo).answering(first, bo).naming_ada().arrives(&server).await;
    let muted = owner.post(&format!("/api/v1/statuses/{second}/mute"), &json!({})).await;
    assert_eq!(muted["muted"], true);
    let third = post_by(bo).answering(second, bo).naming_ada().arrives(&server).await;
    assert_eq!(ids(&owner.get("/api/v1/notifications").await).len(), 1);
    assert_eq!(owner.get(&format!("/api/v1/statuses/{third}")).await["muted"], true);
    assert_eq!(owner.get(&format!("/api/v1/statuses/{first}")).await["muted"], true);
    let heard = owner.post(&format!("/api/v1/statuses/{third}/unmute"), &json!({})).await;
    assert_eq!(heard["muted"], false);
    post_by(bo).answering(third, bo).naming_ada().arrives(&server).await;
    assert_eq!(ids(&owner.get("/api/v1/notifications").await).len(), 2);
}

#[tokio::test]
async fn a_blocked_server_is_gone_with_all_its_people() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    follow(&server, bo).await;
    post_by(bo).naming_ada().arrives(&server).await;
    let preview = owner.get("/api/v1/domain_blocks/preview?domain=far.example").await;
    assert_eq!(preview, json!({ "following_count": 1, "followers_count": 0 }));
    owner.post("/api/v1/domain_blocks", &json!({ "domain": "FAR.example" })).await;
    assert_eq!(owner.get("/api/v1/domain_blocks").await, json!(["far.example"]));
    for list in ["timelines/home", "timelines/public", "notifications"] {
        assert_eq!(owner.get(&format!("/api/v1/{list}")).await, json!([]), "{list}");
    }
    let relation = owner.get(&format!("/api/v1/accounts/relationships?id[]={bo}")).await;
    assert_eq!(
        (&relation[0]["domain_blocking"], &relation[0]["following"]),
        (&json!(true), &json!(false))
    );
    for wrong in ["", "home.example", "not a domain"] {
        let body = json!({ "domain": wrong });
        let refused = owner.ask(Method::POST, "/api/v1/domain_blocks", &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    owner.ask(Method::DELETE, "/api/v1/domain_blocks?domain=far.example", &json!({})).await;
    assert_eq!(owner.get("/api/v1/domain_blocks").await, json!([]));
    assert_eq!(ids(&owner.get("/api/v1/timelines/public").await).len(), 1);
}

#[tokio::test]
async fn a_block_of_a_server_goes_for_all_that_is_below_it() {
    let scene = Scene::with_hosts(&["nest.bad.example"]).await;
    let owner = Owner::sign_in(&scene.server).await;
    let bo = scene.account(&scene.known("nest.bad.example", "bo").await.uri).await;
    post_by(bo).arrives(&scene.server).await;
    follow(&scene.server, bo).await;
    assert_eq!(ids(&owner.get("/api/v1/timelines/public").await).len(), 1);
    let preview = owner.get("/api/v1/domain_blocks/preview?domain=BAD.example.").await;
    assert_eq!(preview["following_count"], 1);
    let nonsense = "/api/v1/domain_blocks/preview?domain=%25";
    let nonsense = owner.ask_with(Method::GET, nonsense, &[], "").await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nonsense.text());
    owner.post("/api/v1/domain_blocks", &json!({ "domain": "bad.example" })).await;
    let relation = owner.get(&format!("/api/v1/accounts/relationships?id[]={bo}")).await;
    assert_eq!(relation[0]["domain_blocking"], true);
    assert_eq!(owner.get("/api/v1/timelines/public").await, json!([]));
    owner.post("/api/v1/domain_blocks", &json!({ "domain": "d.example" })).await;
    owner.ask(Method::DELETE, "/api/v1/domain_blocks?domain=bad.example", &json!({})).await;
    let relation = owner.get(&format!("/api/v1/accounts/relationships?id[]={bo}")).await;
    assert_eq!(relation[0]["domain_blocking"], false, "bad.example is not below d.example");
}
