//! Finds links, mentions and hashtags in what a person typed.
//!
//! Does not know whether a mentioned person exists. Rules as people know them from Mastodon.

use url::Url;

/// A stretch of typed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<'a> {
    Text(&'a str),
    /// A web address as typed.
    Link(&'a str),
    /// `user` or `user@domain`, without the first `@`.
    Mention(&'a str),
    /// A hashtag without its `#`.
    Tag(&'a str),
}

/// A hashtag as it is stored, lower case and without `#`; `None` if that is none.
#[must_use]
pub fn tag_name(text: &str) -> Option<String> {
    let name = text.trim().trim_start_matches('#');
    (tag(name)? == name).then(|| name.to_lowercase())
}

/// All of `text`, in order.
pub(super) fn find(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut plain_from = 0;
    let mut before = None;
    let mut skip_to = 0;
    for (at, character) in text.char_indices() {
        if at >= skip_to
            && let Some((length, part)) = starting_here(text.get(at..).unwrap_or(""), before)
        {
            skip_to = at + length;
            if !matches!(part, Found::Text(_)) {
                push_text(&mut found, text.get(plain_from..at));
                found.push(part);
                plain_from = skip_to;
            }
        }
        before = Some(character);
    }
    push_text(&mut found, text.get(plain_from..));
    found
}

fn push_text<'a>(found: &mut Vec<Found<'a>>, text: Option<&'a str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        found.push(Found::Text(text));
    }
}

/// What starts at the start of `rest`, and how many bytes of it that takes.
fn starting_here(rest: &str, before: Option<char>) -> Option<(usize, Found<'_>)> {
    match rest.as_bytes().first()? {
        b'h' | b'H' if !before.is_some_and(is_word) => {
            let address = address(rest)?;
            // What only looks like a link is skipped as a whole, or a long row of them takes forever.
            let part = link(address).map_or(Found::Text(address), Found::Link);
            let (Found::Text(taken) | Found::Link(taken)) = part else { return None };
            Some((taken.len(), part))
        }
        b'@' if !before.is_some_and(|c| is_word(c) || matches!(c, '/' | '=' | '@')) => {
            let handle = handle(rest.get(1..)?)?;
            Some((1 + handle.len(), Found::Mention(handle)))
        }
        b'#' if !before.is_some_and(|c| is_word(c) || matches!(c, '/' | '=' | ')' | '#' | '&')) => {
            let tag = tag(rest.get(1..)?)?;
            Some((1 + tag.len(), Found::Tag(tag)))
        }
        _ => None,
    }
}

/// Everything up to the next space, if it begins like a web address.
fn address(rest: &str) -> Option<&str> {
    scheme(rest)?;
    rest.get(..rest.find(ends_link).unwrap_or(rest.len()))
}

fn scheme(rest: &str) -> Option<&'static str> {
    ["https://", "http://"].into_iter().find(|scheme| {
        rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// The link in an `address`, without the punctuation that follows it.
fn link(address: &str) -> Option<&str> {
    if address.len() > MAX_LINK_BYTES {
        return None;
    }
    let link = without_trailing_punctuation(address);
    let host_and_path = link.get(scheme(link)?.len()..)?;
    let host = host_and_path.split(['/', '?', '#']).next()?;
    let looks_real = host.contains('.') && !host.starts_with('.');
    (looks_real && Url::parse(link).is_ok()).then_some(link)
}

fn ends_link(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
        || matches!(
            character,
            '「' | '」' | '『' | '』' | '（' | '）' | '、' | '。' | '，' | '“' | '”'
        )
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A full stop or a bracket that closes one opened before the link belongs to the sentence.
fn without_trailing_punctuation(mut link: &str) -> &str {
    let closing =
        |open, close| link.matches(close).count().saturating_sub(link.matches(open).count());
    let mut unopened_round = closing('(', ')');
    let mut unopened_square = closing('[', ']');
    while let Some(last) = link.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '~' | '…' | '’' => {}
            ')' if unopened_round > 0 => unopened_round -= 1,
            ']' if unopened_square > 0 => unopened_square -= 1,
            _ => break,
        }
        link = link.get(..link.len() - last.len_utf8()).unwrap_or("");
    }
    link
}

/// `user` or `user@domain`, with a port for servers on a network of one's own.
fn handle(rest: &str) -> Option<&str> {
    let user = dotted(rest, |c| c.is_ascii_alphanumeric() || c == '_')?;
    let Some(after) = rest.get(user.len()..)?.strip_prefix('@') else { return Some(user) };
    let Some(domain) = dotted(after, char::is_alphanumeric) else { return Some(user) };
    let end = user.len() + 1 + domain.len();
    let port = rest
        .get(end..)
        .and_then(|tail| tail.strip_prefix(':'))
        .map_or(0, |tail| tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len()));
    let end = if port == 0 { end } else { end + 1 + port };
    rest.get(..end)
}

/// The longest start made of `letter`s with dots and hyphens between them.
fn dotted(rest: &str, letter: impl Fn(char) -> bool) -> Option<&str> {
    let end = rest.find(|c| !letter(c) && !matches!(c, '.' | '-')).unwrap_or(rest.len());
    let name = rest.get(..end)?.trim_end_matches(['.', '-']);
    (!name.is_empty() && !name.starts_with(['.', '-']) && name.len() <= MAX_NAME_BYTES)
        .then_some(name)
}

fn tag(rest: &str) -> Option<&str> {
    let end = rest.find(|c| !is_tag_letter(c)).unwrap_or(rest.len());
    let tag = rest.get(..end)?.trim_end_matches(['·', '・', '\u{200c}']);
    let has_letter = tag.chars().any(|c| !c.is_numeric() && is_word(c) && c != '_');
    (has_letter && tag.len() <= MAX_NAME_BYTES).then_some(tag)
}

fn is_tag_letter(character: char) -> bool {
    is_word(character)
        || matches!(character, '·' | '・' | '\u{200c}' | '\u{300}'..='\u{36f}')
        || is_vowel_sign(character)
}

/// Marks of Indic, Thai and Arabic scripts that Unicode does not call alphabetic.
fn is_vowel_sign(character: char) -> bool {
    matches!(character, '\u{64b}'..='\u{65f}' | '\u{93c}' | '\u{94d}' | '\u{9cd}' | '\u{bcd}' | '\u{e47}'..='\u{e4e}')
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

const MAX_LINK_BYTES: usize = 2048;
const MAX_NAME_BYTES: usize = 256;

#[cfg(test)]
#[path = "found_tests.rs"]
mod tests;
