//! Report: <https://docs.joinmastodon.org/entities/Report/>.

use serde::Serialize;

use super::account::Account;
use crate::id::{Id, StatusId, of};

/// A report that the owner made. Nothing is decided here: it went to the other server, or nowhere.
#[derive(Serialize)]
pub(in crate::client) struct Report<'a> {
    pub(in crate::client) id: Id<of::Notification>,
    pub(in crate::client) action_taken: bool,
    pub(in crate::client) action_taken_at: Option<String>,
    pub(in crate::client) category: &'static str,
    pub(in crate::client) comment: &'a str,
    pub(in crate::client) forwarded: bool,
    pub(in crate::client) created_at: String,
    pub(in crate::client) status_ids: &'a [StatusId],
    pub(in crate::client) rule_ids: [(); 0],
    pub(in crate::client) target_account: Account<'a>,
}
