//! Ids and addresses from other servers: which are usable, and who answers for them.
//!
//! An id is an opaque string and is kept as it came; parsing only decides whether to use it.
//! Whether a host may be connected to is decided where connections are made.
//! Spec: FEP-fe34 (origins), WHATWG URL.

use std::borrow::Cow;

use url::Url;

/// Is this an id that an object or actor can be fetched by: https, no user, no fragment?
#[must_use]
pub fn is_object_id(text: &str) -> bool {
    is_uri(text) && !text.contains('#')
}

/// Is this an https address that another server may give? Activities and keys have fragments.
#[must_use]
pub fn is_uri(text: &str) -> bool {
    host(text).is_some()
}

/// Who answers for this id: `https://host`, with the port if it is not 443. `None` if unusable.
#[must_use]
pub fn origin(uri: &str) -> Option<String> {
    host(uri).map(|host| format!("https://{host}"))
}

/// Do both ids have the same scheme, host and port? An unusable id has the origin of nothing.
#[must_use]
pub fn same_origin(a: &str, b: &str) -> bool {
    let host_of_a = host(a);
    host_of_a.is_some() && host_of_a == host(b)
}

/// The one way to write the host of an id: lower case, punycode, with the port if it is not 443.
#[must_use]
pub fn host_of(uri: &str) -> Option<String> {
    host(uri).map(Cow::into_owned)
}

/// The id without its fragment: the document that a key or an activity is found in.
#[must_use]
pub fn without_fragment(uri: &str) -> &str {
    uri.split_once('#').map_or(uri, |(document, _)| document)
}

fn host(text: &str) -> Option<Cow<'_, str>> {
    if text.len() > MAX_BYTES {
        return None;
    }
    plain_host(text).map(Cow::Borrowed).or_else(|| parsed_host(text).map(Cow::Owned))
}

/// The host in an id that parsing would not change, as nearly all are: a message has thirty ids,
/// and parsing them would cost more than the rest of its reading.
fn plain_host(text: &str) -> Option<&str> {
    let (host, path) = text.strip_prefix("https://")?.split_once('/')?;
    let (labels, last) = host.rsplit_once('.')?;
    let is_label = |label: &str| {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !label.is_empty() && !label.starts_with("xn--") && label.bytes().all(is_plain)
    };
    // A last label with digits could make an address of the whole.
    let is_plain = !last.is_empty()
        && last.bytes().all(|b| b.is_ascii_lowercase())
        && labels.split('.').all(is_label)
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    is_plain.then_some(host)
}

/// The host in any id that every server would parse in the same way.
fn parsed_host(text: &str) -> Option<String> {
    if text.contains(is_ambiguous) {
        return None;
    }
    // The parser would also take `https:host` and `https:////host`.
    let rest = text.strip_prefix("https://")?;
    if rest.starts_with('/') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    // A second name for the same host would slip past blocks.
    if has_user || host.ends_with('.') {
        return None;
    }
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Characters that the parser drops or turns into others.
fn is_ambiguous(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\\'
}

const MAX_BYTES: usize = 2_048;

#[cfg(test)]
#[path = "uri_tests.rs"]
mod tests;
