//! The words of a post: content, title, warning and language, for every kind of post.
//!
//! Writes HTML only around titles and links; all of it is sanitised later.
//! Spec: ActivityStreams `contentMap`; Mastodon's way of showing articles, films and events.

use std::fmt::Write;

use serde_json::Value;

use super::{ObjectKind, field, one_or_many};

/// The content as raw HTML. What is no note begins with its title and ends with `link`, so that
/// nothing is lost when it is shown as one.
#[must_use]
pub fn content(object: &Value, kind: ObjectKind, link: &str) -> String {
    let content = text(object, "content", MAX_CONTENT_BYTES);
    if is_note(kind) {
        return content.unwrap_or_default();
    }
    let mut html = String::new();
    if let Some(name) = name(object) {
        // Writing to a String cannot fail.
        let _ = write!(html, "<p><strong>{}</strong></p>", escape(&name));
    }
    let body = content.or_else(|| text(object, "summary", MAX_CONTENT_BYTES)).unwrap_or_default();
    if is_plain_text(object) {
        let _ = write!(html, "<p>{}</p>", escape(&body).replace('\n', "<br>"));
    } else {
        html.push_str(&body);
    }
    let shared = (kind == ObjectKind::Page).then(|| shared_link(object)).flatten();
    let target = escape(shared.as_deref().unwrap_or(link));
    let _ = write!(html, "<p><a href=\"{target}\">{target}</a></p>");
    html
}

/// The content warning. Articles, films and events have an abstract there, unless they say that
/// they are sensitive.
#[must_use]
pub fn warning(object: &Value, kind: ObjectKind) -> Option<String> {
    let is_warning = is_note(kind) || field::is_true(object, "sensitive");
    is_warning.then(|| line(object, "summary", MAX_SUMMARY_BYTES)).flatten()
}

/// The title, or the answer of a vote.
#[must_use]
pub fn name(object: &Value) -> Option<String> {
    line(object, "name", MAX_NAME_BYTES)
}

/// The language of the content as a BCP 47 tag.
#[must_use]
pub fn language(object: &Value) -> Option<String> {
    // Lemmy and PeerTube: `"language": {"identifier": "en"}`.
    let named = || object.get("language")?.get("identifier")?.as_str();
    known_language(language_of_map(object, "content").or_else(named)?)
}

/// The language of `object[key]`, as its map of languages says.
pub(super) fn language_of(object: &Value, key: &str) -> Option<String> {
    known_language(language_of_map(object, key)?)
}

fn known_language(tag: &str) -> Option<String> {
    let is_tag = tag.len() <= MAX_LANGUAGE_BYTES
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && tag.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    (is_tag && tag != "und").then(|| tag.to_owned())
}

/// The language of the entry in `contentMap` (or its like) that is the content, else of the one that stands in for it.
fn language_of_map<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    let map = object.get(format!("{key}Map"))?.as_object()?;
    let content = object.get(key);
    let same = map.iter().find(|(_, text)| content == Some(text));
    let is_shown = map.len() == 1 || content.is_none();
    let first = || map.iter().next().filter(|_| is_shown);
    same.or_else(first).map(|(tag, _)| tag.as_str())
}

/// PeerTube describes its films in Markdown, which reads well enough as it is.
fn is_plain_text(object: &Value) -> bool {
    let media_type = object.get("mediaType").and_then(Value::as_str);
    matches!(media_type, Some("text/markdown" | "text/plain"))
}

fn is_note(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Note | ObjectKind::Question)
}

/// What a Lemmy page is about: its attached link.
fn shared_link(object: &Value) -> Option<String> {
    one_or_many::each_object(object, "attachment")
        .find(|item| field::has_type(item, "Link"))
        .and_then(field::href)
}

/// The text of `object[key]`, or the first in its map of languages.
pub(super) fn text(object: &Value, key: &str, max_bytes: usize) -> Option<String> {
    field::text(object, key, max_bytes).or_else(|| {
        let (map, language) = first_of_map(object, key)?;
        field::text(map, language, max_bytes)
    })
}

fn line(object: &Value, key: &str, max_bytes: usize) -> Option<String> {
    field::line(object, key, max_bytes).or_else(|| {
        let (map, language) = first_of_map(object, key)?;
        field::line(map, language, max_bytes)
    })
}

/// `contentMap` and its like, and a key in it.
fn first_of_map<'a>(object: &'a Value, key: &str) -> Option<(&'a Value, &'a str)> {
    let map = object.get(format!("{key}Map"))?;
    let (language, _) = map.as_object()?.iter().next()?;
    Some((map, language))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const MAX_CONTENT_BYTES: usize = 128 * 1024;
const MAX_SUMMARY_BYTES: usize = 4 * 1024;
const MAX_NAME_BYTES: usize = 2 * 1024;
/// The length that BCP 47 §4.4.1 asks everybody to allow.
const MAX_LANGUAGE_BYTES: usize = 35;
