//! Sets of people as Mastodon 4.6 writes them, and as nobody should.

use serde_json::{Value, json};

use super::FeaturedCollection;

fn set() -> Value {
    json!({
        "id": "https://far.example/sets/1", "type": "FeaturedCollection",
        "attributedTo": "https://far.example/bo", "name": "Birds\u{202e}",
        "summaryMap": { "fr": "<p>Tous les oiseaux</p>" },
        "sensitive": false, "discoverable": true,
        "topic": { "type": "Hashtag", "name": "#birds", "href": "https://far.example/tags/birds" },
        "totalItems": 1,
        "orderedItems": [item("https://else.example/cy", "https://else.example/consents/1")],
        "published": "2026-02-25T11:35:01Z",
    })
}

fn item(object: &str, authorization: &str) -> Value {
    json!({
        "type": "FeaturedItem", "featuredObject": object, "featuredObjectType": "Person",
        "featureAuthorization": authorization,
    })
}

#[test]
fn a_set_is_read_as_mastodon_writes_it() {
    let read = FeaturedCollection::read(&set()).unwrap();
    assert_eq!((read.name.as_str(), read.summary.as_str()), ("Birds", "<p>Tous les oiseaux</p>"));
    assert_eq!((read.language.as_deref(), read.topic.as_deref()), (Some("fr"), Some("birds")));
    assert!(read.discoverable && !read.sensitive && read.published_ms.is_some());
    assert_eq!(read.items[0].object, "https://else.example/cy");
}

#[test]
fn nobody_recommends_in_the_name_of_another_server() {
    for (key, value) in [
        ("attributedTo", json!("https://else.example/bo")),
        ("id", json!("http://far.example/sets/1")),
        ("type", json!("OrderedCollection")),
    ] {
        let mut other = set();
        other[key] = value;
        assert!(FeaturedCollection::read(&other).is_err(), "{other}");
    }
}

#[test]
fn who_cannot_have_agreed_or_is_there_twice_is_left_out_and_the_rest_is_bounded() {
    let mut many = set();
    let person = |n: usize| format!("https://else.example/{n}");
    let mut items: Vec<_> = (0..200).map(|n| item(&person(n), &person(n))).collect();
    items.insert(0, item(&person(500), "https://far.example/consents/1"));
    items.insert(1, json!("https://far.example/items/1"));
    items.insert(2, item(&person(0), &person(0)));
    many["orderedItems"] = Value::Array(items);
    let read = FeaturedCollection::read(&many).unwrap();
    assert_eq!(read.items.len(), 150);
    assert_eq!(read.items[0].object, person(0));
    assert_eq!(read.items[1].object, person(1));
}
