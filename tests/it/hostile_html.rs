//! Hostile texts: what a post, a profile or a poll may bring onto a page.
//!
//! The lines are those of the index in `tests/README.md`. The sanitiser itself is shown by the unit
//! tests of `text`.

use serde_json::{Value, json};

use crate::support::peer::Peer;
use crate::support::scene::{ADA, Scene};
use crate::support::scripted::Page;

/// Texts that must do nothing.
const TRICKS: [&str; 20] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)' onclick=alert(1)>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='vbscript:alert(1)'>x</a>",
    "<style>*{background:url(https://evil.example/)}</style>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<!-- never closed <script>alert(1)</script>",
    "<iframe src='https://evil.example'></iframe>",
    "<form action='https://evil.example'><input name=passphrase><button>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<object data='https://evil.example'></object><embed src=x>",
    "<template><script>alert(1)</script></template><plaintext>",
    "<p id=main class='button status' style='position:fixed' onmouseover=alert(1)>x</p>",
];

/// What is in no safe page.
const DANGERS: [&str; 16] = [
    "<script",
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "javascript:",
    "vbscript:",
    "data:text",
    "<style",
    "style=",
    "<svg",
    "<iframe",
    "<form",
    "<base",
    "<meta",
    "<object",
];

async fn scene_with_bob() -> (Scene, Peer) {
    let scene = Scene::new().await;
    let bob = scene.known("a.example", "bob").await;
    scene.follow(&bob).await;
    (scene, bob)
}

#[track_caller]
fn assert_harmless(html: &str) {
    let lower = html.to_lowercase();
    // In a text, `&lt;script` is a word like any other.
    let found = DANGERS.iter().find(|danger| {
        lower.contains(**danger)
            && (danger.starts_with('<') || lower.contains(&format!("<{danger}")))
    });
    assert_eq!(found, None, "{html}");
    for tag in lower.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let bad = [" on", "javascript:", "vbscript:", "data:", " style", " id=", "src="];
        assert!(!bad.iter().any(|bad| tag.contains(bad)), "{html}");
    }
}

/// §6 lines 76 and 77.
#[tokio::test]
async fn no_post_brings_anything_that_acts() {
    let (scene, bob) = scene_with_bob().await;
    for (number, trick) in TRICKS.into_iter().enumerate() {
        let (path, everywhere) = (format!("/{number}"), format!("x {trick} y"));
        let create = bob.create(&path, json!({
            "type": "Question", "content": everywhere, "summary": everywhere, "name": everywhere,
            "oneOf": [{ "name": everywhere }],
        }));
        assert_eq!(scene.deliver(&bob, &create).await.status, 202);
        assert_harmless(&scene.column("statuses", "content_html", &bob.at(&path)));
    }
    let deep = "<b>".repeat(10_000) + &"</div>".repeat(10_000);
    let attribute = format!("<a href='https://a.example/{}'>x</a>", "x".repeat(100_000));
    for (number, content) in [deep, attribute, "<".repeat(100_000)].into_iter().enumerate() {
        let create = bob.create(&format!("/long-{number}"), json!({ "content": content }));
        assert_eq!(scene.deliver(&bob, &create).await.status, 202);
        assert_harmless(&scene.column(
            "statuses",
            "content_html",
            &bob.at(&format!("/long-{number}")),
        ));
    }
    let titled = bob
        .create("/article", json!({ "type": "Article", "name": TRICKS[0], "content": TRICKS[1] }));
    assert_eq!(scene.deliver(&bob, &titled).await.status, 202);
    assert_harmless(&scene.column("statuses", "content_html", &bob.at("/article")));
}

/// §6 line 76: neither does a profile.
#[tokio::test]
async fn no_profile_brings_anything_that_acts() {
    let all = TRICKS.join(" ");
    let scene = Scene::new().await;
    let peer = Peer::new("b.example", "odd");
    let mut document = peer.document();
    document["summary"] = all.as_str().into();
    document["name"] = "<script>alert(1)</script>".into();
    document["attachment"] =
        json!([{ "type": "PropertyValue", "name": "<b>me</b>", "value": all }]);
    scene.web.put(&peer.uri, Page::activity(&document));
    let follow = peer.activity("Follow", ADA.into(), json!({}));
    assert_eq!(scene.deliver(&peer, &follow).await.status, 202);
    assert_harmless(&scene.column("accounts", "note_html", &peer.uri));
    let fields: Value =
        serde_json::from_str(&scene.column("accounts", "fields_json", &peer.uri)).unwrap();
    assert_harmless(fields[0][1].as_str().unwrap());
}

/// §6 line 78.
#[tokio::test]
async fn links_say_where_they_lead_and_lead_to_the_web() {
    let (scene, bob) = scene_with_bob().await;
    let content =
        "<a href='https://evil.example/x' rel='me' target='_top'>https://bank.example/</a>";
    let create = bob.create("/1", json!({ "content": content, "url": "javascript:alert(1)" }));
    assert_eq!(scene.deliver(&bob, &create).await.status, 202);
    let html = scene.column("statuses", "content_html", &bob.at("/1"));
    assert!(
        html.contains("nofollow") && html.contains("noopener") && html.contains("_blank"),
        "{html}"
    );
    assert!(!html.contains("_top") && !html.contains("\"me\""), "{html}");
    assert!(!scene.rows().hold("statuses", "javascript:"));
}

/// §6 line 79.
#[tokio::test]
async fn a_mention_is_whom_it_addresses() {
    let (scene, bob) = scene_with_bob().await;
    let mention = |href: &str, name: &str| json!({ "type": "Mention", "href": href, "name": name });
    // Named in a private post that is for somebody else: a trick to get into Ada's notifications.
    let private =
        json!({ "to": "https://c.example/users/x", "cc": [], "tag": mention(ADA, "@ada") });
    assert_eq!(scene.deliver(&bob, &bob.create("/1", private)).await.status, 202);
    // Whoever the text names, only the address counts.
    let other = mention("https://c.example/users/x", "@ada@home.example");
    assert_eq!(scene.deliver(&bob, &bob.create("/2", json!({ "tag": other }))).await.status, 202);
    assert_eq!(scene.rows().count("notifications"), 0);
    let crowd: Vec<_> =
        (0..1_000).map(|n| mention(&format!("https://c.example/{n}"), "@x")).collect();
    let outcome = scene.deliver(&bob, &bob.create("/3", json!({ "tag": crowd }))).await;
    assert_eq!(outcome.status, 202);
    outcome.asks(&[]);
    assert!(!scene.rows().hold("accounts", "c.example"));
}

/// §6 line 80.
#[tokio::test]
async fn an_emoji_is_a_plain_word_with_a_picture() {
    let (scene, bob) = scene_with_bob().await;
    let emoji =
        |name: &str, url: &str| json!({ "type": "Emoji", "name": name, "icon": { "url": url } });
    let good = "https://a.example/e.png";
    let tags = json!([
        emoji(":<img src=x onerror=alert(1)>:", good),
        emoji(&format!(":{}:", "x".repeat(2_000)), good),
        emoji(":a b:", good),
        emoji(":js:", "javascript:alert(1)"),
        emoji(":blob:", good),
        emoji(":blob:", "https://a.example/second.png"),
    ]);
    let outcome = scene.deliver(&bob, &bob.create("/1", json!({ "tag": tags }))).await;
    assert_eq!(outcome.status, 202);
    outcome.asks(&[]);
    let kept = scene.column("statuses", "emojis_json", &bob.at("/1"));
    assert_eq!(kept, r#"[["blob","https://a.example/e.png"]]"#);
}

/// §6 line 81: what an actor says of itself is not taken for true.
#[tokio::test]
async fn unverified_claims_are_not_kept() {
    let scene = Scene::new().await;
    let peer = Peer::new("b.example", "claims");
    let mut document = peer.document();
    document["attributionDomains"] = json!(["newspaper.example"]);
    document["webfinger"] = "boss@newspaper.example".into();
    document["endpoints"] = json!({
        "proxyUrl": "https://proxy.example/", "oauthAuthorizationEndpoint": "https://oauth.example/",
        "sharedInbox": "https://victim.example/inbox",
    });
    document["featured"] = "https://victim.example/featured".into();
    scene.web.put(&peer.uri, Page::activity(&document));
    let follow = peer.activity("Follow", ADA.into(), json!({}));
    assert_eq!(scene.deliver(&peer, &follow).await.status, 202);
    let rows = scene.rows();
    assert!(rows.hold("accounts", &peer.uri));
    for claim in ["newspaper.example", "proxy.example", "oauth.example", "victim.example"] {
        assert!(!rows.hold("accounts", claim) && !rows.hold("inboxes", claim), "{claim}");
    }
}
