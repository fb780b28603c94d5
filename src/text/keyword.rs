//! Finds the words that somebody does not want to read.

/// A text in which many words are looked for.
pub struct Text(String);

impl Text {
    /// Made ready once, for all the words.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(text.to_lowercase())
    }

    /// Whether `keyword` is in it, without regard to case; as a whole word, if `whole_word` says so.
    ///
    /// An edge of the keyword that is no letter or digit needs no boundary: `#owl` is also found in `x#owl`, as in
    /// Mastodon.
    #[must_use]
    pub fn contains(&self, keyword: &str, whole_word: bool) -> bool {
        let keyword = keyword.trim().to_lowercase();
        if keyword.is_empty() {
            return false;
        }
        let begins_in_word = keyword.chars().next().is_some_and(is_word);
        let ends_in_word = keyword.chars().next_back().is_some_and(is_word);
        self.0.match_indices(&keyword).any(|(at, found)| {
            let before = self.0.get(..at).and_then(|before| before.chars().next_back());
            let after = self.0.get(at + found.len()..).and_then(|after| after.chars().next());
            !whole_word
                || !(begins_in_word && before.is_some_and(is_word)
                    || ends_in_word && after.is_some_and(is_word))
        })
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn contains(text: &str, keyword: &str, whole_word: bool) -> bool {
        Text::of(text).contains(keyword, whole_word)
    }

    #[test]
    fn a_whole_word_is_not_found_inside_another() {
        assert!(contains("An OWL, at night", "owl", true));
        assert!(!contains("growl and bowls", "owl", true));
        assert!(contains("growl and bowls", "owl", false));
        assert!(contains("bowls and an owl", "owl", true));
        assert!(!contains("anything", " ", false));
    }

    #[test]
    fn an_edge_that_is_no_letter_needs_no_boundary() {
        assert!(contains("see x#owl", "#owl", true));
        assert!(!contains("see #owls", "#owl", true));
        assert!(contains("L’été", "été", true));
        assert!(contains("naïve idea", "naïve idea", true));
    }
}
