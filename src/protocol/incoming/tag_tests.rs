//! Tags in odd shapes (hostile inputs 64, 71, 79, 80).

use serde_json::json;

use super::{emojis, hashtags, mentions};

#[test]
fn a_mention_needs_an_address_and_counts_once() {
    let mention = |href: &str| json!({"type": "Mention", "href": href, "name": "@x"});
    let tags = [
        mention("https://example.org/a"),
        mention("https://example.org/a"),
        mention("javascript:x"),
        mention("https://example.org/a#x"),
        json!({"type": "Mention"}),
        json!("https://example.org/b"),
        json!({"type": ["x", "Mention"], "href": "https://example.org/c", "name": 5}),
    ];
    let found = mentions(&json!({ "tag": tags }));
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].name.as_deref(), Some("@x"));
    assert_eq!((found[1].href.as_str(), found[1].name.as_ref()), ("https://example.org/c", None));
}

#[test]
fn hashtags_are_words_without_their_sign() {
    let names = [
        "#Cats",
        "dogs",
        "＃鳥",
        "#Cats",
        "#two words",
        "#<b>",
        "#",
        "",
        "#हिन्दी",
        "#a\u{202f}b",
        "#a\u{202e}b",
    ];
    let tags: Vec<_> = names.iter().map(|name| json!({"type": "Hashtag", "name": name})).collect();
    assert_eq!(hashtags(&json!({ "tag": tags })), ["Cats", "dogs", "鳥", "हिन्दी"]);
}

#[test]
fn an_emoji_has_a_plain_name_and_a_picture() {
    let emoji = |name: &str, url: &str| json!({"type": "Emoji", "name": name, "icon": {"type": "Image", "url": url}});
    let picture = "https://example.org/cat.png";
    let tags = [
        emoji(":blob-cat:", picture),
        emoji("blob-cat", "https://example.org/other.png"),
        emoji(":<img src=x>:", picture),
        emoji(&format!(":{}:", "x".repeat(2_000)), picture),
        emoji("::", picture),
        emoji(":cat:", "http://127.0.0.1/cat.png"),
    ];
    let found = emojis(&json!({ "tag": tags }));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].shortcode.as_str(), found[0].url.as_str()), ("blob-cat", picture));
}

#[test]
fn a_thousand_of_each_are_cut() {
    let tags: Vec<_> = (0..1_000)
        .flat_map(|n| {
            let uri = format!("https://example.org/{n}");
            [
                json!({"type": "Mention", "href": uri}),
                json!({"type": "Hashtag", "name": format!("#t{n}")}),
                json!({"type": "Emoji", "name": format!(":e{n}:"), "icon": uri}),
            ]
        })
        .collect();
    let object = json!({ "tag": tags });
    assert_eq!(mentions(&object).len(), 50);
    assert_eq!(hashtags(&object).len(), 50);
    assert_eq!(emojis(&object).len(), 64);
}
