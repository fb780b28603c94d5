//! Actors in odd shapes (hostile inputs 3, 38, 41, 70 to 72, 81).

use serde_json::{Value, json};

use super::{Actor, ActorKind};

const ID: &str = "https://example.org/users/bob";

fn bob() -> Value {
    json!({
        "id": ID, "type": "Person", "preferredUsername": "bob",
        "inbox": "https://example.org/users/bob/inbox",
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut actor = bob();
    actor[key] = value;
    actor
}

#[test]
fn the_least_actor_is_read() {
    let actor = Actor::read(&bob()).unwrap();
    assert_eq!((actor.id.as_str(), actor.username.as_str()), (ID, "bob"));
    assert_eq!(actor.kind, ActorKind::Person);
    assert!(!actor.locked && !actor.discoverable && !actor.indexable);
}

#[test]
fn what_is_no_usable_actor_is_refused() {
    for (key, value) in [
        ("type", json!("Note")),
        ("type", json!(null)),
        ("id", json!(null)),
        ("id", json!(5)),
        ("id", json!("https://example.org/users/bob#me")),
        ("id", json!("https://user@example.org/users/bob")),
        ("inbox", json!(null)),
        ("inbox", json!("https://victim.example/inbox")),
        ("inbox", json!("https://example.org:8443/inbox")),
        ("preferredUsername", json!(null)),
        ("preferredUsername", json!("bob\u{202e}")),
        ("preferredUsername", json!("b".repeat(65))),
    ] {
        assert!(Actor::read(&with(key, value.clone())).is_err(), "{key}: {value}");
    }
}

#[test]
fn collections_elsewhere_are_dropped() {
    let foreign = json!("https://victim.example/x");
    for key in ["outbox", "followers", "following", "featured"] {
        assert_eq!(Actor::read(&with(key, foreign.clone())), Actor::read(&bob()), "{key}");
    }
    let actor = Actor::read(&with("endpoints", json!({"sharedInbox": foreign}))).unwrap();
    assert_eq!(actor.shared_inbox, None);
    let own = json!({"sharedInbox": "https://example.org/inbox"});
    let actor = Actor::read(&with("endpoints", own)).unwrap();
    assert_eq!(actor.shared_inbox.as_deref(), Some("https://example.org/inbox"));
}

#[test]
fn a_bad_field_loses_the_field_and_not_the_actor() {
    let fields = [
        "name",
        "summary",
        "url",
        "icon",
        "image",
        "attachment",
        "tag",
        "alsoKnownAs",
        "movedTo",
        "publicKey",
        "assertionMethod",
        "published",
        "webfinger",
        "generator",
        "attributionDomains",
        "endpoints",
        "discoverable",
        "showMedia",
        "showRepliesInMedia",
        "showFeatured",
    ];
    for key in fields {
        for value in [json!(null), json!(-1), json!([[1]]), json!({"a": {}}), json!([null, {}])] {
            assert_eq!(
                Actor::read(&with(key, value.clone())),
                Actor::read(&bob()),
                "{key}: {value}"
            );
        }
    }
}

#[test]
fn what_a_picture_shows_is_read_where_others_say_it() {
    let described = |said: Value| {
        let mut icon = json!({ "type": "Image", "url": "https://example.org/a.png" });
        icon.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        Actor::read(&with("icon", icon)).unwrap().icon_description
    };
    assert_eq!(described(json!({ "name": "Bob" })).as_deref(), Some("Bob"));
    assert_eq!(described(json!({ "name": "bob.png", "summary": "Bob" })).as_deref(), Some("Bob"));
    assert_eq!(described(json!({ "name": null, "summary": "" })), None);
    assert_eq!(described(json!({ "summary": "x".repeat(9_999) })).map(|it| it.len()), Some(6_144));
}

#[test]
fn the_handle_can_give_the_name() {
    let mut actor = with("webfinger", json!("bob@example.org"));
    actor.as_object_mut().unwrap().remove("preferredUsername");
    assert_eq!(Actor::read(&actor).unwrap().username, "bob");
}

#[test]
fn keys_count_when_their_owner_is_the_actor_and_they_live_there() {
    let key = |id: &str, owner: &str| json!({"id": id, "owner": owner, "publicKeyPem": "PEM"});
    let actor = with(
        "publicKey",
        json!([
            key("https://example.org/users/bob#1", ID),
            key("https://example.org/users/bob#2", "https://example.org/users/eve"),
            key("https://evil.example/key", ID),
            {"id": "https://example.org/users/bob#3", "owner": ID},
            "https://example.org/keys/4",
        ]),
    );
    let keys = Actor::read(&actor).unwrap().keys;
    let ids: Vec<&str> = keys.iter().map(|key| key.id.as_str()).collect();
    assert_eq!(ids, ["https://example.org/users/bob#1", "https://example.org/keys/4"]);
}

#[test]
fn everything_is_bounded() {
    let field =
        json!({"type": "PropertyValue", "name": "n".repeat(9_999), "value": "ä".repeat(9_999)});
    let mut actor = with("attachment", json!(vec![field; 5_000]));
    actor["name"] = json!("n".repeat(1_000_000));
    actor["summary"] = json!("ä".repeat(1_000_000));
    actor["alsoKnownAs"] = json!(vec![ID; 5_000]);
    actor["publicKey"] = json!(vec![json!({"id": ID, "owner": ID, "publicKeyPem": "PEM"}); 5_000]);
    actor["attributionDomains"] = json!(vec!["example.com"; 5_000]);
    let actor = Actor::read(&actor).unwrap();
    assert_eq!(actor.display_name.map(|name| name.len()), Some(512));
    assert_eq!(actor.note_html.map(|note| note.len()), Some(20 * 1024));
    assert_eq!(actor.fields.len(), 16);
    assert!(actor.fields.iter().all(|(name, value)| name.len() == 512 && value.len() == 2_048));
    assert_eq!(actor.also_known_as.len(), 256);
    assert_eq!(actor.keys.len(), 10);
    assert_eq!(actor.attribution_domains.len(), 100);
}
