//! No reader panics on any JSON value, whatever its shape.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

/// Keys and texts that lead the readers far, mixed with nonsense.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::String),
        prop::sample::select(TEXTS).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 200, 12, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((prop::sample::select(KEYS), inner), 0..12)
                .prop_map(|entries| Value::Object(object(entries))),
        ]
    })
}

/// Has what is required, so that the readers get to the rest.
fn object(entries: Vec<(&str, Value)>) -> Map<String, Value> {
    let mut map = Map::new();
    for (key, text) in [
        ("id", "https://example.org/a"),
        ("type", "Note"),
        ("actor", "https://example.org/bob"),
        ("attributedTo", "https://example.org/bob"),
        ("inbox", "https://example.org/inbox"),
        ("preferredUsername", "bob"),
        ("object", "https://example.org/b"),
    ] {
        map.insert(key.to_owned(), json!(text));
    }
    map.extend(entries.into_iter().map(|(key, value)| (key.to_owned(), value)));
    map
}

const TEXTS: &[&str] = &[
    "https://example.org/a",
    "https://example.org/a#b",
    "as:Public",
    "Note",
    "Question",
    "Video",
    "Person",
    "Create",
    "Flag",
    "Collection",
    "Mention",
    "Hashtag",
    "Emoji",
    "Link",
    "Image",
    "PropertyValue",
    "Tombstone",
    "QuoteAuthorization",
    "#tag",
    ":cat:",
    "ä\u{202e}",
    "PT5S",
    "2024-01-01T00:00:00Z",
    "image/png",
    "acct:a@example.org",
    "self",
    "application/activity+json",
];

const KEYS: &[&str] = &[
    "id",
    "type",
    "actor",
    "object",
    "target",
    "to",
    "cc",
    "published",
    "updated",
    "result",
    "instrument",
    "content",
    "contentMap",
    "proof",
    "preferredUsername",
    "name",
    "summary",
    "url",
    "inbox",
    "endpoints",
    "sharedInbox",
    "outbox",
    "icon",
    "image",
    "attachment",
    "value",
    "tag",
    "href",
    "alsoKnownAs",
    "publicKey",
    "assertionMethod",
    "owner",
    "controller",
    "publicKeyPem",
    "publicKeyMultibase",
    "webfinger",
    "generator",
    "implements",
    "attributionDomains",
    "showMedia",
    "showRepliesInMedia",
    "showFeatured",
    "attributedTo",
    "inReplyTo",
    "mediaType",
    "width",
    "blurhash",
    "focalPoint",
    "duration",
    "oneOf",
    "anyOf",
    "replies",
    "totalItems",
    "endTime",
    "closed",
    "votersCount",
    "quote",
    "quoteUrl",
    "rel",
    "interactionPolicy",
    "canQuote",
    "automaticApproval",
    "likes",
    "context",
    "items",
    "orderedItems",
    "first",
    "next",
    "partOf",
    "deleted",
    "interactingObject",
    "interactionTarget",
    "subject",
    "links",
    "template",
];

proptest! {
    #[test]
    fn no_value_makes_a_reader_panic(value in any_value()) {
        let _ = Activity::read(&value);
        let _ = Actor::read(&value);
        let _ = Object::read(&value);
        let _ = Collection::read(&value);
        let _ = Tombstone::read(&value);
        let _ = QuoteAuthorization::read(&value);
        if let Ok(jrd) = Jrd::read(&value) {
            prop_assert!(jrd.actor.starts_with("https://"));
        }
        let _ = key_document::read(&value, "https://example.org/a");
    }
}
