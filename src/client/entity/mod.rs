//! Mastodon's entities, one a file, written only: names and order as in its documentation.
//!
//! Built from rows that were read before; nothing here asks the store.

pub(super) mod account;
pub(super) mod application;
pub(super) mod async_refresh;
pub(super) mod collection;
pub(super) mod context;
pub(super) mod conversation;
pub(super) mod credential_account;
pub(super) mod emoji;
pub(super) mod featured_tag;
pub(super) mod filter;
pub(super) mod filter_result;
pub(super) mod filter_v1;
pub(super) mod instance;
pub(super) mod instance_v1;
pub(super) mod list;
pub(super) mod marker;
pub(super) mod media_attachment;
pub(super) mod mention;
pub(super) mod notification;
pub(super) mod notification_group;
pub(super) mod notification_policy;
pub(super) mod notification_request;
pub(super) mod poll;
pub(super) mod preview_card;
pub(super) mod profile;
pub(super) mod push_subscription;
pub(super) mod quote;
pub(super) mod quote_approval;
pub(super) mod quote_policy;
pub(super) mod relationship;
pub(super) mod report;
pub(super) mod scheduled_status;
pub(super) mod search;
pub(super) mod status;
pub(super) mod status_edit;
pub(super) mod status_source;
pub(super) mod tag;
pub(super) mod token;
pub(super) mod translation;
pub(super) mod visibility;

use std::sync::Arc;

use crate::app::App;
use crate::error::Result;
use crate::media::card::Wanted;
use crate::site::Site;

/// Where and when entities are shown.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) site: Arc<Site>,
    pub(super) now_ms: i64,
    /// Told of links that the owner sees for the first time.
    pub(super) cards: Wanted,
}

impl Place {
    /// This node, now.
    pub(super) async fn of(app: &App) -> Result<Self> {
        Ok(Self { site: app.site().await?, now_ms: app.clock.now_ms(), cards: app.cards.clone() })
    }
}

#[cfg(test)]
#[path = "golden_tests.rs"]
mod golden;
