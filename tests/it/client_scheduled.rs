//! Posts for later, and drafts.

use hyper::{Method, StatusCode};
use nichoir::clock::rfc3339;
use nichoir::jobs::runner;
use nichoir::store::jobs;
use serde_json::{Value, json};

use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

/// A time so many minutes from now.
fn in_minutes(server: &Server, minutes: i64) -> String {
    rfc3339(server.app.clock.now_ms() + minutes * 60_000)
}

async fn waiting(owner: &Owner<'_>) -> Value {
    owner.get("/api/v1/scheduled_statuses").await
}

async fn work_until_none_wait(server: &Server, owner: &Owner<'_>) {
    let running = tokio::spawn(runner::run(server.app.clone()));
    let posted = async {
        while waiting(owner).await != json!([]) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), posted).await.unwrap();
    running.abort();
}

/// Lets the job that was queued for the first time find out that it has to come again.
async fn looked_at(server: &Server) {
    let running = tokio::spawn(runner::run(server.app.clone()));
    let later = async {
        loop {
            let now_ms = server.app.clock.now_ms();
            let due = server.app.store.read(move |db| jobs::due(db, now_ms, &[], 9)).await.unwrap();
            if due.iter().all(|job| !job.body.contains("post_scheduled")) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), later).await.unwrap();
    running.abort();
}

#[tokio::test]
async fn a_post_for_later_is_posted_at_its_time_and_once() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let poll = json!({ "options": ["yes", "no"], "expires_in": 600, "multiple": "1" });
    let body = json!({
        "status": "Happy new year", "scheduled_at": in_minutes(&server, 60), "poll": poll,
        "visibility": "unlisted", "spoiler_text": "fireworks",
    });
    let scheduled = owner.post("/api/v1/statuses", &body).await;
    assert_eq!(scheduled["scheduled_at"], body["scheduled_at"]);
    assert_eq!(scheduled["params"]["text"], "Happy new year");
    assert_eq!(scheduled["params"]["poll"]["options"], json!(["yes", "no"]));
    assert_eq!(waiting(&owner).await, json!([scheduled]));
    assert_eq!(owner.get("/api/v1/timelines/home").await, json!([]));
    server.app.clock.advance_ms(60 * 60_000);
    work_until_none_wait(&server, &owner).await;
    let home = owner.get("/api/v1/timelines/home").await;
    assert_eq!(ids(&home).len(), 1);
    assert_eq!(
        (&home[0]["visibility"], &home[0]["spoiler_text"]),
        (&json!("unlisted"), &json!("fireworks"))
    );
    assert_eq!(home[0]["poll"]["multiple"], true);
}

#[tokio::test]
async fn a_post_for_later_can_be_moved_and_thrown_away() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let soon = json!({ "status": "soon", "scheduled_at": in_minutes(&server, 10) });
    let draft = json!({ "status": "some day", "scheduled_at": "2999-01-01T00:00:00.000Z" });
    let soon = owner.post("/api/v1/statuses", &soon).await["id"].as_str().unwrap().to_owned();
    let draft = owner.post("/api/v1/statuses", &draft).await["id"].as_str().unwrap().to_owned();
    assert_eq!(ids(&waiting(&owner).await), [draft.as_str(), &soon]);
    let path = format!("/api/v1/scheduled_statuses/{soon}");
    let later = json!({ "scheduled_at": in_minutes(&server, 30) });
    let moved = owner.ask(Method::PUT, &path, &later).await.json();
    assert_eq!(moved["scheduled_at"], later["scheduled_at"]);
    assert_eq!(owner.get(&path).await, moved);
    owner.ask(Method::DELETE, &format!("/api/v1/scheduled_statuses/{draft}"), &json!({})).await;
    server.app.clock.advance_ms(11 * 60_000);
    looked_at(&server).await;
    assert_eq!(ids(&waiting(&owner).await), [soon.as_str()], "it was moved");
    server.app.clock.advance_ms(20 * 60_000);
    work_until_none_wait(&server, &owner).await;
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await).len(), 1);
    let gone = owner.ask(Method::GET, &path, &json!({})).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_time_that_makes_no_sense_is_refused_and_one_that_has_passed_is_now() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for wrong in [in_minutes(&server, 4), "tomorrow".to_owned()] {
        let body = json!({ "status": "x", "scheduled_at": wrong });
        let refused = owner.ask(Method::POST, "/api/v1/statuses", &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let empty = json!({ "status": " ", "scheduled_at": in_minutes(&server, 60) });
    let refused = owner.ask(Method::POST, "/api/v1/statuses", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(waiting(&owner).await, json!([]));
    let past = json!({ "status": "now", "scheduled_at": in_minutes(&server, -1) });
    assert!(owner.post("/api/v1/statuses", &past).await["content"].is_string());
}

#[tokio::test]
async fn a_picture_that_waits_with_a_post_is_there_when_that_is_posted() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let picture = owner.upload("photo.png").await;
    let ids_of = json!([picture]);
    let later =
        json!({ "status": "later", "media_ids": ids_of, "scheduled_at": in_minutes(&server, 60) });
    owner.post("/api/v1/statuses", &later).await;
    let now = json!({ "status": "now", "media_ids": ids_of });
    let refused = owner.ask(Method::POST, "/api/v1/statuses", &now).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/api/v1/media/{picture}");
    assert_eq!(owner.ask(Method::DELETE, &path, &json!({})).await.status, StatusCode::NOT_FOUND);
    server.app.clock.advance_ms(60 * 60_000);
    work_until_none_wait(&server, &owner).await;
    let home = owner.get("/api/v1/timelines/home").await;
    assert_eq!(home[0]["media_attachments"][0]["id"], picture);
}

#[tokio::test]
async fn the_same_idempotency_key_schedules_once() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let body = json!({ "status": "once", "scheduled_at": in_minutes(&server, 60) }).to_string();
    let headers = [("content-type", "application/json"), ("idempotency-key", "a key")];
    let first = owner.ask_with(Method::POST, "/api/v1/statuses", &headers, &body).await.json();
    let again = owner.ask_with(Method::POST, "/api/v1/statuses", &headers, &body).await.json();
    assert_eq!(again, first);
    assert_eq!(waiting(&owner).await, json!([first]));
    server.app.clock.advance_ms(60 * 60_000);
    work_until_none_wait(&server, &owner).await;
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await).len(), 1);
}
