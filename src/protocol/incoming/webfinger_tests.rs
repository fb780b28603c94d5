//! WebFinger answers (hostile input 37).

use serde_json::{Value, json};

use super::Jrd;

fn jrd(links: &Value) -> Value {
    json!({"subject": "acct:alice@example.org", "links": links})
}

fn self_link(href: &str, kind: &str) -> Value {
    json!({"rel": "self", "type": kind, "href": href})
}

#[test]
fn one_actor_is_found_among_other_links() {
    let alice = "https://example.org/users/alice";
    let read = Jrd::read(&jrd(&json!([
        {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://example.org/@alice"},
        self_link(alice, "application/activity+json"),
        self_link(alice, r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#),
        self_link("https://example.org/card", "text/vcard"),
        {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "https://example.org/interact?uri={uri}"},
    ])))
    .unwrap();
    assert_eq!(read.subject.to_string(), "alice@example.org");
    assert_eq!(read.actor, alice);
    assert_eq!(read.subscribe_template.as_deref(), Some("https://example.org/interact?uri={uri}"));
}

#[test]
fn none_or_two_actors_are_refused() {
    let kind = "application/activity+json";
    let (a, b) = ("https://example.org/a", "https://example.org/b");
    for links in [
        json!(null),
        json!([]),
        json!([self_link(a, kind), self_link(b, kind)]),
        json!([self_link(a, "text/html")]),
        json!([self_link("http://example.org/a", kind)]),
        json!([{"rel": "self", "type": kind}]),
    ] {
        assert!(Jrd::read(&jrd(&links)).is_err(), "{links}");
    }
}

#[test]
fn the_subject_must_be_a_handle() {
    let mut answer = jrd(&json!([self_link("https://example.org/a", "application/activity+json")]));
    for subject in
        [json!(null), json!("https://example.org/a"), json!("acct:alice@127.0.0.1"), json!(["x"])]
    {
        answer["subject"] = subject.clone();
        assert!(Jrd::read(&answer).is_err(), "{subject}");
    }
}

#[test]
fn a_template_that_is_no_https_address_is_dropped() {
    for template in
        ["javascript:{uri}", "http://example.org/{uri}", "https://example.org/x", "{uri}"]
    {
        let read = Jrd::read(&jrd(&json!([
            self_link("https://example.org/a", "application/activity+json"),
            {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": template},
        ])));
        assert_eq!(read.unwrap().subscribe_template, None, "{template}");
    }
}
