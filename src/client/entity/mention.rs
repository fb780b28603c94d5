//! `Status::Mention`: <https://docs.joinmastodon.org/entities/Status/#Mention>.

use std::borrow::Cow;

use serde::Serialize;

use super::account::acct;
use crate::id::AccountId;
use crate::store::status_view::Mention as Row;

/// Somebody who is named in a status.
#[derive(Serialize)]
pub(in crate::client) struct Mention<'a> {
    id: AccountId,
    username: &'a str,
    url: &'a str,
    acct: Cow<'a, str>,
}

impl<'a> Mention<'a> {
    pub(in crate::client) fn build(row: &'a Row) -> Self {
        Self {
            id: row.id,
            username: &row.username,
            url: &row.url,
            acct: acct(&row.username, &row.domain),
        }
    }
}
