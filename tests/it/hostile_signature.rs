//! Hostile deliveries: signatures, keys and identities that must not be believed.
//!
//! The lines are those of the index in `tests/README.md`. What single headers do in detail is shown by
//! the unit tests of `protocol/signature` and `protocol/key`.

use nichoir::protocol::signature::{Dialect, Digest, Outgoing};
use serde_json::{Value, json};

use crate::support::node::START_MS;
use crate::support::peer::{Delivery, Peer};
use crate::support::scene::{ADA, Scene};
use crate::support::scripted::Page;

const HOUR_MS: i64 = 3_600_000;

fn follow(peer: &Peer) -> Value {
    peer.activity("Follow", ADA.into(), json!({}))
}

/// §6 line 1.
#[tokio::test]
async fn an_unsigned_delivery_is_refused_unread() {
    let scene = Scene::new().await;
    let mallory = scene.stranger("a.example", "mallory");
    let unsigned = mallory.bytes(b"{{{{").without("signature");
    scene.send(unsigned).await.is_refused(401, "the request is not signed").asks(&[]);
}

/// §6 line 2.
#[tokio::test]
async fn nobody_signs_for_somebody_else() {
    let scene = Scene::new().await;
    let mallory = scene.known("a.example", "mallory").await;
    for victim in ["https://a.example/users/alice", "https://b.example/users/bob", ADA] {
        let mut activity = follow(&mallory);
        activity["actor"] = victim.into();
        let outcome = scene.deliver(&mallory, &activity).await;
        outcome.is_refused(outcome.status, "Signed by somebody else than its actor").asks(&[]);
        assert!([401, 403].contains(&outcome.status), "{outcome:?}");
    }
}

/// §6 line 3.
#[tokio::test]
async fn a_key_and_its_owner_must_name_each_other() {
    let scene = Scene::new().await;
    let mallory = scene.stranger("a.example", "mallory");
    let bob = scene.stranger("b.example", "bob");
    for (owner, asked) in [(&bob.uri, false), (&mallory.uri, true)] {
        let key = format!("https://a.example/keys/{asked}");
        let pem = &mallory.document()["publicKey"]["publicKeyPem"];
        let page = json!({ "id": key, "owner": owner, "publicKeyPem": pem });
        scene.web.put(&key, Page::activity(&page));
        let mut activity = follow(&mallory);
        activity["actor"] = owner.as_str().into();
        let delivery = mallory.delivery(&activity);
        let delivery = delivery.replaced("signature", &mallory.key_id(), &key);
        let outcome = scene.send(delivery).await;
        outcome.is_refused(401, "key");
        let wanted: &[&str] = if asked { &[&key, owner] } else { &[&key] };
        outcome.asks(wanted);
    }
}

/// §6 lines 4, 5, 6 and 41: what is served under the id of a key, and is not it.
#[tokio::test]
async fn a_key_is_only_read_from_an_activitypub_document_that_is_it() {
    let mallory = Peer::new("a.example", "mallory");
    let document = mallory.document();
    let with = |key: &str, value: Value| {
        let mut other = mallory.document();
        other[key] = value;
        Page::activity(&other)
    };
    let typed = |media_type| Page::new(200, document.to_string()).with("Content-Type", media_type);
    let mut other_key = document["publicKey"].clone();
    other_key["id"] = mallory.at("#other-key").into();
    let mut no_pem = document["publicKey"].clone();
    no_pem["publicKeyPem"] = Value::Null;
    for (name, page) in [
        ("another id", with("id", "https://a.example/users/alice".into())),
        ("an id elsewhere", with("id", "https://b.example/users/mallory".into())),
        ("another key", with("publicKey", other_key)),
        ("a page", typed("text/html")),
        ("plain JSON", typed("application/json")),
        ("a picture", typed("image/png")),
        ("JSON-LD without the profile", typed("application/ld+json")),
        ("a note", with("type", "Note".into())),
        ("half a key", with("publicKey", no_pem)),
        ("no inbox", with("inbox", Value::Null)),
    ] {
        let scene = Scene::new().await;
        scene.web.put(&mallory.uri, page);
        scene.web.put("https://a.example/users/alice", Page::activity(&document));
        let outcome = scene.deliver(&mallory, &follow(&mallory)).await;
        assert_eq!(outcome.asked.first(), Some(&mallory.uri), "{name}");
        assert!(outcome.asked.len() <= 3, "{name}: {outcome:?}");
        outcome.is_refused(401, "key");
    }
}

/// §6 lines 7 to 17: each is refused at the door, whoever sent it.
#[tokio::test]
async fn a_signature_that_proves_too_little_is_refused() {
    let scene = Scene::new().await;
    let mallory = scene.known("a.example", "mallory").await;
    let body = follow(&mallory).to_string();
    let draft = |at_ms| mallory.signed(Dialect::Draft, "POST", "/inbox", body.as_bytes(), at_ms);
    let good = || draft(START_MS);
    let message = || mallory.signed(Dialect::Message, "POST", "/inbox", body.as_bytes(), START_MS);
    let all = "(request-target) host date digest content-type";
    let covering = |names: &str| good().replaced("signature", all, names);
    let twice = |name: &str| good().with(name, &good().header(name));
    let other_body = mallory.create("/1", json!({})).to_string();
    let other_digest = Digest::of(other_body.as_bytes()).draft_header();
    let input = |from: &str, to: &str| message().replaced("signature-input", from, to);
    let many = (0..500).map(|n| format!("x-{n}")).collect::<Vec<_>>().join(" ");
    let labels = (0..100).map(|n| format!("s{n}=()")).collect::<Vec<_>>().join(", ");
    let cases: Vec<(u8, Delivery, &str)> = vec![
        (7, covering("date"), "does not cover the request target"),
        (8, good().body(other_body.as_bytes()), "not the one that was signed"),
        (8, good().body(other_body.as_bytes()).set("digest", &other_digest), "does not match"),
        (8, covering("(request-target) host date"), "does not cover the body's digest"),
        (8, good().without("digest"), "names a header that is not there"),
        (9, good().replaced("digest", "SHA-256", "SHA-512"), "the Digest header is malformed"),
        (10, draft(START_MS - 2 * HOUR_MS), "too old"),
        (11, draft(START_MS - 3 * HOUR_MS), "too old"),
        (11, draft(START_MS + 3 * HOUR_MS), "from the future"),
        (12, good().to("/users/ada/inbox"), "does not match"),
        (13, twice("signature"), "the Signature header came twice"),
        (13, twice("digest"), "the Digest header came twice"),
        (13, twice("date"), "the Date header came twice"),
        (13, good().replaced("signature", "keyId", "keyId=\"x\",keyId"), "came twice"),
        (14, covering(&format!("{all} x-absent")), "names a header that is not there"),
        (14, covering(&format!("{all} date")), "came twice"),
        (14, covering(&format!("{all} {many}")), "too long"),
        (14, covering(&all.to_uppercase()), "malformed"),
        (15, message().set("signature-input", &labels), "too long"),
        (15, input("\"@method\"", "\"@method\";req"), "unknown component"),
        (15, input("\"@method\"", "((\"@method\"))"), "malformed"),
        (16, input("rsa-v1_5-sha256", "hmac-sha256"), "algorithm is not that of the key"),
        (16, input("rsa-v1_5-sha256", "rsa-pss-sha512"), "algorithm is not that of the key"),
        (16, input("rsa-v1_5-sha256", "ed25519"), "algorithm is not that of the key"),
        (17, input(" \"content-digest\"", ""), "does not cover the body's digest"),
        (17, input("\"@target-uri\"", "\"@authority\""), "does not cover the request target"),
    ];
    for (line, delivery, reason) in cases {
        eprintln!("line {line}: {reason}");
        let outcome = scene.send(delivery).await;
        outcome.is_refused(401, reason);
        assert!(outcome.asked.len() <= 1, "{outcome:?}");
    }
    // All together asked for the key of the sender once at most.
    assert!(scene.web.asked().len() <= 1, "{:?}", scene.web.asked_urls());
}

/// §6 line 12: a delivery to another server cannot be replayed to this one.
#[tokio::test]
async fn a_delivery_for_another_host_is_refused() {
    let scene = Scene::new().await;
    let mallory = scene.known("a.example", "mallory").await;
    let body = follow(&mallory).to_string();
    let digest = Digest::of(body.as_bytes());
    let (method, target) = ("POST", "/inbox");
    let there = Outgoing { method, host: "b.example", target, body: Some(&digest) };
    for dialect in [Dialect::Draft, Dialect::Message] {
        let headers = mallory.sign(dialect, &there, START_MS);
        let replayed = Delivery { path: target.into(), headers, body: body.clone().into() };
        for host in ["b.example", "home.example"] {
            let delivery = replayed.clone().with("host", host);
            scene.send(delivery).await.is_refused(401, "does not match");
        }
    }
}

/// §6 line 10: the same bytes again are the same Follow, and later they are nothing.
#[tokio::test]
async fn a_replayed_delivery_has_no_second_effect() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let delivery = bob.delivery(&bob.activity("Flag", ADA.into(), json!({ "content": "hm" })));
    scene.send(delivery.clone()).await.is_stored_in(&["notifications", "reports"]);
    scene.send(delivery.clone()).await.is_ignored("a report that is here already");
    scene.later(2 * HOUR_MS);
    scene.send(delivery).await.is_refused(401, "the signature is too old").asks(&[]);
}

/// §6 lines 18 and 19: an actor whose only key is unsafe has none.
#[tokio::test]
async fn an_unsafe_key_signs_nothing() {
    let mallory = Peer::new("a.example", "mallory");
    let with = |key: &str, property: &str, value: &str| {
        let mut document = mallory.document();
        match &mut document[key] {
            Value::Array(keys) => keys[0][property] = value.into(),
            key => key[property] = value.into(),
        }
        document
    };
    let huge =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", "A".repeat(9000));
    for document in [
        with("publicKey", "publicKeyPem", SHORT_RSA),
        with("publicKey", "publicKeyPem", &huge),
        with(
            "publicKey",
            "publicKeyPem",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        ),
    ] {
        let scene = Scene::new().await;
        scene.web.put(&mallory.uri, Page::activity(&document));
        let outcome = scene.deliver(&mallory, &follow(&mallory)).await;
        outcome.is_refused(401, "not among those of its owner, or unsafe").asks(&[&mallory.uri]);
    }
}

/// An RSA key of 512 bits, as anybody can break it.
const SHORT_RSA: &str = "-----BEGIN PUBLIC KEY-----
MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL+8Jv7BmvMF3KmR2xHzvkdSqTz3dDb0
mB2xqpqL3H0mvc6pZ2rgvUz5CYw0Z6XhAS9tPzN7wqkEhFHcKC6cW6kCAwEAAQ==
-----END PUBLIC KEY-----";

/// §6 line 20.
#[tokio::test]
async fn a_storm_of_bad_signatures_asks_for_the_key_once() {
    let scene = Scene::new().await;
    let known = scene.known("a.example", "mallory").await;
    let stranger = scene.stranger("b.example", "stranger");
    for sender in [&known, &stranger] {
        let bad = sender.delivery(&follow(sender)).to("/users/ada/inbox");
        let asked = scene.web.asked().len();
        for _ in 0..10 {
            for answer in scene.flood(std::iter::repeat_n(bad.clone(), 100)).await {
                assert!([401, 429].contains(&answer.status.as_u16()), "{}", answer.text());
            }
        }
        assert_eq!(scene.web.asked_urls().split_off(asked), [sender.uri.as_str()]);
    }
    // Whoever never signed anything that holds has no row.
    let rows = scene.rows();
    assert!(!rows.hold("accounts", &stranger.uri));
    assert_eq!(rows.count("follows"), 0);
}

/// §6 line 20: a bad signature in somebody's name does not lock them out.
#[tokio::test]
async fn a_key_that_was_read_for_a_bad_signature_is_there_for_a_good_one() {
    let scene = Scene::new().await;
    let bob = scene.stranger("b.example", "bob");
    let good = bob.delivery(&follow(&bob));
    let no_such_key = good.clone().replaced("signature", &bob.key_id(), &bob.at("#no-such-key"));
    scene.send(no_such_key).await.is_refused(401, "not among those of its owner").asks(&[&bob.uri]);
    let bad = good.clone().to("/users/ada/inbox");
    scene.send(bad).await.is_refused(401, "does not match").asks(&[]);
    let outcome = scene.send(good).await;
    assert_eq!(outcome.status, 202, "{outcome:?}");
    outcome.asks(&[]);
    assert!(scene.rows().hold("follows", &bob.uri));
}

/// §6 line 21: the key of a signed Update is not believed, only the actor's own place.
#[tokio::test]
async fn a_new_key_counts_once_its_owner_s_place_has_it() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let new = bob.with_new_keys();
    let update = new.activity("Update", new.document(), json!({}));
    // Signed with the old key: a reason to look, and the old key is still there.
    scene.deliver(&bob, &update).await.is_stored_in(&["jobs"]).asks(&[]);
    scene.work().await;
    assert_eq!(scene.web.asked_urls(), [bob.uri.as_str()]);
    assert_eq!(scene.deliver(&bob, &update).await.status, 202);
    // Signed with the new one, under the id of the old: refused, until its own place has it.
    assert_eq!(scene.deliver(&new, &update).await.status, 401);
    scene.web.put(&bob.uri, Page::activity(&new.document()));
    scene.later(HOUR_MS / 4);
    let outcome = scene.deliver(&new, &update).await;
    assert_eq!(outcome.status, 202, "{outcome:?}");
    assert_eq!(outcome.asked, [bob.uri.as_str()]);
    scene.deliver(&bob, &update).await.is_refused(401, "does not match").asks(&[]);
}

/// §6 line 22: keys that are ours, or at places where nobody else's can be.
#[tokio::test]
async fn a_key_of_ours_or_of_no_place_is_never_asked_for() {
    let scene = Scene::new().await;
    let mallory = scene.known("a.example", "mallory").await;
    let good = mallory.delivery(&follow(&mallory));
    let ours = [
        "https://home.example/actor#main-key",
        "https://home.example/users/ada#main-key",
        "https://home.example/users/nobody#main-key",
    ];
    let nowhere = [
        "http://a.example/users/mallory#main-key",
        "https://a.example:8443/users/mallory#main-key",
        "https://mallory@a.example/users/mallory#main-key",
        "https://a.example./users/mallory#main-key",
        "https://a.example/users/../users/mallory#main-key",
        "https://127.0.0.1/users/mallory#main-key",
        "https://localhost/users/mallory#main-key",
        "acct:mallory@a.example",
        "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "data:text/plain,key",
    ];
    for key_id in ours.into_iter().chain(nowhere) {
        let delivery = good.clone().replaced("signature", &mallory.key_id(), key_id);
        scene.send(delivery).await.is_refused(401, "").asks(&[]);
    }
}

/// §6 line 23.
#[tokio::test]
async fn an_actor_is_gone_only_when_its_own_place_says_so() {
    for (page, gone) in [
        (Page::status(410), true),
        (Page::status(404), false),
        (Page::status(500), false),
        (Page::new(200, "<p>Not here".into()).with("Content-Type", "text/html"), false),
    ] {
        let scene = Scene::new().await;
        let bob = scene.known("a.example", "bob").await;
        scene.web.put(&bob.uri, page);
        let delete = bob.activity("Delete", bob.uri.as_str().into(), json!({}));
        let other_key = bob.at("#key-2");
        let unknown_key = bob.delivery(&delete).replaced("signature", &bob.key_id(), &other_key);
        let outcome = scene.send(unknown_key).await;
        if gone {
            outcome.is_stored_in(&["accounts", "keys"]).asks(&[&bob.uri]);
        } else {
            outcome.is_refused(401, "key").asks(&[&bob.uri]);
        }
    }
}

/// §6 line 23: that a key of somebody else is gone says nothing about an actor.
#[tokio::test]
async fn a_key_that_is_gone_elsewhere_deletes_nobody() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let delete = bob.activity("Delete", bob.uri.as_str().into(), json!({}));
    for gone in ["https://b.example/key", "https://a.example/users/mallory/key"] {
        scene.web.put(gone, Page::status(410));
        let forged = bob.delivery(&delete).replaced("signature", &bob.key_id(), gone);
        for _ in 0..10 {
            scene.send(forged.clone()).await.is_refused(401, "");
        }
    }
    // And bob's server is not asked about him each time.
    let about_bob = scene.web.asked_urls().into_iter().filter(|url| *url == bob.uri);
    assert_eq!(about_bob.count(), 1);
}

/// §6 line 24.
#[tokio::test]
async fn news_of_somebody_never_met_is_dropped_unasked() {
    let scene = Scene::new().await;
    let stranger = scene.stranger("a.example", "stranger");
    let itself = || Value::from(stranger.uri.as_str());
    let note = || Value::from(stranger.at("/1"));
    for activity in [
        stranger.activity("Delete", itself(), json!({})),
        stranger.activity("Delete", note(), json!({})),
        stranger.activity("Delete", json!({ "id": note(), "type": "Tombstone" }), json!({})),
        stranger.activity("Update", stranger.document(), json!({})),
    ] {
        scene.deliver(&stranger, &activity).await.is_stored_in(&[]).asks(&[]);
    }
}
