//! How long a post is, as Mastodon counts: what clients show is what the limit means.

use super::found::{Found, find};
use super::name::is_mark;

/// Characters as a person sees them; every link counts 23, and of a mention the domain is free.
#[must_use]
pub fn character_count(text: &str) -> usize {
    let counted = |part| match part {
        Found::Text(text) => seen_characters(text),
        Found::Link(_) => LINK_LENGTH,
        Found::Mention(handle) => 1 + handle.split('@').next().unwrap_or_default().len(),
        Found::Tag(tag) => 1 + seen_characters(tag),
    };
    find(text).into_iter().map(counted).sum()
}

/// Characters with what is attached to them counted once (close to UAX #29, without its tables).
fn seen_characters(text: &str) -> usize {
    let mut count = 0;
    let mut joined = false;
    let mut half_flag = false;
    for character in text.chars() {
        let attached =
            is_mark(character) || matches!(character, '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}');
        let second_of_flag = half_flag && is_flag_letter(character);
        if !attached && !joined && !second_of_flag {
            count += 1;
        }
        half_flag = is_flag_letter(character) && !second_of_flag;
        joined = character == '\u{200d}';
    }
    count
}

fn is_flag_letter(character: char) -> bool {
    matches!(character, '\u{1f1e6}'..='\u{1f1ff}')
}

const LINK_LENGTH: usize = 23;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_counts_twenty_three() {
        let long = format!("see https://example.org/{} now", "x".repeat(300));
        assert_eq!(character_count(&long), "see  now".len() + 23);
    }

    #[test]
    fn the_domain_of_a_mention_is_free() {
        assert_eq!(character_count("hi @alice@example.org!"), "hi @alice!".len());
    }

    #[test]
    fn an_emoji_is_one_character_however_it_is_made() {
        for emoji in ["👩‍👩‍👧", "❤️", "👍🏽", "🇫🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é", "e\u{301}"]
        {
            assert_eq!(character_count(emoji), 1, "{emoji}");
        }
        assert_eq!(character_count("🇫🇷🇩🇪"), 2);
    }
}
