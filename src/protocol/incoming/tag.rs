//! Mentions, hashtags and custom emoji: the `tag` of a post or profile.
//!
//! Does not resolve anybody and does not look for tags in the text. Quotes by `Link` are in
//! [`quote`](super::quote).
//! Spec: ActivityStreams `Mention`, Mastodon's `Hashtag` and `Emoji`, FEP-9098.

use serde_json::Value;

use super::{field, one_or_many, uri};

/// Somebody named in a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The id of whom; the text may claim to be somebody else.
    pub href: String,
    /// How the text names them, one line: `@alice@example.org`.
    pub name: Option<String>,
}

/// A custom emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emoji {
    /// Its name without colons: ASCII letters, digits, `_` and `-`.
    pub shortcode: String,
    /// Its picture.
    pub url: String,
    /// Its own id.
    pub id: Option<String>,
    /// When the picture was last changed, milliseconds since 1970.
    pub updated_ms: Option<i64>,
}

/// Who is mentioned: each once, at most 50.
#[must_use]
pub fn mentions(object: &Value) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    for tag in of_type(object, "Mention") {
        let Some(href) = field::href(tag).filter(|href| uri::is_object_id(href)) else { continue };
        if mentions.len() < MAX_MENTIONS && mentions.iter().all(|known| known.href != href) {
            mentions.push(Mention { href, name: field::line(tag, "name", MAX_NAME_BYTES) });
        }
    }
    mentions
}

/// The hashtags without `#`, as written: each once, at most 50.
#[must_use]
pub fn hashtags(object: &Value) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for tag in of_type(object, "Hashtag") {
        let Some(name) = hashtag_name(tag) else { continue };
        if names.len() < MAX_HASHTAGS && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The custom emoji: each shortcode once, at most 64.
#[must_use]
pub fn emojis(object: &Value) -> Vec<Emoji> {
    let mut emojis: Vec<Emoji> = Vec::new();
    for emoji in of_type(object, "Emoji").filter_map(read_emoji) {
        let is_new = emojis.iter().all(|known| known.shortcode != emoji.shortcode);
        if emojis.len() < MAX_EMOJIS && is_new {
            emojis.push(emoji);
        }
    }
    emojis
}

fn of_type<'a>(object: &'a Value, name: &'static str) -> impl Iterator<Item = &'a Value> {
    one_or_many::each_object(object, "tag").filter(move |tag| field::has_type(tag, name))
}

/// The name of a `Hashtag` without `#`.
pub(super) fn hashtag_name(tag: &Value) -> Option<String> {
    let name = tag.get("name")?.as_str()?;
    let name = name.strip_prefix(['#', '＃']).unwrap_or(name);
    // Beyond ASCII words also have marks and joiners, so only what surely ends one is refused.
    let ends_word = |c: char| {
        let is_sign = c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_';
        is_sign || c.is_whitespace() || field::is_disruptive(c)
    };
    let fits = !name.is_empty() && name.len() <= MAX_HASHTAG_BYTES && !name.contains(ends_word);
    fits.then(|| name.to_owned())
}

fn read_emoji(tag: &Value) -> Option<Emoji> {
    let shortcode = tag.get("name")?.as_str()?.trim_matches(':');
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if shortcode.is_empty()
        || shortcode.len() > MAX_SHORTCODE_BYTES
        || !shortcode.bytes().all(is_plain)
    {
        return None;
    }
    Some(Emoji {
        shortcode: shortcode.to_owned(),
        url: field::link(tag, "icon")?,
        id: field::object_id(tag),
        updated_ms: super::date::read(tag, "updated"),
    })
}

const MAX_MENTIONS: usize = 50;
const MAX_HASHTAGS: usize = 50;
const MAX_EMOJIS: usize = 64;
const MAX_NAME_BYTES: usize = 512;
const MAX_HASHTAG_BYTES: usize = 300;
const MAX_SHORTCODE_BYTES: usize = 128;

#[cfg(test)]
#[path = "tag_tests.rs"]
mod tests;
