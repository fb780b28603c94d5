//! The owner's profile, and other people as an app sees them.

use hyper::{Method, StatusCode};
use nichoir::id::AccountId;
use nichoir::store::{blocks, follows};
use serde_json::json;

use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

#[tokio::test]
async fn the_profile_changes_and_reads_back() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let form = "display_name=Ada+L.&note=I+keep+%23bees&locked=1&bot=false\
                &fields_attributes[0][name]=Web&fields_attributes[0][value]=https://ada.example\
                &source[privacy]=unlisted&source[sensitive]=true&source[language]=fr";
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let path = "/api/v1/accounts/update_credentials";
    let answer = owner.ask_with(Method::PATCH, path, &kind, form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let account = owner.get("/api/v1/accounts/verify_credentials").await;
    assert_eq!((&account["display_name"], &account["locked"]), (&json!("Ada L."), &json!(true)));
    assert_eq!(account["source"]["note"], "I keep #bees");
    assert!(account["note"].as_str().unwrap().contains("<a"), "{}", account["note"]);
    assert_eq!(account["fields"][0]["name"], "Web");
    assert_eq!(account["source"]["fields"][0]["value"], "https://ada.example");
    let preferences = owner.get("/api/v1/preferences").await;
    assert_eq!(preferences["posting:default:visibility"], "unlisted");
    assert_eq!(preferences["posting:default:language"], "fr");
    assert_eq!(preferences["reading:autoplay:gifs"], false);
    let post = owner.post("/api/v1/statuses", &json!({ "status": "by default" })).await;
    assert_eq!((&post["visibility"], &post["language"]), (&json!("unlisted"), &json!("fr")));
}

#[tokio::test]
async fn somebody_met_is_found_by_handle_name_and_id() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await.to_string();
    let looked_up = owner.get("/api/v1/accounts/lookup?acct=@bo@far.example").await;
    assert_eq!((&looked_up["id"], &looked_up["acct"]), (&json!(bo), &json!("bo@far.example")));
    assert_eq!(looked_up["url"], "https://far.example/users/bo");
    assert!(looked_up["avatar"].as_str().unwrap().ends_with("/assets/avatar.png"));
    for text in ["bo", "BO@far.example", "away"] {
        let found = owner.get(&format!("/api/v2/search?q={text}&type=accounts")).await;
        assert_eq!(ids(&found["accounts"]), [bo.as_str()], "{text}");
        assert!(found["statuses"].as_array().unwrap().is_empty());
    }
    assert_eq!(owner.get("/api/v1/accounts/lookup?acct=ada").await["acct"], "ada");
    assert_eq!(owner.get("/api/v1/accounts/lookup?acct=ada@home.example").await["acct"], "ada");
    let nobody = owner.ask_with(Method::GET, "/api/v1/accounts/lookup?acct=zoe", &[], "").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_follow_is_requested_until_the_other_side_accepts() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let path = |verb: &str| format!("/api/v1/accounts/{bo}/{verb}");
    let asked = owner.post(&path("follow"), &json!({ "reblogs": false })).await;
    assert_eq!((&asked["requested"], &asked["following"]), (&json!(true), &json!(false)));
    let again = owner.post(&path("follow"), &json!({})).await;
    assert_eq!(again["requested"], true);
    let ada = owner.get("/api/v1/accounts/verify_credentials").await["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let accept = server.app.store.write(move |tx| {
        let follow = follows::between(tx, ada, bo)?.unwrap();
        follows::accept(tx, &follow)
    });
    accept.await.unwrap();
    let relation = owner.get(&format!("/api/v1/accounts/relationships?id[]={bo}")).await;
    assert_eq!(
        (&relation[0]["following"], &relation[0]["requested"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(relation[0]["showing_reblogs"], false);
    assert_eq!(
        ids(&owner.get(&format!("/api/v1/accounts/{ada}/following")).await),
        [bo.to_string()]
    );
    assert_eq!(owner.post(&path("unfollow"), &json!({})).await["following"], false);
}

#[tokio::test]
async fn a_request_to_follow_is_let_in_or_not() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let ada: AccountId = owner.get("/api/v1/accounts/verify_credentials").await["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    for (follower, uri) in [(bo, "https://far.example/f/1"), (cy, "https://far.example/f/2")] {
        let (id, now_ms) = (server.app.ids.next(), server.app.clock.now_ms());
        let ask =
            server.app.store.write(move |tx| follows::request(tx, id, uri, follower, ada, now_ms));
        ask.await.unwrap();
    }
    let waiting = owner.get("/api/v1/follow_requests").await;
    assert_eq!(ids(&waiting), [cy.to_string(), bo.to_string()]);
    let verb = |id: AccountId, verb: &str| format!("/api/v1/follow_requests/{id}/{verb}");
    assert_eq!(owner.post(&verb(bo, "authorize"), &json!({})).await["followed_by"], true);
    assert_eq!(owner.post(&verb(cy, "reject"), &json!({})).await["followed_by"], false);
    assert!(ids(&owner.get("/api/v1/follow_requests").await).is_empty());
    assert_eq!(
        ids(&owner.get(&format!("/api/v1/accounts/{ada}/followers")).await),
        [bo.to_string()]
    );
    let gone =
        owner.post(&format!("/api/v1/accounts/{bo}/remove_from_followers"), &json!({})).await;
    assert_eq!(gone["followed_by"], false);
}

#[tokio::test]
async fn who_is_blocked_is_nowhere() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let relation = owner.post(&format!("/api/v1/accounts/{bo}/block"), &json!({})).await;
    assert_eq!(relation["blocking"], true);
    assert_eq!(ids(&owner.get("/api/v1/blocks").await), [bo.to_string()]);
    let found = owner.get("/api/v2/search?q=bo&type=accounts").await;
    assert!(ids(&found["accounts"]).is_empty());
    owner.post(&format!("/api/v1/accounts/{bo}/unblock"), &json!({})).await;
    assert!(ids(&owner.get("/api/v1/blocks").await).is_empty());
    let by_bo = server.app.store.read(move |db| blocks::by_any_owner(db, bo));
    assert!(!by_bo.await.unwrap());
}
