//! Activities in odd shapes (hostile inputs 27, 70, 71, 84).

use serde_json::{Value, json};

use super::{Activity, ActivityKind};

fn like() -> Value {
    json!({
        "id": "https://example.org/likes/1#x", "type": "Like",
        "actor": "https://example.org/bob", "object": "https://example.com/notes/1",
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut activity = like();
    activity[key] = value;
    activity
}

#[test]
fn a_bare_like_is_read() {
    let activity = Activity::read(&like()).unwrap();
    assert_eq!(activity.kind, ActivityKind::Like);
    assert_eq!(activity.id.as_deref(), Some("https://example.org/likes/1#x"));
    assert_eq!(activity.actor, "https://example.org/bob");
    assert_eq!(activity.object.uri(), Some("https://example.com/notes/1"));
    assert!(!activity.has_proof);
}

#[test]
fn an_activity_of_nobody_or_about_nothing_is_refused() {
    for (key, value) in [
        ("type", json!(null)),
        ("type", json!({"id": "Like"})),
        ("type", json!(vec!["Like"; 10_000])),
        ("actor", json!(null)),
        ("actor", json!("http://example.org/bob")),
        ("actor", json!("https://example.org/bob#me")),
        ("actor", json!(["https://example.org/bob", "https://example.org/eve"])),
        ("object", json!(null)),
        ("object", json!("javascript:alert(1)")),
        ("object", json!([[]])),
    ] {
        assert!(Activity::read(&with(key, value.clone())).is_err(), "{key}: {value}");
    }
    for value in [json!(null), json!([]), json!("x"), json!(1)] {
        assert!(Activity::read(&value).is_err(), "{value}");
    }
}

#[test]
fn a_bad_field_loses_the_field_and_not_the_activity() {
    let activity = with("id", json!(["x"]));
    assert_eq!(Activity::read(&activity).unwrap().id, None);
    for key in ["target", "result", "instrument", "published", "to", "cc", "content", "proof"] {
        let activity = Activity::read(&with(key, json!(-1.5))).unwrap();
        assert_eq!(activity, Activity::read(&like()).unwrap(), "{key}");
    }
}

#[test]
fn an_unknown_type_keeps_its_name() {
    let activity = Activity::read(&with("type", json!("Bite"))).unwrap();
    assert_eq!(activity.kind, ActivityKind::Other("Bite".to_owned()));
}

#[test]
fn an_embedded_object_comes_whole_and_with_its_id() {
    let note = json!({"id": "https://example.org/notes/1", "type": "Note"});
    let activity = Activity::read(&with("object", note.clone())).unwrap();
    assert_eq!(activity.object.embedded(), Some(&note));
    assert_eq!(activity.object.uri(), Some("https://example.org/notes/1"));
    let anonymous = Activity::read(&with("object", json!({"type": "Note"}))).unwrap();
    assert_eq!(anonymous.object.uri(), None);
}

#[test]
fn a_report_of_ten_thousand_posts_is_cut() {
    let ids: Vec<String> = (0..10_000).map(|n| format!("https://example.com/{n}")).collect();
    let mut flag = with("object", json!(ids));
    flag["content"] = json!("x".repeat(10_000_000));
    let flag = Activity::read(&flag).unwrap();
    assert_eq!(flag.objects.len(), 100);
    assert_eq!(flag.content.map(|words| words.len()), Some(20_000));
}
