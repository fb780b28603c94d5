//! `StatusEdit`: <https://docs.joinmastodon.org/entities/StatusEdit/>.

use serde::Serialize;

use super::account::Account;
use super::emoji::{self, Emoji};
use crate::clock::rfc3339;
use crate::site::Site;
use crate::store::accounts;
use crate::store::status_edits::Version;

/// A version of a status.
#[derive(Serialize)]
pub(in crate::client) struct StatusEdit<'a> {
    content: &'a str,
    spoiler_text: &'a str,
    sensitive: bool,
    created_at: String,
    account: Account<'a>,
    media_attachments: [(); 0],
    emojis: Vec<Emoji>,
}

impl<'a> StatusEdit<'a> {
    pub(in crate::client) fn build(
        version: &'a Version,
        author: &'a accounts::Account,
        site: &Site,
    ) -> Self {
        Self {
            content: &version.content_html,
            spoiler_text: &version.spoiler_text,
            sensitive: version.sensitive,
            created_at: rfc3339(version.made_ms),
            account: Account::build(author, site),
            media_attachments: [],
            emojis: emoji::list(&version.emojis_json, site),
        }
    }
}
