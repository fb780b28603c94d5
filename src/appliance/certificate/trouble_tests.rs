//! What authorities say, and what we take it for.

use std::time::Duration;

use serde_json::json;

use super::*;

fn problem(kind: &str, detail: &str) -> Problem {
    serde_json::from_value(json!({ "type": kind, "detail": detail })).unwrap()
}

fn acme(kind: &str) -> Problem {
    problem(&format!("{NAMESPACE}{kind}"), "because")
}

fn heard(status: u16) -> Heard {
    Heard { status, ..Heard::default() }
}

fn refusal(kind: &str, status: u16) -> Outcome {
    Trouble::of_error(&Error::Api(acme(kind)), &heard(status)).outcome
}

#[test]
fn a_refusal_is_told_from_a_limit_and_from_a_breakdown() {
    assert_eq!(refusal("rateLimited", 429), Outcome::Limited);
    assert_eq!(refusal("somethingNew", 429), Outcome::Limited);
    assert_eq!(refusal("rateLimited", 503), Outcome::Limited);
    assert_eq!(refusal("serverInternal", 500), Outcome::Down);
    assert_eq!(refusal("somethingNew", 503), Outcome::Down);
    assert_eq!(refusal("badNonce", 400), Outcome::Down);
    assert_eq!(refusal("rejectedIdentifier", 400), Outcome::Refused);
    assert_eq!(refusal("unauthorized", 403), Outcome::Refused);
}

#[test]
fn a_limit_without_a_problem_document_is_a_limit() {
    let garbage: Error = serde_json::from_str::<Problem>("<html>").unwrap_err().into();
    let heard = Heard { status: 429, wait: Some(Duration::from_secs(7)), issuer: None };
    let trouble = Trouble::of_error(&garbage, &heard);
    assert_eq!((trouble.outcome, trouble.wait_ms), (Outcome::Limited, 7000));
}

#[test]
fn what_cannot_be_understood_is_a_breakdown() {
    let garbage: Error = serde_json::from_str::<Problem>("<html>").unwrap_err().into();
    assert_eq!(Trouble::of_error(&garbage, &heard(200)).outcome, Outcome::Down);
    let huge = Error::Other(Box::new(NetError::TooLarge));
    assert_eq!(Trouble::of_error(&huge, &heard(0)).outcome, Outcome::Down);
}

#[test]
fn a_certificate_of_the_future_is_a_clock_of_the_past() {
    let early = NetError::Unreachable(Step::Early, "not valid yet".into());
    assert_eq!(
        Trouble::of_error(&Error::Other(Box::new(early)), &heard(0)).outcome,
        Outcome::Early
    );
}

#[test]
fn a_validation_shows_what_the_authority_saw() {
    let seen = |kind, method| Trouble::of_validation(&acme(kind)).seen(method);
    let because = || "because".to_owned();
    assert_eq!(seen("connection", Method::TlsAlpn), Some(Seen::Nobody(because())));
    assert_eq!(seen("unauthorized", Method::Http), Some(Seen::SomebodyElse(because())));
    assert_eq!(seen("tls", Method::TlsAlpn), Some(Seen::SomebodyElse(because())));
    assert_eq!(seen("dns", Method::Http), Some(Seen::NoName(because())));
    let refused = "Failed to connect to 192.0.1.2:443 for the tls-alpn-01 challenge";
    let pebble = problem(&format!("{NAMESPACE}unauthorized"), refused);
    let nobody = Some(Seen::Nobody(refused.to_owned()));
    assert_eq!(Trouble::of_validation(&pebble).seen(Method::TlsAlpn), nobody);
    // These say nothing about how we are reached.
    assert_eq!(seen("caa", Method::Http), None);
    assert_eq!(seen("unauthorized", Method::Dns), None);
    assert_eq!(seen("serverInternal", Method::TlsAlpn), None);
}

#[test]
fn the_words_of_others_are_cut_and_cleaned() {
    let long = problem("x", &format!("a\n\u{1b}[2J{}", "b".repeat(10_000)));
    let trouble = Trouble::of_validation(&long);
    assert_eq!(trouble.detail.chars().count(), WORDS);
    assert!(trouble.detail.starts_with("a  [2Jb"));
}

#[test]
fn a_part_says_more_than_the_whole() {
    let compound: Problem = serde_json::from_value(json!({
        "type": format!("{NAMESPACE}compound"), "detail": "several",
        "subproblems": [{ "type": format!("{NAMESPACE}caa"), "detail": "CAA forbids" }],
    }))
    .unwrap();
    let trouble = Trouble::of_validation(&compound);
    assert_eq!((trouble.problem.as_str(), trouble.detail.as_str()), ("caa", "CAA forbids"));
}
