//! Hostile deliveries: what somebody may say about things of others.
//!
//! The lines are those of the index in `tests/README.md`. Spec: FEP-fe34, FEP-8b32.

use serde_json::{Value, json};

use crate::support::peer::Peer;
use crate::support::scene::{ADA, Scene};
use crate::support::scripted::Page;

/// What storing a post writes to.
const POST: [&str; 5] = ["accounts", "home", "raw_objects", "statuses", "unread_words"];

/// Ada follows bob and carol, who live on different servers.
async fn bob_and_carol() -> (Scene, Peer, Peer) {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let carol = scene.known("b.example", "carol").await;
    scene.follow(&bob).await;
    scene.follow(&carol).await;
    (scene, bob, carol)
}

/// §6 line 25.
#[tokio::test]
async fn a_post_of_another_author_is_not_believed() {
    let (scene, bob, carol) = bob_and_carol().await;
    let alice = "https://a.example/users/alice";
    for author in
        [json!(alice), json!(carol.uri), json!([bob.uri, alice]), json!([]), json!(null), json!(42)]
    {
        let create = bob.create("/1", json!({ "attributedTo": author }));
        scene.deliver(&bob, &create).await.is_ignored("a post that cannot be read").asks(&[]);
    }
    scene.deliver(&bob, &bob.create("/1", json!({}))).await.is_stored_in(&POST);
}

/// §6 lines 26 and 36: an embedded post counts only at its author's place, and never at ours.
#[tokio::test]
async fn a_post_from_another_place_is_not_believed() {
    let (scene, bob, carol) = bob_and_carol().await;
    for id in [carol.at("/1"), format!("{ADA}/statuses/1"), "https://home.example/x".into()] {
        for author in [&bob.uri, &carol.uri] {
            let create = bob.create("/1", json!({ "id": id, "attributedTo": author }));
            scene.deliver(&bob, &create).await.is_ignored("its sender may not vouch for").asks(&[]);
        }
    }
    let mut elsewhere = bob.create("/1", json!({}));
    elsewhere["id"] = carol.at("#create").into();
    let outcome = scene.deliver(&bob, &elsewhere).await;
    outcome.is_refused(403, "not at its actor's place").asks(&[]);
}

/// §6 line 27.
#[tokio::test]
async fn only_the_id_of_an_announced_post_is_used() {
    let (scene, bob, carol) = bob_and_carol().await;
    for (path, there) in [("/true", true), ("/false", false)] {
        let forged = carol.note(path, json!({ "content": "<p>forged</p>" }));
        if there {
            scene.web.put(&carol.at(path), Page::activity(&carol.note(path, json!({}))));
        }
        let announce = bob.activity("Announce", forged, json!({ "to": PUBLIC }));
        scene.deliver(&bob, &announce).await.is_stored_in(&["jobs"]).asks(&[]);
        scene.work().await;
        assert!(scene.web.asked_urls().contains(&carol.at(path)));
        assert_eq!(scene.rows().hold("statuses", &carol.at(path)), there);
    }
    assert!(!scene.rows().hold("statuses", "forged"));
}

/// §6 line 28.
#[tokio::test]
async fn nobody_edits_what_somebody_else_wrote() {
    let (scene, bob, carol) = bob_and_carol().await;
    let alice = scene.known("a.example", "alice").await;
    scene.follow(&alice).await;
    for author in [&carol, &alice] {
        scene.deliver(author, &author.create("/1", json!({}))).await.is_stored_in(&POST);
        for claimed in [&author.uri, &bob.uri] {
            let forged = author.note("/1", json!({ "attributedTo": claimed, "content": "forged" }));
            let update = bob.activity("Update", forged, json!({}));
            scene.deliver(&bob, &update).await.is_ignored("an update").asks(&[]);
        }
    }
    let never_seen = bob.activity("Update", carol.note("/2", json!({})), json!({}));
    scene.deliver(&bob, &never_seen).await.is_ignored("an update").asks(&[]);
}

/// §6 line 29.
#[tokio::test]
async fn nobody_deletes_what_somebody_else_wrote() {
    let (scene, bob, carol) = bob_and_carol().await;
    let alice = scene.known("a.example", "alice").await;
    scene.follow(&alice).await;
    for author in [&carol, &alice] {
        scene.deliver(author, &author.create("/1", json!({}))).await.is_stored_in(&POST);
        let tombstone = json!({ "id": author.at("/1"), "type": "Tombstone" });
        for object in [json!(author.at("/1")), tombstone] {
            let delete = bob.activity("Delete", object, json!({}));
            scene.deliver(&bob, &delete).await.is_ignored("a Delete of somebody else's post");
        }
        let whole = bob.activity("Delete", author.uri.as_str().into(), json!({}));
        let outcome = scene.deliver(&bob, &whole).await;
        assert!(!outcome.changed.contains(&"accounts".to_owned()), "{outcome:?}");
    }
    let ours = bob.activity("Delete", ADA.into(), json!({}));
    scene.deliver(&bob, &ours).await.is_ignored("a Delete of what is not here");
}

/// §6 line 29: not in advance either, on a server that both share.
#[tokio::test]
async fn nobody_deletes_what_somebody_else_is_about_to_write() {
    let (scene, bob, _) = bob_and_carol().await;
    let alice = scene.known("a.example", "alice").await;
    scene.follow(&alice).await;
    let early = bob.activity("Delete", alice.at("/9").into(), json!({}));
    assert_eq!(scene.deliver(&bob, &early).await.status, 202);
    scene.deliver(&alice, &alice.create("/9", json!({}))).await.is_stored_in(&POST);
}

/// §6 line 30.
#[tokio::test]
async fn nobody_takes_back_what_somebody_else_did() {
    let (scene, bob, carol) = bob_and_carol().await;
    let post = scene.posts("Hello", nichoir::store::statuses::Visibility::Public).await;
    for (kind, object) in [("Follow", ADA), ("Like", &post), ("Announce", &post)] {
        let done = carol.activity(kind, object.into(), json!({ "to": PUBLIC }));
        assert_eq!(scene.deliver(&carol, &done).await.status, 202);
        let id = done["id"].as_str().unwrap();
        assert!(["follows", "favourites", "statuses"].iter().any(|t| scene.rows().hold(t, id)));
        let mut as_own = done.clone();
        as_own["actor"] = bob.uri.as_str().into();
        for object in [json!(id), done.clone(), as_own] {
            let undo = bob.activity("Undo", object, json!({}));
            scene.deliver(&bob, &undo).await.is_ignored("an Undo of what is not here").asks(&[]);
        }
    }
}

/// §6 line 40: nobody's followers are counted by a header.
#[tokio::test]
async fn a_followers_digest_of_another_place_causes_nothing() {
    let (scene, bob, carol) = bob_and_carol().await;
    for (collection, url) in [
        (carol.at("/followers"), carol.at("/followers?domain=home.example")),
        (bob.at("/followers"), "https://127.0.0.1/followers".to_owned()),
    ] {
        let header =
            format!(r#"collectionId="{collection}", url="{url}", digest="{}""#, "0".repeat(64));
        let note = bob.create(&format!("/{}", header.len()), json!({}));
        let delivery = bob.delivery(&note).with("collection-synchronization", &header);
        scene.send(delivery).await.is_stored_in(&POST).asks(&[]);
    }
    assert_eq!(scene.rows().count("follows"), 2);
}

/// §6 line 41: things of one kind where another belongs.
#[tokio::test]
async fn a_thing_of_the_wrong_kind_is_nothing() {
    let (scene, bob, _) = bob_and_carol().await;
    let with_key = json!({ "publicKey": bob.document()["publicKey"], "type": "Person" });
    let follow = bob.activity("Follow", ADA.into(), json!({}));
    let wrong = [
        bob.activity("Create", bob.document(), json!({})),
        bob.activity("Create", follow.clone(), json!({})),
        bob.activity("Create", bob.note("/1", with_key), json!({})),
        bob.activity("Update", bob.note("/1", json!({ "type": "Key" })), json!({})),
        bob.activity("Like", bob.document(), json!({})),
        bob.activity("Undo", bob.note("/1", json!({})), json!({})),
        bob.activity("Accept", bob.note("/1", json!({})), json!({})),
        bob.activity("Follow", bob.note("/1", json!({})), json!({})),
        bob.activity("Note", bob.note("/1", json!({})), json!({})),
    ];
    for activity in wrong {
        let outcome = scene.deliver(&bob, &activity).await;
        outcome.asks(&[]);
        assert_eq!(outcome.status, 202, "{outcome:?}");
        assert!(!outcome.changed.contains(&"statuses".to_owned()), "{outcome:?}");
    }
    for nobodys in [bob.document(), bob.note("/1", json!({}))] {
        scene.deliver(&bob, &nobodys).await.is_refused(400, "the activity has no usable actor");
    }
}

/// §6 lines 42 and 47: whoever brings a valid proof brings its author's words, and nobody else's.
#[tokio::test]
async fn a_forwarded_activity_counts_by_its_proof_alone() {
    let (scene, bob, carol) = bob_and_carol().await;
    let create = || carol.create("/1", json!({}));
    let proven = || carol.proven(create());
    let changed = |change: fn(&mut Value)| {
        let mut other = proven();
        change(&mut other);
        other
    };
    let mut of_bob = bob.proven(create());
    of_bob["proof"]["verificationMethod"] = bob.at("#ed25519-key").into();
    let mut no_key = proven();
    no_key["proof"]["verificationMethod"] = "https://c.example/key".into();
    for forged in [
        create(),
        changed(|a| a["object"]["content"] = "forged".into()),
        changed(|a| a["@context"] = "https://evil.example/context".into()),
        changed(|a| a["proof"]["proofPurpose"] = "authentication".into()),
        changed(|a| a["proof"]["expires"] = "2026-11-22T00:00:00Z".into()),
        changed(|a| a["proof"] = Value::Array(vec![a["proof"].clone(); 100])),
        changed(|a| a["proof"]["proofValue"] = "z".into()),
        of_bob,
        no_key,
    ] {
        scene.deliver(&bob, &forged).await.is_refused(401, "proof").asks(&[]);
    }
    let twice =
        proven().to_string().replacen("\"content\"", "\"content\":\"<p>x</p>\",\"content\"", 1);
    scene.send(bob.bytes(twice.as_bytes())).await.is_refused(400, "a key twice");
    scene.deliver(&bob, &proven()).await.is_stored_in(&POST).asks(&[]);
}

/// §6 line 47: a reply that is brought without a proof is only a reason to look at its own place.
#[tokio::test]
async fn a_forwarded_reply_without_a_proof_is_read_where_it_lives() {
    let (scene, bob, carol) = bob_and_carol().await;
    let post = scene.posts("Hello", nichoir::store::statuses::Visibility::Public).await;
    let reply = |content: &str| json!({ "inReplyTo": post, "content": content });
    scene.web.put(&carol.at("/1"), Page::activity(&carol.note("/1", reply("true"))));
    let forged = carol.create("/1", reply("forged"));
    scene.deliver(&bob, &forged).await.is_stored_in(&["jobs"]).asks(&[]);
    let private = carol.create("/2", json!({ "inReplyTo": post, "to": ADA, "cc": [] }));
    scene.deliver(&bob, &private).await.is_refused(401, "without a proof").asks(&[]);
    scene.work().await;
    assert!(scene.rows().hold("statuses", "true"));
    assert!(!scene.rows().hold("statuses", "forged"));
}

/// §6 line 43: JSON-LD is not evaluated: no context is fetched, nothing is moved into its place, and a
/// signature in the document proves nothing.
#[tokio::test]
async fn linked_data_tricks_change_nothing() {
    let (scene, bob, carol) = bob_and_carol().await;
    let forged = carol.create("/1", json!({}));
    let signed =
        json!({ "type": "RsaSignature2017", "creator": carol.key_id(), "signatureValue": "AA==" });
    let mut with_signature = forged.clone();
    with_signature["signature"] = signed;
    scene.deliver(&bob, &with_signature).await.is_refused(401, "without a proof").asks(&[]);
    for key in ["@graph", "@included", "@reverse"] {
        let mut hidden = bob.activity("View", ADA.into(), json!({}));
        hidden[key] = json!([forged.clone(), bob.create("/1", json!({}))]);
        scene.deliver(&bob, &hidden).await.is_ignored("a type unknown here").asks(&[]);
    }
    let context = |value: Value| bob.activity("View", ADA.into(), json!({ "@context": value }));
    let remote = context(json!(["https://c.example/context", { "actor": "object" }]));
    scene.deliver(&bob, &remote).await.is_ignored("a type unknown here").asks(&[]);
    let long = context(json!(vec!["https://c.example/context"; 10_000]));
    scene.deliver(&bob, &long).await.is_refused(400, "too many values").asks(&[]);
}

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
