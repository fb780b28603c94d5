//! Sets of people whom others recommend: read when the owner looks, and only with those who agreed.

use std::time::Duration;

use hyper::Method;
use nichoir::federation::featured_collections::keep;
use nichoir::id::CollectionId;
use serde_json::{Value, json};

use crate::support::owner::Owner;
use crate::support::people::{publish, settle};
use crate::support::scene::Scene;
use crate::support::scripted::Page;

const SET: &str = "https://b.example/sets/1";
const CY: &str = "https://c.example/users/cy";
const DAY_MS: i64 = 24 * 3_600_000;

fn item(object: &str, consent: &str) -> Value {
    json!({ "type": "FeaturedItem", "featuredObject": object, "featureAuthorization": consent })
}

fn set(items: &[Value]) -> Value {
    json!({
        "id": SET, "type": "FeaturedCollection", "attributedTo": "https://b.example/users/bob",
        "name": "Birds", "summary": "<p>Some <script>bad()</script>birds</p>",
        "discoverable": true, "sensitive": false, "orderedItems": items,
        "topic": { "type": "Hashtag", "name": "#Birds" },
    })
}

fn consent(name: &str, who: &str, to: &str) -> Value {
    json!({
        "id": format!("https://c.example/consents/{name}"), "type": "FeatureAuthorization",
        "interactingObject": to, "interactionTarget": who,
    })
}

/// Bob recommends Cy, who agreed; Di, who agreed to something else; and Ed, who never heard of it.
async fn scene() -> Scene {
    let scene = Scene::new().await;
    let bob = scene.stranger("b.example", "bob");
    let mut actor = bob.document();
    actor["featuredCollections"] = "https://b.example/users/bob/sets".into();
    scene.web.put(&bob.uri, Page::activity(&actor));
    settle(&scene.web, CY);
    settle(&scene.web, "https://c.example/users/di");
    let items = [
        item(CY, "https://c.example/consents/cy"),
        item("https://c.example/users/di", "https://c.example/consents/di"),
        item("https://c.example/users/ed", "https://c.example/consents/ed"),
    ];
    publish(&scene.web, &set(&items));
    publish(&scene.web, &consent("cy", CY, SET));
    publish(&scene.web, &consent("di", "https://c.example/users/di", "https://b.example/sets/2"));
    let list = json!({
        "id": "https://b.example/users/bob/sets", "type": "Collection", "totalItems": 1,
        "items": [SET],
    });
    publish(&scene.web, &list);
    scene
}

/// Does what the queued job would do.
async fn asked_around(scene: &Scene, id: &Value) -> nichoir::error::Result<()> {
    let id: CollectionId = id.as_str().unwrap().parse().unwrap();
    tokio::time::timeout(Duration::from_secs(10), keep(&scene.server.app, id)).await.unwrap()
}

async fn found(owner: &Owner<'_>) -> Value {
    let search = owner.get(&format!("/api/v2/search?resolve=true&q={SET}")).await;
    search["collections"][0].clone()
}

#[tokio::test]
async fn a_set_of_people_is_found_by_its_address_and_shows_who_agreed() {
    let scene = scene().await;
    let owner = Owner::sign_in(&scene.server).await;
    let set = found(&owner).await;
    assert_eq!((&set["name"], &set["tag"]["name"]), (&json!("Birds"), &json!("birds")));
    assert!(!set["description"].as_str().unwrap().contains("script"), "{set}");
    assert_eq!(set["items"], json!([]), "nobody was asked yet");
    asked_around(&scene, &set["id"]).await.unwrap();
    let shown = owner.get(&format!("/api/v1/collections/{}", set["id"].as_str().unwrap())).await;
    let names: Vec<_> =
        shown["accounts"].as_array().unwrap().iter().map(|it| &it["acct"]).collect();
    assert_eq!(names, ["bob@b.example", "cy@c.example"]);
    assert_eq!(shown["collection"]["item_count"], 1);
    let cy = shown["accounts"][1]["id"].as_str().unwrap();
    let with = owner.get(&format!("/api/v1/accounts/{cy}/in_collections")).await;
    assert_eq!(with["collections"][0]["uri"], SET);
}

#[tokio::test]
async fn a_profile_shows_its_sets_when_the_owner_looks_and_is_asked_once_a_day() {
    let scene = scene().await;
    let owner = Owner::sign_in(&scene.server).await;
    let bob = owner.get("/api/v2/search?resolve=true&q=https://b.example/users/bob").await;
    let path =
        format!("/api/v1/accounts/{}/collections", bob["accounts"][0]["id"].as_str().unwrap());
    let guest = scene.server.get(&path).await;
    assert_eq!((guest.status.as_u16(), guest.json()), (200, json!({ "collections": [] })));
    for _ in 0..2 {
        assert_eq!(owner.get(&path).await["collections"][0]["uri"], SET);
    }
    let asked = |url: &str| scene.web.asked_urls().iter().filter(|it| *it == url).count();
    assert_eq!(asked("https://b.example/users/bob/sets"), 1);
    // Then Bob hides it.
    let mut hidden = set(&[]);
    hidden["discoverable"] = json!(false);
    publish(&scene.web, &hidden);
    scene.server.app.clock.advance_ms(DAY_MS + 1);
    assert_eq!(owner.get(&path).await["collections"], json!([]));
}

#[tokio::test]
async fn whoever_cannot_be_asked_now_is_asked_again_and_who_left_is_shown_no_longer() {
    let scene = scene().await;
    scene.web.put("https://c.example/consents/cy", Page::status(503));
    let owner = Owner::sign_in(&scene.server).await;
    let id = found(&owner).await["id"].clone();
    let path = format!("/api/v1/collections/{}", id.as_str().unwrap());
    asked_around(&scene, &id).await.expect_err("Cy's server is down");
    scene.server.app.clock.advance_ms(600_000);
    publish(&scene.web, &consent("cy", CY, SET));
    asked_around(&scene, &id).await.unwrap();
    assert_eq!(owner.get(&path).await["collection"]["item_count"], 1);
    // A day later Bob has taken Cy out; a block would do the same.
    let cy = owner.get(&path).await["accounts"][1]["id"].as_str().unwrap().to_owned();
    owner.post(&format!("/api/v1/accounts/{cy}/block"), &json!({})).await;
    assert_eq!(owner.get(&path).await["collection"]["items"], json!([]));
    owner.post(&format!("/api/v1/accounts/{cy}/unblock"), &json!({})).await;
    publish(&scene.web, &set(&[]));
    scene.server.app.clock.advance_ms(DAY_MS + 1);
    asked_around(&scene, &id).await.unwrap();
    assert_eq!(owner.get(&path).await["collection"]["items"], json!([]));
    // And then he deletes it.
    scene.web.put(SET, Page::status(410));
    scene.server.app.clock.advance_ms(DAY_MS + 1);
    asked_around(&scene, &id).await.unwrap();
    assert_eq!(owner.ask(Method::GET, &path, &json!({})).await.status, 404);
}

#[tokio::test]
async fn whoever_takes_their_consent_back_is_shown_no_longer_the_next_day() {
    let scene = scene().await;
    let owner = Owner::sign_in(&scene.server).await;
    let id = found(&owner).await["id"].clone();
    let path = format!("/api/v1/collections/{}", id.as_str().unwrap());
    asked_around(&scene, &id).await.unwrap();
    assert_eq!(owner.get(&path).await["collection"]["item_count"], 1);
    scene.web.put("https://c.example/consents/cy", Page::status(503));
    scene.server.app.clock.advance_ms(DAY_MS + 1);
    asked_around(&scene, &id).await.expect_err("Cy's server is down");
    assert_eq!(owner.get(&path).await["collection"]["item_count"], 1, "nobody said otherwise");
    scene.web.put("https://c.example/consents/cy", Page::status(404));
    scene.server.app.clock.advance_ms(600_000);
    asked_around(&scene, &id).await.unwrap();
    assert_eq!(owner.get(&path).await["collection"]["items"], json!([]));
}
