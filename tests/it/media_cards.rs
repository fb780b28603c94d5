//! Links get a preview when the owner first sees them: read through the node, slowly, and not before.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::support::owner::Owner;
use crate::support::scene::Scene;
use crate::support::scripted::Page;

const NEWS: &str = "https://c.example/nests";
const DAY_MS: i64 = 24 * 3_600_000;

fn page(head: &str) -> Page {
    Page::new(200, format!("<!DOCTYPE html><head>{head}</head><body>"))
        .with("Content-Type", "text/html; charset=utf-8")
}

/// Bob, whom Ada follows, posts this.
async fn scene(content: &str) -> Scene {
    let scene = Scene::new().await;
    let bob = scene.known("b.example", "bob").await;
    scene.follow(&bob).await;
    let create = bob.create("/notes/1", json!({ "content": content }));
    assert_eq!(scene.deliver(&bob, &create).await.status, 202);
    scene
}

fn link(to: &str) -> String {
    format!("<p>Look: <a href=\"{to}\">nests</a></p>")
}

fn at_work(scene: &Scene) -> JoinHandle<()> {
    tokio::spawn(nichoir::jobs::runner::run(scene.server.app.clone()))
}

async fn home(owner: &Owner<'_>) -> Value {
    owner.get("/api/v1/timelines/home").await[0].clone()
}

/// Waits until there is a row for the link, whatever came of it.
async fn read(scene: &Scene, rows: usize) {
    let there = async {
        while scene.rows().count("cards") < rows {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(10), there).await.expect("the page to be read");
}

fn asked(scene: &Scene, url: &str) -> usize {
    scene.web.asked_urls().iter().filter(|asked| *asked == url).count()
}

#[tokio::test]
async fn a_link_that_the_owner_sees_gets_a_preview() {
    let scene = scene(&link(NEWS)).await;
    scene.web.put(NEWS, Page::moved(301, "/nests/"));
    scene.web.put(
        "https://c.example/nests/",
        page(
            "<title>no</title><meta property=og:title content='Nests &amp; eggs'>\
             <meta name=description content='All about <b>nests</b>'>\
             <meta property=og:image content='/nest.jpg'>",
        ),
    );
    let worker = at_work(&scene);
    let owner = Owner::sign_in(&scene.server).await;
    assert_eq!(asked(&scene, NEWS), 0, "nobody has seen it");
    assert_eq!(home(&owner).await["card"], Value::Null);
    read(&scene, 1).await;
    let card = &home(&owner).await["card"];
    assert_eq!((&card["url"], &card["title"]), (&json!(NEWS), &json!("Nests & eggs")));
    assert_eq!((&card["provider_name"], &card["type"]), (&json!("c.example"), &json!("link")));
    assert_eq!(card["description"], "All about <b>nests</b>");
    assert!(card["image"].as_str().unwrap().starts_with("https://home.example/media/preview/"));
    home(&owner).await;
    assert_eq!((asked(&scene, NEWS), asked(&scene, "https://c.example/nest.jpg")), (1, 0));
    worker.abort();
}

#[tokio::test]
async fn guests_have_nothing_read() {
    let scene = Scene::new().await;
    let owner = Owner::sign_in(&scene.server).await;
    let post = owner.post("/api/v1/statuses", &json!({ "status": format!("Look: {NEWS}") })).await;
    let here = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
    scene.web.put(NEWS, page("<title>Nests</title>"));
    let worker = at_work(&scene);
    // The owner's own post was shown to them when it was made.
    read(&scene, 1).await;
    assert_eq!(scene.server.get(&here).await.json()["card"]["title"], "Nests");
    scene.later(15 * DAY_MS);
    scene.server.get(&here).await;
    sleep(Duration::from_millis(50)).await;
    assert_eq!(asked(&scene, NEWS), 1);
    worker.abort();
}

#[tokio::test]
async fn a_page_that_says_nothing_is_not_asked_again_that_day() {
    let scene = scene(&link(NEWS)).await;
    scene.web.put(NEWS, Page::new(200, "{}".into()).with("Content-Type", "application/json"));
    let worker = at_work(&scene);
    let owner = Owner::sign_in(&scene.server).await;
    home(&owner).await;
    read(&scene, 1).await;
    assert_eq!(home(&owner).await["card"], Value::Null);
    home(&owner).await;
    assert_eq!(asked(&scene, NEWS), 1);
    scene.web.put(NEWS, page("<title>Nests</title>"));
    scene.later(DAY_MS + 1);
    home(&owner).await;
    let there = async {
        while home(&owner).await["card"].is_null() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(10), there).await.expect("the page to be read again");
    worker.abort();
}

#[tokio::test]
async fn people_hashtags_and_private_places_have_no_preview() {
    let hidden = link("https://127.0.0.1/secret");
    let names = "<a href=\"https://c.example/@carl\" class=\"mention\">@carl</a> \
                 <a href=\"https://c.example/tags/egg\">#egg</a> ";
    let scene = scene(&format!("<p>{names}</p>{hidden}")).await;
    let worker = at_work(&scene);
    let owner = Owner::sign_in(&scene.server).await;
    home(&owner).await;
    read(&scene, 1).await;
    assert_eq!(home(&owner).await["card"], Value::Null);
    assert!(scene.rows().hold("cards", "https://127.0.0.1/secret"));
    assert!(!scene.web.asked_urls().iter().any(|url| url.contains("c.example/")));
    worker.abort();
}

#[tokio::test]
async fn a_page_without_end_costs_no_more_than_its_beginning() {
    let scene = scene(&link(NEWS)).await;
    let endless = format!("<title>Nests</title>{}", "<!-- x -->".repeat(600_000));
    scene.web.put(NEWS, Page::new(200, endless).with("Content-Type", "text/html"));
    let worker = at_work(&scene);
    let owner = Owner::sign_in(&scene.server).await;
    home(&owner).await;
    read(&scene, 1).await;
    assert_eq!(home(&owner).await["card"]["title"], "Nests");
    worker.abort();
}
