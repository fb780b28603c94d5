//! Hostile bodies: each is refused or understood within bounds, and nothing panics.
//!
//! The lines are those of the index in `tests/README.md`. Each reader's own bounds are shown by the
//! unit tests of `protocol`.

use serde_json::{Value, json};

use crate::support::peer::Peer;
use crate::support::scene::Scene;

/// Ada follows bob, so what he sends is wanted.
async fn scene_with_bob() -> (Scene, Peer) {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    (scene, bob)
}

/// Bob's post with some JSON written out by hand in it.
fn with(bob: &Peer, key: &str, raw: &str) -> Vec<u8> {
    let create = bob.create("/1", json!({ key: "HERE" })).to_string();
    create.replacen("\"HERE\"", raw, 1).into_bytes()
}

/// §6 lines 67 and 68: refused before anything is looked up.
#[tokio::test]
async fn a_body_that_is_no_bounded_json_is_refused() {
    let (scene, bob) = scene_with_bob().await;
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    let keys = |count: usize| {
        let keys: Vec<_> = (0..count).map(|number| format!("\"{number}\":0")).collect();
        format!("{{{}}}", keys.join(","))
    };
    let actor = format!("\"actor\":\"{}\"", bob.uri);
    let twice = String::from_utf8(with(&bob, "x", "1")).unwrap();
    let twice = twice.replacen(&actor, &format!("\"actor\":\"https://b.example/\",{actor}"), 1);
    let not_utf8 = [with(&bob, "x", "1"), vec![0xff]].concat();
    let bom = [vec![0xef, 0xbb, 0xbf], with(&bob, "x", "1")].concat();
    for (name, body, reason) in [
        ("arrays", deep("[", "]").into_bytes(), "nested too deeply"),
        ("objects", with(&bob, "x", &deep("{\"a\":", "}")), "nested too deeply"),
        ("open", "[".repeat(1_000_000).into_bytes(), "nested too deeply"),
        (
            "long",
            with(&bob, "x", &format!("\"{}\"", "a".repeat(900_000))),
            "a string that is too long",
        ),
        ("long key", with(&bob, "x", &format!("{{\"{}\":1}}", "a".repeat(9_000))), "too long"),
        ("keys", with(&bob, "x", &keys(80_000)), "too many values"),
        ("values", with(&bob, "x", &format!("[{}1]", "1,".repeat(400_000))), "too many values"),
        ("twice", twice.into_bytes(), "a key twice"),
        ("bytes", not_utf8, "JSON"),
        ("BOM", bom, "malformed"),
        ("NUL", with(&bob, "content", r#""a\u0000b""#), "NUL"),
        ("surrogate", with(&bob, "content", r#""\ud800""#), "malformed"),
        ("number", with(&bob, "x", "1e999"), "malformed"),
        ("word", with(&bob, "x", "NaN"), "malformed"),
        ("end", with(&bob, "x", "1}"), "malformed"),
        ("nothing", Vec::new(), "malformed"),
        ("no object", b"[]".to_vec(), "no type"),
    ] {
        let outcome = scene.send(bob.bytes(&body)).await;
        assert!(outcome.text.contains(reason), "{name}: {outcome:?}");
        outcome.is_refused(400, reason).asks(&[]);
    }
}

/// §6 line 67: and not even parsed if it is too large or of another type.
#[tokio::test]
async fn a_body_too_large_or_of_another_type_is_refused() {
    let (scene, bob) = scene_with_bob().await;
    let huge = bob.bytes(&vec![b' '; 1024 * 1024 + 1]);
    scene.send(huge).await.is_refused(413, "larger than 1 MiB").asks(&[]);
    let good = bob.delivery(&bob.create("/1", json!({})));
    for kind in
        ["text/plain", "application/json", "text/html; charset=utf-8", "", "multipart/form-data"]
    {
        let other = good.clone().set("content-type", kind);
        scene.send(other).await.is_refused(415, "application/activity+json").asks(&[]);
    }
}

/// §6 line 70: ids and types that nobody can use.
#[tokio::test]
async fn an_activity_without_usable_ids_is_refused_or_has_no_id() {
    let (scene, bob) = scene_with_bob().await;
    let unusable = [
        json!(null),
        json!(1),
        json!([]),
        json!({}),
        json!(""),
        json!("x".repeat(100_000)),
        json!("javascript:alert(1)"),
        json!("ap://did:key:z6Mk/x"),
        json!("http://a.example/x"),
        json!(format!("https://a.example/{}", "x".repeat(3_000))),
        json!("https://a.example/\r\nX: y"),
    ];
    let follow = || bob.activity("Block", json!("https://home.example/users/nobody"), json!({}));
    for value in &unusable {
        let mut activity = follow();
        activity["actor"] = value.clone();
        scene.deliver(&bob, &activity).await.is_refused(400, "no usable actor").asks(&[]);
        let mut activity = follow();
        activity["id"] = value.clone();
        scene.deliver(&bob, &activity).await.is_ignored("a Block of nobody here").asks(&[]);
        let note = bob.create("/1", json!({ "id": value }));
        scene.deliver(&bob, &note).await.is_ignored("may not vouch for").asks(&[]);
    }
    for value in [json!(null), json!([]), json!(vec!["Follow"; 4_000]), json!({ "@id": "Follow" })]
    {
        let mut activity = follow();
        activity["type"] = value;
        scene.deliver(&bob, &activity).await.is_refused(400, "no type").asks(&[]);
    }
    for fragment in [bob.at("/1#x"), "https://a.example/#".into()] {
        let note = bob.create("/1", json!({ "id": fragment }));
        assert_eq!(scene.deliver(&bob, &note).await.status, 202);
    }
    assert_eq!(scene.rows().count("statuses"), 0);
}

/// §6 lines 68, 69, 71 and 72: a bad property loses the property, not the post, and never more is
/// kept than is ever shown.
#[tokio::test]
async fn odd_properties_are_dropped_or_cut() {
    let (scene, bob) = scene_with_bob().await;
    let odd = [
        json!(null),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(true),
        json!("now"),
        json!([[[]]]),
        json!({}),
        json!([{ "type": 1 }]),
        json!(vec![json!({}); 4_000]),
        json!("\u{202e}\r\nX: y"),
        json!("0000-00-00T00:00:00Z"),
        json!("99999-01-01T00:00:00Z"),
        json!("2026-06-30T23:59:60Z"),
        json!("e\u{301}".repeat(60_000)),
    ];
    let keys = [
        "published",
        "updated",
        "summary",
        "name",
        "content",
        "contentMap",
        "tag",
        "attachment",
        "url",
        "icon",
        "inReplyTo",
        "sensitive",
        "to",
        "cc",
        "replies",
        "quote",
        "interactionPolicy",
        "context",
    ];
    for (number, key) in keys.into_iter().enumerate() {
        for (other, value) in odd.iter().enumerate() {
            let create = bob.create(&format!("/{number}-{other}"), json!({ key: value }));
            let answer = scene.post(bob.delivery(&create)).await;
            assert_eq!(answer.status, 202, "{key}: {value:.60}: {}", answer.text());
        }
    }
    let rows = scene.rows();
    assert_eq!(rows.count("statuses"), keys.len() * odd.len());
    assert!(rows.longest("statuses") < 200 * 1024, "{}", rows.longest("statuses"));
    assert!(rows.count("attachments") == 0 && rows.count("status_tags") == 0);
    assert!(!rows.hold("statuses", "\u{202e}\r\n") && scene.web.asked_urls().is_empty());
}

/// §6 lines 69, 71 and 72: files, polls and profiles with absurd numbers and texts.
#[tokio::test]
async fn absurd_files_polls_and_people_are_cut_to_size() {
    let (scene, bob) = scene_with_bob().await;
    let long = "ä".repeat(30_000);
    let file = json!({
        "type": "Document", "mediaType": "image/png", "url": "https://a.example/1.png", "name": long,
        "width": -1, "height": 1e300, "blurhash": long, "duration": "P99999Y", "focalPoint": [1e300, "x"],
    });
    let options: Vec<_> =
        (0..500).map(|n| json!({ "name": format!("{n}{}", long) })).take(3).collect();
    let tags: Vec<_> =
        (0..2_000).map(|n| json!({ "type": "Hashtag", "name": format!("#t{n}") })).collect();
    for (number, more) in [
        json!({ "attachment": [&file, &file, &file] }),
        json!({ "type": "Question", "oneOf": options, "votersCount": u64::MAX, "endTime": "never" }),
        json!({ "tag": tags, "summary": long }),
    ]
    .into_iter()
    .enumerate()
    {
        let outcome = scene.deliver(&bob, &bob.create(&format!("/{number}"), more)).await;
        assert_eq!(outcome.status, 202, "{outcome:?}");
    }
    let rows = scene.rows();
    assert!(rows.count("status_tags") <= 50 && rows.longest("attachments") < 32 * 1024);
    assert!(rows.longest("poll_options") < 4 * 1024);
    assert_eq!(scene.column("attachments", "max(ifnull(width, 0))", ""), "0");
    let mut large = Peer::new("b.example", "large").document();
    for (key, value) in [
        ("name", json!(long)),
        ("summary", json!(long)),
        ("alsoKnownAs", json!(vec!["https://a.example/x"; 4_000])),
        (
            "attachment",
            json!(vec![
                json!({ "type": "PropertyValue", "name": "x", "value": long.get(..100_000) });
                5
            ]),
        ),
    ] {
        large[key] = value;
    }
    let peer = Peer::new("b.example", "large");
    scene.web.put(&peer.uri, crate::support::scripted::Page::activity(&large));
    let follow = peer.activity("Follow", json!("https://home.example/users/ada"), json!({}));
    assert_eq!(scene.deliver(&peer, &follow).await.status, 202);
    assert!(scene.rows().longest("accounts") < 64 * 1024, "{}", scene.rows().longest("accounts"));
    for name in ["x".repeat(10_000), "a/b".into(), "a\u{202e}b".into(), String::new()] {
        let odd = Peer::new("c.example", "odd");
        let mut document = odd.document();
        document["preferredUsername"] = Value::from(name);
        scene.web.put(&odd.uri, crate::support::scripted::Page::activity(&document));
        scene.later(600_000);
        let follow = odd.activity("Follow", json!("https://home.example/users/ada"), json!({}));
        scene.deliver(&odd, &follow).await.is_refused(401, "key");
    }
}
