//! What other servers really send, read from `tests/wire`, and what we understand of it.
//!
//! Every `<name>.json` there has a `<name>.expect.json` with our understanding, without what is
//! empty. A new file without one fails and prints what belongs in it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::*;
use crate::protocol::json::{Limits, parse};

#[test]
fn every_file_from_the_wire_is_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    let files = documents(&root);
    assert!(files.len() >= 40, "only {} files in {}", files.len(), root.display());
    let wrong: Vec<String> = files.iter().filter_map(|path| check(path).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every `.json` in the folders of `root` that is no expectation.
fn documents(root: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let files =
        folders.filter(|path| path.is_dir()).flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".json"))
        .filter(|path| !path.to_string_lossy().ends_with(".expect.json"))
        .collect();
    files.sort();
    files
}

fn check(path: &Path) -> Result<(), String> {
    let value = parse(&fs::read(path).unwrap(), &Limits::default()).unwrap();
    let mut understood = understand(&value);
    drop_empty(&mut understood);
    let expected = fs::read(path.with_extension("expect.json")).unwrap_or_default();
    let expected: Value = serde_json::from_slice(&expected).unwrap_or_default();
    if understood == expected {
        return Ok(());
    }
    Err(format!(
        "{} is understood as\n{understood:#}\nbut expected as\n{expected:#}",
        path.display()
    ))
}

/// The document as the one reader that takes it sees it.
fn understand(value: &Value) -> Value {
    if value.get("subject").is_some() {
        let jrd = Jrd::read(value).unwrap();
        return json!({
            "subject": jrd.subject.to_string(), "actor": jrd.actor,
            "subscribe_template": jrd.subscribe_template,
        });
    }
    let readings = [
        Actor::read(value).ok().map(|actor| json!({ "actor": view_actor(&actor) })),
        Object::read(value).ok().map(|object| json!({ "object": view_object(&object) })),
        Collection::read(value).ok().map(|found| json!({ "collection": view_collection(&found) })),
        QuoteAuthorization::read(value).ok().map(|stamp| {
            json!({ "stamp": {
                "id": stamp.id, "attributed_to": stamp.attributed_to,
                "interacting_object": stamp.interacting_object,
                "interaction_target": stamp.interaction_target,
            }})
        }),
        key_stub(value).map(|key| json!({"key": view_key(&key), "owner": key.owner})),
        Tombstone::read(value)
            .ok()
            .map(|stone| json!({"tombstone": stone.id, "deleted_ms": stone.deleted_ms})),
    ];
    let mut readings = readings.into_iter().flatten();
    match readings.next() {
        Some(reading) => {
            assert!(readings.next().is_none(), "two readers take {value:#}");
            reading
        }
        None => json!({ "activity": view_activity(&Activity::read(value).unwrap()) }),
    }
}

/// The key in what GoToSocial serves at a key's id: too little to be an actor.
fn key_stub(value: &Value) -> Option<ActorKey> {
    let key_id = field::own_id(value.get("publicKey")?)?;
    value.get("inbox").is_none().then(|| key_document::read(value, &key_id).unwrap())
}

fn view_activity(activity: &Activity) -> Value {
    let embedded = activity.object.embedded();
    json!({
        "id": activity.id,
        "kind": format!("{:?}", activity.kind),
        "actor": activity.actor,
        "object": activity.object.uri(),
        "objects": if activity.objects.len() > 1 { json!(activity.objects) } else { Value::Null },
        "embedded": embedded.map(|object| match Object::read(object) {
            Ok(object) => view_object(&object),
            Err(_) => view_embedded(object),
        }),
        "target": activity.target,
        "audience": view_audience(&activity.audience),
        "published_ms": activity.published_ms,
        "result": activity.result.as_ref().and_then(ObjectRef::uri),
        "instrument": activity.instrument.as_ref().and_then(ObjectRef::uri),
        "content": activity.content,
        "has_proof": activity.has_proof,
    })
}

/// What is inside an `Undo`, `Accept`, `Delete` or `Update` of an actor.
fn view_embedded(object: &Value) -> Value {
    if let Ok(actor) = Actor::read(object) {
        return view_actor(&actor);
    }
    if let Ok(tombstone) = Tombstone::read(object) {
        return json!({"tombstone": tombstone.id});
    }
    Activity::read(object).map_or(Value::Null, |activity| {
        json!({
            "kind": format!("{:?}", activity.kind), "actor": activity.actor,
            "object": activity.object.uri(),
        })
    })
}

fn view_actor(actor: &Actor) -> Value {
    json!({
        "id": actor.id, "kind": format!("{:?}", actor.kind), "username": actor.username,
        "display_name": actor.display_name, "note_html": actor.note_html, "url": actor.url,
        "inbox": actor.inbox, "shared_inbox": actor.shared_inbox, "outbox": actor.outbox,
        "followers": actor.followers, "following": actor.following, "featured": actor.featured,
        "locked": actor.locked, "discoverable": actor.discoverable, "indexable": actor.indexable,
        "icon_url": actor.icon_url, "image_url": actor.image_url,
        "icon_description": actor.icon_description, "image_description": actor.image_description,
        "fields": actor.fields,
        "emojis": view_emojis(&actor.emojis), "also_known_as": actor.also_known_as,
        "moved_to": actor.moved_to, "keys": actor.keys.iter().map(view_key).collect::<Vec<_>>(),
        "published_ms": actor.published_ms, "webfinger": actor.webfinger.as_ref().map(ToString::to_string),
        "implements_rfc9421": actor.implements_rfc9421, "attribution_domains": actor.attribution_domains,
    })
}

fn view_key(key: &ActorKey) -> Value {
    let encoding = match &key.encoding {
        KeyEncoding::Pem(_) => "PEM",
        KeyEncoding::Multibase(_) => "Multibase",
        KeyEncoding::Elsewhere => "elsewhere",
    };
    json!({ "id": key.id, "encoding": encoding })
}

fn view_object(object: &Object) -> Value {
    json!({
        "id": object.id, "kind": format!("{:?}", object.kind), "attributed_to": object.attributed_to,
        "content_html": object.content_html, "summary": object.summary, "name": object.name,
        "language": object.language, "published_ms": object.published_ms,
        "updated_ms": object.updated_ms, "sensitive": object.sensitive,
        "in_reply_to": object.in_reply_to, "audience": view_audience(&object.audience),
        "url": object.url,
        "mentions": object.mentions.iter().map(|m| json!([m.href, m.name])).collect::<Vec<_>>(),
        "hashtags": object.hashtags, "emojis": view_emojis(&object.emojis),
        "attachments": object.attachments.iter().map(view_attachment).collect::<Vec<_>>(),
        "poll": object.poll.as_ref().map(view_poll), "quote": object.quote,
        "quote_authorization": object.quote_authorization,
        "interaction_policy": object.interaction_policy.as_ref().map(view_policy),
        "approved_by": object.approved_by,
        "replies": object.replies.as_ref().and_then(ObjectRef::uri), "context": object.context,
        "is_vote": object.is_vote(), "likes_count": object.likes_count,
        "shares_count": object.shares_count,
    })
}

fn view_audience(audience: &Audience) -> Value {
    json!({"public": format!("{:?}", audience.public), "recipients": audience.recipients})
}

fn view_emojis(emojis: &[Emoji]) -> Value {
    emojis.iter().map(|emoji| json!([emoji.shortcode, emoji.url])).collect()
}

fn view_attachment(file: &Attachment) -> Value {
    json!({
        "kind": format!("{:?}", file.kind), "media_type": file.media_type, "url": file.url,
        "description": file.description, "width": file.width, "height": file.height,
        "blurhash": file.blurhash, "focus": file.focus, "duration_ms": file.duration_ms,
    })
}

fn view_poll(poll: &Poll) -> Value {
    let options: Vec<_> =
        poll.options.iter().map(|option| json!([option.name, option.votes])).collect();
    json!({
        "multiple": poll.multiple, "options": options, "end_time_ms": poll.end_time_ms,
        "closed_ms": poll.closed_ms, "voters_count": poll.voters_count,
    })
}

fn view_policy(policy: &InteractionPolicy) -> Value {
    let view = |rule: &Option<Rule>| {
        rule.as_ref().map(|rule| json!({"automatic": rule.automatic, "manual": rule.manual}))
    };
    json!({
        "quote": view(&policy.can_quote), "reply": view(&policy.can_reply),
        "like": view(&policy.can_like), "announce": view(&policy.can_announce),
    })
}

fn view_collection(collection: &Collection) -> Value {
    json!({
        "id": collection.id, "first": collection.first.as_ref().map(|page| page.uri().unwrap_or("embedded")),
        "items": collection.items.iter().map(ObjectRef::uri).collect::<Vec<_>>(),
        "next": collection.next, "part_of": collection.part_of, "total_items": collection.total_items,
    })
}

/// Removes null, false and empty values from objects.
fn drop_empty(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_empty),
        Value::Object(map) => {
            map.values_mut().for_each(drop_empty);
            map.retain(|_, value| !is_empty(value));
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}
