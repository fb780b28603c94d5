//! Addressing in every spelling (hostile inputs 52, 53).

use serde_json::json;

use super::{Audience, PUBLIC, Public};

#[test]
fn the_public_collection_has_three_spellings() {
    for spelling in [PUBLIC, "as:Public", "Public"] {
        for value in [json!(spelling), json!([spelling]), json!([{"id": spelling}])] {
            assert_eq!(Audience::read(&json!({ "to": value })).public, Public::To);
            assert_eq!(Audience::read(&json!({ "cc": value })).public, Public::Cc);
        }
    }
    assert_eq!(Audience::read(&json!({"to": "public"})).public, Public::No);
    assert_eq!(Audience::read(&json!({"to": "Public", "cc": "Public"})).public, Public::To);
}

#[test]
fn recipients_are_kept_once_each_and_only_from_to_and_cc() {
    let (a, b) = ("https://example.org/a", "https://example.org/b");
    let audience = Audience::read(&json!({
        "to": [a, a, {"id": b}, [a], null, 5, "nonsense"], "cc": a,
        "bto": "https://example.org/secret", "bcc": ["Public"],
    }));
    assert_eq!(audience.recipients, [a, b]);
    assert_eq!(audience.public, Public::No);
}

#[test]
fn a_hundred_thousand_recipients_become_two_hundred() {
    let mut to: Vec<String> = (0..100_000).map(|n| format!("https://example.org/{n}")).collect();
    to.push("as:Public".to_owned());
    let audience = Audience::read(&json!({ "to": to }));
    assert_eq!(audience.recipients.len(), 200);
    assert_eq!(audience.public, Public::To);
}
