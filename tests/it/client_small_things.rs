//! Small things that apps expect: markers, notes, endorsements, several at once, and polite emptiness.

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::arriving::{follow, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

#[tokio::test]
async fn another_device_reads_on_where_the_first_stopped() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    assert_eq!(owner.get("/api/v1/markers?timeline[]=home").await, json!({}));
    let home = json!({ "home": { "last_read_id": "103194548672408537" } });
    let saved = owner.post("/api/v1/markers", &home).await;
    assert_eq!(saved["home"]["last_read_id"], "103194548672408537");
    assert_eq!(saved["home"]["version"], 1);
    let moved = json!({ "home": { "last_read_id": "103194548672408538" } });
    assert_eq!(owner.post("/api/v1/markers", &moved).await["home"]["version"], 2);
    let both = owner.get("/api/v1/markers?timeline[]=home&timeline[]=notifications").await;
    assert_eq!(both["home"]["last_read_id"], "103194548672408538");
    assert!(both.get("notifications").is_none());
    let wrong = json!({ "home": { "last_read_id": "yesterday" } });
    let refused = owner.ask(Method::POST, "/api/v1/markers", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn notes_and_endorsements_are_part_of_the_relationship() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let path = |verb: &str| format!("/api/v1/accounts/{bo}/{verb}");
    let noted = owner.post(&path("note"), &json!({ "comment": "met at the pond" })).await;
    assert_eq!(noted["note"], "met at the pond");
    assert_eq!(owner.post(&path("note"), &json!({ "comment": "" })).await["note"], "");
    let stranger = owner.ask(Method::POST, &path("endorse"), &json!({})).await;
    assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
    follow(&server, bo).await;
    assert_eq!(owner.post(&path("pin"), &json!({})).await["endorsed"], true);
    assert_eq!(ids(&owner.get("/api/v1/endorsements").await), [bo.to_string()]);
    assert_eq!(owner.post(&path("unendorse"), &json!({})).await["endorsed"], false);
    let familiar = owner.get(&format!("/api/v1/accounts/familiar_followers?id[]={bo}")).await;
    assert_eq!(familiar, json!([{ "id": bo.to_string(), "accounts": [] }]));
}

#[tokio::test]
async fn several_are_fetched_at_once() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await.to_string(), meet(&server, "cy").await);
    let accounts = owner.get(&format!("/api/v1/accounts?id[]={cy}&id[]={bo}&id[]=1")).await;
    assert_eq!(ids(&accounts), [cy.to_string().as_str(), &bo]);
    let (one, two) = (post_by(cy).arrives(&server).await, post_by(cy).arrives(&server).await);
    let statuses = owner.get(&format!("/api/v1/statuses?id[]={two}&id[]={one}")).await;
    assert_eq!(ids(&statuses), [two.to_string(), one.to_string()]);
}

#[tokio::test]
async fn what_a_node_for_one_person_has_not_is_answered_in_the_right_shape() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for path in [
        "announcements",
        "trends/tags",
        "trends/statuses",
        "trends/links",
        "directory",
        "instance/rules",
        "instance/peers",
        "instance/activity",
        "instance/domain_blocks",
        "custom_emojis",
        "suggestions",
    ] {
        assert_eq!(owner.get(&format!("/api/v1/{path}")).await, json!([]), "{path}");
    }
    assert_eq!(owner.get("/api/v2/suggestions").await, json!([]));
    assert_eq!(owner.get("/api/v1/instance/translation_languages").await, json!({}));
    let policy = owner.get("/api/v1/instance/privacy_policy").await;
    assert!(policy["content"].as_str().unwrap().contains("belongs to one person"));
    assert!(owner.get("/api/v1/instance/extended_description").await["updated_at"].is_string());
    let none = server.get("/api/v1/donation_campaigns").await;
    assert_eq!(none.status, StatusCode::NO_CONTENT);
    let guest = server.get("/api/v1/announcements").await;
    assert_eq!(guest.status, StatusCode::UNAUTHORIZED);
    for (method, path) in [
        (Method::POST, "/api/v1/announcements/1/dismiss"),
        (Method::PUT, "/api/v1/announcements/1/reactions/cat"),
        (Method::DELETE, "/api/v1/announcements/1/reactions/%F0%9F%90%A6"),
    ] {
        let none = owner.ask(method.clone(), path, &json!({})).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{path}");
        let guest = server.send(method, path, &[], "").await;
        assert_eq!(guest.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let name = Owner::with_scopes(&server, "profile").await.get("/oauth/userinfo").await;
    assert_eq!(name["preferred_username"], "ada");
}
