//! A full disk: the owner can still sign in and clean up, others keep what they have, and then all goes on.

use std::path::Path;
use std::time::Duration;

use hyper::{Method, StatusCode};
use nichoir::app::App;
use nichoir::appliance;
use nichoir::appliance::finding::{Finding, Mood, Topic};
use nichoir::jobs::job::Job;
use nichoir::store::jobs;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::support::http_client::HttpClient;
use super::support::owner::Owner;
use super::support::prepared::prepare;
use super::support::program::Program;
use super::support::scene::{ADA, Scene};
use super::support::scripted::Page;
use super::support::server::Answer;
use super::support::small_disk::{fill, folder, run_on_it};

const MIB: u64 = 1 << 20;
const LONG: Duration = Duration::from_secs(30);

/// Looks once; what the box finds about its room.
async fn look(app: &App) -> String {
    let unknown = "not looked yet";
    app.appliance.findings.report(Finding::new(Topic::Space, Mood::Waiting, unknown));
    let mut findings = app.appliance.findings.subscribe();
    let found = findings.wait_for(|all| all[&Topic::Space].code != unknown);
    tokio::select! {
        () = Box::pin(appliance::run(app.clone())) => unreachable!(),
        found = timeout(LONG, found) => assert!(found.is_ok(), "nobody looks"),
    }
    app.appliance.findings.about(Topic::Space).unwrap().code
}

fn ballast(data: &Path) -> u64 {
    data.join("ballast").metadata().map_or(0, |file| file.len())
}

#[test]
fn on_a_full_disk_the_owner_signs_in_and_cleans_up_and_others_wait() {
    if folder().is_none() {
        run_on_it("full_disk::on_a_full_disk_the_owner_signs_in_and_cleans_up_and_others_wait");
        return;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(a_full_disk());
}

async fn a_full_disk() {
    let scene = Scene::new().await;
    let mut app = scene.server.app.clone();
    app.appliance.data = scene.server.data().to_owned();
    let data = app.appliance.data.clone();
    let owner = Owner::sign_in(&scene.server).await;
    let mut posts = Vec::new();
    for _ in 0..20 {
        posts.push(say(&owner).await.unwrap());
    }
    assert_eq!((look(&app).await.as_str(), ballast(&data)), ("space-roomy", 20 * MIB));

    let film = fill(&data);
    says_until_stuck(&owner, &mut posts).await;
    let stuck = delete(&owner, &posts[0]).await;
    assert_eq!(stuck.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", stuck.text());

    assert_eq!((look(&app).await.as_str(), ballast(&data)), ("space-full", 0));
    let bob = scene.known("a.example", "bob").await;
    let follow = bob.activity("Follow", ADA.into(), json!({ "id": "https://a.example/follow" }));
    let waits = scene.post(bob.delivery(&follow)).await;
    assert_eq!(waits.status, StatusCode::SERVICE_UNAVAILABLE, "{}", waits.text());
    assert!(!waits.header("retry-after").is_empty());
    let owner = Owner::sign_in(&scene.server).await;
    for post in &posts {
        let deleted = delete(&owner, post).await;
        assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.text());
    }

    std::fs::remove_file(film).unwrap();
    assert_eq!((look(&app).await.as_str(), ballast(&data)), ("space-roomy", 20 * MIB));
    let comes_again = scene.post(bob.delivery(&follow)).await;
    assert_eq!(comes_again.status, StatusCode::ACCEPTED, "{}", comes_again.text());
}

async fn says_until_stuck(owner: &Owner<'_>, posts: &mut Vec<String>) {
    while let Some(post) = say(owner).await {
        posts.push(post);
        assert!(posts.len() < 2000, "the disk never gets full");
    }
}

async fn delete(owner: &Owner<'_>, post: &str) -> Answer {
    owner.ask(Method::DELETE, &format!("/api/v1/statuses/{post}"), &Value::Null).await
}

/// Posts a long text; its id, or `None` if there is no room for it.
async fn say(owner: &Owner<'_>) -> Option<String> {
    owner.server.app.clock.advance_ms(1000);
    let text = json!({ "status": "nest ".repeat(80) });
    let answer = owner.ask(Method::POST, "/api/v1/statuses", &text).await;
    (answer.status == StatusCode::OK).then(|| answer.json()["id"].as_str().unwrap().to_owned())
}

#[test]
fn a_node_starts_on_a_full_disk() {
    let Some(disk) = folder() else {
        run_on_it("full_disk::a_node_starts_on_a_full_disk");
        return;
    };
    let data = disk.join("data");
    std::fs::create_dir(&data).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { drop(prepare(&data).await) });
    let program = Program::start(&data);
    let mut patience = 300;
    while ballast(&data) == 0 {
        std::thread::sleep(Duration::from_millis(20));
        patience -= 1;
        assert!(patience > 0, "no ballast was made");
    }
    program.kill();
    fill(&disk);
    let program = Program::start(&data);
    assert_eq!(ballast(&data), 0);
    let request = b"GET /health HTTP/1.1\r\nhost: home.example\r\n\r\n";
    let (status, _) = HttpClient::connect(program.address).unwrap().ask(request).unwrap();
    assert_eq!(status, 200);
}

#[tokio::test]
async fn what_would_only_be_nice_to_have_is_not_fetched_while_the_disk_is_full() {
    let scene = Scene::new().await;
    let bob = scene.stranger("a.example", "bob");
    let post = bob.note("/notes/1", json!({}));
    let uri = post["id"].as_str().unwrap().to_owned();
    scene.web.put(&uri, Page::activity(&post));
    let (store, now_ms) = (scene.server.app.store.clone(), scene.server.app.clock.now_ms());
    let job = Job::FetchThread { uri: uri.clone() };
    store.write(move |tx| jobs::enqueue(tx, &job, now_ms, None)).await.unwrap();
    store.set_full(true);
    scene.work().await;
    assert!(scene.web.asked_urls().is_empty());
    store.set_full(false);
    scene.later(60_000);
    scene.work().await;
    assert!(scene.web.asked_urls().contains(&uri), "{:?}", scene.web.asked_urls());
}
