//! Handles as people and servers write them.

use proptest::prelude::*;

use super::{Acct, is_username, local_username, remote_domain};

fn parsed(text: &str) -> Option<String> {
    Acct::parse(text).map(|acct| acct.to_string())
}

#[test]
fn every_way_to_write_a_handle_gives_the_same_one() {
    for text in [
        "alice@example.org",
        "@alice@example.org",
        "acct:alice@example.org",
        " alice@EXAMPLE.org. ",
    ] {
        assert_eq!(parsed(text).as_deref(), Some("alice@example.org"), "{text}");
    }
    assert_eq!(parsed("a.b-c_D@bücher.example").as_deref(), Some("a.b-c_D@xn--bcher-kva.example"));
}

#[test]
fn a_domain_that_no_other_server_may_have_is_refused() {
    for domain in [
        "localhost",
        "localhost.",
        "a.localhost",
        "intranet",
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::1]",
        "::1",
        "example.org:8080",
        "a@example.org",
        "example.org/x",
        "example.org?x",
        "",
        ".",
        "..",
        "a..org",
        ".org",
        "exa mple.org",
        "%65xample.org",
        "example.org#",
        "a\u{0}b.org",
        "example\\.org",
    ] {
        assert_eq!(parsed(&format!("alice@{domain}")), None, "{domain:?}");
    }
    assert_eq!(remote_domain(&"a.".repeat(10_000)), None);
}

#[test]
fn user_names_are_words_with_dots_and_dashes_inside() {
    for name in ["a", "A_1", "a.b", "a-b", "a..b", "_", "example.org", &"x".repeat(64)] {
        assert!(is_username(name), "{name}");
    }
    for name in
        ["", ".a", "a.", "-a", "a-", "a b", "ä", "a\u{202e}b", "a/b", "a\n", "a@b", &"x".repeat(65)]
    {
        assert!(!is_username(name), "{name:?}");
    }
}

#[test]
fn a_resource_of_ours_names_its_user() {
    let ours = ["example.org", "social.example.org:8443"];
    for resource in [
        "acct:alice@example.org",
        "acct:alice@Social.Example.org:8443",
        "@alice@example.org",
        "https://example.org/users/alice",
        "https://example.org/@alice",
    ] {
        assert_eq!(local_username(resource, &ours), Some("alice"), "{resource}");
    }
    for resource in [
        "acct:alice@example.com",
        "acct:alice",
        "https://example.com/@alice",
        "https://example.org/alice",
        "https://example.org/@alice/1",
        "https://example.org",
        "https://example.org/users/",
        "",
    ] {
        assert_eq!(local_username(resource, &ours), None, "{resource}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_a_handle_reads_back(text in "\\PC*") {
        let _ = local_username(&text, &["example.org"]);
        if let Some(acct) = Acct::parse(&text) {
            prop_assert_eq!(Acct::parse(&acct.to_string()), Some(acct));
        }
    }

    #[test]
    fn a_domain_is_written_one_way(text in "[a-zA-Z0-9.äßİ-]{1,30}") {
        if let Some(domain) = remote_domain(&text) {
            prop_assert_eq!(remote_domain(&domain), Some(domain));
        }
    }
}
