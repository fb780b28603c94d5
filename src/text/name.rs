//! Makes one line of plain text from strangers harmless: display names, field names, alt text, options.
//!
//! The result is text, not HTML: whoever shows it still escapes it.

/// `text` on one line, without what hides, reorders or piles up characters, at most `max_chars` long.
///
/// Idempotent. Joiners stay where a script or an emoji needs them, one at a time.
#[must_use]
pub fn plain_name(text: &str, max_chars: usize) -> String {
    let mut name = String::new();
    let mut length = 0;
    let mut marks = 0;
    for character in text.chars() {
        if length >= max_chars {
            break;
        }
        let character = if character.is_whitespace() { ' ' } else { character };
        let last = name.chars().next_back();
        let repeats = |found: fn(char) -> bool| found(character) && last.is_none_or(found);
        if is_hidden(character) || repeats(|c| c == ' ') || repeats(is_joiner) {
            continue;
        }
        marks = if is_mark(character) { marks + 1 } else { 0 };
        if marks > MAX_MARKS {
            continue;
        }
        name.push(character);
        length += 1;
    }
    name.truncate(name.trim_end_matches([' ', '\u{200c}', '\u{200d}']).len());
    name
}

/// Control characters, and format characters that reorder or hide what stands beside them.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0001}')
}

/// Zero width, but needed between emoji and in Persian and Indic scripts.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// Takes no place of its own: combining marks, variation selectors, the letters of flag sequences.
pub(super) fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{6d6}'..='\u{6dc}'
        | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{f71}'..='\u{f84}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The flag of England is one sign and six letters.
const MAX_MARKS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_cannot_reorder_or_break_the_line_around_it() {
        assert_eq!(plain_name("ev\u{202e}il\r\nX-Header:\t1\0", 50), "evil X-Header: 1");
        assert_eq!(plain_name("  a\u{200b}\u{2066}\u{feff}b  ", 50), "ab");
    }

    #[test]
    fn a_tower_of_marks_is_cut_and_ordinary_accents_are_not() {
        let tower = format!("Z{}", "\u{301}".repeat(100_000));
        assert_eq!(plain_name(&tower, 500).chars().count(), 1 + MAX_MARKS);
        assert_eq!(plain_name("e\u{301}\u{323} สวัสดี", 50), "e\u{301}\u{323} สวัสดี");
    }

    #[test]
    fn emoji_made_of_several_characters_survive() {
        for emoji in ["👩‍👩‍👧", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"] {
            assert_eq!(plain_name(emoji, 50), emoji);
        }
    }

    #[test]
    fn a_flood_of_invisible_characters_is_an_empty_name() {
        assert_eq!(plain_name(&"\u{200d}".repeat(1000), 50), "");
        assert_eq!(plain_name(&format!("a{}", "\u{200d}".repeat(1000)), 50), "a");
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        assert_eq!(plain_name("ééééé", 3), "ééé");
    }

    proptest! {
        #[test]
        fn a_second_pass_changes_nothing(text in any::<String>(), max in 0_usize..40) {
            let once = plain_name(&text, max);
            prop_assert!(once.chars().count() <= max);
            prop_assert_eq!(plain_name(&once, max), once);
        }
    }
}
