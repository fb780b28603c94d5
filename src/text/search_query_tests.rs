//! Searches as people type them.

use proptest::prelude::*;

use super::{Place, SearchQuery, Trait, Word};

fn word(text: &str) -> Word {
    Word::Beginning(text.to_owned())
}

#[test]
fn words_phrases_and_what_must_not_be_there() {
    let query = SearchQuery::parse(r#"  owl "barn owl" -cat -"big cat" #nest "#);
    let phrase = |text: &str| Word::Phrase(text.to_owned());
    assert_eq!(query.words, [word("owl"), phrase("barn owl"), word("nest")]);
    assert_eq!(query.without, [word("cat"), phrase("big cat")]);
}

#[test]
fn operators_are_no_words() {
    let query =
        SearchQuery::parse("from:@ada@home.example has:media -is:reply in:library language:FR xi");
    assert_eq!(query.words, [word("xi")]);
    assert_eq!(query.from.as_deref(), Some("ada@home.example"));
    assert_eq!(query.traits, [(Trait::Media, true), (Trait::Reply, false)]);
    assert_eq!((query.place, query.language.as_deref()), (Place::Library, Some("fr")));
}

#[test]
fn a_latin_letter_is_a_word_and_no_beginning() {
    let whole = |text: &str| Word::Phrase(text.to_owned());
    let query = SearchQuery::parse("a ab 猫");
    assert_eq!(query.words, [whole("a"), word("ab"), word("猫")]);
}

#[test]
fn days_begin_and_end_at_midnight() {
    let day = 86_400_000;
    let query = SearchQuery::parse("during:1970-01-02");
    assert_eq!((query.from_ms, query.before_ms), (Some(day), Some(2 * day)));
    let query = SearchQuery::parse("after:1970-01-02 before:1970-01-05");
    assert_eq!((query.from_ms, query.before_ms), (Some(2 * day), Some(4 * day)));
}

#[test]
fn what_only_looks_like_an_operator_is_a_word() {
    for text in ["from:", "has:feathers", "before:tomorrow", "note:this", "in:nest"] {
        assert_eq!(SearchQuery::parse(text).words, [word(text)], "{text}");
    }
    assert!(SearchQuery::parse(" - \"\" -- # ").is_empty());
    assert_eq!(SearchQuery::parse("\"never closed").words, [word("never"), word("closed")]);
}

proptest! {
    #[test]
    fn nothing_typed_breaks_it(text in ".{0,200}") {
        let query = SearchQuery::parse(&text);
        prop_assert!(query.words.len() + query.without.len() <= 32);
    }
}
