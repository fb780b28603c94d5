//! The owner's profile as they typed it: `/api/v1/profile`.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::owner::Owner;
use crate::support::scene::Scene;
use crate::support::server::Server;
use crate::support::upload::{Part, sample};

const PROFILE: &str = "/api/v1/profile";

#[tokio::test]
async fn a_profile_is_read_and_changed_as_it_was_typed() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    owner.post("/api/v1/featured_tags", &json!({ "name": "bees" })).await;
    let changed = json!({
        "note": "I keep #bees",
        "fields_attributes": [{ "name": "Web", "value": "https://ada.example" }],
        "hide_collections": true,
        "show_media": false,
        "attribution_domains": ["https://News.example/", "blog.example", "news.example"],
    });
    let answer = owner.ask(Method::PATCH, PROFILE, &changed).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let profile = answer.json();
    assert_eq!(owner.get(PROFILE).await, profile);
    assert_eq!(profile["note"], "I keep #bees");
    assert_eq!(profile["fields"][0]["value"], "https://ada.example");
    assert_eq!((&profile["avatar"], &profile["header"]), (&Value::Null, &Value::Null));
    assert_eq!(profile["featured_tags"][0]["name"], "bees");
    assert_eq!(profile["attribution_domains"], json!(["news.example", "blog.example"]));
    let account = owner.get("/api/v1/accounts/verify_credentials").await;
    assert_eq!(account["source"]["attribution_domains"], profile["attribution_domains"]);
    let flags = ["hide_collections", "show_media", "show_media_replies", "show_featured"];
    assert_eq!(
        flags.map(|name| &account[name]),
        [true, false, true, true].map(Value::from).each_ref()
    );
    let none = [("content-type", "application/x-www-form-urlencoded")];
    let none = owner.ask_with(Method::PATCH, PROFILE, &none, "attribution_domains[]=").await.json();
    assert_eq!(none["attribution_domains"], json!([]));
}

#[tokio::test]
async fn what_a_picture_shows_is_said_to_apps_and_to_other_servers() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let parts = [
        Part::File("avatar", &sample("moving.gif")),
        Part::Text("avatar_description", "Ada with\na bee"),
    ];
    let profile = owner.send_form(Method::PATCH, PROFILE, &parts).await.json();
    assert_eq!(profile["avatar_description"], "Ada with a bee");
    let account = owner.get("/api/v1/accounts/lookup?acct=ada").await;
    assert_eq!(account["avatar_description"], "Ada with a bee");
    assert_eq!(account["header_description"], "");
    let accept = [("accept".to_owned(), "application/activity+json".to_owned())];
    let icon = scene.get("/users/ada", &accept).await.json()["icon"].clone();
    assert_eq!((&icon["name"], &icon["summary"]), (&json!("Ada with a bee"), &icon["name"]));
    let removed = owner.ask(Method::DELETE, "/api/v1/profile/avatar", &json!({})).await.json();
    assert_eq!(removed["avatar_description"], "", "there is nothing to describe");
}

#[tokio::test]
async fn a_profile_that_says_too_much_is_refused_whole() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let sites: Vec<_> = (0..11).map(|number| format!("{number}.example")).collect();
    for wrong in [
        json!({ "note": "new", "avatar_description": "x".repeat(151) }),
        json!({ "note": "new", "header_description": "x".repeat(151) }),
        json!({ "note": "new", "attribution_domains": sites }),
        json!({ "note": "new", "attribution_domains": ["not a domain"] }),
        json!({ "note": "new", "attribution_domains": ["https://a.example/page"] }),
    ] {
        let answer = owner.ask(Method::PATCH, PROFILE, &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(owner.get(PROFILE).await["note"], "");
}

#[tokio::test]
async fn who_may_only_know_the_name_reads_the_profile_and_changes_nothing() {
    let server = Server::of_ada().await;
    let reader = Owner::with_scopes(&server, "profile").await;
    assert_eq!(reader.get(PROFILE).await["display_name"], "");
    let refused = reader.ask(Method::PATCH, PROFILE, &json!({ "note": "x" })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(server.get(PROFILE).await.status, StatusCode::UNAUTHORIZED);
}
