//! The link that a post is about, so that it can be shown with a preview.

use super::character_reference::decode;
use super::html::{Piece, Tag, pieces};

/// The first link in sanitised HTML that is none of a person, a hashtag or a quoted post.
#[must_use]
pub fn first_link(html: &str) -> Option<String> {
    let mut candidate = None;
    let mut in_quote = false;
    for piece in pieces(html) {
        match piece {
            Piece::Open(tag) if has(&tag, "quote-inline") => in_quote = true,
            Piece::Open(tag) if tag.name == "a" && !in_quote => candidate = link(&tag),
            Piece::Text(text) => {
                // Servers without classes write names and hashtags like links.
                let is_name = text.trim_start().starts_with(['@', '#']);
                if let Some(found) = candidate.take_if(|_| !is_name) {
                    return Some(found);
                }
                candidate = None;
            }
            Piece::Close("p") => in_quote = false,
            Piece::Close("a") if candidate.is_some() => return candidate,
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    None
}

fn link(tag: &Tag<'_>) -> Option<String> {
    let is_other = has(tag, "mention") || has(tag, "hashtag") || has(tag, "u-url");
    let href = decode(tag.href.filter(|_| !is_other)?);
    (href.starts_with("https://") && href.len() <= LONGEST).then_some(href)
}

fn has(tag: &Tag<'_>, class: &str) -> bool {
    tag.class.unwrap_or_default().split_ascii_whitespace().any(|found| found == class)
}

/// Bytes of a link that is worth a preview.
const LONGEST: usize = 2000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_and_hashtags_are_not_what_a_post_is_about() {
        let html = "<p><a href=\"https://a.example/@al\" class=\"u-url mention\">@<span>al</span></a> \
                    <a href=\"https://a.example/@bo\">@bo</a> <a href=\"https://a.example/tags/egg\">#egg</a> \
                    <a href=\"https://news.example/?a=1&amp;b=2\"><span class=\"invisible\">https://</span>news</a> \
                    <a href=\"https://late.example/\">late</a></p>";
        assert_eq!(first_link(html).as_deref(), Some("https://news.example/?a=1&b=2"));
    }

    #[test]
    fn a_quoted_post_is_shown_otherwise() {
        let html = "<p class=\"quote-inline\">RE: <a href=\"https://q.example/1\">q</a></p>\
                    <p><a href=\"https://news.example/\">news</a></p>";
        assert_eq!(first_link(html).as_deref(), Some("https://news.example/"));
        assert_eq!(first_link("<p>none <a href=\"http://a.example\">plain</a></p>"), None);
    }

    proptest! {
        #[test]
        fn never_panics(html in any::<String>()) {
            let _ = first_link(&html);
        }
    }
}
