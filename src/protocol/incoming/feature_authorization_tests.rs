//! Consent to be in a set of people.

use serde_json::json;

use super::FeatureAuthorization;

#[test]
fn consent_comes_from_the_server_of_whoever_agrees_and_names_the_set() {
    let consent = json!({
        "id": "https://example.org/consents/1", "type": "FeatureAuthorization",
        "interactingObject": "https://example.com/sets/2",
        "interactionTarget": "https://example.org/alice",
    });
    let read = FeatureAuthorization::read(&consent).unwrap();
    assert_eq!(read.interacting_object, "https://example.com/sets/2");
    assert_eq!(read.interaction_target, "https://example.org/alice");
    for (key, value) in [
        ("type", json!("QuoteAuthorization")),
        ("id", json!("https://example.com/consents/1")),
        ("interactionTarget", json!("https://example.com/alice")),
        ("interactingObject", json!(null)),
    ] {
        let mut other = consent.clone();
        other[key] = value;
        assert!(FeatureAuthorization::read(&other).is_err(), "{other}");
    }
}
