//! Turns what the owner typed into the HTML, mentions and hashtags of a post.
//!
//! Does not look anybody up: the caller asks [`mentions_in`] first and resolves. Output as Mastodon
//! writes it, because other servers and clients style those classes.

use super::character_reference::push_escaped;
use super::found::{Found, find};

/// Somebody who was found behind a typed handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The id of their actor document.
    pub actor: String,
    /// Their profile page.
    pub url: String,
    /// What is shown after the `@`.
    pub username: String,
}

/// A composed text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composed {
    /// Safe HTML; empty for an empty text.
    pub html: String,
    /// Who is mentioned, each once, in order.
    pub mentions: Vec<Mention>,
    /// Hashtags as first typed, without `#`, each once whatever its case.
    pub tags: Vec<String>,
}

/// The handles (`user` or `user@domain`) that `text` mentions, each once, in order.
#[must_use]
pub fn mentions_in(text: &str) -> Vec<String> {
    let mut handles: Vec<String> = Vec::new();
    for part in find(text) {
        if let Found::Mention(handle) = part
            && !handles.iter().any(|known| known == handle)
        {
            handles.push(handle.to_owned());
        }
    }
    handles
}

/// Composes `text`. `resolve` knows a handle of [`mentions_in`] or lets it stay text; `tag_url` gives
/// the page of a hashtag in lower case.
#[must_use]
pub fn compose(
    text: &str,
    resolve: impl Fn(&str) -> Option<Mention>,
    tag_url: impl Fn(&str) -> String,
) -> Composed {
    let text = text.replace("\r\n", "\n");
    let mut composed = Composed::default();
    for paragraph in text.split("\n\n").map(|part| part.trim_matches('\n')) {
        if paragraph.trim().is_empty() {
            continue;
        }
        composed.html.push_str("<p>");
        for part in find(paragraph.trim()) {
            composed.push(part, &resolve, &tag_url);
        }
        composed.html.push_str("</p>");
    }
    composed
}

/// What readers without quotes see in front of a post that quotes the post at `url`. Others hide it.
#[must_use]
pub fn quote_fallback(url: &str) -> String {
    let mut fallback =
        Composed { html: "<p class=\"quote-inline\">RE: ".to_owned(), ..Composed::default() };
    fallback.push_link(url);
    fallback.html + "</p>"
}

impl Composed {
    fn push(
        &mut self,
        part: Found<'_>,
        resolve: &impl Fn(&str) -> Option<Mention>,
        tag_url: &impl Fn(&str) -> String,
    ) {
        match part {
            Found::Text(text) => self.push_text(text),
            Found::Link(link) => self.push_link(link),
            Found::Tag(tag) => self.push_tag(tag, &tag_url(&tag.to_lowercase())),
            Found::Mention(handle) => match resolve(handle) {
                Some(mention) => self.push_mention(mention),
                None => self.push_text(&format!("@{handle}")),
            },
        }
    }

    fn push_text(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.html.push_str("<br>");
            }
            let visible: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
            push_escaped(&mut self.html, &visible);
        }
    }

    fn push_mention(&mut self, mention: Mention) {
        self.html.push_str("<span class=\"h-card\" translate=\"no\"><a href=\"");
        push_escaped(&mut self.html, &mention.url);
        self.html.push_str("\" class=\"u-url mention\">@<span>");
        push_escaped(&mut self.html, &mention.username);
        self.html.push_str("</span></a></span>");
        if !self.mentions.iter().any(|known| known.actor == mention.actor) {
            self.mentions.push(mention);
        }
    }

    fn push_tag(&mut self, tag: &str, url: &str) {
        self.html.push_str("<a href=\"");
        push_escaped(&mut self.html, url);
        self.html.push_str("\" class=\"mention hashtag\" rel=\"tag\">#<span>");
        push_escaped(&mut self.html, tag);
        self.html.push_str("</span></a>");
        if !self.tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            self.tags.push(tag.to_owned());
        }
    }

    /// A link shows its host and the start of its path; the rest is there to be copied.
    fn push_link(&mut self, link: &str) {
        let scheme = link.find("://").map_or(0, |at| at + 3);
        let (scheme, rest) = link.split_at_checked(scheme).unwrap_or(("", link));
        let (www, rest) = rest.strip_prefix("www.").map_or(("", rest), |rest| ("www.", rest));
        let shown = rest.char_indices().nth(SHOWN_CHARS).map_or(rest.len(), |(at, _)| at);
        let (shown, hidden) = rest.split_at_checked(shown).unwrap_or((rest, ""));
        let class = if hidden.is_empty() { "" } else { "ellipsis" };

        self.html.push_str("<a href=\"");
        push_escaped(&mut self.html, link);
        self.html.push_str("\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\">");
        self.push_span("invisible", &format!("{scheme}{www}"));
        self.push_span(class, shown);
        self.push_span("invisible", hidden);
        self.html.push_str("</a>");
    }

    fn push_span(&mut self, class: &str, text: &str) {
        self.html.push_str("<span class=\"");
        self.html.push_str(class);
        self.html.push_str("\">");
        push_escaped(&mut self.html, text);
        self.html.push_str("</span>");
    }
}

const SHOWN_CHARS: usize = 30;

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
