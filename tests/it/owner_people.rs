//! What the owner does with people and their posts, and who hears of it.

use nichoir::actions::follow::{self, Options};
use nichoir::actions::profile::{self, Changes};
use nichoir::actions::{block, favourite, follow_requests, reblog, report, vote};
use nichoir::error::Kind;
use nichoir::store::statuses::Visibility;
use nichoir::store::{follows, polls};

use crate::support::home::Home;

const ADA: &str = "https://home.example/users/ada";
const DAVE: &str = "https://b.example/users/dave";
const TO_DAVE: &str = "https://b.example/users/dave/inbox";

#[tokio::test]
async fn a_like_and_its_undo_reach_the_author_alone() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    let dave = home.meets("dave", "b.example").await;
    let post = home.receives(dave, &[]).await;
    favourite::favourite(&home.app, home.ada, post).await.unwrap();
    favourite::favourite(&home.app, home.ada, post).await.unwrap();
    let (like, posted) = home.next().await;
    assert_eq!((like["type"].as_str(), posted.url().as_str()), (Some("Like"), TO_DAVE));
    favourite::unfavourite(&home.app, home.ada, post).await.unwrap();
    let (undo, posted) = home.next().await;
    assert_eq!((undo["type"].as_str(), posted.url().as_str()), (Some("Undo"), TO_DAVE));
    assert_eq!(undo["object"]["id"], like["id"]);
}

#[tokio::test]
async fn a_reblog_and_its_undo_reach_followers_and_author() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    let dave = home.meets("dave", "b.example").await;
    let post = home.receives(dave, &[]).await;
    let first = reblog::reblog(&home.app, home.ada, post, Visibility::Public).await.unwrap();
    let both = ["https://a.example/inbox", TO_DAVE];
    let arrived = home.next_by_inbox(2).await;
    assert_eq!(arrived, both.map(|url| ("Announce".to_owned(), url.to_owned())));
    let again = reblog::reblog(&home.app, home.ada, post, Visibility::Public).await.unwrap();
    assert_eq!(again, first);
    reblog::unreblog(&home.app, home.ada, post).await.unwrap();
    let arrived = home.next_by_inbox(2).await;
    assert_eq!(arrived, both.map(|url| ("Undo".to_owned(), url.to_owned())));
}

#[tokio::test]
async fn a_follow_waits_for_the_answer_and_can_be_taken_back() {
    let mut home = Home::of_ada().await;
    let (ada, dave) = (home.ada, home.meets("dave", "b.example").await);
    follow::follow(&home.app, ada, dave, Options::default()).await.unwrap();
    let (asked, posted) = home.next().await;
    assert_eq!(posted.url(), TO_DAVE);
    assert_eq!(asked["type"], "Follow");
    let row = home.app.store.read(move |db| follows::between(db, ada, dave)).await.unwrap();
    assert!(!row.expect("a request").accepted);
    follow::unfollow(&home.app, ada, dave).await.unwrap();
    let (undo, _) = home.next().await;
    assert_eq!((&undo["type"], &undo["object"]["id"]), (&"Undo".into(), &asked["id"]));
    let row = home.app.store.read(move |db| follows::between(db, ada, dave)).await.unwrap();
    assert!(row.is_none());
}

#[tokio::test]
async fn a_request_is_answered_yes_and_later_no() {
    let mut home = Home::of_ada().await;
    let (ada, dave) = (home.ada, home.meets("dave", "b.example").await);
    let id = home.app.ids.next();
    let ask = move |tx: &nichoir::store::Write| {
        follows::request(tx, id, "https://b.example/follows/1", dave, ada, 0)
    };
    home.app.store.write(ask).await.unwrap();
    follow_requests::accept(&home.app, ada, dave).await.unwrap();
    let (accept, _) = home.next().await;
    assert_eq!(accept["type"], "Accept");
    assert_eq!(accept["object"]["id"], "https://b.example/follows/1");
    let again = follow_requests::accept(&home.app, ada, dave).await;
    assert_eq!(again.expect_err("answered").kind(), Kind::NotFound);
    follow_requests::remove_follower(&home.app, ada, dave).await.unwrap();
    assert_eq!(home.next().await.0["type"], "Reject");
}

#[tokio::test]
async fn a_block_ends_follows_in_both_directions() {
    let mut home = Home::of_ada().await;
    let (ada, dave) = (home.ada, home.follower("dave", "b.example").await);
    follow::follow(&home.app, ada, dave, Options::default()).await.unwrap();
    home.next().await;
    block::block(&home.app, ada, dave).await.unwrap();
    let mut kinds = Vec::new();
    for _ in 0..3 {
        kinds.push(home.next().await.0["type"].as_str().unwrap().to_owned());
    }
    kinds.sort();
    assert_eq!(kinds, ["Block", "Reject", "Undo"]);
    let ties = move |db: &nichoir::store::Read| {
        Ok((follows::between(db, ada, dave)?.is_some(), follows::between(db, dave, ada)?.is_some()))
    };
    assert_eq!(home.app.store.read(ties).await.unwrap(), (false, false));
    let refused = follow::follow(&home.app, ada, dave, Options::default()).await;
    assert_eq!(refused.expect_err("blocked").kind(), Kind::Forbidden);
    block::unblock(&home.app, ada, dave).await.unwrap();
    assert_eq!(home.next().await.0["object"]["type"], "Block");
}

#[tokio::test]
async fn a_vote_is_one_note_to_the_author_and_cannot_be_repeated() {
    let mut home = Home::of_ada().await;
    let dave = home.meets("dave", "b.example").await;
    let poll = home.receives(dave, &["tea", "coffee"]).await;
    let two = vote::vote(&home.app, home.ada, poll, vec![0, 1]).await;
    assert_eq!(two.expect_err("one choice only").kind(), Kind::Invalid);
    vote::vote(&home.app, home.ada, poll, vec![1]).await.unwrap();
    let (cast, posted) = home.next().await;
    assert_eq!(posted.url(), TO_DAVE);
    assert_eq!((&cast["type"], &cast["object"]["name"]), (&"Create".into(), &"coffee".into()));
    assert!(cast["object"].get("content").is_none());
    let again = vote::vote(&home.app, home.ada, poll, vec![0]).await;
    assert_eq!(again.expect_err("voted").kind(), Kind::Invalid);
    let stored = home.app.store.read(move |db| polls::by_status(db, poll)).await.unwrap();
    assert_eq!(stored.unwrap().options[1].1, 1);
}

#[tokio::test]
async fn a_changed_profile_reaches_followers() {
    let mut home = Home::of_ada().await;
    home.follower("bob", "a.example").await;
    let fields = Some(vec![("Web".to_owned(), "https://ada.example".to_owned())]);
    let display_name = Some("Ada".to_owned());
    let changes = Changes { display_name, fields, locked: Some(true), ..Changes::default() };
    profile::update(&home.app, home.ada, changes).await.unwrap();
    let (update, _) = home.next().await;
    assert_eq!((&update["type"], &update["object"]["id"]), (&"Update".into(), &ADA.into()));
    assert_eq!(update["object"]["name"], "Ada");
    assert_eq!(update["object"]["manuallyApprovesFollowers"], true);
    let value = update["object"]["attachment"][0]["value"].as_str().unwrap();
    assert!(value.starts_with("<a href=\"https://ada.example\""), "{value}");
}

#[tokio::test]
async fn a_report_does_not_say_who_made_it() {
    let mut home = Home::of_ada().await;
    let dave = home.meets("dave", "b.example").await;
    let post = home.receives(dave, &[]).await;
    report::report(&home.app, dave, vec![post], "spam".into()).await.unwrap();
    let (flag, posted) = home.next().await;
    assert_eq!(flag["type"], "Flag");
    assert_eq!(flag["actor"], "https://home.example/actor");
    assert_eq!(flag["object"][0], DAVE);
    assert!(!String::from_utf8_lossy(&posted.body).contains("ada"));
}
