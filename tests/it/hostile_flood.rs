//! Too much, too slowly, in the wrong order: what a flood and a crash may cost.
//!
//! The lines are those of the index in `tests/README.md`.

use std::time::Duration;

use nichoir::error::{Kind, Result};
use nichoir::store::statuses::Visibility::Public;
use nichoir::store::{Store, Write};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::support::peer::Delivery;
use crate::support::scene::{ADA, Scene};
use crate::support::wire::Wire;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// What storing a post writes to.
const POST: [&str; 5] = ["accounts", "home", "raw_objects", "statuses", "unread_words"];
const LARGE: usize = 1024 * 1024;

/// The head of a delivery that announces a body of so many bytes.
fn head(delivery: &Delivery, bytes: usize) -> String {
    let lines = delivery.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let lines: String = lines.collect();
    format!("POST {} HTTP/1.1\r\n{lines}content-length: {bytes}\r\n\r\n", delivery.path)
}

/// §6 line 60: nobody waits for the end of what is too large anyway.
#[tokio::test]
async fn a_body_announced_too_large_is_refused_unread() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let mut wire = Wire::open(scene.server.address).await;
    wire.say(head(&bob.bytes(b""), 10_000_000_000).as_bytes()).await;
    assert!(wire.hear().await.starts_with("HTTP/1.1 413 "));
    let mut endless = Wire::open(scene.server.address).await;
    let chunked =
        head(&bob.bytes(b""), 0).replace("content-length: 0", "transfer-encoding: chunked");
    endless.say(chunked.as_bytes()).await;
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    for _ in 0..20 {
        endless.say(&chunk).await;
    }
    assert!(endless.hear().await.starts_with("HTTP/1.1 413 "));
}

/// §6 line 73.
#[tokio::test]
async fn a_head_without_measure_is_refused() {
    let scene = Scene::new().await;
    let many = format!("GET /health HTTP/1.1\r\nhost: x\r\n{}\r\n", "x-many: y\r\n".repeat(10_000));
    let long = format!("GET /health HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "y".repeat(LARGE));
    let target = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "y".repeat(LARGE));
    for request in [many, long, target, "HELO there\r\n\r\n".into()] {
        let mut wire = Wire::open(scene.server.address).await;
        wire.say(request.as_bytes()).await;
        let answer = wire.hear().await;
        let refused = ["", "HTTP/1.1 431 ", "HTTP/1.1 414 ", "HTTP/1.1 400 "];
        assert!(refused.iter().any(|start| answer.starts_with(start)), "{answer}");
        assert!(!answer.contains("200"), "{answer}");
    }
    assert_eq!(scene.server.get("/health").await.status, 200);
}

/// §6 line 73: two lengths are no way to hide a second request in a first.
#[tokio::test]
async fn a_body_of_two_lengths_hides_no_request() {
    let scene = Scene::new().await;
    let hidden = "GET /nodeinfo/2.1 HTTP/1.1\r\nhost: x\r\n\r\n";
    let both = format!(
        "POST /inbox HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        hidden.len() + 5,
    );
    let mut wire = Wire::open(scene.server.address).await;
    wire.say(both.as_bytes()).await;
    let answer = wire.hear().await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    let lengths =
        "POST /inbox HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab";
    let mut wire = Wire::open(scene.server.address).await;
    wire.say(lengths.as_bytes()).await;
    assert!(wire.hear().await.starts_with("HTTP/1.1 400 "));
}

/// §6 line 73: whoever dawdles is cut off, and keeps nobody waiting.
#[tokio::test]
async fn a_slow_connection_is_closed() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let mut silent = Wire::open(scene.server.address).await;
    let mut head_only = Wire::open(scene.server.address).await;
    head_only.say(b"GET /health HTTP/1.1\r\nhost: x\r\nx-").await;
    let mut body = Wire::open(scene.server.address).await;
    body.say(head(&bob.bytes(b""), 1_000).as_bytes()).await;
    body.say(b"{").await;
    assert_eq!(scene.server.get("/health").await.status, 200);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(12)).await;
    let answer = body.hear().await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    tokio::time::advance(Duration::from_secs(25)).await;
    assert_eq!(silent.hear().await, "");
    assert!(!head_only.hear().await.contains("200"));
}

/// §6 line 73: requests that are asked and taken back at once.
#[tokio::test]
async fn a_rapid_reset_does_not_stop_the_others() {
    let scene = Scene::new().await;
    scene.server.resets(2_000).await;
    for _ in 0..100 {
        std::mem::forget(Wire::open(scene.server.address).await);
    }
    let answer = timeout(Duration::from_secs(10), scene.server.get("/health")).await;
    assert_eq!(answer.expect("an answer in time").status, 200);
}

/// §6 line 74: bodies are only taken in as far as there is room, and slow large ones do not keep out
/// the ordinary ones.
#[tokio::test]
async fn a_flood_of_large_bodies_is_told_to_come_again() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let mut slow = Vec::new();
    let mut refused = String::new();
    for _ in 0..20 {
        let mut wire = Wire::open(scene.server.address).await;
        wire.say(head(&bob.bytes(b""), LARGE).as_bytes()).await;
        if slow.len() < 6 {
            slow.push(wire);
        } else {
            refused = wire.hear().await;
        }
    }
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    assert!(refused.contains("retry-after: "), "{refused}");
    scene.deliver(&bob, &bob.create("/1", json!({}))).await.is_stored_in(&POST);
    drop(slow);
}

/// §6 line 74: what waits to be stored is bounded, and nothing is lost by that.
#[tokio::test]
async fn a_full_queue_is_told_to_come_again() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let store = scene.server.app.store.clone();
    let (begun, begins) = oneshot::channel();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let busy = move |_: &Write| -> Result<()> {
        let _ = begun.send(());
        let _ = wait.recv_timeout(Duration::from_secs(20));
        Ok(())
    };
    let writer = store.clone();
    tokio::spawn(async move { writer.write(busy).await });
    begins.await.unwrap();
    let mut waiting = Vec::new();
    for _ in 0..2_000 {
        let mut one = Box::pin(store.write(|_| Ok(())));
        let full = std::future::poll_fn(|cx| std::task::Poll::Ready(one.as_mut().poll(cx))).await;
        if matches!(full, std::task::Poll::Ready(Err(error)) if error.kind() == Kind::Busy) {
            break;
        }
        waiting.push(one);
    }
    assert!((1_000..2_000).contains(&waiting.len()), "{}", waiting.len());
    let create = bob.create("/1", json!({}));
    let outcome = scene.send(bob.delivery(&create)).await;
    outcome.is_refused(429, "Too much is waiting");
    go.send(()).unwrap();
    for one in waiting {
        one.await.unwrap();
    }
    scene.deliver(&bob, &create).await.is_stored_in(&POST);
}

/// §6 line 74: a flood of what nobody here asked for leaves nothing behind.
#[tokio::test]
async fn a_flood_of_strangers_posts_grows_nothing() {
    let scene = Scene::new().await;
    let mallory = scene.known("b.example", "mallory").await;
    let before = scene.rows();
    let posts = (0..300).map(|n| mallory.delivery(&mallory.create(&format!("/{n}"), json!({}))));
    for answer in scene.flood(posts).await {
        assert!([202, 429].contains(&answer.status.as_u16()), "{}", answer.text());
    }
    assert_eq!(scene.rows().changed_since(&before), Vec::<&str>::new());
}

/// §6 line 75.
#[tokio::test]
async fn the_same_activity_has_one_effect_however_often_it_comes() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let create = |text: String| bob.create("/1", json!({ "content": text }));
    let same = std::iter::repeat_n(bob.delivery(&create("same".into())), 100);
    let different = (0..100).map(|n| bob.delivery(&create(format!("another {n}"))));
    for answer in scene.flood(same.chain(different)).await {
        assert!([202, 429].contains(&answer.status.as_u16()), "{}", answer.text());
    }
    let rows = scene.rows();
    assert_eq!((rows.count("statuses"), rows.count("home")), (1, 1));
    let follow = bob.activity("Follow", ADA.into(), json!({}));
    for answer in scene.flood(std::iter::repeat_n(bob.delivery(&follow), 50)).await {
        assert_eq!(answer.status, 202);
    }
    assert_eq!(scene.rows().count("notifications"), 1);
}

/// §6 line 75: the last word counts, whenever it comes.
#[tokio::test]
async fn what_overtakes_is_not_undone_by_what_it_overtook() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let post = scene.posts("Hello", Public).await;
    let delete = bob.activity("Delete", json!(bob.at("/1")), json!({}));
    scene.deliver(&bob, &delete).await.is_stored_in(&["tombstones"]);
    scene.deliver(&bob, &bob.create("/1", json!({}))).await.is_ignored("deleted before it came");
    for (kind, object) in [("Follow", ADA), ("Like", post.as_str()), ("Announce", post.as_str())] {
        let done = bob.activity(kind, object.into(), json!({ "to": PUBLIC }));
        let undo = bob.activity("Undo", done.clone(), json!({}));
        scene.deliver(&bob, &undo).await.changes(&["tombstones"]);
        scene.deliver(&bob, &done).await.is_ignored("undone before it came");
    }
    let version = |hour: u8| json!({ "updated": format!("2026-11-22T{hour}:00:00Z"), "content": hour.to_string() });
    assert_eq!(scene.deliver(&bob, &bob.create("/2", json!({}))).await.status, 202);
    let update = |hour| bob.activity("Update", bob.note("/2", version(hour)), json!({}));
    assert_eq!(scene.deliver(&bob, &update(12)).await.status, 202);
    scene.deliver(&bob, &update(11)).await.is_ignored("an update older than what is here");
}

/// §6 line 84.
#[tokio::test]
async fn reports_are_few_short_and_about_us() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let flag = |objects: Value, comment: &str, number: usize| {
        let id = bob.at(&format!("/flags/{number}"));
        bob.activity("Flag", objects, json!({ "content": comment, "id": id }))
    };
    let strangers = flag(json!(["https://b.example/users/carol", "https://b.example/1"]), "", 0);
    scene.deliver(&bob, &strangers).await.is_ignored("nothing of here").asks(&[]);
    let huge = flag(json!([ADA]), &"x".repeat(10_000_000), 0);
    scene.deliver(&bob, &huge).await.is_refused(413, "larger than 1 MiB");
    let anonymous = bob.delivery(&flag(json!([ADA]), "", 0)).without("signature");
    scene.send(anonymous).await.is_refused(401, "not signed");
    let many = (0..80).map(|n| bob.delivery(&flag(json!([ADA]), &"ä<b>".repeat(20_000), n)));
    for answer in scene.flood(many).await {
        assert!([202, 429].contains(&answer.status.as_u16()), "{}", answer.text());
    }
    let rows = scene.rows();
    assert!((1..=50).contains(&rows.count("reports")), "{}", rows.count("reports"));
    assert!(rows.longest("reports") < 21_000 && !rows.hold("reports", "<b>"));
}

/// §6 line 85: what was taken in is there after a crash, and is worked on then.
#[tokio::test]
async fn what_was_taken_in_survives_a_crash() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let announce = bob.activity("Announce", json!("https://b.example/1"), json!({ "to": PUBLIC }));
    scene.deliver(&bob, &announce).await.is_stored_in(&["jobs"]);
    scene.deliver(&bob, &bob.create("/1", json!({}))).await.is_stored_in(&POST);
    // The files as they lie there at this moment, opened as after a power cut.
    let copy = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let name = format!("{}{ending}", scene.server.database().display());
        let to = copy.path().join(format!("nichoir.sqlite3{ending}"));
        std::fs::copy(name, to).unwrap();
    }
    let again = Store::open(&copy.path().join("nichoir.sqlite3")).unwrap();
    let jobs = |db: &nichoir::store::Read| nichoir::store::jobs::due(db, i64::MAX, &[], 10);
    let jobs = again.read(jobs).await.unwrap();
    assert!(jobs.iter().any(|job| job.body.contains("https://b.example/1")));
    let uri = bob.at("/1");
    let post = again.read(move |db| nichoir::store::statuses::by_uri(db, &uri)).await.unwrap();
    assert!(post.is_some());
}
