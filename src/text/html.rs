//! Cuts HTML into text and tags, in one pass and in linear time, whatever the input.
//!
//! Not a tree builder: who nests in whom is decided by [`super::sanitise`].
//! Spec: WHATWG HTML §13.2.5 (tokenization), reduced to what sanitising needs.

/// One piece of a document. Comments, declarations and the content of scripts and the like yield nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags, character references not yet decoded.
    Text(&'a str),
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag with its name as written.
    Close(&'a str),
}

/// A start tag with the only two attributes that anybody asks for, as written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) href: Option<&'a str>,
    pub(super) class: Option<&'a str>,
}

/// Walks over the pieces of a document.
pub(super) struct Pieces<'a> {
    rest: &'a str,
}

/// The pieces of `html`, in order.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { rest: html }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while !self.rest.is_empty() {
            let Some(after) = self.rest.strip_prefix('<') else {
                return Some(Piece::Text(self.take_until('<')));
            };
            let end_tag = after.strip_prefix('/');
            let named = end_tag.unwrap_or(after);
            if named.starts_with(|first: char| first.is_ascii_alphabetic()) {
                self.rest = named;
                let name = self.take_while(|c| !c.is_ascii_whitespace() && !matches!(c, '/' | '>'));
                let tag = self.take_attributes(name)?;
                if end_tag.is_some() {
                    return Some(Piece::Close(name));
                }
                self.skip_hidden_content(name);
                return Some(Piece::Open(tag));
            }
            if end_tag.is_some() || after.starts_with(['!', '?']) {
                self.skip_comment(after);
                continue;
            }
            return Some(Piece::Text(self.take_stray_bracket()));
        }
        None
    }
}

impl<'a> Pieces<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn take_until(&mut self, end: char) -> &'a str {
        self.take(self.rest.find(end).unwrap_or(self.rest.len()))
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        self.take(self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len()))
    }

    /// A `<` that starts nothing is text, with what follows it.
    fn take_stray_bracket(&mut self) -> &'a str {
        let next = self.rest.bytes().skip(1).position(|byte| byte == b'<');
        self.take(next.map_or(self.rest.len(), |found| found + 1))
    }

    /// Everything up to and including the `>` of a start or end tag. `None` if the document ends first:
    /// what is cut off there is no tag (WHATWG "eof-in-tag").
    fn take_attributes(&mut self, name: &'a str) -> Option<Tag<'a>> {
        let mut tag = Tag { name, ..Tag::default() };
        loop {
            self.take_while(|c| c.is_ascii_whitespace() || c == '/');
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with('>') {
                self.take(1);
                return Some(tag);
            }
            let (attribute, value) = self.take_attribute();
            // The first of two equal attributes counts.
            if attribute.eq_ignore_ascii_case("href") {
                tag.href = tag.href.or(Some(value));
            } else if attribute.eq_ignore_ascii_case("class") {
                tag.class = tag.class.or(Some(value));
            }
        }
    }

    fn take_attribute(&mut self) -> (&'a str, &'a str) {
        // An attribute name may begin with `=`, nothing else may contain it.
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let (_, after_first) = self.rest.split_at_checked(first).unwrap_or((self.rest, ""));
        let end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        let name = self.take(first + after_first.find(end).unwrap_or(after_first.len()));
        self.take_while(|c| c.is_ascii_whitespace());
        if !self.rest.starts_with('=') {
            return (name, "");
        }
        self.take(1);
        self.take_while(|c| c.is_ascii_whitespace());
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return (name, self.take_while(|c| !c.is_ascii_whitespace() && c != '>'));
        };
        self.take(1);
        let value = self.take_until(quote);
        self.take(1);
        (name, value)
    }

    /// Drops what is inside elements whose content is not text for people, up to their end tag.
    fn skip_hidden_content(&mut self, name: &str) {
        if !HIDDEN.iter().any(|hidden| hidden.eq_ignore_ascii_case(name)) {
            return;
        }
        let found = self.rest.match_indices("</").find(|(at, _)| {
            let after = self.rest.get(at + 2..at + 2 + name.len());
            after.is_some_and(|after| after.eq_ignore_ascii_case(name))
        });
        self.take(found.map_or(self.rest.len(), |(at, _)| at));
    }

    /// Drops a comment, a declaration, a processing instruction or an end tag without a name.
    fn skip_comment(&mut self, after: &'a str) {
        let end = if after.starts_with("!--") { "-->" } else { ">" };
        let inside = if after.starts_with("!--") { 1 } else { 0 };
        self.take(1 + inside);
        self.take(self.rest.find(end).map_or(self.rest.len(), |found| found + end.len()));
    }
}

const HIDDEN: [&str; 14] = [
    "script",
    "style",
    "title",
    "textarea",
    "iframe",
    "noscript",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "template",
    "svg",
    "math",
    "object",
];
