//! HTML as readable plain text, for notifications, search and previews.
//!
//! The result is text, not HTML: whoever shows it on a page escapes it.

use super::character_reference::decode;
use super::html::{Piece, pieces};

/// The text of `html`: paragraphs are separated by an empty line, `<br>` and blocks by a new line.
#[must_use]
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(part) => text.push_str(&decode(part)),
            Piece::Open(tag) => text.push_str(before(tag.name)),
            Piece::Close(name) => text.push_str(after(name)),
        }
    }
    with_few_empty_lines(&text)
}

fn before(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "br" => "\n",
        "li" => "\n- ",
        name if is_paragraph(name) => "\n\n",
        "div" | "tr" | "ul" | "ol" => "\n",
        _ => "",
    }
}

fn after(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        name if is_paragraph(name) => "\n\n",
        "div" | "tr" | "ul" | "ol" => "\n",
        _ => "",
    }
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "pre" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// At most one empty line between two lines, none at either end.
fn with_few_empty_lines(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut breaks = 0;
    for line in text.split('\n') {
        let line = line.trim_end();
        if !line.is_empty() {
            if !result.is_empty() {
                result.push_str(if breaks > 1 { "\n\n" } else { "\n" });
            }
            result.push_str(line);
            breaks = 0;
        }
        breaks += 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_and_breaks_become_lines() {
        let html = "<p>One &amp; two<br>three</p><p>four</p><ul><li>a</li><li>b</li></ul>";
        assert_eq!(plain(html), "One & two\nthree\n\nfour\n\n- a\n- b");
    }

    #[test]
    fn a_shortened_link_is_whole_again() {
        let html = "<a href='https://example.org/long'><span class=\"invisible\">https://</span>\
                    <span class=\"ellipsis\">example.org/lo</span><span class=\"invisible\">ng</span></a>";
        assert_eq!(plain(html), "https://example.org/long");
    }

    #[test]
    fn scripts_and_comments_are_not_text() {
        assert_eq!(plain("a<script>alert(1)</script><!-- <p>b -->c"), "ac");
    }

    proptest! {
        #[test]
        fn text_without_markup_comes_back(words in "[a-z]{1,9}( [a-z]{1,9}){0,5}") {
            prop_assert_eq!(plain(&format!("<p>{words}</p>")), words);
        }

        #[test]
        fn never_panics(html in any::<String>()) {
            let _ = plain(&html);
        }
    }
}
