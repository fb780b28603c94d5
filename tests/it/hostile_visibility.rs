//! Who may see what is not for everybody, and what strangers can do with it.
//!
//! The lines are those of the index in `tests/README.md`.

use nichoir::store::statuses::Visibility::{Direct, Followers, Public, Unlisted};
use nichoir::store::{Write, pins, statuses};
use serde_json::json;

use crate::support::peer::Peer;
use crate::support::scene::{ADA, Scene};
use crate::support::server::Answer;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const HERS: &str = "https://home.example/users/ada/followers";
/// What storing a post writes to.
const POST: [&str; 5] = ["accounts", "home", "raw_objects", "statuses", "unread_words"];

/// The path of a URI of Ada's node.
fn path(uri: &str) -> &str {
    uri.strip_prefix("https://home.example").unwrap()
}

async fn get(scene: &Scene, uri: &str, by: Option<&Peer>) -> Answer {
    let headers = by.map(|peer| peer.get(path(uri))).unwrap_or_default();
    scene.get(path(uri), &headers).await
}

/// §6 line 48.
#[tokio::test]
async fn a_private_post_is_not_there_for_whoever_may_not_see_it() {
    let scene = Scene::new().await;
    let friend = scene.known("a.example", "friend").await;
    let blocked = scene.known("a.example", "blocked").await;
    scene.is_followed_by(&friend).await;
    scene.is_followed_by(&blocked).await;
    scene.blocks(&blocked).await;
    let application = scene.known("a.example", "actor").await;
    let missing = format!("{ADA}/statuses/1");
    for visibility in [Followers, Direct] {
        let post = scene.posts("a secret", visibility).await;
        let activity = post.replace("/statuses/", "/activities/create-");
        let stranger = scene.stranger("b.example", &format!("{visibility:?}").to_lowercase());
        for viewer in [None, Some(&stranger), Some(&blocked), Some(&application)] {
            let nothing = get(&scene, &missing, viewer).await;
            for uri in [&post, &activity, &format!("{post}/replies")] {
                scene.log.take();
                let answer = get(&scene, uri, viewer).await;
                assert_eq!(answer.status, 404, "{uri}: {}", answer.text());
                let refusals = scene.log.take().into_iter().filter(|line| line.contains("refused"));
                assert_eq!(refusals.count(), 1);
                assert_eq!(answer.body, nothing.body, "{uri}");
                assert_eq!(answer.headers.len(), nothing.headers.len(), "{uri}");
            }
        }
        let answer = get(&scene, &post, Some(&friend)).await;
        let seen = visibility == Followers;
        assert_eq!(answer.status, if seen { 200 } else { 404 });
        assert!(!seen || answer.header("cache-control").contains("private"));
    }
}

/// §6 line 48: not even our own request for a key tells whether there is something.
#[tokio::test]
async fn a_stranger_is_looked_up_whether_the_post_is_there_or_not() {
    for there in [true, false] {
        let scene = Scene::new().await;
        let stranger = scene.stranger("b.example", "stranger");
        let post = scene.posts("a secret", Direct).await;
        let uri = if there { post } else { format!("{ADA}/statuses/1") };
        assert_eq!(get(&scene, &uri, Some(&stranger)).await.status, 404);
        assert_eq!(scene.web.asked_urls(), [stranger.uri.as_str()]);
    }
}

/// §6 line 49.
#[tokio::test]
async fn lists_for_everybody_hold_only_what_everybody_may_see() {
    let scene = Scene::new().await;
    let friend = scene.known("a.example", "friend").await;
    scene.is_followed_by(&friend).await;
    let parent = scene.posts("the beginning", Public).await;
    let ada = scene.account(ADA).await;
    for (text, visibility) in [
        ("for all", Public),
        ("for those who look", Unlisted),
        ("secret", Followers),
        ("secret", Direct),
    ] {
        let post = scene.replies(text, visibility, &parent).await;
        let pin = move |tx: &Write| {
            let status = statuses::by_uri(tx, &post)?.expect("it was posted");
            pins::insert(tx, ada, status.id, 0)
        };
        scene.server.app.store.write(pin).await.unwrap();
    }
    for list in ["/outbox?page=true", "/featured"] {
        let uri = format!("{ADA}{list}");
        for viewer in [None, Some(&friend)] {
            let text = get(&scene, &uri, viewer).await.text();
            assert!(text.contains("for all") && text.contains("for those who look"), "{text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }
    let replies = get(&scene, &format!("{parent}/replies?page=true&min_id=0"), None).await.json();
    assert_eq!(replies["items"].as_array().unwrap().len(), 2, "{replies}");
    let document = get(&scene, &parent, None).await;
    assert!(document.header("vary").contains("Signature"));
}

/// §6 line 50.
#[tokio::test]
async fn a_reply_to_a_private_post_opens_nothing() {
    let scene = Scene::new().await;
    let mallory = scene.known("b.example", "mallory").await;
    let post = scene.posts("a secret", Followers).await;
    for (number, key) in ["inReplyTo", "quote"].into_iter().enumerate() {
        let create = mallory.create(&format!("/{number}"), json!({ key: post }));
        let outcome = scene.deliver(&mallory, &create).await;
        outcome.asks(&[]);
        assert_eq!((outcome.status, outcome.text.as_str()), (202, ""));
    }
    let request = mallory.activity(
        "QuoteRequest",
        json!(post),
        json!({ "instrument": mallory.note("/2", json!({ "quote": post })) }),
    );
    assert_eq!(scene.deliver(&mallory, &request).await.status, 202);
    assert_eq!(scene.rows().count("quote_authorizations"), 0);
    scene.work().await;
    for uri in [post.clone(), format!("{post}/replies")] {
        assert_eq!(get(&scene, &uri, Some(&mallory)).await.status, 404);
    }
    let sent = scene.web.asked().into_iter().map(|asked| String::from_utf8(asked.body).unwrap());
    assert!(sent.clone().all(|body| !body.contains("a secret")), "{:?}", sent.collect::<Vec<_>>());
}

/// §6 line 51.
#[tokio::test]
async fn whoever_cannot_see_a_post_cannot_do_anything_with_it() {
    let scene = Scene::new().await;
    let friend = scene.known("a.example", "friend").await;
    let mallory = scene.known("b.example", "mallory").await;
    scene.is_followed_by(&friend).await;
    let public = json!({ "to": PUBLIC });
    for visibility in [Followers, Direct] {
        let post = scene.posts("a secret", visibility).await;
        for kind in ["Like", "EmojiReact", "Announce"] {
            let activity = mallory.activity(kind, json!(post), public.clone());
            let reason = if kind == "Announce" { "nobody's business" } else { "may not see" };
            scene.deliver(&mallory, &activity).await.is_ignored(reason).asks(&[]);
        }
        // Who may see it must not spread it.
        let announce = friend.activity("Announce", json!(post), public.clone());
        scene.deliver(&friend, &announce).await.is_ignored("nobody's business").asks(&[]);
    }
}

/// §6 line 51: a private post of somebody else is not shown to Ada because a third person spreads it.
#[tokio::test]
async fn a_private_post_of_others_is_not_spread() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let carol = scene.known("b.example", "carol").await;
    scene.follow(&bob).await;
    scene.follow(&carol).await;
    let private = carol.create("/1", json!({ "to": carol.at("/followers"), "cc": [] }));
    scene.deliver(&carol, &private).await.is_stored_in(&POST);
    let announce = bob.activity("Announce", json!(carol.at("/1")), json!({ "to": PUBLIC }));
    scene.deliver(&bob, &announce).await.is_ignored("nobody's business").asks(&[]);
}

/// §6 line 52.
#[tokio::test]
async fn a_crowd_of_recipients_is_cut_and_nobody_of_it_is_told() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let mallory = scene.known("b.example", "mallory").await;
    scene.follow(&bob).await;
    let crowd = |count: usize| -> Vec<String> {
        (0..count).map(|n| format!("https://c.example/users/{}", n / 2)).collect()
    };
    let huge = bob.create("/1", json!({ "to": crowd(20_000) }));
    scene.deliver(&bob, &huge).await.is_refused(400, "too many values").asks(&[]);
    let large = bob.create("/2", json!({ "to": crowd(4_000), "cc": [[{ "id": PUBLIC }], HERS] }));
    // A list in a list addresses nobody, so this is for nobody's home.
    let outcome = scene.deliver(&bob, &large).await;
    outcome.is_stored_in(&["accounts", "raw_objects", "statuses", "unread_words"]).asks(&[]);
    // Our own followers are not a stranger's to address.
    let spam = mallory.create("/1", json!({ "to": [PUBLIC, HERS], "cc": [] }));
    scene.deliver(&mallory, &spam).await.is_ignored("nobody's business here").asks(&[]);
}

/// §6 line 53.
#[tokio::test]
async fn hidden_recipients_are_neither_read_nor_written() {
    let scene = Scene::new().await;
    let mallory = scene.known("b.example", "mallory").await;
    for key in ["bto", "bcc"] {
        let create = mallory.create("/1", json!({ "to": [], "cc": [], key: [ADA, PUBLIC] }));
        scene.deliver(&mallory, &create).await.is_ignored("nobody's business here").asks(&[]);
    }
    for visibility in [Public, Followers, Direct] {
        scene.posts("@mallory@b.example hello", visibility).await;
    }
    let rows = scene.rows();
    assert!(rows.hold("outgoing", "hello"));
    assert!(!rows.hold("outgoing", "\"bto\"") && !rows.hold("outgoing", "\"bcc\""));
}
