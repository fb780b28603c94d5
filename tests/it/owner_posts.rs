//! What the owner posts, changes and deletes, and who hears of it.

use nichoir::actions::draft::{Draft, PollDraft};
use nichoir::actions::post::{self, NewPost};
use nichoir::actions::{delete, edit, pin};
use nichoir::protocol::key::{KeyKind, PublicKey};
use nichoir::protocol::{proof, signature};
use nichoir::store::statuses::{self, Visibility};
use nichoir::store::{follows, jobs, keys, tombstones};

use crate::support::home::{Home, new_post};
use crate::support::inboxes::Posted;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const ADA: &str = "https://home.example/users/ada";

async fn key(home: &Home, fragment: &str, kind: KeyKind) -> PublicKey {
    let uri = format!("{ADA}#{fragment}");
    let stored = home.app.store.read(move |db| keys::by_uri(db, &uri)).await.unwrap().unwrap();
    PublicKey::from_bytes(kind, &stored.public).unwrap()
}

fn signed_by(posted: &Posted, key: &PublicKey, now_ms: i64) -> bool {
    let headers = posted.headers.iter();
    let headers: Vec<_> = headers.map(|(name, value)| (&**name, value.as_bytes())).collect();
    let request = signature::Request {
        method: "POST",
        target: &posted.path,
        host: &posted.host,
        headers: &headers,
    };
    let body = signature::Digest::of(&posted.body);
    signature::read(&request).unwrap().verify(&body, key, now_ms).is_ok()
}

#[tokio::test]
async fn a_public_post_reaches_each_server_once_signed_and_proven() {
    let mut home = Home::of_ada().await;
    for (name, host) in [("bob", "a.example"), ("carol", "a.example"), ("dave", "b.example")] {
        home.follower(name, host).await;
    }
    home.posts("Hello #World", Visibility::Public).await;
    let (create, first) = home.next().await;
    let (_, second) = home.next().await;
    let mut urls = [first.url(), second.url()];
    urls.sort();
    assert_eq!(urls, ["https://a.example/inbox", "https://b.example/inbox"]);
    assert_eq!(create["type"], "Create");
    assert_eq!(create["object"]["to"][0], PUBLIC);
    assert_eq!(create["object"]["cc"][0], format!("{ADA}/followers"));
    assert_eq!(create["object"]["tag"][0]["name"], "#world");
    let now_ms = home.app.clock.now_ms();
    let rsa = key(&home, "main-key", KeyKind::Rsa).await;
    assert!(signed_by(&first, &rsa, now_ms));
    proof::verify(&create, &key(&home, "ed25519-key", KeyKind::Ed25519).await, now_ms).unwrap();
    assert_eq!(first.body, second.body);
}

#[tokio::test]
async fn a_direct_post_reaches_only_those_named() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    home.meets("dave", "b.example").await;
    home.posts("@dave@b.example only you", Visibility::Direct).await;
    let (create, posted) = home.next().await;
    assert_eq!(posted.url(), "https://b.example/users/dave/inbox");
    assert_eq!(create["object"]["to"], serde_json::json!(["https://b.example/users/dave"]));
    // Something for everybody comes after it, and nothing else came before.
    home.posts("@dave@b.example all of you", Visibility::Followers).await;
    let arrived = home.next_by_inbox(2).await;
    assert_eq!(arrived[0].1, "https://a.example/inbox");
}

#[tokio::test]
async fn an_open_reply_reaches_whom_it_answers() {
    let mut home = Home::of_ada().await;
    let dave = home.meets("dave", "b.example").await;
    let parent = home.receives(dave, &[]).await;
    let reply = NewPost { in_reply_to: Some(parent), ..new_post("indeed", Visibility::Public) };
    post::post(&home.app, home.ada, reply).await.unwrap();
    let (create, posted) = home.next().await;
    assert_eq!(posted.url(), "https://b.example/users/dave/inbox");
    assert_eq!(create["object"]["cc"][1], "https://b.example/users/dave");
    assert_eq!(create["object"]["tag"], serde_json::json!([]), "addressed, not named");
}

#[tokio::test]
async fn a_deletion_reaches_those_who_no_longer_follow() {
    let mut home = Home::of_ada().await;
    let (ada, bob) = (home.ada, home.follower("bob", "a.example").await);
    let id = home.posts("soon gone", Visibility::Followers).await;
    let (create, _) = home.next().await;
    let leave = move |tx: &nichoir::store::Write| {
        follows::delete(tx, &follows::between(tx, bob, ada)?.unwrap())
    };
    home.app.store.write(leave).await.unwrap();
    delete::delete(&home.app, ada, id, delete::Files::Gone).await.unwrap();
    let (deletion, posted) = home.next().await;
    assert_eq!(posted.url(), "https://a.example/inbox");
    assert_eq!(deletion["object"]["type"], "Tombstone");
    assert_eq!(deletion["object"]["id"], create["object"]["id"]);
    let uri = create["object"]["id"].as_str().unwrap().to_owned();
    let left = move |db: &nichoir::store::Read| {
        Ok((statuses::by_id(db, id)?.is_some(), tombstones::by_uri(db, &uri)?.is_some()))
    };
    assert_eq!(home.app.store.read(left).await.unwrap(), (false, true));
}

#[tokio::test]
async fn an_edit_reaches_who_got_the_post() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    let id = home.posts("teh", Visibility::Public).await;
    home.next().await;
    home.app.clock.advance_ms(60_000);
    let draft = Draft { text: "the".into(), ..Draft::default() };
    edit::edit(&home.app, home.ada, id, draft).await.unwrap();
    let (update, _) = home.next().await;
    assert_eq!(update["type"], "Update");
    assert_eq!(update["object"]["content"], "<p>the</p>");
    assert!(update["object"]["updated"].is_string());
}

#[tokio::test]
async fn a_poll_ends_by_itself_and_everybody_learns_how() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    let options = vec!["yes".into(), "no".into()];
    let poll = PollDraft { options, multiple: false, hide_totals: false, expires_in_s: 300 };
    let mut question = new_post("really?", Visibility::Public);
    question.draft.poll = Some(poll);
    post::post(&home.app, home.ada, question).await.unwrap();
    let (create, _) = home.next().await;
    assert_eq!(create["object"]["type"], "Question");
    assert_eq!(create["object"]["oneOf"][1]["name"], "no");
    assert!(create["object"]["closed"].is_null());
    home.app.clock.advance_ms(301_000);
    home.app.store.bell().notify_one();
    let (update, _) = home.next().await;
    assert_eq!(update["type"], "Update");
    assert!(update["object"]["closed"].is_string());
}

#[tokio::test]
async fn quoting_asks_the_author() {
    let mut home = Home::of_ada().await;
    let dave = home.meets("dave", "b.example").await;
    let quoted = home.receives(dave, &[]).await;
    let quote = NewPost { quote: Some(quoted), ..new_post("so true", Visibility::Public) };
    post::post(&home.app, home.ada, quote).await.unwrap();
    let (request, posted) = home.next().await;
    assert_eq!(posted.url(), "https://b.example/users/dave/inbox");
    assert_eq!(request["type"], "QuoteRequest");
    assert_eq!(request["object"], format!("https://b.example/posts/{quoted}"));
    assert_eq!(request["instrument"]["quote"], request["object"]);
}

#[tokio::test]
async fn a_repeated_request_posts_once() {
    let home = Home::of_ada().await;
    let key = Some("7f".to_owned());
    let twice = NewPost { idempotency_key: key, ..new_post("once", Visibility::Public) };
    let first = post::post(&home.app, home.ada, twice.clone()).await.unwrap();
    assert_eq!(post::post(&home.app, home.ada, twice).await.unwrap(), first);
}

#[tokio::test]
async fn pinned_posts_are_told_to_followers() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    let id = home.posts("keep", Visibility::Public).await;
    home.next().await;
    pin::pin(&home.app, home.ada, id).await.unwrap();
    let (add, _) = home.next().await;
    assert_eq!(add["type"], "Add");
    assert_eq!(add["target"], format!("{ADA}/featured"));
    pin::unpin(&home.app, home.ada, id).await.unwrap();
    assert_eq!(home.next().await.0["type"], "Remove");
}

#[tokio::test]
async fn without_a_real_name_nothing_is_queued() {
    let home = Home::at("localhost:8080").await;
    home.follower("bob", "a.example").await;
    home.posts("nobody hears", Visibility::Public).await;
    let due = home.app.store.read(|db| jobs::due(db, i64::MAX, &[], 9)).await.unwrap();
    let bodies: Vec<_> = due.iter().map(|job| job.body.as_str()).collect();
    assert_eq!(bodies, [r#"{"kind":"sweep"}"#]);
}
