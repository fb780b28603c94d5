//! `Collection`, `CollectionWithAccounts` and `Collections`: <https://docs.joinmastodon.org/entities/Collection/>.

use serde::Serialize;

use super::account::Account;
use super::tag::StatusTag;
use crate::clock::rfc3339;
use crate::id::{AccountId, CollectionId, CollectionItemId};
use crate::site::Site;
use crate::store::collection_items::Item;
use crate::store::collections::Collection as Row;

/// A set of people whom somebody recommends.
#[derive(Serialize)]
pub(in crate::client) struct Collection<'a> {
    id: CollectionId,
    account_id: AccountId,
    uri: &'a str,
    url: Option<&'a str>,
    name: &'a str,
    description: &'a str,
    language: Option<&'a str>,
    local: bool,
    sensitive: bool,
    discoverable: bool,
    tag: Option<StatusTag<'a>>,
    item_count: usize,
    items: Vec<CollectionItem>,
    created_at: String,
    updated_at: String,
}

/// Somebody in it.
#[derive(Serialize)]
struct CollectionItem {
    id: CollectionItemId,
    account_id: AccountId,
    state: &'static str,
    created_at: String,
}

/// One of them with everybody in it, and with whoever recommends them.
#[derive(Serialize)]
pub(in crate::client) struct CollectionWithAccounts<'a> {
    pub(in crate::client) collection: Collection<'a>,
    pub(in crate::client) accounts: Vec<Account<'a>>,
}

/// Several of them.
#[derive(Serialize)]
pub(in crate::client) struct Collections<'a> {
    pub(in crate::client) collections: Vec<Collection<'a>>,
}

impl<'a> Collection<'a> {
    /// `items` may hold those of others.
    pub(in crate::client) fn build(row: &'a Row, items: &[Item], site: &Site) -> Self {
        let items = items.iter().filter(|item| item.collection_id == row.id);
        let items: Vec<_> = items.map(CollectionItem::build).collect();
        Self {
            id: row.id,
            account_id: row.account_id,
            uri: &row.uri,
            url: row.url.as_deref(),
            name: &row.name,
            description: &row.description_html,
            language: row.language.as_deref(),
            // People of this node recommend nobody in this way yet.
            local: false,
            sensitive: row.sensitive,
            discoverable: row.discoverable,
            tag: row.tag.as_deref().map(|name| StatusTag::build(name, site)),
            item_count: items.len(),
            items,
            created_at: rfc3339(row.published_ms),
            updated_at: rfc3339(row.updated_ms),
        }
    }
}

impl CollectionItem {
    fn build(item: &Item) -> Self {
        Self {
            id: item.id,
            account_id: item.account_id,
            state: "accepted",
            created_at: rfc3339(item.id.created_ms()),
        }
    }
}
