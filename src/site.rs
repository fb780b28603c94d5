//! Where this node lives, and which URIs are its own.
//!
//! All local URIs are built and recognised here and nowhere else. The forms can never change once
//! something has been federated.

mod remote_media;

use std::fmt::Write as _;
use std::net::IpAddr;

use crate::id::StatusId;

pub use remote_media::{Form, MediaKey};

/// The addresses of this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Authority of our URLs, such as `home.example` or `localhost:8080`.
    pub host: String,
    /// Domain of our handles; usually the host.
    pub handle_domain: String,
    /// Without it, media of other servers stand where they lie.
    media_key: Option<MediaKey>,
}

/// A local URI, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalUri<'a> {
    /// The application actor, which signs our GETs.
    Application,
    /// A person: their name.
    Account(&'a str),
    /// A post: its author's name and its id.
    Status(&'a str, StatusId),
    /// A person's followers collection.
    Followers(&'a str),
    /// Any other path of this node.
    Other(&'a str),
}

impl Site {
    /// A node whose handles are at `handle_domain` and whose URLs are at `host`.
    pub fn new(host: &str, handle_domain: &str) -> Self {
        let (host, handle_domain) = (host.to_lowercase(), handle_domain.to_lowercase());
        Self { host, handle_domain, media_key: None }
    }

    /// The same, which shows media of other servers under URLs of its own.
    #[must_use]
    pub fn with_media_key(self, key: MediaKey) -> Self {
        Self { media_key: Some(key), ..self }
    }

    /// No real name yet, only one that the house knows (`localhost`, `nichoir.local`, an address): the
    /// client API works, nothing federates.
    pub fn is_home_only(&self) -> bool {
        let name = match self.host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address,
            None => self.host.split(':').next().unwrap_or_default(),
        };
        name == "localhost" || name.ends_with(".local") || name.parse::<IpAddr>().is_ok()
    }

    /// `https://HOST`, or `http://` without a real name.
    pub fn base(&self) -> String {
        let scheme = if self.is_home_only() { "http" } else { "https" };
        format!("{scheme}://{}", self.host)
    }

    /// URI of the application actor.
    pub fn application(&self) -> String {
        format!("{}/actor", self.base())
    }

    /// URI of a person's actor.
    pub fn account(&self, username: &str) -> String {
        format!("{}/users/{username}", self.base())
    }

    /// The page of a person, for people.
    pub fn account_page(&self, username: &str) -> String {
        format!("{}/@{username}", self.base())
    }

    /// URI of a post.
    pub fn status(&self, username: &str, id: StatusId) -> String {
        format!("{}/users/{username}/statuses/{id}", self.base())
    }

    /// The page of a post, for people.
    pub fn status_page(&self, username: &str, id: StatusId) -> String {
        format!("{}/@{username}/{id}", self.base())
    }

    /// URI of an activity. `id` is whatever is unique among this person's activities.
    pub fn activity(&self, username: &str, id: impl std::fmt::Display) -> String {
        format!("{}/users/{username}/activities/{id}", self.base())
    }

    /// A stamp that lets somebody quote a post of this person (FEP-044f).
    pub fn quote_authorization(&self, username: &str, number: i64) -> String {
        format!("{}/users/{username}/quote-authorizations/{number}", self.base())
    }

    /// The inbox of the whole node.
    pub fn shared_inbox(&self) -> String {
        format!("{}/inbox", self.base())
    }

    /// The page of a hashtag.
    pub fn tag_page(&self, name: &str) -> String {
        let mut page = format!("{}/tags/", self.base());
        for byte in name.bytes() {
            // RFC 3986 §2.3: everything but the unreserved characters.
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                page.push(char::from(byte));
            } else {
                let _ = write!(page, "%{byte:02X}");
            }
        }
        page
    }

    /// A stored file.
    pub fn media(&self, sha256_hex: &str, extension: &str) -> String {
        format!("{}/media/{sha256_hex}.{extension}", self.base())
    }

    /// Whether `uri` lies on this node, by authority.
    pub fn is_local(&self, uri: &str) -> bool {
        self.local_path(uri).is_some()
    }

    /// Takes a local URI apart; `None` if it lies elsewhere.
    pub fn local_uri<'a>(&self, uri: &'a str) -> Option<LocalUri<'a>> {
        let path = self.local_path(uri)?;
        let mut parts = path.split('/').skip(1);
        let first = [parts.next(), parts.next(), parts.next(), parts.next(), parts.next()];
        Some(match first {
            [Some("actor"), None, ..] => LocalUri::Application,
            [Some("users"), Some(name), None, ..] => LocalUri::Account(name),
            [Some("users"), Some(name), Some("followers"), None, _] => LocalUri::Followers(name),
            [Some("users"), Some(name), Some("statuses"), Some(id), None] => {
                id.parse().map_or(LocalUri::Other(path), |id| LocalUri::Status(name, id))
            }
            _ => page_uri(path).unwrap_or(LocalUri::Other(path)),
        })
    }

    fn local_path<'a>(&self, uri: &'a str) -> Option<&'a str> {
        let rest = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"))?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let authority = authority.strip_suffix(":443").unwrap_or(authority);
        authority.trim_end_matches('.').eq_ignore_ascii_case(&self.host).then_some(path)
    }
}

/// `/@name` and `/@name/id` are pages of the same things; people paste them into search boxes.
fn page_uri(path: &str) -> Option<LocalUri<'_>> {
    let mut parts = path.strip_prefix("/@")?.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), None, None) => Some(LocalUri::Account(name)),
        (Some(name), Some(id), None) => Some(LocalUri::Status(name, id.parse().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_recognised() {
        let site = Site::new("Home.example", "example");
        let id = StatusId::new(42);
        assert_eq!(site.local_uri(&site.account("ada")), Some(LocalUri::Account("ada")));
        assert_eq!(site.local_uri(&site.status("ada", id)), Some(LocalUri::Status("ada", id)));
        assert_eq!(site.local_uri(&site.status_page("ada", id)), Some(LocalUri::Status("ada", id)));
        assert_eq!(site.local_uri(&site.application()), Some(LocalUri::Application));
    }

    #[test]
    fn some_names_mean_something_at_home_only() {
        let home_only = |host: &str| Site::new(host, host).is_home_only();
        for host in
            ["localhost:8080", "nichoir.local", "Nichoir-2.local:80", "192.168.1.5", "[fd12::1]:80"]
        {
            assert!(home_only(host), "{host}");
        }
        for host in ["home.example", "local.example", "local", "192.168.1.5.example"] {
            assert!(!home_only(host), "{host}");
        }
    }

    #[test]
    fn other_spellings_of_our_host_are_ours() {
        let site = Site::new("home.example", "home.example");
        for uri in ["https://HOME.example/users/ada", "https://home.example.:443/users/ada"] {
            assert!(site.is_local(uri), "{uri}");
        }
        assert!(!site.is_local("https://home.example.evil.example/users/ada"));
        assert!(!site.is_local("https://home.example@evil.example/"));
    }
}
