//! Media of other servers come through the node, when somebody looks, within bounds.

use hyper::StatusCode;
use nichoir::store::{Write, settings};
use serde_json::{Value, json};

use crate::support::owner::Owner;
use crate::support::peer::Peer;
use crate::support::photo::photo;
use crate::support::scene::Scene;
use crate::support::scripted::Page;
use crate::support::server::Answer;
use crate::support::upload::sample;

const DAY_MS: i64 = 24 * 3_600_000;
const PICTURE: &str = "https://b.example/files/nest.jpg";
const AVATAR: &str = "https://b.example/files/bob.png";
const BEE: &str = "https://b.example/files/bee.gif";

/// Bob, whom Ada follows, posts a picture.
async fn scene() -> (Scene, Value) {
    let scene = Scene::new().await;
    let bob = scene.known("b.example", "bob").await;
    scene.follow(&bob).await;
    let post = posted(&scene, &bob, PICTURE).await;
    (scene, post)
}

async fn posted(scene: &Scene, bob: &Peer, url: &str) -> Value {
    let more = json!({
        "attachment": [{ "type": "Document", "mediaType": "image/jpeg", "url": url, "name": "A nest" }],
        "tag": [{ "type": "Emoji", "name": ":bee:", "icon": { "type": "Image", "url": BEE } }],
        "content": "<p>:bee:</p>",
    });
    let name = url.rsplit('/').next().unwrap();
    let create = bob.create(&format!("/notes/{name}"), more);
    assert_eq!(scene.deliver(bob, &create).await.status, 202);
    let owner = Owner::sign_in(&scene.server).await;
    let home = owner.get("/api/v1/timelines/home").await;
    let shows = |post: &&Value| post["media_attachments"][0]["remote_url"] == url;
    home.as_array().unwrap().iter().find(shows).unwrap().clone()
}

fn path(url: &Value) -> String {
    url.as_str()
        .unwrap()
        .strip_prefix("https://home.example")
        .unwrap_or_else(|| panic!("{url}"))
        .to_owned()
}

async fn look(scene: &Scene, url: &Value) -> Answer {
    scene.server.get(&path(url)).await
}

fn asked(scene: &Scene, url: &str) -> usize {
    scene.web.asked_urls().iter().filter(|asked| *asked == url).count()
}

#[tokio::test]
async fn nothing_is_fetched_before_somebody_looks_and_then_once() {
    let (scene, post) = scene().await;
    let media = &post["media_attachments"][0];
    assert_eq!((&media["remote_url"], &media["description"]), (&json!(PICTURE), &json!("A nest")));
    assert_eq!(asked(&scene, PICTURE), 0);
    // The type that its server says is not believed.
    scene.web.put(PICTURE, Page::file(sample("nikon-d2h.jpg"), "text/html"));
    let looks = (
        look(&scene, &media["url"]),
        look(&scene, &media["preview_url"]),
        look(&scene, &media["url"]),
    );
    let (one, two, three) = tokio::join!(looks.0, looks.1, looks.2);
    for answer in [one, two, three] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "image/jpeg");
        assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
        assert!(answer.body == sample("nikon-d2h.jpg"));
    }
    assert_eq!(asked(&scene, PICTURE), 1);
    let asked = scene.web.asked().into_iter().find(|asked| asked.url == PICTURE).unwrap();
    assert!(!asked.headers.contains_key("signature") && !asked.headers.contains_key("referer"));
}

#[tokio::test]
async fn faces_and_emojis_come_through_the_node_too() {
    let scene = Scene::new().await;
    let bob = scene.known("b.example", "bob").await;
    scene.follow(&bob).await;
    let mut actor = bob.document();
    actor["icon"] = json!({ "type": "Image", "url": AVATAR });
    let update = bob.activity("Update", actor, json!({}));
    scene.deliver(&bob, &update).await;
    let post = posted(&scene, &bob, PICTURE).await;
    for (url, kind, bytes) in
        [(AVATAR, "image/png", sample("photo.png")), (BEE, "image/gif", sample("moving.gif"))]
    {
        scene.web.put(url, Page::file(bytes, kind));
    }
    for (url, kind) in [
        (&post["account"]["avatar"], "image/png"),
        (&post["account"]["avatar_static"], "image/png"),
        (&post["account"]["header"], "image/png"),
        (&post["emojis"][0]["url"], "image/gif"),
        (&post["emojis"][0]["static_url"], "image/gif"),
    ] {
        let answer = look(&scene, url).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind), "{url}");
    }
}

#[tokio::test]
async fn only_urls_that_we_made_lead_anywhere() {
    let (scene, post) = scene().await;
    scene.web.put(PICTURE, Page::file(sample("nikon-d2h.jpg"), "image/jpeg"));
    let path = path(&post["media_attachments"][0]["url"]);
    let (marked, written) = path.rsplit_once('/').unwrap();
    let mark = marked.rsplit_once('/').unwrap().1;
    let other = format!("{written}AAAA");
    for forged in [
        format!("/media/remote/{mark}/{other}"),
        format!("/media/preview/{mark}/{written}"),
        format!("/media/remote/{}/{written}", "A".repeat(mark.len())),
        format!("/media/remote/x/{written}"),
    ] {
        assert_eq!(scene.server.get(&forged).await.status, 404, "{forged}");
    }
    assert_eq!(asked(&scene, PICTURE), 0);
}

#[tokio::test]
async fn what_is_no_medium_is_not_shown_and_not_asked_for_again() {
    let (scene, post) = scene().await;
    let url = &post["media_attachments"][0]["url"];
    scene.web.put(PICTURE, Page::file(b"<script>alert(1)</script>".to_vec(), "image/jpeg"));
    for _ in 0..3 {
        assert_eq!(look(&scene, url).await.status, 404);
    }
    assert_eq!(asked(&scene, PICTURE), 1);
    scene.later(2 * 3_600_000);
    scene.web.put(PICTURE, Page::file(sample("nikon-d2h.jpg"), "image/jpeg"));
    assert_eq!(look(&scene, url).await.status, 200);
}

#[tokio::test]
async fn redirects_are_followed_to_public_places_only() {
    let (scene, post) = scene().await;
    let url = &post["media_attachments"][0]["url"];
    scene.web.put(PICTURE, Page::moved(302, "https://c.example/nest.jpg"));
    scene.web.put("https://c.example/nest.jpg", Page::moved(302, "https://127.0.0.1/secret"));
    assert_eq!(look(&scene, url).await.status, 404);
    scene.later(2 * 3_600_000);
    scene.web.put("https://c.example/nest.jpg", Page::file(sample("photo.png"), "image/png"));
    let answer = look(&scene, url).await;
    assert_eq!(answer.header("content-type"), "image/png");
}

#[tokio::test]
async fn a_blocked_server_is_not_asked() {
    let (scene, post) = scene().await;
    scene.web.put(PICTURE, Page::file(sample("nikon-d2h.jpg"), "image/jpeg"));
    scene.blocks_domain("b.example").await;
    assert_eq!(look(&scene, &post["media_attachments"][0]["url"]).await.status, 404);
    assert_eq!(asked(&scene, PICTURE), 0);
}

#[tokio::test]
async fn what_is_here_of_a_server_is_not_shown_once_it_is_blocked() {
    let (scene, post) = scene().await;
    let url = &post["media_attachments"][0]["url"];
    scene.web.put(PICTURE, Page::file(sample("nikon-d2h.jpg"), "image/jpeg"));
    assert_eq!(look(&scene, url).await.status, 200);
    scene.blocks_domain("b.example").await;
    assert_eq!(look(&scene, url).await.status, 404);
}

#[tokio::test]
async fn nobody_is_led_to_a_blocked_server_or_back_to_us() {
    let (scene, post) = scene().await;
    let url = &post["media_attachments"][0]["url"];
    scene.blocks_domain("c.example").await;
    scene.web.put("https://c.example/nest.jpg", Page::file(sample("photo.png"), "image/png"));
    for to in ["https://c.example/nest.jpg", url.as_str().unwrap()] {
        scene.web.put(PICTURE, Page::moved(302, to));
        assert_eq!(look(&scene, url).await.status, 404, "{to}");
        scene.later(2 * 3_600_000);
    }
    assert_eq!(asked(&scene, "https://c.example/nest.jpg"), 0);
}

#[tokio::test]
async fn another_picture_under_the_same_url_is_seen_after_a_week() {
    let (scene, post) = scene().await;
    let url = &post["media_attachments"][0]["url"];
    scene.web.put(PICTURE, Page::file(sample("nikon-d2h.jpg"), "image/jpeg"));
    let before = look(&scene, url).await;
    scene.web.put(PICTURE, Page::file(sample("photo.png"), "image/png"));
    scene.later(6 * DAY_MS);
    assert_eq!(look(&scene, url).await.body, before.body);
    scene.later(2 * DAY_MS);
    let after = look(&scene, url).await;
    assert_eq!(after.header("content-type"), "image/png");
    assert_ne!(after.header("etag"), before.header("etag"));
    // And while its server is away, what is here is better than nothing.
    scene.web.put(PICTURE, Page::status(503));
    scene.later(8 * DAY_MS);
    assert_eq!(look(&scene, url).await.body, after.body);
}

#[tokio::test]
async fn a_film_of_others_has_no_picture_that_would_fetch_it() {
    let scene = Scene::new().await;
    let bob = scene.known("b.example", "bob").await;
    scene.follow(&bob).await;
    let film = json!({
        "type": "Document", "mediaType": "video/mp4", "url": "https://b.example/film.mp4",
    });
    scene.deliver(&bob, &bob.create("/notes/film", json!({ "attachment": [film] }))).await;
    let owner = Owner::sign_in(&scene.server).await;
    let home = owner.get("/api/v1/timelines/home").await;
    assert_eq!(home[0]["media_attachments"][0]["preview_url"], Value::Null);
}

#[tokio::test]
async fn a_large_picture_has_a_smaller_one() {
    let (scene, post) = scene().await;
    let large = photo(2400, 1800);
    scene.web.put(PICTURE, Page::file(large.clone(), "image/jpeg"));
    let media = &post["media_attachments"][0];
    let preview = look(&scene, &media["preview_url"]).await;
    assert!(preview.body.len() < large.len() / 4, "{} bytes", preview.body.len());
    assert!(look(&scene, &media["url"]).await.body == large);
    let again = look(&scene, &media["preview_url"]).await;
    assert!(again.body == preview.body);
    assert_eq!(asked(&scene, PICTURE), 1);
}

#[tokio::test]
async fn the_cache_keeps_its_bound_and_what_was_used_last() {
    let scene = Scene::new().await;
    let bob = scene.known("b.example", "bob").await;
    scene.follow(&bob).await;
    // Room for two of the three.
    let room = (sample("nikon-d2h.jpg").len() * 5 / 2).to_string();
    let set = move |tx: &Write| settings::set(tx, settings::MEDIA_CACHE_BYTES, &room);
    scene.server.app.store.write(set).await.unwrap();
    let mut urls = Vec::new();
    for number in 0..3 {
        let url = format!("https://b.example/files/{number}.jpg");
        scene.web.put(&url, Page::file(sample("nikon-d2h.jpg"), "image/jpeg"));
        let post = posted(&scene, &bob, &url).await;
        urls.push(post["media_attachments"][0]["url"].clone());
    }
    for url in &urls[..2] {
        assert_eq!(look(&scene, url).await.status, 200);
        scene.later(DAY_MS + 1);
    }
    // The first is used again, so the second was used longest ago.
    assert_eq!(look(&scene, &urls[0]).await.status, 200);
    scene.later(DAY_MS + 1);
    assert_eq!(look(&scene, &urls[2]).await.status, 200);
    let cache = scene.server.data().join("media/cache");
    assert_eq!(std::fs::read_dir(cache).unwrap().count(), scene.rows().count("cached_files"));
    for url in &urls {
        assert_eq!(look(&scene, url).await.status, StatusCode::OK);
    }
    let times = |number| asked(&scene, &format!("https://b.example/files/{number}.jpg"));
    assert_eq!((times(0), times(1)), (1, 2), "of the first two, the second had to go");
}
