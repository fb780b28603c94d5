//! What somebody types into a search, taken apart: words, phrases and Mastodon's operators.
//!
//! `owl "barn owl" -cat from:@ada before:2026-01-31 after:… during:… has:media is:reply in:library language:fr`.
//! Does not know who or what is here. An operator that is none is a word like others.

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A search, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// All of these must be there.
    pub words: Vec<Word>,
    /// None of these may be there.
    pub without: Vec<Word>,
    /// Handles of authors, as typed; `me` is whoever asks.
    pub from: Option<String>,
    /// Only what is older than this, in milliseconds since 1970.
    pub before_ms: Option<i64>,
    /// Only what is not older than this.
    pub from_ms: Option<i64>,
    /// What the posts must be like, and what they must not.
    pub traits: Vec<(Trait, bool)>,
    /// Where to look.
    pub place: Place,
    /// BCP 47.
    pub language: Option<String>,
}

/// A word or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// The beginning of a word.
    Beginning(String),
    /// These words, in this order.
    Phrase(String),
}

/// What a post can be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// With pictures, films or sounds.
    Media,
    /// With a poll.
    Poll,
    /// With a link.
    Link,
    /// An answer.
    Reply,
    /// Behind a warning.
    Sensitive,
    /// With another post inside.
    Quote,
}

/// Where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In all that the asker may read.
    #[default]
    All,
    /// In what they wrote, liked, kept, or were named in.
    Library,
    /// In what everybody may read.
    Public,
}

impl SearchQuery {
    /// Takes a search apart.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for (part, is_phrase) in parts(text) {
            let (wanted, bare) = match part.strip_prefix('-') {
                Some(bare) if !bare.is_empty() => (false, bare),
                _ => (true, part.as_str()),
            };
            if is_phrase || !query.operator(bare, wanted) {
                query.word(bare, is_phrase, wanted);
            }
        }
        query
    }

    /// Whether nothing at all is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn word(&mut self, text: &str, is_phrase: bool, wanted: bool) {
        let text = text.trim_start_matches('#').to_owned();
        // A word without letters or digits is in no index.
        if !text.contains(char::is_alphanumeric) {
            return;
        }
        // With a Latin letter most posts have a word that begins.
        let is_whole = is_phrase || text.len() == 1;
        let word = if is_whole { Word::Phrase(text) } else { Word::Beginning(text) };
        if wanted { self.words.push(word) } else { self.without.push(word) }
    }

    /// Takes an operator in; false if this is none.
    fn operator(&mut self, part: &str, wanted: bool) -> bool {
        let Some((name, value)) = part.split_once(':') else { return false };
        if value.is_empty() {
            return false;
        }
        match name {
            "from" if wanted => self.from = Some(value.trim_start_matches('@').to_owned()),
            "language" if wanted => self.language = Some(value.to_lowercase()),
            "before" | "after" | "during" if wanted => return self.date(name, value),
            "in" if wanted => match value {
                "library" => self.place = Place::Library,
                "public" => self.place = Place::Public,
                "all" => self.place = Place::All,
                _ => return false,
            },
            "has" | "is" => {
                match TRAITS.iter().find(|(key, text, _)| (*key, *text) == (name, value)) {
                    Some((_, _, found)) => self.traits.push((*found, wanted)),
                    None => return false,
                }
            }
            _ => return false,
        }
        true
    }

    /// Days are those of UTC.
    fn date(&mut self, name: &str, value: &str) -> bool {
        let Ok(day) = value.parse::<Date>() else { return false };
        let Some((begins_ms, ends_ms)) = begin_ms(day).zip(day.tomorrow().ok().and_then(begin_ms))
        else {
            return false;
        };
        if name == "before" {
            self.before_ms = Some(begins_ms);
        }
        if name == "after" {
            self.from_ms = Some(ends_ms);
        }
        if name == "during" {
            (self.from_ms, self.before_ms) = (Some(begins_ms), Some(ends_ms));
        }
        true
    }
}

const TRAITS: [(&str, &str, Trait); 7] = [
    ("has", "media", Trait::Media),
    ("has", "poll", Trait::Poll),
    ("has", "link", Trait::Link),
    ("has", "embed", Trait::Link),
    ("is", "reply", Trait::Reply),
    ("is", "sensitive", Trait::Sensitive),
    ("is", "quote", Trait::Quote),
];

fn begin_ms(day: Date) -> Option<i64> {
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// The parts between spaces, and whether each was between quotation marks. A mark that is never closed is none.
fn parts(text: &str) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() && parts.len() < MOST_PARTS {
        let (minus, inside) = match rest.strip_prefix('-') {
            Some(after) => ("-", after),
            None => ("", rest),
        };
        if let Some((phrase, after)) = inside.strip_prefix('"').and_then(|it| it.split_once('"')) {
            parts.push((format!("{minus}{phrase}"), true));
            rest = after.trim_start();
            continue;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        parts.push((word.replace('"', ""), false));
        rest = after.trim_start();
    }
    parts
}

/// Nobody types more; each is a step in the index.
const MOST_PARTS: usize = 32;

#[cfg(test)]
#[path = "search_query_tests.rs"]
mod tests;
