//! Polls in odd shapes (hostile inputs 45, 69, 71).

use serde_json::{Value, json};

use super::Poll;

fn option(name: &str, votes: impl Into<Value>) -> Value {
    let votes: Value = votes.into();
    json!({"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}})
}

#[test]
fn votes_that_cannot_be_are_none() {
    let options = [option("a", -5), option("b", u64::MAX), option("c", "many")];
    let poll = Poll::read(&json!({"oneOf": options, "votersCount": -1})).unwrap();
    let votes: Vec<u32> = poll.options.iter().map(|option| option.votes).collect();
    assert_eq!(votes, [0, u32::MAX, 0]);
    assert_eq!(poll.voters_count, None);
    assert!(!poll.multiple);
}

#[test]
fn two_options_of_one_name_make_no_poll() {
    let options = [option("a", 0), option("a", 0)];
    assert_eq!(Poll::read(&json!({ "oneOf": options })), None);
    assert_eq!(Poll::read(&json!({"oneOf": [{"type": "Note"}]})), None);
    assert_eq!(Poll::read(&json!({"oneOf": []})), None);
    assert_eq!(Poll::read(&json!({})), None);
}

#[test]
fn a_thousand_options_are_cut() {
    let options: Vec<Value> = (0..1_000).map(|n| option(&n.to_string(), 0)).collect();
    let poll = Poll::read(&json!({ "anyOf": options })).unwrap();
    assert_eq!(poll.options.len(), 100);
    assert!(poll.multiple);
}

#[test]
fn closed_is_a_time_or_true() {
    let closed = |value: Value| {
        Poll::read(&json!({"oneOf": [option("a", 0)], "closed": value})).unwrap().closed_ms
    };
    assert_eq!(closed(json!("1970-01-01T00:00:01Z")), Some(1_000));
    assert_eq!(closed(json!(true)), Some(0));
    assert_eq!(closed(json!(false)), None);
    assert_eq!(closed(json!("soon")), None);
}
