//! Threads of other servers, whose answers come while the app waits.

use hyper::{Method, StatusCode};
use nichoir::federation::budget::Budget;
use nichoir::federation::remote_status::resolve_status;
use nichoir::id::StatusId;
use serde_json::{Value, json};

use crate::support::owner::Owner;
use crate::support::people::{note, publish, reply, settle};
use crate::support::scene::Scene;

const ADA: &str = "https://a.example/users/ada";
const BOB: &str = "https://b.example/users/bob";
const POST: &str = "https://a.example/notes/1";
const HEADER: &str = "mastodon-async-refresh";

/// A post of another server with two answers, one of which is not where it says. Answers its id here.
async fn thread(scene: &Scene) -> StatusId {
    settle(&scene.web, ADA);
    settle(&scene.web, BOB);
    let answer = "https://b.example/notes/9";
    publish(&scene.web, &reply(answer, BOB, POST));
    let mut post = note(POST, ADA);
    post["replies"] = json!({
        "id": "https://a.example/notes/1/replies", "type": "Collection",
        "items": [answer, "https://b.example/notes/gone"],
    });
    publish(&scene.web, &post);
    let app = &scene.server.app;
    resolve_status(app, POST, &mut Budget::for_a_job()).await.unwrap()
}

async fn refresh(owner: &Owner<'_>, id: StatusId) -> Value {
    owner.get(&format!("/api/v1_alpha/async_refreshes/{id}")).await["async_refresh"].clone()
}

#[tokio::test]
async fn an_app_is_told_that_answers_are_on_their_way_and_when_they_are_here() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let id = thread(&scene).await;
    let path = format!("/api/v1/statuses/{id}/context");
    let asked = scene.web.asked_urls().len();
    let first = owner.ask_with(Method::GET, &path, &[], "").await;
    assert_eq!(first.json()["descendants"], json!([]));
    assert_eq!(first.header(HEADER), format!("id=\"{id}\", retry=3, result_count=0"));
    assert_eq!(scene.web.asked_urls().len(), asked, "nobody waits for other servers");
    let running = json!({ "id": id.to_string(), "status": "running", "result_count": 0 });
    assert_eq!(refresh(&owner, id).await, running);
    scene.work().await;
    let finished = json!({ "id": id.to_string(), "status": "finished", "result_count": 1 });
    assert_eq!(refresh(&owner, id).await, finished);
    let second = owner.ask_with(Method::GET, &path, &[], "").await;
    assert_eq!(second.json()["descendants"].as_array().unwrap().len(), 1);
    assert!(!second.headers.contains_key(HEADER), "it was looked for a moment ago");
}

#[tokio::test]
async fn guests_and_own_threads_set_nothing_going() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let id = thread(&scene).await;
    let guest = scene.server.get(&format!("/api/v1/statuses/{id}/context")).await;
    assert_eq!((guest.status, guest.header(HEADER)), (StatusCode::OK, ""));
    let path = format!("/api/v1_alpha/async_refreshes/{id}");
    assert_eq!(scene.server.get(&path).await.status, StatusCode::UNAUTHORIZED);
    let none = owner.ask_with(Method::GET, &path, &[], "").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let own = owner.post("/api/v1/statuses", &json!({ "status": "hello" })).await;
    let path = format!("/api/v1/statuses/{}/context", own["id"].as_str().unwrap());
    let answer = owner.ask_with(Method::GET, &path, &[], "").await;
    assert!(!answer.headers.contains_key(HEADER));
}
