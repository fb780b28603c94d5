//! Tag: <https://docs.joinmastodon.org/entities/Tag/>.

use serde::Serialize;

use crate::site::Site;

/// A hashtag, as statuses and searches show it.
#[derive(Serialize)]
pub(in crate::client) struct Tag<'a> {
    name: &'a str,
    url: String,
    /// Nobody counts the use of hashtags here.
    history: [(); 0],
}

impl<'a> Tag<'a> {
    pub(in crate::client) fn build(name: &'a str, site: &Site) -> Self {
        Self { name, url: site.tag_page(name), history: [] }
    }
}
