//! Conversation: <https://docs.joinmastodon.org/entities/Conversation/>.

use serde::Serialize;

use super::account::Account;
use super::status::Status;
use crate::id::ConversationId;

/// A thread of direct posts.
#[derive(Serialize)]
pub(in crate::client) struct Conversation<'a> {
    pub(in crate::client) id: ConversationId,
    pub(in crate::client) unread: bool,
    pub(in crate::client) accounts: Vec<Account<'a>>,
    pub(in crate::client) last_status: Option<Status<'a>>,
}
