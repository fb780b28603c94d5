//! One property of a JSON object, read as leniently as is safe.
//!
//! Knows no vocabulary beyond `id`, `type` and `href`. What cannot be used is `None`.

use serde_json::Value;

use super::{one_or_many, uri};

/// The types of an object, in its order. A list that is too long says nothing.
pub fn types(object: &Value) -> impl Iterator<Item = &str> {
    let too_many =
        object.get("type").and_then(Value::as_array).is_some_and(|t| t.len() > MAX_TYPES);
    one_or_many::each(object, "type").filter(move |_| !too_many).filter_map(Value::as_str)
}

/// Does the object say that it is of this type?
#[must_use]
pub fn has_type(object: &Value, wanted: &str) -> bool {
    types(object).any(|name| name == wanted)
}

/// The object's own id, if it can be fetched by.
#[must_use]
pub fn object_id(object: &Value) -> Option<String> {
    object.get("id")?.as_str().filter(|id| uri::is_object_id(id)).map(str::to_owned)
}

/// The own id of what may be a fragment of something else: activities, keys and votes.
#[must_use]
pub fn own_id(object: &Value) -> Option<String> {
    object.get("id")?.as_str().filter(|id| uri::is_uri(id)).map(str::to_owned)
}

/// The first usable id that `object[key]` names, by itself or in an embedded object.
#[must_use]
pub fn id(object: &Value, key: &str) -> Option<String> {
    one_or_many::each(object, key).filter_map(id_of).find(|id| uri::is_uri(id)).map(str::to_owned)
}

/// The id in a value that is an id or an object with one. Not checked.
#[must_use]
pub fn id_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("id")?.as_str())
}

/// The first https address of `object[key]`: a string, a `Link` with `href`, or an object with
/// `url` such as an `Image`.
#[must_use]
pub fn link(object: &Value, key: &str) -> Option<String> {
    one_or_many::each(object, key).find_map(|value| match value {
        Value::String(text) => uri::is_uri(text).then(|| text.clone()),
        Value::Object(_) => href(value).or_else(|| {
            one_or_many::each(value, "url").find_map(|url| {
                let text = url.as_str().filter(|text| uri::is_uri(text)).map(str::to_owned);
                text.or_else(|| href(url))
            })
        }),
        _ => None,
    })
}

/// The https address of a `Link`.
#[must_use]
pub fn href(link: &Value) -> Option<String> {
    link.get("href")?.as_str().filter(|text| uri::is_uri(text)).map(str::to_owned)
}

/// The first text of `object[key]`, cut at a character boundary; an empty text is none.
#[must_use]
pub fn text(object: &Value, key: &str, max_bytes: usize) -> Option<String> {
    let text = one_or_many::each(object, key).find_map(Value::as_str)?;
    Some(cut(text, max_bytes).to_owned()).filter(|text| !text.is_empty())
}

/// Like [`text`] for what is shown on one line: without disruptive characters.
#[must_use]
pub fn line(object: &Value, key: &str, max_bytes: usize) -> Option<String> {
    let text = one_or_many::each(object, key).find_map(Value::as_str)?;
    let clean: String = cut(text, max_bytes).chars().filter(|c| !is_disruptive(*c)).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// The beginning of a text: at most so many bytes, no half character.
#[must_use]
pub fn cut(text: &str, max_bytes: usize) -> &str {
    let mut end = max_bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// `object[key]` as a boolean; everything else is `false`.
#[must_use]
pub fn is_true(object: &Value, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// Whether `object[key]` says no; whoever says nothing does not.
#[must_use]
pub fn is_false(object: &Value, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool) == Some(false)
}

/// `object[key]` as a count: negative and fractional ones are none, huge ones are 2³² − 1.
#[must_use]
pub fn count(object: &Value, key: &str) -> Option<u32> {
    let number = object.get(key)?.as_u64()?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Control characters, and those that change the direction of what stands around them.
#[must_use]
pub fn is_disruptive(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const MAX_TYPES: usize = 16;

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
