//! Account: <https://docs.joinmastodon.org/entities/Account/>.

use std::borrow::Cow;

use serde::Serialize;

use super::emoji::{self, Emoji};
use crate::clock::rfc3339;
use crate::id::AccountId;
use crate::page::{AVATAR, HEADER};
use crate::site::{Form, Site};
use crate::store::accounts::{Account as Row, AccountKind};

/// Somebody, here or elsewhere.
#[derive(Serialize)]
pub(in crate::client) struct Account<'a> {
    id: AccountId,
    username: &'a str,
    acct: Cow<'a, str>,
    display_name: &'a str,
    locked: bool,
    bot: bool,
    discoverable: bool,
    indexable: bool,
    group: bool,
    hide_collections: bool,
    show_media: bool,
    show_media_replies: bool,
    show_featured: bool,
    created_at: String,
    note: &'a str,
    url: &'a str,
    uri: &'a str,
    avatar: String,
    avatar_static: String,
    avatar_description: &'a str,
    header: String,
    header_static: String,
    header_description: &'a str,
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
    name: String,
    value: String,
    verified_at: Option<String>,
}

impl<'a> Account<'a> {
    pub(in crate::client) fn build(row: &'a Row, site: &Site) -> Self {
        let avatar = picture(&row.avatar_url, site, AVATAR);
        let header = picture(&row.header_url, site, HEADER);
        Self {
            id: row.id,
            username: &row.username,
            acct: acct(&row.username, &row.domain),
            display_name: &row.display_name,
            locked: row.locked,
            bot: row.kind == AccountKind::Service,
            discoverable: row.discoverable,
            indexable: row.indexable,
            group: row.kind == AccountKind::Group,
            hide_collections: row.hides_network,
            show_media: row.tabs.media,
            show_media_replies: row.tabs.media_replies,
            show_featured: row.tabs.featured,
            created_at: rfc3339(row.created_ms),
            note: &row.note_html,
            url: if row.url.is_empty() { &row.uri } else { &row.url },
            uri: &row.uri,
            avatar_static: avatar.clone(),
            avatar,
            avatar_description: &row.avatar_description,
            header_static: header.clone(),
            header,
            header_description: &row.header_description,
            followers_count: row.followers_count,
            following_count: row.following_count,
            statuses_count: row.statuses_count,
            last_status_at: row.last_status_ms.map(date),
            emojis: emoji::list(&row.emojis_json, site),
            fields: fields(&row.fields_json),
            roles: [],
        }
    }
}

/// `name` for this node's own, `name@domain` for others.
pub(in crate::client) fn acct<'a>(username: &'a str, domain: &str) -> Cow<'a, str> {
    if domain.is_empty() {
        return Cow::Borrowed(username);
    }
    Cow::Owned(format!("{username}@{domain}"))
}

/// Some clients fail on an empty URL (superseriousbusiness/gotosocial#513).
fn picture(url: &str, site: &Site, default: &str) -> String {
    match url {
        "" => format!("{}{default}", site.base()),
        url => site.remote_media(Form::Whole, url),
    }
}

/// Only the day: `2026-11-23`.
pub(super) fn date(ms: i64) -> String {
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

/// Somebody who is muted, and until when: `MutedAccount`.
#[derive(Serialize)]
pub(in crate::client) struct MutedAccount<'a> {
    #[serde(flatten)]
    account: Account<'a>,
    mute_expires_at: Option<String>,
}

impl<'a> MutedAccount<'a> {
    pub(in crate::client) fn build(row: &'a Row, ends_ms: Option<i64>, site: &Site) -> Self {
        Self { account: Account::build(row, site), mute_expires_at: ends_ms.map(rfc3339) }
    }
}
