//! Hostile deliveries: what needs somebody else's consent, and whom Ada wants nothing of.
//!
//! The lines are those of the index in `tests/README.md`. Spec: FEP-fe34, FEP-044f, FEP-9967.

use nichoir::store::statuses::Visibility;
use serde_json::{Value, json};

use crate::support::peer::Peer;
use crate::support::scene::{ADA, Scene};
use crate::support::scripted::Page;

const HOUR_MS: i64 = 3_600_000;

/// §6 line 31.
#[tokio::test]
async fn only_who_was_asked_can_accept() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let mallory = scene.known("b.example", "mallory").await;
    let asked = scene.wants_to_follow(&bob).await;
    let copy = |object: &Peer| json!({ "id": asked, "type": "Follow", "actor": ADA, "object": object.uri });
    for (sender, object) in [
        (&mallory, json!(asked)),
        (&mallory, copy(&bob)),
        (&mallory, copy(&mallory)),
        (&mallory, json!("https://home.example/users/ada/activities/1")),
        (&mallory, json!({ "type": "Follow", "actor": ADA, "object": mallory.uri })),
        (&bob, json!({ "type": "Follow", "actor": mallory.uri, "object": bob.uri })),
    ] {
        for kind in ["Accept", "Reject"] {
            let answer = sender.activity(kind, object.clone(), json!({}));
            scene.deliver(sender, &answer).await.is_ignored("of what was never asked").asks(&[]);
        }
    }
    // Until then nothing of bob's is wanted, and afterwards it is.
    let private = bob.create("/1", json!({ "to": bob.at("/followers"), "cc": [] }));
    scene.deliver(&bob, &private).await.is_ignored("nobody's business here");
    let accept = bob.activity("Accept", asked.into(), json!({}));
    scene.deliver(&bob, &accept).await.is_stored_in(&["accounts", "follows", "jobs"]);
}

/// §6 line 32.
#[tokio::test]
async fn only_own_posts_are_pinned_in_own_collections() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let carol = scene.known("b.example", "carol").await;
    for peer in [&bob, &carol] {
        scene.follow(peer).await;
        assert_eq!(scene.deliver(peer, &peer.create("/1", json!({}))).await.status, 202);
    }
    let alice = scene.known("a.example", "alice").await;
    for kind in ["Add", "Remove"] {
        for (object, target) in [
            (bob.at("/1"), carol.at("/featured")),
            (bob.at("/1"), alice.at("/featured")),
            (bob.at("/1"), bob.at("/followers")),
            (bob.at("/1"), format!("{ADA}/featured")),
            (carol.at("/1"), carol.at("/featured")),
        ] {
            let change = bob.activity(kind, object.into(), json!({ "target": target }));
            scene.deliver(&bob, &change).await.is_ignored("not the sender's pins").asks(&[]);
        }
    }
    let foreign =
        bob.activity("Add", carol.at("/1").into(), json!({ "target": bob.at("/featured") }));
    scene.deliver(&bob, &foreign).await.is_ignored("an Add of somebody else's post").asks(&[]);
}

/// §6 line 33.
#[tokio::test]
async fn a_move_needs_both_ends() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let moves = |object: &str, target: &str| {
        bob.activity("Move", object.into(), json!({ "target": target }))
    };
    scene.blocks_domain("c.example").await;
    for (object, target, reason) in [
        ("https://b.example/users/carol", "https://b.example/users/new", "may not make"),
        (&bob.uri, ADA, "may not make"),
        (&bob.uri, "https://c.example/users/new", "a Move to a blocked server"),
    ] {
        scene.deliver(&bob, &moves(object, target)).await.is_ignored(reason).asks(&[]);
    }
    // A target that does not know of it, one that went on itself, and none at all.
    let new = Peer::new("b.example", "new");
    let mut moved_on = new.document();
    moved_on["alsoKnownAs"] = json!([bob.uri]);
    moved_on["movedTo"] = bob.uri.as_str().into();
    for page in [Page::activity(&new.document()), Page::activity(&moved_on), Page::status(404)] {
        scene.web.put(&new.uri, page);
        scene.later(25 * HOUR_MS);
        let delivery = bob.delivery_after(&moves(&bob.uri, &new.uri), scene.later(0));
        assert_eq!(scene.send(delivery).await.status, 202);
        scene.work().await;
        assert!(
            !scene.rows().hold("follows", "/activities/"),
            "ada asked to follow the new account"
        );
    }
}

/// §6 line 33: and not twice within a week.
#[tokio::test]
async fn a_second_move_waits_a_week() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    for name in ["new", "newer"] {
        let new = Peer::new("b.example", name);
        let mut document = new.document();
        document["alsoKnownAs"] = json!([bob.uri]);
        scene.web.put(&new.uri, Page::activity(&document));
    }
    let moves = |name: &str| {
        let target = format!("https://b.example/users/{name}");
        bob.activity("Move", bob.uri.as_str().into(), json!({ "target": target }))
    };
    scene.deliver(&bob, &moves("new")).await.is_stored_in(&["jobs"]);
    scene.work().await;
    assert!(scene.rows().hold("accounts", "https://b.example/users/new"));
    scene.follow(&bob).await;
    scene.deliver(&bob, &moves("newer")).await.is_ignored("a second Move within a week").asks(&[]);
}

/// Bob's post, mallory's quote of it with a stamp, and how far that got.
async fn quote_state(
    scene: &Scene,
    mallory: &Peer,
    bob: &Peer,
    number: usize,
    stamp: &str,
) -> String {
    let quote = json!({ "quote": bob.at("/1"), "quoteAuthorization": stamp });
    let create = mallory.create(&format!("/{number}"), quote);
    assert_eq!(scene.deliver(mallory, &create).await.status, 202);
    scene.work().await;
    scene.column("statuses", "quote_state", &mallory.at(&format!("/{number}")))
}

/// §6 line 44.
#[tokio::test]
async fn a_quote_is_agreed_to_by_the_quoted_author_s_own_stamp() {
    const AGREED: &str = "2";
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let mallory = scene.known("b.example", "mallory").await;
    for peer in [&bob, &mallory] {
        scene.follow(peer).await;
    }
    assert_eq!(scene.deliver(&bob, &bob.create("/1", json!({}))).await.status, 202);
    let stamp = |number: usize, changes: Value| {
        let mut stamp = json!({
            "id": bob.at(&format!("/stamps/{number}")), "type": "QuoteAuthorization",
            "attributedTo": bob.uri, "interactingObject": mallory.at(&format!("/{number}")),
            "interactionTarget": bob.at("/1"),
        });
        stamp.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        stamp
    };
    for (number, changes) in [
        json!({ "interactingObject": mallory.at("/999") }),
        json!({ "interactionTarget": bob.at("/999") }),
        json!({ "attributedTo": "https://a.example/users/alice" }),
        json!({ "attributedTo": mallory.uri }),
        json!({ "type": "Note" }),
    ]
    .into_iter()
    .enumerate()
    {
        let url = bob.at(&format!("/stamps/{number}"));
        scene.web.put(&url, Page::activity(&stamp(number, changes)));
        let state = quote_state(&scene, &mallory, &bob, number, &url).await;
        assert_ne!(state, AGREED, "{number}");
    }
    let gone = quote_state(&scene, &mallory, &bob, 20, &bob.at("/stamps/20")).await;
    assert_ne!(gone, AGREED);
    let own = mallory.at("/stamps/21");
    scene.web.put(&own, Page::activity(&stamp(21, json!({ "id": own }))));
    assert_ne!(quote_state(&scene, &mallory, &bob, 21, &own).await, AGREED);
    // A true one counts, until it is withdrawn.
    let url = bob.at("/stamps/22");
    scene.web.put(&url, Page::activity(&stamp(22, json!({}))));
    assert_eq!(quote_state(&scene, &mallory, &bob, 22, &url).await, AGREED);
    let by_mallory = mallory.activity("Delete", url.as_str().into(), json!({}));
    scene.deliver(&mallory, &by_mallory).await.is_ignored("a Delete of what is not here");
    let delete = bob.activity("Delete", url.as_str().into(), json!({}));
    scene.deliver(&bob, &delete).await.is_stored_in(&["statuses"]);
}

/// §6 line 45.
#[tokio::test]
async fn votes_count_once_in_time_and_for_what_there_is() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let poll = scene.asks(&["yes", "no"]).await;
    let vote = |number: u8, choice: &str| {
        let note = json!({
            "id": bob.at(&format!("#votes/{number}")), "type": "Note", "attributedTo": bob.uri,
            "name": choice, "inReplyTo": poll, "to": ADA,
        });
        bob.activity("Create", note, json!({ "to": ADA }))
    };
    scene.deliver(&bob, &vote(1, "perhaps")).await.is_ignored("an option that is not there");
    let counted = ["jobs", "poll_options", "poll_votes", "polls"];
    scene.deliver(&bob, &vote(2, "yes")).await.is_stored_in(&counted);
    scene.deliver(&bob, &vote(2, "yes")).await.is_ignored("a second vote");
    scene.deliver(&bob, &vote(3, "no")).await.is_ignored("a second vote");
    let question = json!({ "id": poll, "type": "Question", "oneOf": [], "attributedTo": bob.uri });
    let update = bob.activity("Update", question, json!({}));
    scene.deliver(&bob, &update).await.is_ignored("an update that its sender may not make");
    let carol = scene.known("b.example", "carol").await;
    let private = scene.posts("Not a poll", Visibility::Direct).await;
    let mut uninvited = vote(4, "yes");
    uninvited["object"]["inReplyTo"] = private.into();
    scene.deliver(&bob, &uninvited).await.is_ignored("a vote in what is no poll");
    let after = scene.later(2 * HOUR_MS);
    let mut late = vote(5, "no");
    for place in ["actor", "id"] {
        late[place] = late[place].as_str().unwrap().replace(&bob.uri, &carol.uri).into();
    }
    late["object"]["attributedTo"] = carol.uri.as_str().into();
    late["object"]["id"] = carol.at("#votes/5").into();
    let outcome = scene.send(carol.delivery_after(&late, after)).await;
    assert!(outcome.says("too late or uninvited"), "{outcome:?}");
    // Only that her server is alive.
    outcome.is_stored_in(&["hosts"]);
}

/// §6 line 45: a poll of somebody else with numbers that cannot be.
#[tokio::test]
async fn impossible_counts_of_a_poll_are_none() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let option =
        |name: &str, votes: Value| json!({ "name": name, "replies": { "totalItems": votes } });
    let question = json!({
        "type": "Question", "votersCount": -5, "endTime": "2026-12-01T00:00:00Z",
        "oneOf": [option("a", json!(-1)), option("b", json!(1e300)), option("c", json!("NaN"))],
    });
    assert_eq!(scene.deliver(&bob, &bob.create("/1", question)).await.status, 202);
    let rows = scene.rows();
    assert_eq!(rows.count("poll_options"), 3);
    assert_eq!(scene.column("polls", "voters_count", ""), "0");
    assert_eq!(scene.column("poll_options", "max(votes)", ""), "0");
}

/// §6 line 46.
#[tokio::test]
async fn a_blocked_server_is_blocked_on_every_way() {
    let hosts = ["a.example", "evil.example", "sub.evil.example", "xn--bse-qla.example"];
    let scene = Scene::with_hosts(&hosts).await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    let known = scene.known("evil.example", "mallory").await;
    for domain in ["evil.example", "xn--bse-qla.example"] {
        scene.blocks_domain(domain).await;
    }
    // Directly, whether known before or not, and from below the domain.
    let follow = |peer: &Peer| peer.activity("Follow", ADA.into(), json!({}));
    scene.deliver(&known, &follow(&known)).await.is_refused(403, "Nothing is taken").asks(&[]);
    for host in ["evil.example", "sub.evil.example", "xn--bse-qla.example"] {
        let stranger = scene.stranger(host, "stranger");
        scene.deliver(&stranger, &follow(&stranger)).await.is_refused(403, "blocked").asks(&[]);
        for spelling in [format!("{host}."), format!("{host}:8443"), host.to_uppercase()] {
            let key_id = stranger.key_id().replace(host, &spelling);
            let delivery = stranger.delivery(&follow(&stranger));
            let delivery = delivery.replaced("signature", &stranger.key_id(), &key_id);
            scene.send(delivery).await.is_refused(401, "plain https address").asks(&[]);
        }
        // Through somebody else.
        let announce = bob.activity("Announce", stranger.at("/1").into(), json!({ "to": PUBLIC }));
        assert_eq!(scene.deliver(&bob, &announce).await.status, 202);
        let proven = stranger.proven(stranger.create("/1", json!({})));
        let outcome = scene.deliver(&bob, &proven).await;
        assert!([401, 403].contains(&outcome.status), "{outcome:?}");
    }
    let proven = known.proven(known.create("/1", json!({ "to": [PUBLIC, ADA] })));
    scene.deliver(&bob, &proven).await.is_refused(403, "Nothing is taken").asks(&[]);
    scene.work().await;
    assert!(scene.web.asked_urls().iter().all(|url| url.starts_with("https://a.example/")));
    assert_eq!(scene.rows().count("statuses"), 0);
}

/// §6 line 46: somebody whom Ada blocks is refused, wherever it comes from.
#[tokio::test]
async fn a_blocked_person_is_refused_also_through_others() {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    let mallory = scene.known("b.example", "mallory").await;
    scene.blocks(&mallory).await;
    let create = mallory.create("/1", json!({ "to": [PUBLIC, ADA] }));
    scene.deliver(&mallory, &create).await.is_refused(403, "Nothing is taken").asks(&[]);
    let proven = mallory.proven(create);
    scene.deliver(&bob, &proven).await.is_refused(403, "Nothing is taken").asks(&[]);
}

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
