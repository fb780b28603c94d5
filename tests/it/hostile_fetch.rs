//! What strangers can make this node ask for: little, and nothing at home.
//!
//! The lines are those of the index in `tests/README.md`. How single requests are guarded and bounded
//! is shown in `outgoing.rs`, `fetching.rs` and the unit tests of `net`.

use serde_json::{Value, json};

use crate::support::peer::Peer;
use crate::support::scene::Scene;
use crate::support::scripted::Page;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Ada follows bob, so what he sends is wanted.
async fn bob_in(scene: &Scene) -> Peer {
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    bob
}

/// §6 lines 54, 55 and 56: every host of these URLs would be reachable, if it were asked.
#[tokio::test]
async fn nothing_at_home_is_asked_for() {
    let hosts = [
        "a.example",
        "127.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[::ffff:127.0.0.1]",
        "[::7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002::1]",
        "localhost",
        "localhost.",
        "router.local",
        "x.onion",
        "home.arpa",
        "router",
    ];
    let scene = Scene::with_hosts(&hosts).await;
    let bob = bob_in(&scene).await;
    let odd = [
        "http://127.0.0.1",
        "https://2130706433",
        "https://0177.1",
        "https://127.1",
        "https://0x7f.1",
    ];
    let ports =
        ["https://a.example:22", "https://a.example:6379", "https://bob@a.example", "file://"];
    let urls = hosts.iter().skip(1).map(|host| format!("https://{host}"));
    for (number, start) in urls.chain(odd.into_iter().chain(ports).map(Into::into)).enumerate() {
        let url = format!("{start}/x");
        let announce = bob.activity("Announce", json!(url), json!({ "to": PUBLIC }));
        assert!([202, 400].contains(&scene.deliver(&bob, &announce).await.status), "{url}");
        let reply = bob.create(&format!("/{number}"), json!({ "inReplyTo": url, "quote": url }));
        assert_eq!(scene.deliver(&bob, &reply).await.status, 202, "{url}");
    }
    scene.work().await;
    assert_eq!(scene.web.asked_urls(), Vec::<String>::new());
    assert!(scene.rows().hold("jobs", "not on the public web"), "the reason is kept");
}

/// §6 line 58: neither a signature nor a request follows a redirect to elsewhere.
#[tokio::test]
async fn a_redirect_out_of_its_server_is_not_followed() {
    let scene = Scene::with_hosts(&["a.example", "b.example", "127.0.0.1"]).await;
    let bob = bob_in(&scene).await;
    for (number, location) in [
        "https://b.example/x",
        "https://127.0.0.1/x",
        "http://a.example/x",
        "file:///etc/passwd",
        "data:application/activity+json,{}",
        "gopher://a.example/x",
        "https://a.example:8443/x",
    ]
    .into_iter()
    .enumerate()
    {
        let url = format!("https://a.example/{number}");
        scene.web.put(&url, Page::moved(302, location));
        let announce = bob.activity("Announce", json!(url), json!({ "to": PUBLIC }));
        assert_eq!(scene.deliver(&bob, &announce).await.status, 202);
    }
    scene.work().await;
    assert_eq!(scene.web.asked().len(), 7);
    assert!(scene.web.asked_urls().iter().all(|url| url.starts_with("https://a.example/")));
}

/// §6 line 61: a packed body can unpack to anything.
#[tokio::test]
async fn a_packed_delivery_is_refused() {
    let scene = Scene::new().await;
    let bob = bob_in(&scene).await;
    for encoding in ["gzip", "br", "zstd", "gzip, gzip"] {
        let packed = bob.delivery(&bob.create("/1", json!({}))).with("content-encoding", encoding);
        scene.send(packed).await.is_refused(415, "not packed").asks(&[]);
    }
}

/// §6 lines 64, 65 and 66: what a post names is not fetched for being named.
#[tokio::test]
async fn a_delivery_alone_asks_for_nothing() {
    let scene = Scene::new().await;
    let bob = bob_in(&scene).await;
    let each = |make: fn(usize) -> Value| (0..1_000).map(make).collect::<Vec<_>>();
    let file = |n: usize| {
        json!({ "type": "Image", "mediaType": "image/png", "width": 30_000,
        "height": 30_000, "url": format!("https://b.example/{n}.png") })
    };
    let mention =
        |n: usize| json!({ "type": "Mention", "href": format!("https://b.example/users/{n}") });
    let emoji = |n: usize| {
        json!({ "type": "Emoji", "name": format!(":e{n}:"),
        "icon": { "url": format!("https://b.example/{n}.gif") } })
    };
    for (number, more) in [
        json!({ "attachment": each(file) }),
        json!({ "tag": each(mention) }),
        json!({ "tag": each(emoji) }),
        json!({ "context": "https://b.example/context", "replies": "https://b.example/replies" }),
        json!({ "content": "<a href='https://b.example/page'>preview</a><img src='https://b.example/i'>" }),
    ]
    .into_iter()
    .enumerate()
    {
        let create = bob.create(&format!("/{number}"), more);
        let outcome = scene.deliver(&bob, &create).await;
        assert_eq!(outcome.status, 202, "{outcome:?}");
        outcome.asks(&[]);
    }
    scene.work().await;
    assert_eq!(scene.web.asked_urls(), Vec::<String>::new());
    let rows = scene.rows();
    assert!(rows.count("attachments") <= 16);
}

/// §6 line 64: chains that their author makes as long as he likes.
#[tokio::test]
async fn a_chain_without_end_is_left_at_a_bound() {
    for (key, most) in [("inReplyTo", 65), ("quote", 5)] {
        let scene = Scene::new().await;
        let bob = bob_in(&scene).await;
        let mallory = scene.stranger("b.example", "mallory");
        for number in 0..200 {
            let next = mallory.at(&format!("/{}", number + 1));
            let note = mallory.note(&format!("/{number}"), json!({ key: next }));
            scene.web.put(&mallory.at(&format!("/{number}")), Page::activity(&note));
        }
        let create = bob.create("/1", json!({ key: mallory.at("/0") }));
        assert_eq!(scene.deliver(&bob, &create).await.status, 202);
        scene.work().await;
        let asked = scene.web.asked_urls().len();
        assert!(asked <= most, "{key}: {asked}");
        assert!(asked > 0, "{key}");
    }
}

/// §6 line 83: nobody makes this node fetch, or sends its visitors away, without being its owner.
#[tokio::test]
async fn guests_resolve_nothing_and_are_sent_nowhere() {
    let scene = Scene::new().await;
    scene.stranger("b.example", "mallory");
    for target in [
        "/api/v2/search?resolve=true&q=https://b.example/users/mallory",
        "/api/v1/accounts/search?resolve=true&q=mallory@b.example",
        "/authorize_interaction?uri=https://b.example/users/mallory",
        "/authorize_follow?acct=mallory@b.example",
        "/users/ada/remote_follow?to=https://b.example/",
        "/.well-known/webfinger?resource=acct:mallory@b.example",
        "/.well-known/webfinger?resource=https://b.example/users/mallory",
        "//b.example/users/ada",
    ] {
        let answer = scene.get(target, &[]).await;
        assert!(answer.status.is_client_error(), "{target}: {}", answer.status);
        assert_eq!(answer.header("location"), "", "{target}");
    }
    assert_eq!(scene.web.asked_urls(), Vec::<String>::new());
}
