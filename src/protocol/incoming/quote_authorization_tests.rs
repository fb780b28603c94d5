//! Stamps (hostile input 44).

use serde_json::json;

use super::QuoteAuthorization;

#[test]
fn a_stamp_comes_from_the_quoted_author_and_has_all_three_ids() {
    let stamp = json!({
        "id": "https://example.org/stamps/1", "type": "QuoteAuthorization",
        "attributedTo": "https://example.org/alice",
        "interactingObject": "https://example.com/notes/2",
        "interactionTarget": "https://example.org/notes/1",
    });
    let read = QuoteAuthorization::read(&stamp).unwrap();
    assert_eq!(read.interacting_object, "https://example.com/notes/2");
    for (key, value) in [
        ("type", json!("Note")),
        ("id", json!("https://example.com/stamps/1")),
        ("attributedTo", json!("https://example.com/alice")),
        ("interactionTarget", json!("https://example.com/notes/1")),
        ("interactingObject", json!(null)),
    ] {
        let mut other = stamp.clone();
        other[key] = value;
        assert!(QuoteAuthorization::read(&other).is_err(), "{other}");
    }
}
