//! People and posts of other servers, as their servers would describe them.

use nichoir::protocol::key::PrivateKey;
use serde_json::{Value, json};

use super::scripted::{Page, Web};

/// The key of everybody elsewhere.
pub(crate) fn key() -> PrivateKey {
    PrivateKey::ed25519_from_seed([7; 32])
}

/// An actor with an Ed25519 key `#main-key`.
pub(crate) fn actor(id: &str) -> Value {
    let name = id.rsplit('/').next().unwrap();
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "Person",
        "preferredUsername": name,
        "inbox": format!("{id}/inbox"),
        "outbox": format!("{id}/outbox"),
        "followers": format!("{id}/followers"),
        "publicKey": {
            "id": format!("{id}#main-key"),
            "owner": id,
            "publicKeyPem": key().public().unwrap().to_pem().unwrap(),
        },
    })
}

/// A public note by `author`.
pub(crate) fn note(id: &str, author: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id,
        "type": "Note",
        "attributedTo": author,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "content": "<p>Hello</p>",
        "published": "2026-11-20T12:00:00Z",
    })
}

/// The same as an answer to `parent`.
pub(crate) fn reply(id: &str, author: &str, parent: &str) -> Value {
    let mut note = note(id, author);
    note["inReplyTo"] = parent.into();
    note
}

/// Puts `document` where its id says.
pub(crate) fn publish(web: &Web, document: &Value) {
    web.put(document["id"].as_str().unwrap(), Page::activity(document));
}

/// Puts an actor and its handle at its own host into the web.
pub(crate) fn settle(web: &Web, id: &str) {
    publish(web, &actor(id));
    let (host, name) = (id.split('/').nth(2).unwrap(), id.rsplit('/').next().unwrap());
    let acct = format!("{name}@{host}");
    let link = json!({ "rel": "self", "type": "application/activity+json", "href": id });
    let jrd = json!({ "subject": format!("acct:{acct}"), "links": [link] });
    web.put(&webfinger(host, &acct), Page::jrd(&jrd));
}

/// Where `acct` is looked up at `host`.
pub(crate) fn webfinger(host: &str, acct: &str) -> String {
    format!("https://{host}/.well-known/webfinger?resource=acct:{acct}")
}
