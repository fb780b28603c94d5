//! Tag: <https://docs.joinmastodon.org/entities/Tag/>.

use serde::Serialize;

use crate::site::Site;
use crate::store::tags::Seen;

/// A hashtag of a status: only its name and its page.
#[derive(Serialize)]
pub(in crate::client) struct StatusTag<'a> {
    name: &'a str,
    url: String,
}

impl<'a> StatusTag<'a> {
    pub(in crate::client) fn build(name: &'a str, site: &Site) -> Self {
        Self { name, url: site.tag_page(name) }
    }
}

/// A hashtag by itself, and how the owner stands to it.
#[derive(Serialize)]
pub(in crate::client) struct Tag<'a> {
    /// The name again: Mastodon has numbers of its own here, which mean nothing elsewhere.
    id: &'a str,
    name: &'a str,
    url: String,
    history: Vec<History>,
    following: bool,
    featuring: bool,
}

/// How often it was seen here on one day. Numbers in texts, as in Mastodon.
#[derive(Serialize)]
struct History {
    /// Seconds since 1970 of the day's beginning (UTC).
    day: String,
    accounts: String,
    uses: String,
}

impl<'a> Tag<'a> {
    pub(in crate::client) fn build(seen: &'a Seen, site: &Site) -> Self {
        let day = |day: &crate::store::tags::Day| History {
            day: (day.begins_ms / 1000).to_string(),
            accounts: day.accounts.to_string(),
            uses: day.uses.to_string(),
        };
        Self {
            id: &seen.name,
            name: &seen.name,
            url: site.tag_page(&seen.name),
            history: seen.days.iter().map(day).collect(),
            following: seen.following,
            featuring: seen.featuring,
        }
    }
}
