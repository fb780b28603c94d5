//! Account: <https://docs.joinmastodon.org/entities/Account/>.

use serde::Serialize;

use super::emoji::{self, Emoji};
use crate::clock::rfc3339;
use crate::page::{AVATAR, HEADER};
use crate::site::Site;
use crate::store::accounts::{Account as Row, AccountKind};

/// Somebody, here or elsewhere.
#[derive(Serialize)]
pub(in crate::client) struct Account {
    pub(in crate::client) id: String,
    username: String,
    pub(in crate::client) acct: String,
    display_name: String,
    locked: bool,
    bot: bool,
    discoverable: bool,
    indexable: bool,
    group: bool,
    hide_collections: bool,
    created_at: String,
    note: String,
    url: String,
    uri: String,
    avatar: String,
    avatar_static: String,
    header: String,
    header_static: String,
    followers_count: i64,
    following_count: i64,
    statuses_count: i64,
    last_status_at: Option<String>,
    emojis: Vec<Emoji>,
    fields: Vec<Field>,
    roles: [(); 0],
}

/// A line of the table on a profile.
#[derive(Serialize)]
pub(in crate::client) struct Field {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) verified_at: Option<String>,
}

impl Account {
    pub(in crate::client) fn build(row: &Row, site: &Site) -> Self {
        let avatar = or_default(&row.avatar_url, site, AVATAR);
        let header = or_default(&row.header_url, site, HEADER);
        Self {
            id: row.id.to_string(),
            acct: acct(row),
            username: row.username.clone(),
            display_name: row.display_name.clone(),
            locked: row.locked,
            bot: row.kind == AccountKind::Service,
            discoverable: row.discoverable,
            indexable: row.indexable,
            group: row.kind == AccountKind::Group,
            hide_collections: row.hides_network,
            created_at: rfc3339(row.created_ms),
            note: row.note_html.clone(),
            url: if row.url.is_empty() { row.uri.clone() } else { row.url.clone() },
            uri: row.uri.clone(),
            avatar_static: avatar.clone(),
            avatar,
            header_static: header.clone(),
            header,
            followers_count: row.followers_count,
            following_count: row.following_count,
            statuses_count: row.statuses_count,
            last_status_at: row.last_status_ms.map(date),
            emojis: emoji::list(&row.emojis_json),
            fields: fields(&row.fields_json),
            roles: [],
        }
    }
}

/// `name` for this node's own, `name@domain` for others.
pub(in crate::client) fn acct(row: &Row) -> String {
    if row.domain.is_empty() {
        return row.username.clone();
    }
    format!("{}@{}", row.username, row.domain)
}

/// Some clients fail on an empty URL (superseriousbusiness/gotosocial#513).
fn or_default(url: &str, site: &Site, default: &str) -> String {
    if url.is_empty() { format!("{}{default}", site.base()) } else { url.to_owned() }
}

/// Only the day: `2026-11-23`.
fn date(ms: i64) -> String {
    rfc3339(ms).chars().take(10).collect()
}

/// Reads the store's `[[name, value], …]`.
pub(in crate::client) fn fields(json: &str) -> Vec<Field> {
    if json.len() <= "[]".len() {
        return Vec::new();
    }
    let pairs: Vec<(String, String)> = serde_json::from_str(json).unwrap_or_default();
    pairs.into_iter().map(|(name, value)| Field { name, value, verified_at: None }).collect()
}
