//! Ids that are used and ids that are refused (hostile inputs 22, 26, 70).

use proptest::prelude::*;

use super::{
    host_of, is_object_id, is_uri, origin, parsed_host, plain_host, same_origin, without_fragment,
};

#[test]
fn ids_as_servers_make_them_are_used() {
    for id in [
        "https://example.org/users/alice",
        "https://example.org",
        "https://example.org/?author=1",
        "https://example.org:8443/a",
        "https://bücher.example/ä",
        "https://example.org/a%20b/../c",
        "https://example.org/@alice@example.com",
    ] {
        assert!(is_object_id(id), "{id}");
    }
    assert!(is_uri("https://example.org/users/alice#main-key"));
    assert!(!is_object_id("https://example.org/users/alice#main-key"));
    assert_eq!(without_fragment("https://example.org/a#b#c"), "https://example.org/a");
}

#[test]
fn what_can_be_understood_in_two_ways_is_refused() {
    for id in [
        "http://example.org/a",
        "HTTPS://example.org/a",
        "ap://did:key:x/a",
        "javascript:alert(1)",
        "data:,x",
        "acct:alice@example.org",
        "did:web:example.org",
        "file:///etc/passwd",
        "https:example.org",
        "https:///example.org",
        "https://alice@example.org/",
        "https://alice:x@example.org/",
        "https://:x@example.org/",
        "https://example.org\\@evil.example/",
        "https://example.org/\n",
        " https://example.org/",
        "https://exam\tple.org/",
        "https://example.org./a",
        "https://",
        "https://[::1",
        "https://example.org:99999/",
        "https://a b.example/",
        "",
        "//example.org/a",
        "/a",
        "https://example.org/\u{0}",
        "https://example.org/\u{2028}",
    ] {
        assert!(!is_uri(id), "{id:?}");
        assert_eq!(host_of(id), None, "{id:?}");
    }
    let long = |bytes: usize| format!("https://example.org/{}", "a".repeat(bytes - 20));
    assert!(is_uri(&long(2_048)));
    assert!(!is_uri(&long(2_049)));
}

#[test]
fn a_host_is_written_one_way() {
    for (id, host) in [
        ("https://EXAMPLE.org/a", "example.org"),
        ("https://example.org:443/a", "example.org"),
        ("https://example.org:8443/a", "example.org:8443"),
        ("https://BÜCHER.example", "xn--bcher-kva.example"),
        ("https://e%78ample.org/", "example.org"),
        ("https://2130706433/", "127.0.0.1"),
        ("https://[::1]:8443/", "[::1]:8443"),
    ] {
        assert_eq!(host_of(id).as_deref(), Some(host), "{id}");
    }
    assert_eq!(origin("https://Example.org/a").as_deref(), Some("https://example.org"));
}

#[test]
fn origins_differ_by_host_and_port() {
    assert!(same_origin("https://example.org/a", "https://EXAMPLE.org:443/b#c"));
    assert!(!same_origin("https://example.org/a", "https://example.org:8443/a"));
    assert!(!same_origin("https://example.org/a", "https://sub.example.org/a"));
    assert!(!same_origin("https://example.org/a", "https://example.org.evil.example/a"));
    assert!(!same_origin("nonsense", "nonsense"));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(https://)?\\PC*") {
        if let Some(host) = host_of(&text) {
            let again = format!("https://{host}/");
            prop_assert_eq!(host_of(&again), Some(host));
        }
    }

    #[test]
    fn the_short_way_and_the_parser_agree(text in "https://[a-z0-9.x-]{1,20}/[!-~]{0,20}") {
        if let Some(host) = plain_host(&text) {
            prop_assert_eq!(parsed_host(&text), Some(host.to_owned()));
        }
    }
}
