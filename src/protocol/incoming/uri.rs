//! Ids and addresses from other servers: which are usable, and who answers for them.
//!
//! An id is an opaque string and is kept as it came; parsing only decides whether to use it.
//! Whether a host may be connected to is decided where connections are made.
//! Spec: FEP-fe34 (origins), WHATWG URL.

use url::Url;

/// Is this an id that an object or actor can be fetched by: https, no user, no fragment?
#[must_use]
pub fn is_object_id(text: &str) -> bool {
    parse(text).is_some_and(|url| url.fragment().is_none())
}

/// Is this an https address that another server may give? Activities and keys have fragments.
#[must_use]
pub fn is_uri(text: &str) -> bool {
    parse(text).is_some()
}

/// Who answers for this id: `https://host`, with the port if it is not 443. `None` if unusable.
#[must_use]
pub fn origin(uri: &str) -> Option<String> {
    host_of(uri).map(|host| format!("https://{host}"))
}

/// Do both ids have the same scheme, host and port? An unusable id has the origin of nothing.
#[must_use]
pub fn same_origin(a: &str, b: &str) -> bool {
    let host = host_of(a);
    host.is_some() && host == host_of(b)
}

/// The one way to write the host of an id: lower case, punycode, with the port if it is not 443.
#[must_use]
pub fn host_of(uri: &str) -> Option<String> {
    let url = parse(uri)?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// The id without its fragment: the document that a key or an activity is found in.
#[must_use]
pub fn without_fragment(uri: &str) -> &str {
    uri.split_once('#').map_or(uri, |(document, _)| document)
}

/// Parses what every server would parse in the same way, and nothing else.
fn parse(text: &str) -> Option<Url> {
    if text.len() > MAX_BYTES || text.contains(is_ambiguous) {
        return None;
    }
    // The parser would also take `https:host` and `https:////host`.
    let rest = text.strip_prefix("https://")?;
    if rest.starts_with('/') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    // A second name for the same host would slip past blocks.
    let has_trailing_dot = url.host_str()?.ends_with('.');
    (!has_user && !has_trailing_dot).then_some(url)
}

/// Characters that the parser drops or turns into others.
fn is_ambiguous(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\\'
}

const MAX_BYTES: usize = 2_048;

#[cfg(test)]
#[path = "uri_tests.rs"]
mod tests;
