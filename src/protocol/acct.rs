//! Handles such as `alice@example.org`: parsed, checked and written one way.
//!
//! Does not look anybody up.
//! Spec: RFC 7565 (`acct:`), with Mastodon's rules for user names.

use std::fmt;

use url::Host;

/// A handle on some server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Acct {
    /// As written by its owner; compare without case.
    pub username: String,
    /// Lower case, punycode, no port.
    pub domain: String,
}

impl Acct {
    /// Reads `user@domain`, `@user@domain` and `acct:user@domain`.
    ///
    /// `None` for a user name or domain that no other server may have: an address literal, a
    /// port, `localhost` or another single label.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (username, domain) = split(text)?;
        if !is_username(username) {
            return None;
        }
        Some(Self { username: username.to_owned(), domain: remote_domain(domain)? })
    }
}

impl fmt::Display for Acct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.username, self.domain)
    }
}

/// The name of the user of ours that a WebFinger `resource` asks for: a handle at one of
/// `our_domains` (each with its port if it has one), or the address of an actor or profile there.
#[must_use]
pub fn local_username<'a>(resource: &'a str, our_domains: &[&str]) -> Option<&'a str> {
    let (username, domain) = match resource.split_once("://") {
        Some((_scheme, rest)) => {
            let (domain, path) = rest.split_once('/')?;
            (path.strip_prefix("users/").or_else(|| path.strip_prefix('@'))?, domain)
        }
        None => split(resource)?,
    };
    let ours = our_domains.iter().any(|our| our.eq_ignore_ascii_case(domain));
    (ours && is_username(username)).then_some(username)
}

/// May this be the user name of an account here or elsewhere?
///
/// Word characters of ASCII, with dots and dashes only between them: what Mastodon accepts.
#[must_use]
pub fn is_username(name: &str) -> bool {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let bytes = name.as_bytes();
    bytes.len() <= USERNAME_MAX_BYTES
        && bytes.first().is_some_and(is_word)
        && bytes.last().is_some_and(is_word)
        && bytes.iter().all(|b| is_word(b) || matches!(b, b'.' | b'-'))
}

/// The one way to write the domain of another server, or `None` if it cannot be one.
#[must_use]
pub fn remote_domain(text: &str) -> Option<String> {
    // Whatever has a meaning in a URL has none in a domain.
    if text.len() > DOMAIN_MAX_BYTES || text.contains(['/', '\\', ':', '@', '?', '#', '[', '%']) {
        return None;
    }
    let Host::Domain(domain) = Host::parse(text).ok()? else { return None };
    let domain = domain.strip_suffix('.').unwrap_or(&domain);
    let has_empty_label = domain.split('.').any(str::is_empty);
    // RFC 6761: whatever stands before it, `localhost` is this machine.
    let is_elsewhere = domain.contains('.') && !domain.ends_with(".localhost");
    let fits = domain.len() <= DOMAIN_MAX_BYTES;
    (fits && is_elsewhere && !has_empty_label).then(|| domain.to_owned())
}

/// User name and domain of a handle, unchecked.
fn split(handle: &str) -> Option<(&str, &str)> {
    let handle = handle.trim();
    let handle = handle.strip_prefix("acct:").unwrap_or(handle);
    handle.strip_prefix('@').unwrap_or(handle).split_once('@')
}

const USERNAME_MAX_BYTES: usize = 64;
const DOMAIN_MAX_BYTES: usize = 253;

#[cfg(test)]
#[path = "acct_tests.rs"]
mod tests;
