//! `FeaturedTag`: <https://docs.joinmastodon.org/entities/FeaturedTag/>.

use serde::Serialize;

use super::account::date;
use crate::id::FeaturedTagId;
use crate::site::Site;
use crate::store::featured_tags::FeaturedTag as Row;

/// A hashtag on a profile.
#[derive(Serialize)]
pub(in crate::client) struct FeaturedTag<'a> {
    id: FeaturedTagId,
    name: &'a str,
    url: String,
    /// A number in a text, as in Mastodon.
    statuses_count: String,
    last_status_at: Option<String>,
}

impl<'a> FeaturedTag<'a> {
    pub(in crate::client) fn build(row: &'a Row, site: &Site) -> Self {
        Self {
            id: row.id,
            name: &row.name,
            url: site.tag_page(&row.name),
            statuses_count: row.statuses_count.to_string(),
            last_status_at: row.last_status_ms.map(date),
        }
    }
}
