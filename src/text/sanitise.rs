//! Makes HTML from strangers safe to show: an allow-list, written anew piece by piece.
//!
//! Nothing of the input is copied through as markup: tags come from a table here, text and links are
//! escaped. Not a validator; whatever is not understood becomes text or disappears.
//! Why not a tree-building sanitiser: `src/decisions/0002-sanitiser.md`.

use super::character_reference::{decode, decode_first, push_escaped, required_for};
use super::html::{Piece, Tag, pieces};

/// Longest output in bytes, and the most input that is looked at.
pub const MAX_BYTES: usize = 128 * 1024;

/// Safe HTML for `html` as it came from elsewhere. Applying it twice changes nothing more.
///
/// Linear in the input, which is cut at [`MAX_BYTES`]; nesting is cut at 32 elements.
#[must_use]
pub fn sanitise(html: &str) -> String {
    let html = cut(html, MAX_BYTES);
    let mut safe = Safe { html: String::with_capacity(html.len() + 128), open: Vec::new() };
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => safe.push_text(text),
            Piece::Open(tag) => safe.open(&tag),
            Piece::Close(name) => safe.close(name),
        }
    }
    safe.finish()
}

/// The longest start of `text` that has at most `max_bytes` bytes and ends at a character boundary.
#[must_use]
pub fn cut(text: &str, max_bytes: usize) -> &str {
    if text.len() <= max_bytes {
        return text;
    }
    let end = (0..=max_bytes).rev().find(|&at| text.is_char_boundary(at));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

/// What may be written, and how it behaves when something opens inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    /// Other blocks; they end an open paragraph too.
    Block,
    Item,
    Link,
    Annotation,
    Inline,
}

struct Safe {
    html: String,
    /// Elements that still need their end tag, outermost first.
    open: Vec<Element>,
}

type Element = (&'static str, Kind);

impl Safe {
    fn push_text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let (character, taken) = match character {
                '&' => decode_first(rest).unwrap_or(('&', 1)),
                other => (other, other.len_utf8()),
            };
            rest = rest.get(taken..).unwrap_or("");
            if self.room() < LONGEST_REFERENCE {
                return;
            }
            match required_for(character) {
                // Quotes need no reference outside attributes.
                Some(reference) if character != '"' => self.html.push_str(reference),
                _ if is_unprintable(character) => {}
                _ => self.html.push(character),
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if tag.name.eq_ignore_ascii_case("br") {
            self.push_markup("<br>");
        } else if is_heading(tag.name) {
            self.open_element(("p", Kind::Paragraph), "<p>");
            self.open_element(("strong", Kind::Inline), "<strong>");
        } else if let Some(element) = allowed(tag.name)
            && let Some(start) = start_tag(element, tag)
        {
            self.open_element(element, &start);
        }
    }

    fn open_element(&mut self, element: Element, start: &str) {
        let has_place = self.make_way_for(element.1) && self.open.len() < MAX_DEPTH;
        if has_place && self.push_markup(start) {
            self.open.push(element);
        }
    }

    /// Ends what may not contain the element to come, as a browser would. False if it has no place here.
    fn make_way_for(&mut self, kind: Kind) -> bool {
        match kind {
            Kind::Inline => {}
            Kind::Link => self.close_innermost(Kind::Link),
            Kind::Annotation => {
                if self.open.last().is_some_and(|(_, kind)| *kind == Kind::Annotation) {
                    self.close_down_to(self.open.len() - 1);
                }
                return self.open.last().is_some_and(|(name, _)| *name == "ruby");
            }
            Kind::Paragraph | Kind::Block => self.close_innermost(Kind::Paragraph),
            Kind::Item => {
                self.close_item();
                self.close_innermost(Kind::Paragraph);
            }
        }
        true
    }

    fn close_innermost(&mut self, wanted: Kind) {
        if let Some(at) = self.open.iter().rposition(|(_, kind)| *kind == wanted) {
            self.close_down_to(at);
        }
    }

    /// A new item ends the one before it, but not the one whose inner list it begins.
    fn close_item(&mut self) {
        let met = self.open.iter().rposition(|(_, kind)| matches!(kind, Kind::Item | Kind::Block));
        if let Some(at) = met
            && self.open.get(at).is_some_and(|(_, kind)| *kind == Kind::Item)
        {
            self.close_down_to(at);
        }
    }

    fn close(&mut self, name: &str) {
        let name = if is_heading(name) { "p" } else { name };
        let met = self.open.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name));
        if let Some(at) = met {
            self.close_down_to(at);
        }
    }

    fn close_down_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some((name, _)) = self.open.pop() else { return };
            self.html.push_str("</");
            self.html.push_str(name);
            self.html.push('>');
        }
    }

    /// Bytes that may still be written, keeping what the open elements need to be closed.
    fn room(&self) -> usize {
        MAX_BYTES.saturating_sub(self.html.len() + (self.open.len() + 1) * LONGEST_END_TAG)
    }

    fn push_markup(&mut self, markup: &str) -> bool {
        let fits = self.room() >= markup.len();
        if fits {
            self.html.push_str(markup);
        }
        fits
    }

    fn finish(mut self) -> String {
        self.close_down_to(0);
        self.html
    }
}

/// The start tag to write, or `None` for a link that leads nowhere safe.
fn start_tag((name, kind): Element, tag: &Tag<'_>) -> Option<String> {
    let mut start = format!("<{name}");
    if kind == Kind::Link {
        start.push_str(" href=\"");
        push_escaped(&mut start, &safe_link(tag.href?)?);
        start.push('"');
    }
    push_classes(&mut start, tag.class.unwrap_or_default());
    if kind == Kind::Link {
        start.push_str(" target=\"_blank\" rel=\"nofollow noopener noreferrer\"");
    }
    start.push('>');
    Some(start)
}

/// The link as text if it is an absolute web address.
fn safe_link(href: &str) -> Option<String> {
    let link = decode(href);
    let link = link.trim();
    let (scheme, rest) = link.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let bounded = !rest.is_empty() && link.len() <= MAX_LINK_BYTES;
    let clean = !link.chars().any(|c| c.is_control() || c.is_whitespace());
    (web && bounded && clean).then(|| link.to_owned())
}

fn push_classes(start: &mut String, classes: &str) {
    let mut separator = " class=\"";
    for class in classes.split_ascii_whitespace().filter(|class| is_allowed_class(class)).take(8) {
        start.push_str(separator);
        start.push_str(class);
        separator = " ";
    }
    if separator == " " {
        start.push('"');
    }
}

/// The names that Mastodon gives a meaning, and microformats; anything else could imitate a client's own.
fn is_allowed_class(class: &str) -> bool {
    const KNOWN: [&str; 5] = ["mention", "hashtag", "ellipsis", "invisible", "quote-inline"];
    const MICROFORMATS: [&str; 5] = ["h-", "p-", "u-", "dt-", "e-"];
    let plain = class.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let known = KNOWN.contains(&class);
    plain && class.len() <= 40 && (known || MICROFORMATS.iter().any(|m| class.starts_with(m)))
}

/// The element to write for a tag of this name.
fn allowed(name: &str) -> Option<Element> {
    ALLOWED.iter().find(|(allowed, _)| allowed.eq_ignore_ascii_case(name)).copied()
}

/// Headings are shown as strong paragraphs.
fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6'])
}

fn is_unprintable(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

const MAX_DEPTH: usize = 32;
const MAX_LINK_BYTES: usize = 2048;
const LONGEST_REFERENCE: usize = 6;
const LONGEST_END_TAG: usize = "</blockquote>".len();

const ALLOWED: [Element; 19] = [
    ("p", Kind::Paragraph),
    ("a", Kind::Link),
    ("span", Kind::Inline),
    ("del", Kind::Inline),
    ("s", Kind::Inline),
    ("code", Kind::Inline),
    ("b", Kind::Inline),
    ("strong", Kind::Inline),
    ("u", Kind::Inline),
    ("i", Kind::Inline),
    ("em", Kind::Inline),
    ("ruby", Kind::Inline),
    ("rt", Kind::Annotation),
    ("rp", Kind::Annotation),
    ("pre", Kind::Block),
    ("blockquote", Kind::Block),
    ("ul", Kind::Block),
    ("ol", Kind::Block),
    ("li", Kind::Item),
];

#[cfg(test)]
#[path = "sanitise_tests.rs"]
mod tests;
