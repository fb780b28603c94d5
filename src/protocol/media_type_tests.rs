//! Content types and `Accept` headers as servers and browsers send them.

use super::{Face, is_activity, is_inbox_body, wants};

#[test]
fn the_two_activitypub_types_are_recognised_however_they_are_written() {
    for text in [
        "application/activity+json",
        "application/activity+json; charset=utf-8",
        "Application/Activity+JSON",
        r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#,
        r#"application/ld+json;charset=utf-8;profile="https://www.w3.org/ns/activitystreams""#,
        "application/ld+json; profile=https://www.w3.org/ns/activitystreams",
        r#"application/ld+json; profile="https://example.org/x https://www.w3.org/ns/activitystreams""#,
        r#"application/ld+json; x="a;b,c"; Profile="https://www.w3.org/ns/activitystreams""#,
    ] {
        assert!(is_activity(text), "{text}");
        assert!(is_inbox_body(text), "{text}");
    }
}

#[test]
fn a_file_of_another_type_is_no_document() {
    for text in [
        "application/ld+json",
        "application/json",
        "text/html",
        "image/png",
        "",
        ";",
        r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams.evil""#,
        r#"application/json; profile="https://www.w3.org/ns/activitystreams""#,
        r#"text/plain; x=";application/activity+json""#,
    ] {
        assert!(!is_activity(text), "{text}");
    }
    assert!(is_inbox_body("application/ld+json"));
    assert!(!is_inbox_body("application/json"));
    assert!(!is_inbox_body("text/plain"));
}

#[test]
fn servers_get_activities_and_browsers_pages() {
    let cases = [
        (
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams", application/activity+json"#,
            Face::Activity,
        ),
        ("application/activity+json, application/ld+json", Face::Activity),
        ("application/activity+json, text/html;q=0.1", Face::Activity),
        (
            r#"application/activity+json, application/ld+json;profile="https://www.w3.org/ns/activitystreams", text/html;q=0.1"#,
            Face::Activity,
        ),
        ("application/json", Face::Activity),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Face::Page),
        ("text/html, application/activity+json;q=0.5", Face::Page),
        ("application/activity+json;q=0, text/html", Face::Page),
        ("application/activity+json;q=0", Face::Page),
        ("application/activity+json;q=x", Face::Page),
        ("*/*", Face::Page),
        ("", Face::Page),
        ("\"\"\",;;==,", Face::Page),
    ];
    for (accept, face) in cases {
        assert_eq!(wants(accept), face, "{accept}");
    }
}
