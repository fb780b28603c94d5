//! The owner uploads, describes, posts and throws away pictures, films and sounds.

use std::fs;
use std::io::Cursor;
use std::time::Duration;

use hyper::{Method, StatusCode};
use nichoir::jobs::job::Job;
use nichoir::store::statuses::Visibility::Public;
use nichoir::store::{Write, jobs};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::support::owner::Owner;
use crate::support::scene::Scene;
use crate::support::server::Server;
use crate::support::upload::{Part, sample};

const DAY_MS: i64 = 24 * 3_600_000;

/// The path of one of our URLs.
fn path(url: &Value) -> String {
    url.as_str().unwrap().strip_prefix("https://home.example").unwrap().to_owned()
}

fn stored(server: &Server) -> Vec<String> {
    let names = fs::read_dir(server.data().join("media")).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn both_forms_of_upload_answer_when_everything_is_ready() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for version in ["v1", "v2"] {
        let parts = [
            Part::Text("description", "A board"),
            Part::Text("focus", "-0.5,0.25"),
            Part::File("file", &sample("nikon-d2h.jpg")),
        ];
        let answer = owner.send_form(Method::POST, &format!("/api/{version}/media"), &parts).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let media = answer.json();
        assert_eq!((&media["type"], &media["description"]), (&json!("image"), &json!("A board")));
        assert_eq!(media["meta"]["original"]["size"], "500x375");
        assert_eq!(media["meta"]["focus"], json!({ "x": -0.5, "y": 0.25 }));
        assert_eq!(media["blurhash"].as_str().unwrap().len(), 28);
        assert_eq!(media["remote_url"], Value::Null);
        assert_eq!(server.get(&path(&media["url"])).await.status, 200);
        assert_eq!(server.get(&path(&media["preview_url"])).await.status, 200);
        let id = media["id"].as_str().unwrap();
        assert_eq!(owner.get(&format!("/api/v1/media/{id}")).await, media);
    }
}

#[tokio::test]
async fn a_real_photo_loses_its_place_and_stands_upright() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let before = sample("iphone-4s.jpg");
    let place = exif::Reader::new().read_from_container(&mut Cursor::new(&before)).unwrap();
    assert!(place.get_field(exif::Tag::GPSLatitude, exif::In::PRIMARY).is_some());
    let id = owner.upload("iphone-4s.jpg").await;
    let media = owner.get(&format!("/api/v1/media/{id}")).await;
    assert_eq!(media["meta"]["original"]["size"], "102x205");
    for url in [&media["url"], &media["preview_url"]] {
        let after = server.get(&path(url)).await.body;
        assert!(exif::Reader::new().read_from_container(&mut Cursor::new(&after)).is_err());
        assert!(!after.windows(5).any(|word| word == b"Apple" || word == b"Exif\0"));
    }
}

#[tokio::test]
async fn every_kind_is_taken_and_served_under_its_own_type() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for (name, kind, media_type) in [
        ("photo.png", "image", "image/png"),
        ("photo.webp", "image", "image/webp"),
        ("photo.avif", "image", "image/avif"),
        ("moving.gif", "image", "image/gif"),
        ("film.mp4", "video", "video/mp4"),
        ("phone.mov", "video", "video/quicktime"),
        ("film.webm", "video", "video/webm"),
        ("sound.mp3", "audio", "audio/mpeg"),
        ("sound.ogg", "audio", "audio/ogg"),
        ("sound.flac", "audio", "audio/flac"),
        ("sound.wav", "audio", "audio/wav"),
    ] {
        let id = owner.upload(name).await;
        let media = owner.get(&format!("/api/v1/media/{id}")).await;
        assert_eq!(media["type"], kind, "{name}");
        if kind != "image" {
            let duration = media["meta"]["original"]["duration"].as_f64().unwrap();
            assert!((0.9..1.1).contains(&duration), "{name}: {duration}");
        }
        assert_eq!(server.get(&path(&media["url"])).await.header("content-type"), media_type);
    }
}

#[tokio::test]
async fn what_is_no_medium_is_refused_with_a_sentence() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let page = b"<!DOCTYPE html><script>alert(1)</script>".as_slice();
    let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".as_slice();
    let cut = &sample("photo.png")[..2000];
    for (bytes, word) in [(page, "something else"), (drawing, "something else"), (cut, "damaged")] {
        let answer =
            owner.send_form(Method::POST, "/api/v2/media", &[Part::File("file", bytes)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.json()["error"].as_str().unwrap().contains(word), "{}", answer.text());
    }
    let nothing = owner.send_form(Method::POST, "/api/v2/media", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stored(&server), Vec::<String>::new());
}

#[tokio::test]
async fn guests_cannot_upload() {
    let server = Server::of_ada().await;
    for (method, path) in [
        (Method::POST, "/api/v1/media"),
        (Method::POST, "/api/v2/media"),
        (Method::PUT, "/api/v1/media/1"),
        (Method::PATCH, "/api/v1/accounts/update_credentials"),
    ] {
        let kind = [("content-type", "multipart/form-data; boundary=x")];
        let answer = server.send(method, path, &kind, "--x\r\n").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let reader = Owner::with_scopes(&server, "read").await;
    let answer = reader.send_form(Method::POST, "/api/v2/media", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_said_of_an_upload_can_change_until_it_is_posted_and_with_the_post() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let id = owner.upload("photo.png").await;
    let here = format!("/api/v1/media/{id}");
    let new = json!({ "description": "A nest box", "focus": "0.1,0.2" });
    let changed = owner.ask(Method::PUT, &here, &new).await.json();
    assert_eq!(
        (&changed["description"], &changed["meta"]["focus"]["x"]),
        (&json!("A nest box"), &json!(0.1))
    );
    let body = json!({ "status": "Look", "media_ids": [id] });
    let post = owner.post("/api/v1/statuses", &body).await;
    assert_eq!(post["media_attachments"][0]["description"], "A nest box");
    assert_eq!(owner.ask(Method::PUT, &here, &new).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.ask(Method::DELETE, &here, &json!({})).await.status, StatusCode::NOT_FOUND);
    let edit = json!({
        "status": "Look!", "media_ids": [id],
        "media_attributes": [{ "id": id, "description": "A nest box with eggs", "focus": "0,0" }],
    });
    let there = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
    let edited = owner.ask(Method::PUT, &there, &edit).await.json();
    assert_eq!(edited["media_attachments"][0]["description"], "A nest box with eggs");
}

#[tokio::test]
async fn an_upload_can_have_a_thumbnail_of_its_own() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let parts = [
        Part::File("file", &sample("sound.mp3")),
        Part::File("thumbnail", &sample("nikon-d2h.jpg")),
    ];
    let media = owner.send_form(Method::POST, "/api/v2/media", &parts).await.json();
    assert_ne!(media["url"], media["preview_url"]);
    assert_eq!(media["meta"]["small"]["size"], "500x281");
    let preview = server.get(&path(&media["preview_url"])).await;
    assert_eq!(preview.header("content-type"), "image/jpeg");
}

#[tokio::test]
async fn others_are_told_all_about_a_picture() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let id = owner.upload("nikon-d2h.jpg").await;
    let body = json!({ "status": "Look", "media_ids": [id] });
    let post = owner.post("/api/v1/statuses", &body).await;
    let uri =
        post["uri"].as_str().unwrap().strip_prefix("https://home.example").unwrap().to_owned();
    let accept = [("accept".to_owned(), "application/activity+json".to_owned())];
    let note = scene.get(&uri, &accept).await.json();
    let file = &note["attachment"][0];
    assert_eq!((&file["type"], &file["mediaType"]), (&json!("Document"), &json!("image/jpeg")));
    assert_eq!(
        (&file["width"], &file["height"], &file["name"]),
        (&json!(500), &json!(375), &json!("A nest"))
    );
    assert_eq!(file["url"], post["media_attachments"][0]["url"]);
    assert_eq!(file["blurhash"], post["media_attachments"][0]["blurhash"]);
}

#[tokio::test]
async fn a_poll_can_have_a_picture() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let id = owner.upload("photo.png").await;
    let poll = json!({ "options": ["yes", "no"], "expires_in": 3600 });
    let body = json!({ "status": "A nest?", "media_ids": [id], "poll": poll });
    let post = owner.post("/api/v1/statuses", &body).await;
    assert_eq!(post["poll"]["options"][0]["title"], "yes");
    assert_eq!(post["media_attachments"][0]["id"], id);
    let uri = path(&post["uri"]);
    let accept = [("accept".to_owned(), "application/activity+json".to_owned())];
    let question = scene.get(&uri, &accept).await.json();
    assert_eq!(
        (&question["type"], &question["oneOf"][1]["name"]),
        (&json!("Question"), &json!("no"))
    );
    assert_eq!(question["attachment"][0]["mediaType"], "image/png");
}

#[tokio::test]
async fn files_that_nobody_needs_go_from_the_disk() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    scene.posts("Hello", Public).await;
    let posted = owner.upload("nikon-d2h.jpg").await;
    owner.upload("photo.png").await;
    let thrown = owner.upload("moving.gif").await;
    let body = json!({ "status": "Look", "media_ids": [posted] });
    let post = owner.post("/api/v1/statuses", &body).await;
    let here = format!("/api/v1/media/{thrown}");
    assert_eq!(owner.ask(Method::DELETE, &here, &json!({})).await.status, 200);
    let url = path(&post["media_attachments"][0]["url"]);
    for (days, left) in [(0, ["jpg", "png"].as_slice()), (2, &["jpg"])] {
        scene.later(days * DAY_MS);
        sweep(&scene).await;
        for name in stored(&scene.server) {
            assert!(left.contains(&name.rsplit('.').next().unwrap()), "{name} after {days} days");
        }
    }
    assert_eq!(scene.server.get(&url).await.status, 200);
    let there = format!("/api/v1/statuses/{}?delete_media=true", post["id"].as_str().unwrap());
    assert_eq!(owner.ask(Method::DELETE, &there, &json!({})).await.status, 200);
    let gone = async {
        while !stored(&scene.server).is_empty() {
            sleep(Duration::from_millis(5)).await
        }
    };
    timeout(Duration::from_secs(10), gone).await.expect("the files to go with the post");
    assert_eq!(scene.server.get(&url).await.status, 404);
}

#[tokio::test]
async fn a_file_that_nobody_heard_of_goes_with_the_next_sweep() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    owner.upload("photo.png").await;
    let known = stored(&scene.server).len();
    // Somebody hung up before it was remembered.
    let lost = scene.server.app.media.join(format!("{}.png", "ab".repeat(32)));
    fs::write(&lost, "x").unwrap();
    sweep(&scene).await;
    assert!(lost.exists(), "somebody may be about to remember it");
    let old = fs::File::options().write(true).open(&lost).unwrap();
    old.set_modified(std::time::UNIX_EPOCH).unwrap();
    sweep(&scene).await;
    assert!(!lost.exists());
    assert_eq!(stored(&scene.server).len(), known);
}

#[tokio::test]
async fn the_files_of_a_deleted_post_can_be_posted_again_for_a_day() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let id = owner.upload("nikon-d2h.jpg").await;
    let body = json!({ "status": "Lok", "media_ids": [id] });
    let post = owner.post("/api/v1/statuses", &body).await;
    scene.later(3 * DAY_MS);
    let there = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
    assert_eq!(owner.ask(Method::DELETE, &there, &json!({})).await.status, 200);
    sweep(&scene).await;
    let body = json!({ "status": "Look", "media_ids": [id] });
    let again = owner.post("/api/v1/statuses", &body).await;
    assert_eq!(again["media_attachments"], post["media_attachments"]);
}

async fn sweep(scene: &Scene) {
    let now_ms = scene.server.app.clock.now_ms();
    let queue = move |tx: &Write| jobs::enqueue(tx, &Job::Sweep, now_ms, Some("sweep"));
    scene.server.app.store.write(queue).await.unwrap();
    scene.work().await;
}

#[tokio::test]
async fn the_owner_has_pictures_of_their_own_and_ours_without() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let update = "/api/v1/accounts/update_credentials";
    let parts = [
        Part::Text("display_name", "Ada L."),
        Part::File("avatar", &sample("moving.gif")),
        Part::File("header", &sample("nikon-d2h.jpg")),
    ];
    let answer = owner.send_form(Method::PATCH, update, &parts).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let account = answer.json();
    assert_eq!(account["display_name"], "Ada L.");
    for name in ["avatar", "avatar_static", "header", "header_static"] {
        let served = scene.server.get(&path(&account[name])).await;
        assert_eq!(served.header("content-type"), "image/jpeg", "{name}");
    }
    let accept = [("accept".to_owned(), "application/activity+json".to_owned())];
    let actor = scene.get("/users/ada", &accept).await.json();
    assert_eq!(
        (&actor["icon"]["url"], &actor["image"]["url"]),
        (&account["avatar"], &account["header"])
    );
    assert_eq!(actor["icon"]["mediaType"], "image/jpeg");
    let removed = owner.ask(Method::DELETE, "/api/v1/profile/avatar", &json!({})).await.json();
    assert_eq!(path(&removed["avatar"]), "/assets/avatar.png");
    assert_eq!(removed["header"], account["header"]);
    let removed = owner.ask(Method::DELETE, "/api/v1/profile/header", &json!({})).await.json();
    assert_eq!(path(&removed["header"]), "/assets/header.png");
}
