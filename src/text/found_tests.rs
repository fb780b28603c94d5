//! What is a link, a mention or a hashtag, and what only looks like one.

use super::Found::{Link, Mention, Tag, Text};
use super::*;
use proptest::prelude::*;

#[test]
fn a_link_keeps_its_balanced_brackets() {
    let text = "(see https://en.example/Rust_(language)), ok";
    let expected = [Text("(see "), Link("https://en.example/Rust_(language)"), Text("), ok")];
    assert_eq!(find(text), expected);
}

#[test]
fn mentions_and_tags_inside_links_and_addresses_are_left_alone() {
    let text = "https://a.example/@bob#part mail@example.org x#y ##z";
    let expected = [Link("https://a.example/@bob#part"), Text(" mail@example.org x#y ##z")];
    assert_eq!(find(text), expected);
}

#[test]
fn mentions_end_where_the_sentence_goes_on() {
    let text = "@a, @b.c@example.org. (@d@localhost:8081)";
    let expected = [
        Mention("a"),
        Text(", "),
        Mention("b.c@example.org"),
        Text(". ("),
        Mention("d@localhost:8081"),
        Text(")"),
    ];
    assert_eq!(find(text), expected);
}

#[test]
fn hashtags_may_be_in_any_script_but_not_a_number() {
    let expected = [Tag("été"), Text(" "), Tag("日本語"), Text(" #123 "), Tag("2nd"), Text("-")];
    assert_eq!(find("#été #日本語 #123 #2nd-"), expected);
}

#[test]
fn a_scheme_alone_or_inside_a_word_is_no_link() {
    assert_eq!(
        find("https:// xhttps://a.example http://localhost"),
        [Text("https:// xhttps://a.example http://localhost")]
    );
}

#[test]
fn a_megabyte_without_a_space_is_read_in_one_go() {
    for unit in ["https://a.example/", "https:///", "https://a.example/)", "@a@b", "#a", "@a."] {
        let text = unit.repeat(1_000_000 / unit.len());
        assert!(find(&text).len() <= text.len(), "{unit}");
    }
}

proptest! {
    #[test]
    fn nothing_is_lost(text in "([ -~é\n]|https://|#|@a){0,60}") {
        let again: String = find(&text).into_iter().map(|part| match part {
            Text(text) | Link(text) => text.to_owned(),
            Mention(handle) => format!("@{handle}"),
            Tag(tag) => format!("#{tag}"),
        }).collect();
        prop_assert_eq!(again, text);
    }
}
