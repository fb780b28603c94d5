//! Posts in odd shapes (hostile inputs 25, 41, 70 to 72, 78).

use serde_json::{Value, json};

use super::{Object, ObjectKind};

fn note() -> Value {
    json!({
        "id": "https://example.org/notes/1", "type": "Note", "attributedTo": "https://example.org/bob",
        "content": "<p>Hi</p>",
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut object = note();
    object[key] = value;
    object
}

#[test]
fn what_nobody_or_somebody_elsewhere_wrote_is_refused() {
    for value in [
        json!(null),
        json!([]),
        json!(5),
        json!("https://example.com/eve"),
        json!(["https://example.org/bob", "https://example.org/eve"]),
        json!([{"type": "Person", "id": "https://example.org/a"}, {"type": "Person", "id": "https://example.org/b"}]),
    ] {
        assert!(Object::read(&with("attributedTo", value.clone())).is_err(), "{value}");
    }
    for value in
        [json!(null), json!("https://example.org/1#x"), json!("a".repeat(100_000)), json!({})]
    {
        assert!(Object::read(&with("id", value.clone())).is_err(), "{value}");
    }
    for value in [json!("Person"), json!("Create"), json!("ChatMessage"), json!(null), json!([])] {
        assert!(Object::read(&with("type", value.clone())).is_err(), "{value}");
    }
}

#[test]
fn the_person_among_a_person_and_a_channel_is_the_author() {
    let authors = json!([
        {"type": "Group", "id": "https://example.org/channel"},
        {"type": "Person", "id": "https://example.org/bob"},
    ]);
    let object = Object::read(&with("attributedTo", authors)).unwrap();
    assert_eq!(object.attributed_to, "https://example.org/bob");
}

#[test]
fn a_bad_field_loses_the_field_and_not_the_post() {
    let fields = [
        "summary",
        "name",
        "contentMap",
        "published",
        "updated",
        "sensitive",
        "inReplyTo",
        "to",
        "cc",
        "url",
        "tag",
        "attachment",
        "quote",
        "quoteUri",
        "quoteAuthorization",
        "interactionPolicy",
        "approvedBy",
        "context",
        "likes",
        "shares",
        "oneOf",
        "closed",
    ];
    for key in fields {
        for value in [json!(null), json!(-1), json!([[1]]), json!([null, 7])] {
            assert_eq!(
                Object::read(&with(key, value.clone())),
                Object::read(&note()),
                "{key}: {value}"
            );
        }
    }
}

#[test]
fn content_may_stand_in_the_map_only() {
    let mut object = with("contentMap", json!({"de": "<p>Hallo</p>", "en": "<p>Hi</p>"}));
    object.as_object_mut().unwrap().remove("content");
    let object = Object::read(&object).unwrap();
    assert_eq!(object.content_html, "<p>Hallo</p>");
    assert_eq!(object.language.as_deref(), Some("de"));
}

#[test]
fn the_language_is_that_of_the_content() {
    let language = |map: Value| Object::read(&with("contentMap", map)).unwrap().language;
    assert_eq!(language(json!({"de": "<p>Hallo</p>", "en": "<p>Hi</p>"})).as_deref(), Some("en"));
    assert_eq!(language(json!({"und": "<p>Hi</p>"})), None);
    assert_eq!(language(json!({"<script>": "<p>Hi</p>"})), None);
    assert_eq!(language(json!({"": "<p>Hi</p>"})), None);
}

#[test]
fn a_vote_is_a_name_without_content_in_reply_to_a_poll() {
    let mut vote = with("name", json!("Yes"));
    vote["inReplyTo"] = json!("https://example.com/polls/1");
    assert!(!Object::read(&vote).unwrap().is_vote());
    vote.as_object_mut().unwrap().remove("content");
    assert!(Object::read(&vote).unwrap().is_vote());
    vote["content"] = json!("<br>");
    assert!(Object::read(&vote).unwrap().is_vote());
    vote["inReplyTo"] = json!(null);
    assert!(!Object::read(&vote).unwrap().is_vote());
}

#[test]
fn an_article_shows_its_title_and_link() {
    let mut article = with("type", json!("Article"));
    article["name"] = json!("A <b> & \"c\"");
    article["url"] =
        json!(["javascript:x", {"type": "Link", "href": "https://example.org/blog?a=1&b=2"}]);
    let object = Object::read(&article).unwrap();
    assert_eq!(object.kind, ObjectKind::Article);
    assert_eq!(
        object.content_html,
        "<p><strong>A &lt;b&gt; &amp; &quot;c&quot;</strong></p><p>Hi</p>\
         <p><a href=\"https://example.org/blog?a=1&amp;b=2\">https://example.org/blog?a=1&amp;b=2</a></p>"
    );
}

#[test]
fn a_quote_is_found_under_every_name_and_the_best_one_wins() {
    let (first, second) = ("https://example.com/1", "https://example.com/2");
    for key in ["quote", "quoteUri", "quoteUrl", "_misskey_quote"] {
        let object = Object::read(&with(key, json!(first))).unwrap();
        assert_eq!(object.quote.as_deref(), Some(first), "{key}");
    }
    let mut object = with("quoteUrl", json!(second));
    object["quote"] = json!(first);
    assert_eq!(Object::read(&object).unwrap().quote.as_deref(), Some(first));
    object["quote"] = json!("javascript:x");
    assert_eq!(Object::read(&object).unwrap().quote.as_deref(), Some(second));
    let link = |rel: &str| json!({"type": "Link", "mediaType": "application/activity+json", "href": first, "rel": rel});
    let quoting = with("tag", link("https://misskey-hub.net/ns#_misskey_quote"));
    assert_eq!(Object::read(&quoting).unwrap().quote.as_deref(), Some(first));
    assert_eq!(Object::read(&with("tag", link("next"))).unwrap().quote, None);
}
