//! What a page of a stranger says of itself: title, description, picture. In one pass, whatever the input.
//!
//! Nothing here is HTML afterwards: all of it is plain text, bounded. Spec: <https://ogp.me/>; HTML §4.2.5.

use super::character_reference::decode;
use super::name::plain_name;
use super::sanitise::cut;

/// What was found; what is not there is empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PageHead {
    /// Its name.
    pub title: String,
    /// A sentence or two.
    pub description: String,
    /// What the whole site is called.
    pub site: String,
    /// Who wrote it.
    pub author: String,
    /// Language of the page (BCP 47), as written.
    pub language: String,
    /// URL of a picture, as written: may be relative.
    pub image: String,
    /// What the picture shows.
    pub image_description: String,
    /// Pixels of the picture.
    pub image_size: Option<(u32, u32)>,
    /// When it was published, as written.
    pub published: String,
}

/// Reads the beginning of a page, up to its body.
#[must_use]
pub fn read(html: &str) -> PageHead {
    let mut found = Found::default();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, attributes) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "meta" | "html" => {
                let (inside, after) = attributes_of(attributes);
                match name.as_str() {
                    "meta" => found.meta(&inside),
                    _ => found.language(&inside),
                }
                rest = after;
            }
            "title" | "script" | "style" | "noscript" | "template" | "svg" => {
                let (inside, after) = content(attributes, &name);
                if name == "title" {
                    found.offer("title", 0, inside);
                }
                rest = after;
            }
            "body" => break,
            _ => {}
        }
    }
    found.head()
}

/// The first attributes of a tag, and what follows them. Not further than tags go: a page of tags that never end is
/// gone through once.
fn attributes_of(text: &str) -> (Vec<(&str, &str)>, &str) {
    let tag = cut(text, MOST_TAG);
    let mut attributes = Attributes { rest: tag };
    let first = attributes.by_ref().take(MOST_ATTRIBUTES).collect();
    let read = tag.len() - attributes.rest.len();
    (first, text.get(read..).unwrap_or_default())
}

/// What is between a start tag, whose attributes come first, and its end tag.
fn content<'a>(attributes: &'a str, name: &str) -> (&'a str, &'a str) {
    let inside = attributes.split_once('>').map_or("", |(_, inside)| inside);
    let end = inside.match_indices("</").find(|(at, _)| {
        let word = inside.get(at + 2..at + 2 + name.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(name))
    });
    end.and_then(|(at, _)| inside.split_at_checked(at)).unwrap_or((inside, ""))
}

/// Names and values, up to the end of the tag. Values as written.
struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return None;
        }
        let end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
        let at =
            rest.char_indices().skip(1).find(|(_, c)| end(*c)).map_or(rest.len(), |(at, _)| at);
        let (name, after) = rest.split_at_checked(at)?;
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            self.rest = after;
            return Some((name, ""));
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value.get(1..)?.split_once(quote)?,
            None => {
                let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>');
                value.split_at_checked(end.unwrap_or(value.len()))?
            }
        };
        self.rest = after;
        Some((name, value))
    }
}

/// For each thing the best that was said so far, and how good that is.
#[derive(Default)]
struct Found(Vec<(&'static str, u8, String)>);

impl Found {
    fn offer(&mut self, what: &'static str, rank: u8, text: &str) {
        let text = decode(&text.chars().take(LONGEST).collect::<String>());
        if text.trim().is_empty() {
            return;
        }
        match self.0.iter_mut().find(|(known, ..)| *known == what) {
            Some(known) if known.1 < rank => *known = (what, rank, text),
            Some(_) => {}
            None => self.0.push((what, rank, text)),
        }
    }

    fn meta(&mut self, attributes: &[(&str, &str)]) {
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, value)| *value)
        };
        let Some(content) = value("content") else { return };
        let Some(name) = value("property").or_else(|| value("name")) else { return };
        let name = name.to_ascii_lowercase();
        if let Some((_, what, rank)) = KNOWN.iter().find(|(known, ..)| *known == name) {
            self.offer(what, *rank, content);
        }
    }

    fn language(&mut self, attributes: &[(&str, &str)]) {
        let lang = attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case("lang"));
        self.offer("language", 0, lang.map_or("", |(_, value)| value));
    }

    fn head(self) -> PageHead {
        let text = |what: &str| {
            let found = self.0.iter().find(|(known, ..)| *known == what);
            found.map(|(.., text)| text.trim()).unwrap_or_default()
        };
        let plain = |what: &str, most| plain_name(text(what), most);
        let side = |what: &str| text(what).parse().ok().filter(|side| *side > 0);
        PageHead {
            title: plain("title", MOST_TITLE),
            description: plain("description", MOST_DESCRIPTION),
            site: plain("site", MOST_TITLE),
            author: plain("author", MOST_TITLE),
            language: plain("language", MOST_LANGUAGE),
            image: text("image").to_owned(),
            image_description: plain("image-description", MOST_DESCRIPTION),
            image_size: side("width").zip(side("height")),
            published: plain("published", MOST_LANGUAGE),
        }
    }
}

/// Name, what it says, and which wins.
const KNOWN: &[(&str, &str, u8)] = &[
    ("og:title", "title", 2),
    ("twitter:title", "title", 1),
    ("og:description", "description", 2),
    ("twitter:description", "description", 1),
    ("description", "description", 0),
    ("og:site_name", "site", 1),
    ("application-name", "site", 0),
    ("author", "author", 1),
    ("twitter:creator", "author", 0),
    ("og:image:secure_url", "image", 3),
    ("og:image", "image", 2),
    ("og:image:url", "image", 1),
    ("twitter:image", "image", 0),
    ("og:image:alt", "image-description", 1),
    ("twitter:image:alt", "image-description", 0),
    ("og:image:width", "width", 0),
    ("og:image:height", "height", 0),
    ("article:published_time", "published", 0),
];
const MOST_TITLE: usize = 200;
const MOST_DESCRIPTION: usize = 500;
const MOST_LANGUAGE: usize = 35;
const MOST_ATTRIBUTES: usize = 16;
/// Bytes of a tag.
const MOST_TAG: usize = 8 * 1024;
/// Characters of anything, as written.
const LONGEST: usize = 4000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_better_of_two_words_wins_wherever_it_stands() {
        let head = read(
            "<!DOCTYPE html><html lang=fr><head><!-- <title>no</title> -->\
             <meta property='og:title' content=\"Nests &amp; eggs\"><title>Nests - The Bird</title>\
             <script>var a = '<meta name=\"description\" content=\"no\">'</script>\
             <META NAME=description CONTENT='All about nests'/>\
             <meta property=\"og:image\" content=\"/nest.jpg\"><meta property=\"og:image:width\" content=\"640\">\
             <meta content=\"480\" property=\"og:image:height\"></head>\
             <body><meta property=\"og:site_name\" content=\"no\"></body>",
        );
        let expected = PageHead {
            title: "Nests & eggs".into(),
            description: "All about nests".into(),
            language: "fr".into(),
            image: "/nest.jpg".into(),
            image_size: Some((640, 480)),
            ..PageHead::default()
        };
        assert_eq!(head, expected);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
    fn a_page_of_tags_that_never_end_is_gone_through_once() {
        for tag in ["<meta ", "<meta a=\"", "<html a='", "<title>", "<!-- "] {
            let begun = std::time::Instant::now();
            let head = read(&tag.repeat((1 << 20) / tag.len()));
            assert_eq!(head.image, "");
            // It took minutes.
            assert!(begun.elapsed().as_secs() < 10, "{tag}");
        }
    }

    #[test]
    fn nothing_is_html_afterwards_and_nothing_is_long() {
        let head = read(&format!("<title>{}\n\u{202e}</title>", "&lt;b&gt; ".repeat(1000)));
        assert!(head.title.chars().count() <= 200 && !head.title.contains('\u{202e}'));
    }

    proptest! {
        #[test]
        fn never_panics(html in "(<|>|/|=|\"|'|meta|title|html| |property|content|&amp;|é|a){0,60}") {
            let _ = read(&html);
        }
    }
}
