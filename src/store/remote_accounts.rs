//! People of other servers, as their actors describe them.
//!
//! How accounts are read, whoever they belong to, is in `accounts.rs`.

use rusqlite::named_params;

use super::Write;
use super::accounts::{AccountKind, Tabs};
use crate::error::Result;
use crate::id::AccountId;

/// Another server's account as its actor describes it. Inboxes are row ids.
pub struct RemoteAccount<'a> {
    /// The actor's URI.
    pub uri: &'a str,
    /// Row id of its server.
    pub host_id: i64,
    /// Person, bot, group …
    pub kind: AccountKind,
    /// Name before the `@`.
    pub username: &'a str,
    /// Domain of the handle, verified or not.
    pub domain: &'a str,
    /// Plain text.
    pub display_name: &'a str,
    /// Sanitised.
    pub note_html: &'a str,
    /// Page for people; empty means the URI.
    pub url: &'a str,
    /// Picture; empty means none.
    pub avatar_url: &'a str,
    /// Wide picture; empty means none.
    pub header_url: &'a str,
    /// What the picture shows; plain text.
    pub avatar_description: &'a str,
    /// What the wide picture shows; plain text.
    pub header_description: &'a str,
    /// `[[name, value_html], …]`.
    pub fields_json: &'a str,
    /// `[[shortcode, url], …]`.
    pub emojis_json: &'a str,
    /// `[uri, …]`.
    pub also_known_as_json: &'a str,
    /// Where its post goes.
    pub inbox_id: i64,
    /// Where post for its whole server goes.
    pub shared_inbox_id: Option<i64>,
    /// Collections; empty if missing.
    pub outbox_uri: &'a str,
    /// Followers collection; empty if missing.
    pub followers_uri: &'a str,
    /// Following collection; empty if missing.
    pub following_uri: &'a str,
    /// Pinned posts; empty if missing.
    pub featured_uri: &'a str,
    /// Follows need approval.
    pub locked: bool,
    /// Wants to be found.
    pub discoverable: bool,
    /// Agrees to be searched.
    pub indexable: bool,
    /// The parts that its profile wants to have.
    pub tabs: Tabs,
    /// Where it moved.
    pub moved_to_uri: Option<&'a str>,
    /// When it was made, if it says so.
    pub created_ms: i64,
}

/// Stores a remote account, over an older copy of the same URI. `id` is used if it is new.
pub fn put(
    tx: &Write,
    id: AccountId,
    account: &RemoteAccount<'_>,
    now_ms: i64,
) -> Result<AccountId> {
    let stored = tx.row(PUT, named_params! {
        ":id": id, ":uri": account.uri, ":host_id": account.host_id, ":kind": account.kind,
        ":username": account.username, ":domain": account.domain,
        ":display_name": account.display_name, ":note_html": account.note_html,
        ":url": account.url, ":avatar_url": account.avatar_url, ":header_url": account.header_url,
        ":fields_json": account.fields_json, ":emojis_json": account.emojis_json,
        ":also_known_as_json": account.also_known_as_json, ":inbox_id": account.inbox_id,
        ":shared_inbox_id": account.shared_inbox_id, ":outbox_uri": account.outbox_uri,
        ":followers_uri": account.followers_uri, ":following_uri": account.following_uri,
        ":featured_uri": account.featured_uri, ":locked": account.locked,
        ":discoverable": account.discoverable, ":indexable": account.indexable,
        ":avatar_description": account.avatar_description,
        ":header_description": account.header_description,
        ":show_media": account.tabs.media, ":show_media_replies": account.tabs.media_replies,
        ":show_featured": account.tabs.featured, ":moved_to_uri": account.moved_to_uri, ":created_ms": account.created_ms,
        ":now_ms": now_ms,
    }, |row| row.get(0))?;
    Ok(stored.unwrap_or(id))
}

const PUT: &str = "
    INSERT INTO accounts (id, uri, host_id, kind, username, domain, display_name, note_html, url,
           avatar_url, header_url, fields_json, emojis_json, also_known_as_json, inbox_id,
           shared_inbox_id, outbox_uri, followers_uri, following_uri, featured_uri, locked,
           discoverable, indexable, avatar_description, header_description, show_media,
           show_media_replies, show_featured, moved_to_uri, created_ms, fetched_ms, needed_ms)
    VALUES (:id, :uri, :host_id, :kind, :username, :domain, :display_name, :note_html, :url,
           :avatar_url, :header_url, :fields_json, :emojis_json, :also_known_as_json, :inbox_id,
           :shared_inbox_id, :outbox_uri, :followers_uri, :following_uri, :featured_uri, :locked,
           :discoverable, :indexable, :avatar_description, :header_description, :show_media,
           :show_media_replies, :show_featured, :moved_to_uri, :created_ms, :now_ms, :now_ms)
    ON CONFLICT (uri) DO UPDATE SET
           kind = excluded.kind, username = excluded.username,
           domain = iif(handle_verified AND username = excluded.username, domain, excluded.domain),
           handle_verified = handle_verified AND username = excluded.username, display_name = excluded.display_name,
           note_html = excluded.note_html, url = excluded.url, avatar_url = excluded.avatar_url,
           header_url = excluded.header_url, fields_json = excluded.fields_json,
           emojis_json = excluded.emojis_json, also_known_as_json = excluded.also_known_as_json,
           inbox_id = excluded.inbox_id, shared_inbox_id = excluded.shared_inbox_id,
           outbox_uri = excluded.outbox_uri, followers_uri = excluded.followers_uri,
           following_uri = excluded.following_uri, featured_uri = excluded.featured_uri,
           locked = excluded.locked, discoverable = excluded.discoverable,
           indexable = excluded.indexable, avatar_description = excluded.avatar_description,
           header_description = excluded.header_description, show_media = excluded.show_media,
           show_media_replies = excluded.show_media_replies,
           show_featured = excluded.show_featured, moved_to_uri = excluded.moved_to_uri, gone = 0,
           fetched_ms = excluded.fetched_ms, needed_ms = excluded.needed_ms
    RETURNING id";
